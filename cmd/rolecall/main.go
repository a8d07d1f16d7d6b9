package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(program())
}

// program runs until the command has done its work, or a signal asks for the end; a
// second one ends it at once. The signal ends the context of the command. A mock then
// answers what is under way (connections.Serve, 5 s at most, after --drain) and gives
// its store what is newest (closeStore in storeflags.go, 30 s at most): 0, or 3 where the store did not take
// it. A run takes back what it has made (conformance.Run, a minute at most).
func program() int {
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	defer stop()
	context.AfterFunc(ctx, stop)
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// stopSignals are the signals that end the program in good order. A program that
// was started to outlive its terminal, as nohup does, is not told of its end.
func stopSignals() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		all = append(all, syscall.SIGHUP)
	}
	return all
}

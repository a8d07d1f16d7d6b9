// Command rolecall mocks, verifies and populates APIs where who you are decides
// what you get.
//
//	rolecall mock                          the mock, on http://127.0.0.1:4010
//	rolecall verify --target-file FILE     the gate: does a server keep the contract?
//	rolecall proxy --target URL            is it kept in ordinary traffic?
//	rolecall report merge PART…            the reports of all shards as one
//	rolecall fixtures --count 1000         people who carry rights
//	rolecall spec matrix                   who may do what
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

// program runs until an interrupt and what must be done after it; a second one
// ends it at once.
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

// Command rolecall mocks, verifies and populates APIs where who you are decides
// what you get.
//
//	rolecall mock                          the mock, on http://127.0.0.1:4010
//	rolecall verify --target-file FILE     the gate: does a server keep the contract?
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

//go:build profile

package main

import (
	"fmt"
	"os"
	"runtime/pprof"
)

// A program that was built with -tags profile writes where its processor time went
// into a file of the folder that ROLECALL_PROFILES names. make profile runs it under
// the load of the benchmarks and keeps the sum as default.pgo, which go build reads.
// It stands in the place of main, so that nothing of it is in the program of a release.
func init() {
	file, err := os.CreateTemp(os.Getenv("ROLECALL_PROFILES"), "*.pprof")
	if err == nil {
		err = pprof.StartCPUProfile(file)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "profiling:", err)
		os.Exit(1)
	}
	code := program()
	pprof.StopCPUProfile()
	if err := file.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "profiling:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

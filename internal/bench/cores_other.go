//go:build !linux

package main

import (
	"os"
	"os/exec"
	"runtime"
	"time"
)

// takeCores can only keep the load to one core's worth of work here.
func takeCores() (cores, error) {
	runtime.GOMAXPROCS(1)
	return cores{}, nil
}

func startOn(_ int, cmd *exec.Cmd) error { return cmd.Start() }

func startingOn(_ int, start func() error) error { return start() }

// processorTime is not measured here: 0.
func processorTime(int) (time.Duration, error) { return 0, nil }

// residentMemory is not measured here: 0.
func residentMemory(int) (int64, error) { return 0, nil }

// peakMemory is not measured here: 0.
func peakMemory(*os.ProcessState) int64 { return 0 }

package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// takeCores gives the servers the first core that this process may use, and
// the load, which is this process, the second.
func takeCores() (cores, error) {
	var allowed unix.CPUSet
	if err := unix.SchedGetaffinity(0, &allowed); err != nil {
		return cores{}, fmt.Errorf("asking for the cores that may be used: %w", err)
	}
	var list []int
	for i := 0; len(list) < 2 && i < 8*len(allowed)*8; i++ {
		if allowed.IsSet(i) {
			list = append(list, i)
		}
	}
	c := cores{servers: list[0], load: list[len(list)-1], apart: len(list) == 2}
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return c, err
	}
	for _, task := range tasks { // new threads follow the one that makes them
		id, _ := strconv.Atoi(task.Name())
		if err := pin(id, c.load); err != nil && err != unix.ESRCH {
			return c, fmt.Errorf("taking core %d: %w", c.load, err)
		}
	}
	runtime.GOMAXPROCS(1)
	return c, nil
}

func pin(thread, core int) error {
	var set unix.CPUSet
	set.Set(core)
	return unix.SchedSetaffinity(thread, &set)
}

// startOn starts a command on one core.
func startOn(core int, cmd *exec.Cmd) error { return startingOn(core, cmd.Start) }

// startingOn has the processes that a function starts run on one core: they inherit
// it from the thread that makes them.
func startingOn(core int, start func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return err
	}
	if err := pin(0, core); err != nil {
		return err
	}
	defer unix.SchedSetaffinity(0, &before)
	return start()
}

// processorTime reads the clock that the kernel keeps for a process. Its number
// is made of the process id as clock_getcpuclockid(3) does.
func processorTime(pid int) (time.Duration, error) {
	const scheduled = 2
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|scheduled), &t); err != nil {
		return 0, fmt.Errorf("reading the processor time of process %d: %w", pid, err)
	}
	return time.Duration(t.Nano()), nil
}

// residentMemory reads VmRSS, in bytes.
func residentMemory(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("/proc/%d/status has no VmRSS", pid)
}

// peakMemory is the most that an ended process held, in bytes.
func peakMemory(ended *os.ProcessState) int64 {
	usage, ok := ended.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss << 10
}

//go:build unix

package hostile_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// measuring is the variable by which this test's own program is told to run
// another, and to write to a file how much memory and how much time of the
// processors that took. What a program takes is never told as less than what the
// process took that began it, and a test that sends gigabytes takes much.
const measuring = "ROLECALL_HOSTILE_MEASURES"

// measure runs the program, in a process of its own.
func measure(file string, args []string) int {
	run := exec.Command(args[0], args[1:]...)
	run.Stdout, run.Stderr = os.Stdout, os.Stderr
	run.Run()
	if usage, is := run.ProcessState.SysUsage().(*syscall.Rusage); is {
		most := usage.Maxrss
		if runtime.GOOS == "linux" {
			most <<= 10 // in kilobytes there
		}
		busy := run.ProcessState.UserTime() + run.ProcessState.SystemTime()
		os.WriteFile(file, fmt.Appendf(nil, "%d %d", most, busy), 0o600)
	}
	return run.ProcessState.ExitCode()
}

// run runs the program and keeps what came of it. What the context ends is
// ended with all that it began.
func (c *child) run(ctx context.Context, memory string, args []string) {
	run := exec.CommandContext(ctx, os.Args[0], append([]string{program}, args...)...)
	run.Env = append(os.Environ(), measuring+"="+memory)
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Cancel = func() error { return syscall.Kill(-run.Process.Pid, syscall.SIGKILL) }
	var output bytes.Buffer
	run.Stdout, run.Stderr = &output, &output
	began := time.Now()
	c.err = run.Run()
	c.took, c.output, c.code = time.Since(began), output.Bytes(), run.ProcessState.ExitCode()
	if text, err := os.ReadFile(memory); err == nil {
		fmt.Sscan(string(text), &c.memory, &c.busy)
	}
}

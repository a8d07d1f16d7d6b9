package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Bounds of a document's verification.
const (
	startLimit  = 30 * time.Second
	verifyLimit = 120 * time.Second
	memoryLimit = 1 << 30 // bytes, of either process
)

// verification is what the mock of a document came to, asked by the suite.
type verification struct {
	verdict string // "" where it was not asked
	reason  string
	checks  int
	failed  int
	mock    cost
	suite   cost
}

// passed tells whether nothing was wrong.
func (v verification) passed() bool { return v.verdict == "conformant" }

// verify starts the mock of a document and lets the suite ask it everything.
func (c *corpus) verify(ctx context.Context, file string) verification {
	target := filepath.Join(c.dir, "target.yaml")
	os.Remove(target)
	mock := exec.CommandContext(ctx, c.program, "mock", "--quiet", "--port", "0", "--spec", file, "--target-file", target)
	mock.Cancel = func() error { return mock.Process.Signal(os.Interrupt) }
	mock.WaitDelay = 10 * time.Second
	var complaint bytes.Buffer
	mock.Stderr = &complaint
	out, err := mock.StdoutPipe()
	if err == nil {
		err = mock.Start()
	}
	if err != nil {
		return verification{verdict: "no mock", reason: err.Error()}
	}
	started := make(chan bool, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		started <- strings.HasPrefix(line, "http")
	}()
	v := verification{verdict: "no mock"}
	select {
	case ok := <-started:
		if ok {
			v = c.ask(ctx, file, target)
		}
	case <-time.After(startLimit):
		v.reason = fmt.Sprintf("it does not start within %s", startLimit)
	}
	mock.Process.Signal(os.Interrupt)
	mock.Wait() // it was told to end
	v.mock = costOf(mock)
	if v.verdict == "no mock" && v.reason == "" {
		v.reason = firstLine(complaint.String())
	}
	if most := max(v.mock.memory, v.suite.memory); most > memoryLimit {
		v.verdict, v.reason = "too large", fmt.Sprintf("%d MB", most>>20)
	}
	return v
}

// ask runs the suite.
func (c *corpus) ask(ctx context.Context, file, target string) verification {
	ctx, cancel := context.WithTimeout(ctx, verifyLimit)
	defer cancel()
	written := filepath.Join(c.dir, "report.json")
	os.Remove(written)
	suite := exec.CommandContext(ctx, c.program, "verify", "--spec", file, "--target-file", target, "--json", written)
	suite.Cancel = func() error { return suite.Process.Signal(os.Interrupt) }
	suite.WaitDelay = 20 * time.Second
	said, err := suite.CombinedOutput()
	v := verification{suite: costOf(suite)}
	var exit *exec.ExitError
	text, readErr := os.ReadFile(written)
	var report struct {
		Verdict, Reason string
		Counts          struct{ All, Failed int }
	}
	switch {
	case err != nil && !errors.As(err, &exit):
		v.verdict, v.reason = "not run", err.Error()
	case ctx.Err() != nil:
		v.verdict, v.reason = "too slow", fmt.Sprintf("it does not end within %s", verifyLimit)
	case readErr != nil || json.Unmarshal(text, &report) != nil:
		v.verdict, v.reason = fmt.Sprintf("exit %d", suite.ProcessState.ExitCode()), firstLine(string(said))
	default:
		v.verdict, v.reason, v.checks, v.failed = report.Verdict, report.Reason, report.Counts.All, report.Counts.Failed
	}
	return v
}

func costOf(ended *exec.Cmd) cost {
	if ended.ProcessState == nil {
		return cost{}
	}
	return cost{ended.ProcessState.UserTime() + ended.ProcessState.SystemTime(), peakMemory(ended.ProcessState)}
}

//go:build unix

package ginkgosuite_test

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2/types"
)

func TestAnInterruptedSuiteDisablesWhatItMade(t *testing.T) {
	target := serve(t, "")
	r := whileGinkgo(t, target, func(command *exec.Cmd) error {
		command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a terminal tells the whole group
		if err := command.Start(); err != nil {
			return err
		}
		for deadline := time.Now().Add(time.Minute); !made(t, target, "true") && time.Now().Before(deadline); {
			continue // each look takes a while
		}
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGINT)
		return command.Wait()
	}, "--procs=4")
	if ran := len(r.specs(types.SpecStatePassed)); r.passed || ran > 1900 || !strings.Contains(r.out, "Interrupted by User") {
		t.Errorf("it was not interrupted: passed %v, after %d specs", r.passed, ran)
	}
	nothingLeft(t, target)
}

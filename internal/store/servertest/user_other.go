//go:build !unix

package servertest

import (
	"os/exec"
)

// as has a program run in a folder. There is no other user that it would need.
func as(_ TB, _, folder string, cmd *exec.Cmd) *exec.Cmd {
	cmd.Dir = folder
	return cmd
}

func give(TB, string, string) struct{} { return struct{}{} }

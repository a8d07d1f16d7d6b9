//go:build unix

package servertest

import (
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// as has a program run as another user where we are root.
func as(t TB, name, folder string, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	cmd.Dir = folder
	if os.Getuid() != 0 {
		return cmd
	}
	u, err := user.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	if err := os.Chown(folder, uid, gid); err != nil {
		t.Fatal(err)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return cmd
}

package servertest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// patience is how long a server may take to answer.
const patience = time.Minute

// need finds a program, also where Debian puts it.
func need(t TB, name, install string) string {
	t.Helper()
	if os.Getenv("ROLECALL_SHARED") == "" {
		t.Skip("ROLECALL_SHARED is not set: make shared-test starts servers")
	}
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/", "/usr/sbin/", "/usr/local/sbin/"} {
		if found, _ := filepath.Glob(pattern + name); len(found) > 0 {
			return found[len(found)-1]
		}
	}
	t.Fatalf("%s is missing: %s", name, install)
	return ""
}

// folder makes a folder with a short path, for sockets, that anybody may enter.
func folder(t TB) string {
	t.Helper()
	path, err := os.MkdirTemp("", "rolecall-")
	if err == nil {
		err = os.Chmod(path, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(path) })
	return path
}

// FreePort gives a port of loopback that nobody has just now. It is none of those that
// systems give to whoever connects, or asks for any: one of these could be taken
// before a server has it.
func FreePort(t TB) int {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 12_000+rand.IntN(20_000)))
		if err == nil {
			defer l.Close()
			return l.Addr().(*net.TCPAddr).Port
		}
	}
	t.Fatal("no port of loopback is free from 12000 to 32000")
	return 0
}

// process is a server that can be ended and started again.
type process struct {
	t    TB
	make func() *exec.Cmd
	cmd  *exec.Cmd
}

func (p *process) start() {
	p.t.Helper()
	p.cmd = p.make()
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
}

// end ends the process by a signal, and waits until it has ended.
func (p *process) end(signal os.Signal) {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(signal) // it may have ended
	_ = p.cmd.Wait()                 // with what code is no matter
	p.cmd = nil
}

// Until calls until a call is no error.
func Until(t TB, what string, call func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		err := call(ctx)
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("%s does not answer: %v", what, err)
		}
		time.Sleep(20 * time.Millisecond) // asks anew
	}
}

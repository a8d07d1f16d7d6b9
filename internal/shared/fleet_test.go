package shared

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store/servertest"
)

const health = "/_rolecall/v1/health"

// build builds the program once, into a folder that TestMain removes.
var build = sync.OnceValues(func() (string, error) {
	program := filepath.Join(built, "rolecall")
	cmd := exec.Command("go", "build", "-o", program, "./cmd/rolecall")
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
})

var built string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if built, err = os.MkdirTemp("", "rolecall-shared-"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(built)
		return m.Run()
	}())
}

// fleet is several mocks that share a store, and a balancer before them.
type fleet struct {
	t        testing.TB
	store    string
	program  string
	balancer string
	mocks    []*mock
}

// mock is one of a fleet: a process, and another one when that has ended, as
// systemd or Kubernetes would have it.
type mock struct {
	port int
	log  string // the file with what it printed

	mu   sync.Mutex
	cmd  *exec.Cmd
	over bool
	done sync.WaitGroup
}

func (m *mock) address() string { return fmt.Sprintf("http://127.0.0.1:%d", m.port) }

// newFleet starts mocks.
func newFleet(t testing.TB, store string, size int) *fleet {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	f := &fleet{t: t, store: store, program: program}
	dir := t.TempDir()
	var ports []int
	for i := range size {
		m := &mock{port: servertest.FreePort(t), log: filepath.Join(dir, fmt.Sprintf("mock%d.log", i))}
		f.mocks, ports = append(f.mocks, m), append(ports, m.port)
		m.done.Go(func() { f.keep(m) })
	}
	t.Cleanup(func() {
		for _, m := range f.mocks {
			m.end()
		}
		if t.Failed() {
			for i, m := range f.mocks {
				if text, err := os.ReadFile(m.log); err == nil {
					t.Logf("mock %d printed, at the end:\n%s", i, text[max(0, len(text)-3000):])
				}
			}
		}
	})
	f.ready()
	f.balancer = servertest.HAProxy(t, health, ports...)
	return f
}

// keep has a mock run until its end.
func (f *fleet) keep(m *mock) {
	log, err := os.OpenFile(m.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		f.t.Error(err)
		return
	}
	defer log.Close()
	for {
		cmd := exec.Command(f.program, "mock", "--port", fmt.Sprint(m.port), "--quiet", "--target-file", m.log+".yaml")
		// What the tests are told is no flag of the program's.
		cmd.Env = slices.DeleteFunc(os.Environ(), func(set string) bool { return strings.HasPrefix(set, "ROLECALL_") })
		cmd.Env = append(cmd.Env, "ROLECALL_STORE="+f.store, "ROLECALL_KEEP=500")
		cmd.Stdout, cmd.Stderr = log, log
		m.mu.Lock()
		if m.over {
			m.mu.Unlock()
			return
		}
		err := cmd.Start()
		m.cmd = cmd
		m.mu.Unlock()
		if err != nil {
			f.t.Error(err)
			return
		}
		_ = cmd.Wait() // with what code is no matter
		pause(100 * time.Millisecond)
	}
}

// end ends a mock for good.
func (m *mock) end() {
	m.mu.Lock()
	m.over = true
	m.mu.Unlock()
	m.kill()
	m.done.Wait()
}

// kill ends the process as kill -9 does; another one starts.
func (m *mock) kill() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cmd != nil {
		_ = m.cmd.Process.Signal(syscall.SIGKILL) // it may have ended
	}
}

func (f *fleet) addresses() []string {
	var all []string
	for _, m := range f.mocks {
		all = append(all, m.address())
	}
	return all
}

// ready waits until each mock is.
func (f *fleet) ready() {
	f.t.Helper()
	for i, m := range f.mocks {
		servertest.Until(f.t, fmt.Sprintf("mock %d", i), func(ctx context.Context) error { return servertest.Answers(ctx, m.address()+health) })
	}
}

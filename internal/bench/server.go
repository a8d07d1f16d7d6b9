package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// stopTimeout is how long a server may take to end when it is asked to.
const stopTimeout = 5 * time.Second

// server is a process that answers HTTP on loopback.
type server struct {
	address   string   // host and port
	addresses []string // all that it has
	command   *exec.Cmd
	stop      context.CancelFunc
	members   []*server // that a balancer at the address asks in turn, none for a server of its own
}

// serve starts a server on the servers' core. Its first lines of output must
// be its URLs; what it prints to the other stream shows when it fails.
func (b *bench) serve(ctx context.Context, in io.Reader, urls int, program string, args ...string) (*server, error) {
	s, out, complaint, err := b.launch(ctx, in, program, args...)
	if err != nil {
		return nil, err
	}
	lines := bufio.NewReader(out)
	for range urls {
		line, err := lines.ReadString('\n')
		if err != nil {
			s.close()
			return nil, fmt.Errorf("starting %s %s: it ended before it told its address\n%s", program, strings.Join(args, " "), complaint)
		}
		u, err := url.Parse(strings.TrimSpace(line))
		if err != nil || u.Host == "" {
			s.close()
			return nil, fmt.Errorf("starting %s: a line should be its URL, and is %q", program, line)
		}
		s.addresses = append(s.addresses, u.Host)
	}
	go io.Copy(io.Discard, out)
	s.address = s.addresses[0]
	return s, nil
}

// at is the same server at another of its addresses.
func (s *server) at(i int) *server {
	other := *s
	other.address = s.addresses[i]
	return &other
}

// launch starts a program on the servers' core, and hands on what it prints.
func (b *bench) launch(ctx context.Context, in io.Reader, program string, args ...string) (*server, io.Reader, *strings.Builder, error) {
	ctx, cancel := context.WithCancel(ctx)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopTimeout
	cmd.Stdin = in
	cmd.Dir = b.dir
	if runtime.GOOS != "linux" { // there the core that it runs on says so
		cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	}
	complaint := &strings.Builder{}
	cmd.Stderr = complaint
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = startOn(b.cores.servers, cmd)
	}
	if err != nil {
		cancel()
		return nil, nil, nil, fmt.Errorf("starting %s: %w", program, err)
	}
	return &server{command: cmd, stop: cancel}, out, complaint, nil
}

// close ends the process and waits for it.
func (s *server) close() {
	s.stop()
	s.command.Wait() // an end by the signal is what was asked for
}

// cpu is the processor time that the process has taken, of its own and in the
// kernel; of several behind a balancer that of all.
func (s *server) cpu() (sum time.Duration, err error) {
	if s.members == nil {
		return processorTime(s.command.Process.Pid)
	}
	for _, member := range s.members {
		one, err := member.cpu()
		if err != nil {
			return 0, err
		}
		sum += one
	}
	return sum, nil
}

// resident is the memory that the process holds now, in bytes.
func (s *server) resident() (int64, error) { return residentMemory(s.command.Process.Pid) }

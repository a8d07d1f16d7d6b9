package servertest

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// HAProxy starts a balancer that asks servers at ports of loopback in turn,
// those of them that are ready by their own word, and gives its address. Where
// one cannot be reached, it asks the next; it never sends a request twice.
func HAProxy(t TB, health string, ports ...int) string {
	t.Helper()
	program, dir, port := need(t, "haproxy", "apt-get install -y haproxy"), folder(t), FreePort(t)
	var config strings.Builder
	fmt.Fprintf(&config, `global
  maxconn 4096
defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 30s
  timeout check 1s
  retries 3
  option redispatch 1
  retry-on conn-failure
frontend all
  bind 127.0.0.1:%d
  default_backend mocks
backend mocks
  balance roundrobin
  option httpchk GET %s
  default-server check inter 100ms fall 1 rise 1
`, port, health)
	for i, port := range ports {
		fmt.Fprintf(&config, "  server mock%d 127.0.0.1:%d\n", i, port)
	}
	path := filepath.Join(dir, "haproxy.cfg")
	if err := os.WriteFile(path, []byte(config.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	p := process{t: t, make: func() *exec.Cmd { return exec.Command(program, "-db", "-q", "-f", path) }}
	t.Cleanup(func() { p.end(syscall.SIGTERM) })
	p.start()
	address := fmt.Sprintf("http://127.0.0.1:%d", port)
	Until(t, "HAProxy", func(ctx context.Context) error { return Answers(ctx, address+health) })
	return address
}

// Answers tells whether a GET is answered with 200.
func Answers(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	if err := response.Body.Close(); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", url, response.Status)
	}
	return nil
}

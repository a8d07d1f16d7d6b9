//go:build unix

package main

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// health is what a balancer is told of the mock, 0 where nobody answers.
func (m *storedMock) health() int {
	res, err := http.Get(strings.TrimSuffix(m.url, "/api") + "/_rolecall/v1/health")
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

// TestDraining has a mock that was told to end write on while balancers take notice,
// and end in good order; what it wrote is there in the next.
func TestDraining(t *testing.T) {
	folder := t.TempDir()
	m := startStored(t, folder, "--drain", "1h")
	if status := m.health(); status != http.StatusOK {
		t.Fatalf("before: health is %d", status)
	}
	m.process.Process.Signal(syscall.SIGTERM)
	for m.health() == http.StatusOK {
		time.Sleep(time.Millisecond) // the signal is on its way
	}
	if status := m.health(); status != http.StatusServiceUnavailable {
		t.Fatalf("while it drains: health is %d", status)
	}
	body := `{"email":"late@example.com","name":{"names":"A","lastName":"B"}}`
	if status, reply := m.do("POST", "/v3/users", body); status != http.StatusCreated {
		t.Errorf("a create while the mock drains: %d %v", status, reply)
	}
	m.process.Process.Signal(syscall.SIGTERM) // a second one ends it at once
	m.process.Wait()

	m = startStored(t, folder, "--drain", "1ms")
	if status, reply := m.do("POST", "/v3/users", body); status != http.StatusConflict {
		t.Errorf("the same create in the next mock: %d %v", status, reply)
	}
	m.process.Process.Signal(syscall.SIGTERM)
	if err := m.process.Wait(); err != nil {
		t.Errorf("the end of a drain: %v", err)
	}
	if status := m.health(); status != 0 {
		t.Errorf("after the end: health is %d", status)
	}
}

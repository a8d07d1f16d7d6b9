package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk mounts a file system of a megabyte, half of which is taken by a file.
func smallDisk(t *testing.T) (folder, ballast string) {
	t.Helper()
	folder = t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("NOT RUN: a file system of a megabyte cannot be mounted, as root alone may: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	ballast = filepath.Join(folder, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 512<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder, ballast
}

// TestAFullDisk has a mock create people until its disk is full, and finds each of whom
// it told: in the same mock, after there is room again, and after it was killed.
func TestAFullDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a disk twice")
	}
	folder, ballast := smallDisk(t)
	state := filepath.Join(folder, "state")
	m := startStored(t, state)
	told := 0
	create := func() (int, map[string]any) {
		status, reply := m.do("POST", "/v3/users", fmt.Sprintf(`{"email":"%d@example.com","name":{"names":"A","lastName":"B"}}`, told))
		if status == http.StatusCreated {
			told++
		}
		return status, reply
	}
	check := func(when string) {
		t.Helper()
		for _, i := range []int{0, told / 2, told - 1} {
			_, list := m.do("GET", fmt.Sprintf("/v3/users?email=%d@example.com", i), "")
			data, _ := list["data"].(map[string]any)
			if users, _ := data["users"].([]any); len(users) != 1 {
				t.Errorf("%s: %d@example.com is there %d times: %v", when, i, len(users), list)
			}
		}
		_, list := m.do("GET", fmt.Sprintf("/v3/users?email=%d@example.com", told), "")
		if data, _ := list["data"].(map[string]any); fmt.Sprint(data["users"]) != "[]" {
			t.Errorf("%s: who was refused is there: %v", when, list)
		}
	}
	fill := func() {
		t.Helper()
		status, reply := create()
		for status == http.StatusCreated {
			status, reply = create()
		}
		if why := fmt.Sprint(reply); status != http.StatusServiceUnavailable || !strings.Contains(why, "no space left") {
			t.Fatalf("after %d people: %d %v", told, status, reply)
		}
	}
	fill()
	if told < 100 {
		t.Fatalf("half a megabyte is full with %d people", told)
	}
	check("while it is full")
	if err := os.Truncate(ballast, 256<<10); err != nil {
		t.Fatal(err)
	}
	before := told
	fill()
	if told < before+100 {
		t.Errorf("a quarter of a megabyte more was room for %d people", told-before)
	}
	check("while it is full again")
	m.process.Process.Kill()
	m.process.Wait()
	m = startStored(t, state)
	check("after it was killed")
	fill()

	// No snapshot can be kept when it ends, which is told; the log has all of it.
	m.process.Process.Signal(syscall.SIGTERM)
	if err := m.process.Wait(); err == nil || !strings.Contains(m.said.String(), "no space left") {
		t.Errorf("a mock whose disk is full ended: %v %s", err, m.said)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	m = startStored(t, state)
	check("after it has ended")
	if status, reply := create(); status != http.StatusCreated {
		t.Errorf("with room again: %d %v", status, reply)
	}
}

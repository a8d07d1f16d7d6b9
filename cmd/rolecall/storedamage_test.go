//go:build unix

package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestADamagedStoreIsTold changes a byte in the midst of the log of a mock that was
// killed: the next ends with the file and the byte. What is cut off at the end, as by
// a loss of power, is passed over.
func TestADamagedStoreIsTold(t *testing.T) {
	folder := t.TempDir()
	m := startStored(t, folder)
	for i := range 5 {
		if status, reply := m.do("POST", "/v3/users", fmt.Sprintf(`{"email":"%d@example.com","name":{"names":"A","lastName":"B"}}`, i)); status != http.StatusCreated {
			t.Fatalf("%d %v", status, reply)
		}
	}
	m.process.Process.Kill()
	m.process.Wait()
	files, _ := filepath.Glob(filepath.Join(folder, "worlds", "*", "entries-*"))
	if len(files) != 1 {
		t.Fatalf("the files of entries are %v", files)
	}
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	whole = bytes.TrimRight(whole, "\x00") // the room for more
	rotten := append([]byte(nil), whole...)
	rotten[len(rotten)/2] ^= 1
	if err := os.WriteFile(files[0], rotten, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(built(t), "mock", "--port", "0", "--store", "file:"+folder).CombinedOutput()
	if err == nil || !regexp.MustCompile(regexp.QuoteMeta(files[0])+` is damaged at byte [1-9]\d*: `).Match(out) {
		t.Errorf("%v\n%s", err, out)
	}
	if err := os.WriteFile(files[0], whole[:len(whole)-3], 0o600); err != nil {
		t.Fatal(err)
	}
	m = startStored(t, folder)
	for i, want := range []int{http.StatusConflict, http.StatusConflict, http.StatusConflict, http.StatusConflict, http.StatusCreated} {
		if status, reply := m.do("POST", "/v3/users", fmt.Sprintf(`{"email":"%d@example.com","name":{"names":"A","lastName":"B"}}`, i)); status != want {
			t.Errorf("person %d again: %d %v", i, status, reply)
		}
	}
}

//go:build unix

package main

import (
	"net/http"
	"regexp"
	"syscall"
	"testing"
)

// TestNothingOfAStoreRunsWithoutOne has a mock that is under way print what each of its
// goroutines is at, with a store and without.
func TestNothingOfAStoreRunsWithoutOne(t *testing.T) {
	engines := regexp.MustCompile(`rolecall/internal/store|rolecall/mockserver/internal/ledger|jackc/|nats-io/`)
	for _, stored := range []bool{true, false} {
		var m *storedMock
		if stored {
			m = startStored(t, t.TempDir())
		} else {
			m = startBuilt(t)
		}
		if status, reply := m.do("POST", "/v3/users", `{"email":"a@example.com","name":{"names":"A","lastName":"B"}}`); status != http.StatusCreated {
			t.Fatalf("%d %v", status, reply)
		}
		m.process.Process.Signal(syscall.SIGQUIT)
		m.process.Wait()
		stacks := m.said.String()
		if found := engines.FindString(stacks); !regexp.MustCompile(`goroutine \d+`).MatchString(stacks) || (found != "") != stored {
			t.Errorf("with a store: %t; %q is under way in:\n%s", stored, found, stacks)
		}
	}
}

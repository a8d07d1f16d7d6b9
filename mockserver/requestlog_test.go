package mockserver_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
)

// lockedBuffer collects a log that several goroutines write.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func (b *lockedBuffer) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(b, nil)) }

// TestResetsAreLogged has two worlds begin anew, and looks for who told them to.
func TestResetsAreLogged(t *testing.T) {
	var log lockedBuffer
	c := newClient(t, "v3", mockserver.WithLog(log.logger()))
	c.want(204, "", "", "POST", "//_rolecall/v1/reset", "")
	c.want(204, "", "", "POST", "//_rolecall/v1/reset", "", "Rolecall-World: w1")
	c.want(200, "", "", "GET", "//_rolecall/v1/health", "")
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines:\n%s", len(lines), log.String())
	}
	for i, want := range []string{`"path":"/_rolecall/v1/reset","status":204`, `"world":"w1"`} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d lacks %s: %s", i+1, want, lines[i])
		}
	}
}

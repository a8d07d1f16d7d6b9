package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	conformancereport "github.com/cotalker/rolecall/conformance/report"
	"github.com/cotalker/rolecall/mockserver"
)

// measureSuite is how long rolecall verify takes for the whole suite, and how
// much memory.
func measureSuite(ctx context.Context, b *bench) error {
	t := &table{Name: "suite", Title: "rolecall verify", Columns: []column{{"time", "s", 2}, {"peak", "MB", 0}, {"checks", "", 0}, {"requests", "", 0}}}
	file := filepath.Join(b.dir, "target.yaml")
	mock, err := b.mock(ctx, "--target-file", file)
	if err != nil {
		return err
	}
	defer mock.close()
	if err := b.verify(ctx, t, "the mock on loopback", nearBudget, "--target-file", file); err != nil {
		return err
	}
	far, err := mockserver.New(b.contract)
	if err != nil {
		return err
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(b.replyDelay):
			far.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text = bytes.ReplaceAll(text, []byte(mock.address), []byte(server.Listener.Addr().String()))
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	if err := b.verify(ctx, t, "a mock "+b.replyDelay.String()+" away", farBudget, "--target-file", file); err != nil {
		return err
	}
	b.report.Tables = append(b.report.Tables, t)
	return nil
}

// verify runs the suite once.
func (b *bench) verify(ctx context.Context, t *table, name string, limit budget, args ...string) error {
	out := filepath.Join(b.dir, "report.json")
	cmd := exec.CommandContext(ctx, b.binary, append([]string{"verify", "--json", out}, args...)...)
	began := time.Now()
	text, err := cmd.CombinedOutput()
	took := time.Since(began)
	if err != nil {
		return fmt.Errorf("rolecall verify against %s: %w\n%s", name, err, text)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		return err
	}
	r, err := conformancereport.ReadJSON(out, data)
	if err != nil {
		return err
	}
	t.add(name, []float64{took.Seconds(), megabytes(peakMemory(cmd.ProcessState)), float64(r.Counts.All), float64(r.Requests)}, bound{"time", limit})
	return nil
}

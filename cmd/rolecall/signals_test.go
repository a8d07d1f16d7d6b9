//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// built is where TestMain has put this program, to be run as another process.
func built(t *testing.T) string {
	t.Helper()
	file, err := exec.LookPath("rolecall")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// stage is a mock, its target file, and a moment in a run at which a test acts.
type stage struct {
	mock   *mockserver.Server
	file   string
	moment chan struct{} // closed at the 300th request of a run
}

func newStage(t *testing.T) *stage {
	t.Helper()
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{file: filepath.Join(t.TempDir(), "target.yaml"), moment: make(chan struct{})}
	if s.mock, err = mockserver.New(contract); err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 300 {
			close(s.moment)
		}
		s.mock.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	if err := writeTargetFile(s.file, server.URL, contract, s.mock); err != nil {
		t.Fatal(err)
	}
	return s
}

// nothingLeft wants the mock to hold nothing enabled that a run has made.
func (s *stage) nothingLeft(t *testing.T) {
	t.Helper()
	for _, list := range []string{"users", "accessroles"} {
		r := httptest.NewRequest(http.MethodGet, "/api/v3/"+list+"?search=rolecall-&isActive=true&count=true", nil)
		r.Header.Set("Authorization", "Bearer TOKEN")
		r.Header.Set("Admin", "true")
		w := httptest.NewRecorder()
		s.mock.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), `"count":0`) {
			t.Errorf("%s are left enabled: %.300s", list, w.Body)
		}
	}
}

func readReport(t *testing.T, file string) *conformance.Report {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	found := &conformance.Report{}
	if err := json.Unmarshal(text, found); err != nil {
		t.Fatal(err)
	}
	return found
}

// TestEverySignalEndsInGoodOrder ends runs of the built program half-way.
func TestEverySignalEndsInGoodOrder(t *testing.T) {
	// The children are to be told of it, also where this test's own terminal is
	// to be outlived.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	program := built(t)
	ends := []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}
	if testing.Short() {
		ends = ends[:1] // each ends a whole suite
	}
	for _, end := range ends {
		t.Run("verify "+end.String(), func(t *testing.T) {
			s := newStage(t)
			report := filepath.Join(t.TempDir(), "report.json")
			run := exec.Command(program, "verify", "--target-file", s.file, "--json", report, "--concurrency", "2")
			var output bytes.Buffer
			run.Stdout, run.Stderr = &output, &output
			if err := run.Start(); err != nil {
				t.Fatal(err)
			}
			<-s.moment
			run.Process.Signal(end)
			run.Wait()
			if code := run.ProcessState.ExitCode(); code != int(exitInconclusive) {
				t.Errorf("exit code %d (%s), want %d:\n%s", code, run.ProcessState, exitInconclusive, &output)
			}
			if found := readReport(t, report); found.Reason != "interrupted" {
				t.Errorf("the report's reason is %q", found.Reason)
			}
			s.nothingLeft(t)
		})
		t.Run("mock "+end.String(), func(t *testing.T) {
			run := exec.Command(program, "mock", "--port", "0", "--quiet")
			out, err := run.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := run.Start(); err != nil {
				t.Fatal(err)
			}
			bufio.NewReader(out).ReadString('\n')
			run.Process.Signal(end)
			if err := run.Wait(); err != nil {
				t.Errorf("the mock ended with %v", err)
			}
		})
	}
}

// TestASecondSignalEndsAtOnce has the target hang while the run cleans up.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	program := built(t)
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	hanging := make(chan struct{})
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch n := asked.Add(1); {
		case n == 300:
			close(hanging)
			fallthrough
		case n > 300:
			io.Copy(io.Discard, r.Body) // else nobody sees the client go
			<-r.Context().Done()
		default:
			mock.ServeHTTP(w, r)
		}
	}))
	defer server.Close()
	defer server.CloseClientConnections()
	file := filepath.Join(t.TempDir(), "target.yaml")
	if err := writeTargetFile(file, server.URL, contract, mock); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(program, "verify", "--target-file", file)
	said, err := run.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	<-hanging
	run.Process.Signal(os.Interrupt)
	bufio.NewReader(said).ReadString('\n') // interrupted; taking back what was made
	began, ended := time.Now(), make(chan struct{})
	go func() {
		run.Wait()
		close(ended)
	}()
	for gone := false; !gone; {
		run.Process.Signal(os.Interrupt) // one at the very moment of the first may count as that
		select {
		case <-ended:
			gone = true
		case <-time.After(100 * time.Millisecond):
		}
	}
	if status := run.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGINT {
		t.Errorf("it ended with %s", run.ProcessState)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestTheMockOutlivesItsReaders closes what the mock writes to, and goes on
// asking.
func TestTheMockOutlivesItsReaders(t *testing.T) {
	program := built(t)
	for range 5 { // to see it die takes chance
		run := exec.Command(program, "mock", "--port", "0")
		out, err := run.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		log, err := run.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReaderSize(out, 16).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		out.Close()
		log.Close()
		_, url, _ := strings.Cut(strings.TrimSpace(line), " at ")
		for range 3 {
			res, err := http.Get(url + "/v3/users/me")
			if err != nil {
				t.Fatalf("the mock does not answer: %v", err)
			}
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
		run.Process.Signal(syscall.SIGTERM)
		if err := run.Wait(); err != nil {
			t.Errorf("the mock ended with %v", err)
		}
	}
}

// TestARunOutlivesItsReader closes standard output half-way: all is done that a
// run does, and it is no success.
func TestARunOutlivesItsReader(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite, slowly")
	}
	program := built(t)
	s := newStage(t)
	report := filepath.Join(t.TempDir(), "report.json")
	run := exec.Command(program, "verify", "--target-file", s.file, "--json", report, "--concurrency", "2")
	var said bytes.Buffer
	run.Stderr = &said
	out, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	<-s.moment
	out.Close()
	run.Wait()
	want := "writing the report to standard output: write /dev/stdout: broken pipe; "
	if code := run.ProcessState.ExitCode(); code != int(exitInconclusive) || !strings.Contains(said.String(), want) {
		t.Errorf("exit code %d (%s), want %d:\n%s", code, run.ProcessState, exitInconclusive, &said)
	}
	if found := readReport(t, report); found.Verdict != conformance.Conformant {
		t.Errorf("the report's verdict is %s: %s", found.Verdict, fmt.Sprint(found.Reason))
	}
	s.nothingLeft(t)
}

//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What a document may take, of the processor and in memory, whatever is asked of it.
const (
	mostTime   = 5 * time.Second
	mostMemory = 500 << 20
	patience   = 60 * time.Second // on a machine that has more to do
)

// hostile is a document that was written to hurt. It is refused, or it is used
// within the bounds.
type hostile struct {
	name    string              // of its file
	write   func(folder string) // writes it, and what else it needs
	refused string              // what the refusal must say, as a regular expression; "" where it is used
}

// TestHostileDocumentsAreBounded has each command read each of them. The program
// is built anew: what the race detector takes is nobody's bound.
func TestHostileDocumentsAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("the program is built, and made to work")
	}
	program := filepath.Join(t.TempDir(), "rolecall")
	if said, err := exec.Command("go", "build", "-o", program, "../../cmd/rolecall").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	all := os.Getenv("ROLECALL_HOSTILE_DOCUMENTS") == "all"
	for _, h := range listed(t, all) {
		t.Run(h.name, func(t *testing.T) {
			folder := t.TempDir()
			elsewhere(t, all, h.name, folder)
			s := sufferer{t: t, program: program, file: filepath.Join(folder, h.name), folder: folder}
			if h.refused != "" {
				s.refuses(regexp.MustCompile(h.refused), all)
			} else {
				s.uses(all)
			}
		})
	}
}

// writeHostile names a folder, and a document to write into it; without one, the
// list of all is written.
const writeHostile = "ROLECALL_WRITE_HOSTILE"

// elsewhere writes documents in another process: the memory that a process has had
// counts as that of those it starts.
func elsewhere(t *testing.T, all bool, name, folder string) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestWriteHostileDocument$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s:%v:%s", writeHostile, name, all, folder))
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
}

// listed are the documents, without what writes them.
func listed(t *testing.T, all bool) (out []hostile) {
	folder := t.TempDir()
	elsewhere(t, all, "", folder)
	list, err := os.ReadFile(filepath.Join(folder, "list"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		name, refused, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		out = append(out, hostile{name: name, refused: refused})
	}
	return out
}

func TestWriteHostileDocument(*testing.T) {
	asked := strings.SplitN(os.Getenv(writeHostile), ":", 3)
	if len(asked) < 3 {
		return
	}
	list := ""
	for _, h := range hostiles(asked[1] == "true") {
		list += h.name + "\t" + h.refused + "\n"
		if h.name == asked[0] {
			h.write(asked[2])
		}
	}
	if asked[0] == "" {
		file(asked[2], "list", list)
	}
}

// sufferer is the program, given one document.
type sufferer struct {
	t                     *testing.T
	program, file, folder string
}

func (s sufferer) refuses(want *regexp.Regexp, all bool) {
	target := filepath.Join(s.folder, "target.yaml")
	if err := os.WriteFile(target, []byte("target: http://127.0.0.1:9\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	commands := [][]string{{"spec", "lint", s.file}}
	if all {
		commands = append(commands, []string{"mock", "--port", "0", "--quiet", "--spec", s.file}, []string{"fixtures", "--schema", "S", "--spec", s.file},
			[]string{"verify", "--target-file", target, "--spec", s.file}, []string{"spec", "infer", s.file}, []string{"spec", "matrix", "--spec", s.file}, []string{"spec", "--spec", s.file})
	}
	for _, args := range commands {
		said, code := s.run(args...)
		if code != 2 || !want.MatchString(said) {
			s.t.Errorf("%s ends with %d and says %.500s", strings.Join(args, " "), code, said)
		}
	}
}

func (s sufferer) uses(all bool) {
	if said, code := s.run("spec", "lint", s.file); code != 0 {
		s.t.Errorf("lint ends with %d: %.500s", code, said)
	}
	s.serves(all)
	if !all {
		return
	}
	for _, args := range [][]string{{"spec", "infer", s.file}, {"spec", "matrix", "--spec", s.file}, {"spec", "--spec", s.file}, {"fixtures", "--count", "2", "--schema", "S", "--spec", s.file}} {
		said, code := s.run(args...)
		if code != 0 && code != 2 { // of a schema that nothing can be made for, fixtures say so; and infer where there is nothing to infer
			s.t.Errorf("%s ends with %d and says %.500s", strings.Join(args, " "), code, said)
		}
	}
}

// serves starts a mock and asks it, and lets the suite ask it.
func (s sufferer) serves(all bool) {
	target := filepath.Join(s.folder, "target.yaml")
	mock := exec.Command(s.program, "mock", "--port", "0", "--quiet", "--spec", s.file, "--target-file", target)
	var said bytes.Buffer
	mock.Stderr = &said
	out, err := mock.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := mock.Start(); err != nil {
		s.t.Fatal(err)
	}
	stop := time.AfterFunc(patience, func() { mock.Process.Kill() })
	defer stop.Stop()
	first, _ := bufio.NewReader(out).ReadString('\n')
	if address, serves := strings.CutPrefix(strings.TrimSpace(first), "http"); serves {
		for _, method := range []string{"GET", "POST"} {
			s.ask(method, "http"+address+"/a")
		}
		if all || strings.HasPrefix(filepath.Base(s.file), "wide-") {
			if said, code := s.run("verify", "--spec", s.file, "--target-file", target); code != 0 && code != 1 && code != 3 { // what nothing fits, the mock's replies do not fit either
				s.t.Errorf("verify ends with %d and says %.1500s", code, said)
			}
		}
	}
	mock.Process.Signal(syscall.SIGINT)
	mock.Wait()
	if !strings.HasPrefix(first, "http") {
		s.t.Errorf("the mock does not start: %.500s", said.String())
	}
	s.bounded([]string{"mock"}, mock)
}

func (s sufferer) ask(method, address string) {
	request, err := http.NewRequestWithContext(s.t.Context(), method, address, strings.NewReader("{}"))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Errorf("%s %s: %v", method, address, err)
		return
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, response.Body)
	if err != nil || n > 64<<20 {
		s.t.Errorf("%s %s: %d bytes, %v", method, address, n, err)
	}
}

// run runs a command to its end, and gives what it said and its exit code.
func (s sufferer) run(args ...string) (string, int) {
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, s.program, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); cmd.ProcessState == nil {
		s.t.Fatal(err)
	}
	s.bounded(args, cmd)
	return said.String(), cmd.ProcessState.ExitCode()
}

func (s sufferer) bounded(args []string, ended *exec.Cmd) {
	took := costOf(ended)
	s.t.Logf("%-24s %6d ms %4d MB", strings.Join(args[:min(2, len(args))], " "), took.cpu.Milliseconds(), took.memory>>20)
	if took.cpu > mostTime || took.memory > mostMemory || !ended.ProcessState.Exited() {
		s.t.Errorf("%s took %s of the processor and %d MB: %s", strings.Join(args, " "), took.cpu, took.memory>>20, ended.ProcessState)
	}
}

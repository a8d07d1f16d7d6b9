// Package consumers hands what rolecall fixtures writes to programs that read
// such files for a living, and compares what they read with what was written.
//
//	./run
//
// installs them and runs all of it. In a plain go test, a program that is missing
// skips its test, or fails it where ROLECALL_CONSUMERS is all.
package consumers

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// people are the sets that every consumer reads: a population with roles of
// its own, the seed world and its personas; and the edge pack.
func people(t *testing.T, personas bool) map[string]*fixtures.Set {
	t.Helper()
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	generator, err := fixtures.New(contract, 42, fixtures.WithGenerated("accessroles", 30))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*fixtures.Set{}
	for name, request := range map[string]fixtures.Request{
		"valid": {Count: 1500, View: fixtures.Whole, Personas: personas},
		"edge":  {Count: 101, View: fixtures.Whole, Pack: fixtures.Edge},
		"none":  {Count: 0},
	} {
		if out[name], err = generator.Set(request); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// write puts a set, or one table of it, into a file.
func write(t *testing.T, format fixtures.Format, parts []fixtures.Part, name string) string {
	t.Helper()
	var tables []fixtures.Table
	for _, part := range parts {
		tables = append(tables, part.Table)
	}
	var out bytes.Buffer
	encoder, err := fixtures.NewEncoder(&out, format, tables)
	for _, part := range parts {
		if err == nil {
			err = encoder.Next()
		}
		for text := range part.Records {
			if err == nil {
				err = encoder.Record(text)
			}
		}
	}
	if err == nil {
		err = encoder.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// records are a table's records as encoding/json reads them.
func records(t *testing.T, part fixtures.Part) []map[string]any {
	t.Helper()
	out := []map[string]any{}
	for text := range part.Records {
		var record map[string]any
		if err := json.Unmarshal(text, &record); err != nil {
			t.Fatal(err)
		}
		out = append(out, record)
	}
	return out
}

// flat is a record as a row: nested members joined, lists as they are.
func flat(into map[string]any, prefix, separator string, record map[string]any) map[string]any {
	for name, value := range record {
		if nested, ok := value.(map[string]any); ok {
			flat(into, prefix+name+separator, separator, nested)
			continue
		}
		into[prefix+name] = value
	}
	return into
}

// sameRow compares a row of a database with a record: NULL is what is not set,
// and an instant may be written another way.
func sameRow(t *testing.T, what string, got, want map[string]any) {
	t.Helper()
	for name := range got {
		if got[name] == nil {
			delete(got, name)
		}
	}
	for name, value := range want {
		if text, ok := value.(string); ok && strings.HasSuffix(name, "At") {
			a, err := time.Parse(time.RFC3339, text)
			b, err2 := time.Parse(time.RFC3339, asText(got[name]))
			if err != nil || err2 != nil || !a.Equal(b) {
				t.Errorf("%s: %s is %v, want %v", what, name, got[name], value)
			}
			continue
		}
		if !reflect.DeepEqual(got[name], value) {
			t.Errorf("%s: %s is %q, want %q", what, name, got[name], value)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %v has other columns than %v", what, got, want)
	}
}

func asText(v any) string {
	text, _ := v.(string)
	return text
}

// need finds a program, or ends the test.
func need(t *testing.T, name, install string) string {
	t.Helper()
	for _, candidate := range append([]string{name}, glob("/usr/lib/postgresql/*/bin/"+name, "node_modules/.bin/"+name)...) {
		if path, err := exec.LookPath(candidate); err == nil {
			path, _ = filepath.Abs(path)
			return path
		}
	}
	if os.Getenv("ROLECALL_CONSUMERS") == "all" {
		t.Fatalf("%s is not installed; %s", name, install)
	}
	t.Skipf("%s is not installed; %s", name, install)
	return ""
}

func glob(patterns ...string) []string {
	var out []string
	for _, p := range patterns {
		found, _ := filepath.Glob(p)
		out = append(out, found...)
	}
	return out
}

// output runs a program and gives what it prints.
func output(t *testing.T, cmd *exec.Cmd) []byte {
	t.Helper()
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s%s", cmd.Args, err, tail(errOut.Bytes()), tail(out))
	}
	return out
}

func tail(text []byte) []byte { return text[max(0, len(text)-2000):] }

package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// commands are what the stories can do beside running programs.
var commands = map[string]func(*testscript.TestScript, bool, []string){
	"await": await, "request": request, "takeport": takePort, "samejson": sameJSON,
}

// await waits until a file holds text that matches a pattern, and keeps the
// first group of it in an environment variable: await FILE PATTERN NAME.
func await(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: await FILE PATTERN NAME")
	}
	pattern := regexp.MustCompile(args[1])
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		if err != nil {
			continue
		}
		if found := pattern.FindSubmatch(text); found != nil {
			ts.Setenv(args[2], string(found[len(found)-1]))
			return
		}
	}
	ts.Fatalf("%s never held %q", args[0], args[1])
}

// request sends a request and checks the status: request METHOD URL STATUS
// [HEADER]... [@FILE]. A file is sent, as JSON unless a header says otherwise. The
// body of the reply goes to the file named response.
func request(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: request METHOD URL STATUS [HEADER]... [@FILE]")
	}
	headers, body := args[3:], ""
	if last := args[len(args)-1]; strings.HasPrefix(last, "@") {
		headers, body = headers[:len(headers)-1], ts.ReadFile(last[1:])
	}
	req, err := http.NewRequest(args[0], args[1], strings.NewReader(body))
	ts.Check(err)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	reply, err := io.ReadAll(res.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("response"), reply, 0o600))
	if got := strings.Fields(res.Status)[0]; got != args[2] {
		ts.Fatalf("%s %s: %s, want %s: %s", args[0], args[1], got, args[2], reply)
	}
}

// takePort listens on a port until the story ends: takeport NAME.
func takePort(ts *testscript.TestScript, _ bool, args []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { listener.Close() })
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	ts.Setenv(args[0], port)
}

// sameJSON fails unless two files hold the same value: samejson FILE FILE.
func sameJSON(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: samejson FILE FILE")
	}
	var values [2]any
	for i, file := range args {
		ts.Check(json.Unmarshal([]byte(ts.ReadFile(file)), &values[i]))
	}
	if !reflect.DeepEqual(values[0], values[1]) {
		ts.Fatalf("%s is %v, and %s is %v", args[0], values[0], args[1], values[1])
	}
}

package conformance_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
)

// rewriting passes every reply of a server through a change.
func rewriting(behind http.Handler, change func(http.Header, []byte) []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := httptest.NewRecorder()
		behind.ServeHTTP(reply, r)
		text := reply.Body.Bytes()
		if len(text) > 0 {
			text = change(reply.Header(), text)
		}
		for name, values := range reply.Header() {
			if name != "Content-Length" {
				w.Header()[name] = values
			}
		}
		w.WriteHeader(reply.Code)
		w.Write(text)
	})
}

var wholeNumber = regexp.MustCompile(`"(?:status|count)":[0-9]+`)

// TestLegalRepliesOfAnOddFormConform has members that the contract does not
// name with all that JSON lets be, numbers written in other ways, and headers as
// proxies join them.
func TestLegalRepliesOfAnOddFormConform(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite on large replies")
	}
	extra := `{"bio":"cut \ud83d","huge":1e400,"tiny":-0.0E-7,"a":1,"a":2,"settings":{"password":{"expires":null}},`
	mock, target := mockTarget(t, usersContract(t))
	target.Address, target.Handler = "/api", rewriting(mock, func(h http.Header, text []byte) []byte {
		text = bytes.ReplaceAll(text, []byte(`{"`), []byte(extra+`"`))
		text = bytes.Replace(text, []byte(`{"`), []byte(`{"deep":`+strings.Repeat("[", 600)+strings.Repeat("]", 600)+`,"`), 1)
		text = wholeNumber.ReplaceAllFunc(text, func(found []byte) []byte {
			name, digits, _ := strings.Cut(string(found), ":")
			return fmt.Appendf(nil, "%s: 0.%sE+%02d", name, digits, len(digits))
		})
		text = append([]byte(" \r\n\t"), text...)
		h.Set("X-Content-Type-Options", "nosniff, nosniff")
		if h.Get("Cache-Control") != "" {
			h.Set("Cache-Control", "private, No-Store,max-age=0")
		}
		if value := h.Get("Www-Authenticate"); value != "" {
			h["Www-Authenticate"] = []string{`Basic realm="a, b"`, strings.Replace(value, "Bearer", "bearer", 1)}
		}
		return text
	})
	report, err := conformance.Run(context.Background(), target, conformance.Options{Strict: true, Filter: "v3"})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verdict != conformance.Conformant || report.Counts.Passed != report.Counts.All {
		show(t, report)
		t.Errorf("%s", report.Verdict)
	}
}

// TestAReplyThatIsNoJSONIsOneFinding wants HDR-8 alone, and the reason with
// what could not be asked for it.
func TestAReplyThatIsNoJSONIsOneFinding(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite for each kind")
	}
	for name, change := range map[string]func(h http.Header, text []byte) []byte{
		"a byte order mark": func(_ http.Header, text []byte) []byte { return append([]byte("\uFEFF"), text...) },
		"a page":            func(http.Header, []byte) []byte { return []byte("<!DOCTYPE html><title>Sign in</title>") },
		"half":              func(_ http.Header, text []byte) []byte { return text[:len(text)/2] },
		"nothing":           func(http.Header, []byte) []byte { return nil },
		"an encoding": func(h http.Header, text []byte) []byte {
			h.Set("Content-Encoding", "br")
			return text
		},
	} {
		t.Run(name, func(t *testing.T) {
			mock, target := mockTarget(t, usersContract(t))
			target.Address, target.Handler = "/api", rewriting(mock, func(h http.Header, text []byte) []byte {
				if bytes.HasPrefix(text, []byte(`{"data":`)) && !bytes.HasPrefix(text, []byte(`{"data":{"users":`)) {
					return change(h, text)
				}
				return text
			})
			report, err := conformance.Run(context.Background(), target, conformance.Options{Strict: true, Filter: "v3"})
			if err != nil {
				t.Fatal(err)
			}
			show(t, report)
			for _, f := range report.Findings {
				if f.Requirement != "HDR-8" {
					t.Errorf("%s is blamed", f.Requirement)
				}
			}
			if report.Verdict != conformance.Violated || report.Counts.Broken == 0 {
				t.Errorf("%s: %+v", report.Verdict, report.Counts)
			}
		})
	}
}

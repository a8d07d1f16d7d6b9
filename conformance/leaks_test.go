package conformance_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
)

// indiscreet is a server whose refusals send back, in each place, what it was
// sent. Its tokens are those of the server behind it with a secret in front.
func indiscreet(behind http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := r.Header.Get("Authorization") + " " + r.Header.Get("X-Api-Key") + " " + r.URL.RawQuery
		r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), hush, "", 1))
		behind.ServeHTTP(&echoing{ResponseWriter: w, sent: sent}, r)
	})
}

const (
	hush = "Ñush-9f8e7d6c-"
	key  = "é-gateway-key-5a4b3c2d-ß"
)

type echoing struct {
	http.ResponseWriter
	sent    string
	refused bool
}

func (w *echoing) WriteHeader(status int) {
	if w.refused = status >= 400; w.refused {
		for _, name := range []string{"Www-Authenticate", "Location", "Allow", "Cache-Control"} {
			w.Header().Set(name, w.sent)
		}
		w.Header().Set("Content-Type", "text/plain-"+w.sent)
		w.Header().Del("Content-Length")
	}
	w.ResponseWriter.WriteHeader(status)
	if w.refused {
		fmt.Fprintf(w.ResponseWriter, "{\"detail\": %q}\n::error::%s\x1b[31m\n##[error]%s\n \t##vso[task.setvariable]%+q", w.sent, w.sent, base64.StdEncoding.EncodeToString([]byte(w.sent)), w.sent)
	}
}

func (w *echoing) Write(b []byte) (int, error) {
	if w.refused {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

func TestNoReportTellsASecret(t *testing.T) {
	contract := usersContract(t)
	mock, target := mockTarget(t, contract)
	target.Handler, target.Address = indiscreet(mock), contract.BasePath
	for i := range target.Personas {
		target.Personas[i].Token = hush + target.Personas[i].Token
	}
	found, err := conformance.Run(context.Background(), target, conformance.Options{
		Filter: "v3 && (headers || shapes || authentication)", Header: http.Header{"X-Api-Key": {key}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Findings) == 0 {
		t.Fatal("nothing was found")
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"terminal": func(b *bytes.Buffer) error { return report.Terminal(b, found, report.Style{}) },
		"json":     func(b *bytes.Buffer) error { return report.JSON(b, found) },
		"junit":    func(b *bytes.Buffer) error { return report.JUnit(b, found, "") },
		"sarif":    func(b *bytes.Buffer) error { return report.SARIF(b, found, "spec/users.yaml") },
		"html":     func(b *bytes.Buffer) error { return report.HTML(b, found) },
		"har":      func(b *bytes.Buffer) error { return report.HAR(b, found) },
		"github":   func(b *bytes.Buffer) error { return report.GitHub(b, found, "spec/users.yaml") },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		text := strings.ToLower(b.String())
		for _, secret := range []string{hush, key, base64.StdEncoding.EncodeToString([]byte(hush)), "9f8e7d6c", "5a4b3c2d"} {
			if at := strings.Index(text, strings.ToLower(secret)); at >= 0 {
				t.Errorf("%s tells a secret: …%s…", name, b.String()[max(0, at-100):min(len(text), at+100)])
			}
		}
		if strings.Contains(b.String(), "\x1b") {
			t.Errorf("%s holds a control sequence of the server", name)
		}
		for line := range strings.Lines(b.String()) {
			if name == "terminal" && (strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") || strings.Contains(line, "##vso[")) {
				t.Errorf("the server's text is read as a workflow command: %s", line)
			}
		}
		if name == "terminal" && !strings.Contains(b.String(), `-H "X-Api-Key: $X_API_KEY"`) {
			t.Error("no curl line goes through the gateway")
		}
	}
}

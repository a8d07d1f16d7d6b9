package wire

import (
	"net/http"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
)

func TestEvidenceIsBounded(t *testing.T) {
	const secret = "a-long-secret-that-is-cut-nowhere"
	body := []byte(strings.Repeat("x", maxEvident-10) + secret + strings.Repeat("y", 8<<20))
	room := &atomic.Int64{}
	x := &Exchange{
		Sent:  Sent{Method: http.MethodPost, URL: "http://127.0.0.1/" + strings.Repeat("u", 1<<20), Header: http.Header{"Admin": {"true"}}, Body: body},
		Reply: Reply{Status: 200, ReplyHeader: http.Header{"X-Long": {strings.Repeat("h", 1<<20)}, "Content-Type": {"text/plain"}}, ReplyBody: body},

		confidential: confidential{redactor: secretsFor(secret)}, evidenceBudget: room,
	}
	for range 1000 {
		x.ReplyHeader.Add("X-Many", "value")
	}
	e := x.Evidence()
	if size := e.size(); size > 40<<10 || room.Load() != -int64(size) {
		t.Errorf("takes %d bytes, and says %d", size, -room.Load())
	}
	if text := e.String() + e.Body + e.ReplyBody + e.Curl(); strings.Contains(text, secret[:8]) || len(e.String()) > 8<<10 {
		t.Errorf("%d bytes: %.300s", len(text), text)
	}
	if size := x.Evidence().size(); size > 4<<10 {
		t.Errorf("takes %d bytes where there is no room", size)
	}
	if !strings.Contains(e.String(), "(8396") {
		t.Errorf("does not say how long the bodies are: %s", e)
	}
	if none := (*Exchange)(nil).Evidence(); none.String() != "" || none.Curl() != "" {
		t.Error("no exchange has evidence")
	}
}

// TestAShellReadsACurlLineAsItIsMeant has texts that readers of logs would take
// for commands.
func TestAShellReadsACurlLineAsItIsMeant(t *testing.T) {
	for _, text := range []string{"a\n::error::b", "##[error]c", "##vso[task]'d", `it's "$HOME" \ ` + "`x`"} {
		x := &Exchange{Sent: Sent{Method: http.MethodPost, URL: "http://127.0.0.1/", Body: []byte(text), Header: http.Header{"Authorization": {"Bearer tok##[en\n::x"}}, token: "tok"}}
		line := x.Curl()
		for _, command := range []string{"\n::", "##[", "##vso["} {
			if strings.Contains(line, command) {
				t.Errorf("%q is a command in %s", command, line)
			}
		}
		got, err := exec.Command("sh", "-c", `curl() { printf '%s|' "$@"; }; TOKEN=tok; `+line).Output()
		want := "-i|-X|POST|-H|Authorization: Bearer tok##[en\n::x|--data-binary|" + text + "|http://127.0.0.1/|"
		if err != nil || string(got) != want {
			t.Errorf("%v: %s\nis read as %s", err, line, got)
		}
	}
}

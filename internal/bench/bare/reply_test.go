package bare_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/bench/bare"
)

// TestBytesAreWrittenAsRecorded asks each address for its reply.
func TestBytesAreWrittenAsRecorded(t *testing.T) {
	replies := []*bare.Reply{
		{Status: http.StatusCreated, Header: http.Header{"Content-Type": {"application/json"}, "X-Kept": {"as", "it is"}}, Body: []byte(`{"a": 1}`)},
		{Status: http.StatusForbidden, Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte("no")},
	}
	text, err := bare.Encode(replies...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error)
	go func() { ended <- bare.Serve(ctx, text, in) }()
	lines := bufio.NewReader(out)
	var urls []string
	for range replies {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		urls = append(urls, strings.TrimSpace(line))
	}
	for i, want := range replies {
		res, err := http.Post(urls[i], "text/plain", strings.NewReader("taken and forgotten"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		for _, name := range []string{"Date", "Content-Length"} { // net/http's own
			res.Header.Del(name)
		}
		if err != nil || res.StatusCode != want.Status || string(body) != string(want.Body) || !reflect.DeepEqual(res.Header, want.Header) {
			t.Errorf("got %d %v %s, want %+v (%v)", res.StatusCode, res.Header, body, want, err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestNothingToServe(t *testing.T) {
	for _, text := range []string{"", "[]", "{"} {
		if err := bare.Serve(t.Context(), strings.NewReader(text), io.Discard); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

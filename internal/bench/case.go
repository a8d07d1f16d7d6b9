package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/bench/bare"
	"github.com/cotalker/rolecall/spec"
)

// kind is which budget a case has.
type kind string

const (
	read  kind = "read" // a denial too
	list  kind = "list"
	write kind = "write"
)

// testCase is one thing that is asked of servers.
type testCase struct {
	name     string
	kind     kind
	requests [][]byte // in turn
	keyed    bool     // the path ends with a key
	once     bool     // each is sent once: what it makes must not be there yet
	status   int
}

// feeder is the case's requests for one measurement.
func (c testCase) feeder() *feeder {
	return &feeder{requests: c.requests, once: c.once, status: c.status}
}

// request is what a case sends, before it is written down.
type request struct {
	op    *spec.Operation
	keys  []string
	query []string // name, value, name, value …
	token string   // "" for none
	body  []byte
}

// encode writes the request as it goes over the wire. It names no real host,
// since it is sent to several.
func (q request) encode() []byte {
	target := q.op.Expand(q.keys...)
	for i := 0; i < len(q.query); i += 2 {
		target += string("?&"[min(i, 1)]) + url.QueryEscape(q.query[i]) + "=" + url.QueryEscape(q.query[i+1])
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n", q.op.Method, target)
	if q.token != "" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", q.token)
	}
	for _, h := range q.op.Access.Headers() {
		fmt.Fprintf(&b, "%s: %s\r\n", h.Name, h.Value)
	}
	if q.body != nil {
		fmt.Fprintf(&b, "Content-Type: %s\r\nContent-Length: %d\r\n", q.op.Body.MediaType, len(q.body))
	}
	b.WriteString("\r\n")
	b.Write(q.body)
	return b.Bytes()
}

// title is how tables call a request: "GET /things?key=&key=".
func (q request) title(contract *spec.Contract) string {
	text := q.op.Method + " " + strings.TrimPrefix(q.op.Path, contract.BasePath)
	for i := 0; i < len(q.query); i += 2 {
		text += string("?&"[min(i, 1)]) + q.query[i] + "="
	}
	return text
}

// ask sends one encoded request and returns the reply, without the headers
// that a connection brings about.
func ask(address string, text []byte) (*bare.Reply, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(replyTimeout))
	if _, err := conn.Write(text); err != nil {
		return nil, err
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return nil, fmt.Errorf("asking %q: %w", firstLine(text), err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("asking %q: %w", firstLine(text), err)
	}
	header := maps.Clone(res.Header)
	for _, name := range []string{"Date", "Connection", "Keep-Alive", "Transfer-Encoding"} {
		header.Del(name)
	}
	return &bare.Reply{Status: res.StatusCode, Header: header, Body: body}, nil
}

// record asks a case's first request of a server, once, and sees to it that
// the answer is the one that will be measured.
func (c testCase) record(address string) (*bare.Reply, error) {
	r, err := ask(address, c.requests[0])
	if err == nil && r.Status != c.status {
		err = fmt.Errorf("%s should be %d and was %d: %s", c.name, c.status, r.Status, r.Body)
	}
	return r, err
}

// recordAll is record for each of some cases.
func recordAll(address string, cases []testCase) ([]*bare.Reply, error) {
	var out []*bare.Reply
	for _, c := range cases {
		r, err := c.record(address)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// parse reads a request as a server does.
func (c testCase) parse(i int) (*http.Request, error) {
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(c.requests[i%len(c.requests)])))
	if err != nil {
		return nil, fmt.Errorf("parsing %s: %w", c.name, err)
	}
	return r, nil
}

// resetFirst gives the mock its first world again before each measurement of what
// can be made only once, and is nil for other cases.
func (c testCase) resetFirst(address string) func() error {
	if !c.once {
		return nil
	}
	return func() error { return reset(address) }
}

// without returns the members of a record that are kept.
func without(record map[string]any, drop func(name string) bool) map[string]any {
	out := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(record)) {
		if !drop(name) {
			out[name] = record[name]
		}
	}
	return out
}

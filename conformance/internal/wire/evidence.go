package wire

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Evidence is what a problem keeps of an exchange: cut, and with its secrets
// redacted, when the problem is noted. The exchange itself may be large.
type Evidence struct {
	SentEvidence
	ReplyEvidence
	Started time.Time
	Took    time.Duration
}

// SentEvidence is what is kept of a request.
type SentEvidence struct {
	Caller      string // persona or user whose token was sent, "" for none
	Token       string // how a person gets that token, "" where the target file tells
	Method, URL string
	Header      []HeaderLine
	Body        string // its beginning
	BodySize    int    // bytes that were sent
	After       string // the write that a read follows, in a line; "" for none
	tries       int
	curl        string
}

// ReplyEvidence is what is kept of a reply, the zero value of none.
type ReplyEvidence struct {
	Status      int
	Protocol    string // such as HTTP/1.1
	ReplyHeader []HeaderLine
	ReplyBody   string // its beginning
	ReplySize   int    // bytes that came
}

// HeaderLine is one line of a header.
type HeaderLine struct{ Name, Value string }

const (
	// maxEvident bounds a body in evidence, and maxLean where a run has much.
	maxEvident, maxLean = 8 << 10, 400
	// maxLine bounds a line of a header and an address.
	maxLine  = 1000
	maxLines = 64
	// maxShown bounds a body in words.
	maxShown = 600
	// maxEvidence is what the evidence of a run may take before it is lean.
	maxEvidence = 24 << 20
	// MaxProven is how many problems of one check have evidence.
	MaxProven = 20
)

// Evidence is what is kept of an exchange, nil of none.
func (x *Exchange) Evidence() *Evidence {
	if x == nil {
		return nil
	}
	most := maxEvident
	if x.evidenceBudget != nil && x.evidenceBudget.Load() < 0 {
		most = maxLean
	}
	e := &Evidence{
		SentEvidence: SentEvidence{
			Caller: x.Caller, Token: x.howTo, Method: x.Method, URL: Cut(x.Redact(x.URL), maxLine),
			Body: x.cutBody(x.Body, most), BodySize: len(x.Body), tries: x.tries,
		},
		ReplyEvidence: ReplyEvidence{
			Status: x.Status, Protocol: x.proto, ReplyBody: x.cutBody(x.ReplyBody, most), ReplySize: len(x.ReplyBody),
		},
		Started: x.Started, Took: x.Took,
	}
	for _, name := range slices.Sorted(maps.Keys(x.Header)) {
		for _, value := range x.Header[name] {
			if scheme, _, found := strings.Cut(value, " "); found && name == "Authorization" && (x.Caller != "" || len(x.Keys) > 0) {
				value = scheme + " " + redacted
			}
			if before, after, key := x.keyIn(name, value); key != "" {
				value = before + redacted + after
			}
			e.Header = append(e.Header, HeaderLine{name, Cut(x.Redact(value), maxLine)})
		}
	}
	for _, name := range x.extra {
		e.Header = append(e.Header, HeaderLine{name, redacted})
	}
	for _, name := range slices.Sorted(maps.Keys(x.ReplyHeader)) {
		for _, value := range x.ReplyHeader[name] {
			if len(e.ReplyHeader) < maxLines && (most == maxEvident || slices.Contains(shownHeaders, name)) {
				e.ReplyHeader = append(e.ReplyHeader, HeaderLine{Cut(x.Redact(name), maxLine), Cut(x.Redact(value), maxLine)})
			}
		}
	}
	e.curl = x.curl(most)
	if x.evidenceBudget != nil {
		x.evidenceBudget.Add(-int64(e.size()))
	}
	return e
}

// size is about what the evidence takes in memory.
func (e *Evidence) size() int {
	n := 400 + len(e.URL) + len(e.Body) + len(e.ReplyBody) + len(e.curl) + len(e.After)
	for _, lines := range [][]HeaderLine{e.Header, e.ReplyHeader} {
		for _, line := range lines {
			n += 32 + len(line.Name) + len(line.Value)
		}
	}
	return n
}

// Line is a request and how it was answered in a line.
func (x *Exchange) Line() string {
	line := x.Method + " " + Cut(x.Redact(x.URL), maxLine)
	if len(x.Body) > 0 {
		line += " " + x.cutBody(x.Body, maxShown)
	}
	if x.Status == 0 {
		return OneLine(line + ": no reply")
	}
	return OneLine(fmt.Sprintf("%s: %d %s", line, x.Status, http.StatusText(x.Status)))
}

// cutBody is the beginning of a body, redacted before it is cut: a part of a
// secret is none any more.
func (x *Exchange) cutBody(text []byte, most int) string {
	ahead := most + 16<<10 // longer than most secrets in any form
	return Cut(x.Redact(string(text[:min(len(text), ahead)])), most)
}

// Cut is the beginning of a text, in memory of its own.
func Cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// shownHeaders of a reply are worth a line in a report.
var shownHeaders = []string{"Content-Type", "Location", "Allow", "Www-Authenticate", "Cache-Control", "X-Content-Type-Options", "Retry-After"}

// String writes the exchange as HTTP, with its secrets redacted and long
// bodies cut.
func (x *Exchange) String() string { return x.Evidence().String() }

// String writes the exchange as HTTP, with its secrets redacted and long
// bodies cut.
func (e *Evidence) String() string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	if e.After != "" {
		fmt.Fprintf(&b, "* after %s\n", e.After)
	}
	fmt.Fprintf(&b, "> %s %s\n", e.Method, printable(e.URL, ""))
	for _, line := range e.Header {
		if line.Name != "User-Agent" && line.Name != "X-Request-Id" {
			fmt.Fprintf(&b, "> %s: %s\n", line.Name, printable(line.Value, ""))
		}
	}
	if e.Body != "" {
		fmt.Fprintf(&b, "> %s\n", printable(shown(e.Body, e.BodySize), "> "))
	}
	if e.tries > 1 {
		fmt.Fprintf(&b, "* sent %d times: the connection was closed before the first byte of a reply\n", e.tries)
	}
	if e.Status == 0 {
		b.WriteString("< no reply\n")
	} else {
		fmt.Fprintf(&b, "< %d %s\n", e.Status, http.StatusText(e.Status))
	}
	for _, name := range shownHeaders {
		for _, line := range e.ReplyHeader {
			if line.Name == name {
				fmt.Fprintf(&b, "< %s: %s\n", name, printable(line.Value, ""))
			}
		}
	}
	if e.ReplyBody != "" {
		fmt.Fprintf(&b, "< %s\n", printable(shown(e.ReplyBody, e.ReplySize), "< "))
	}
	return strings.TrimRight(b.String(), "\n")
}

// shown is a body in words, and how long it is where it is cut.
func shown(text string, size int) string {
	short := Cut(text, maxShown)
	if strings.HasSuffix(short, "…") && size > maxShown {
		short += fmt.Sprintf(" (%d bytes)", size)
	}
	return short
}

// Curl is a line for a POSIX shell that repeats the request; the token is the
// variable TOKEN, a gateway's header one of its own name, a body or an
// address that is too long to paste BODY or URL, and other secrets are redacted.
func (e *Evidence) Curl() string {
	if e == nil {
		return ""
	}
	return e.curl
}

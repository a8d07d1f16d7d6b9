package hostile

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// body replaces the body of a reply.
func body(change func(a *answer) []byte) func(*answer) {
	return func(a *answer) {
		text := change(a)
		a.same = bytes.Equal(text, a.body)
		a.body = text
	}
}

func empty(*answer) []byte { return nil }

func truncated(a *answer) []byte { return a.body[:len(a.body)*(1+a.random.IntN(9))/10] }

var proses = []string{
	"<!DOCTYPE html><html><body><h1>It works!</h1></body></html>", "OK", "\x00\x01\x02\xff\xfe", "\xef\xbb\xbf{}", "{'data': 1}",
	"{\"data\": NaN}", "{} {}", "::error file=a::b\r\n##[error]c", "\x1b[31mred\x1b[0m \u202ereversed\u2028",
}

func proseText(seed uint64) string { return fmt.Sprintf("%q", proses[seed%uint64(len(proses))]) }

func prose(a *answer) []byte { return []byte(proses[a.seed%uint64(len(proses))]) }

var scalars = []string{`null`, `1`, `"text"`, `[]`, `{}`, `true`, `[null]`, `{"data":null}`, `{"data":[]}`, `{"data":{}}`, `1e999`, `[[[]]]`, `{"":{"":""}}`, `"\ud800"`}

func scalarText(seed uint64) string { return scalars[seed%uint64(len(scalars))] }

func scalar(a *answer) []byte { return []byte(scalarText(a.seed)) }

func deep(a *answer) []byte {
	const depth = 100_000
	if a.seed%2 == 0 {
		return []byte(strings.Repeat("[", depth) + strings.Repeat("]", depth))
	}
	return []byte(strings.Repeat(`{"data":`, depth) + "1" + strings.Repeat("}", depth))
}

// repeated sends a JSON document of any size, a piece at a time.
func (a *answer) repeated(open, piece, close string, times int) {
	for name, values := range a.header {
		a.writer.Header()[name] = values
	}
	a.sent = true
	a.writer.WriteHeader(a.status)
	if a.request.Method == http.MethodHead {
		return
	}
	io.WriteString(a.writer, open)
	block := []byte(strings.Repeat(piece, max(1, min(times, (1<<20)/len(piece)))))
	for left := times * len(piece); left > 0; left -= len(block) {
		if _, err := a.writer.Write(block[:min(left, len(block))]); err != nil {
			return
		}
	}
	io.WriteString(a.writer, close)
}

// huge is a body of 100 MB: a list, blanks, or one number.
func huge(a *answer) {
	const size = 100 << 20
	switch a.seed % 3 {
	case 0:
		item := `{"id":"000000000000000000000001","data":{}},`
		a.repeated(`{"data":[`, item, `{}]}`, size/len(item))
	case 1:
		a.repeated(string(a.body), "\n", "", size)
	default:
		a.repeated(`{"data":`, "7", "}", size)
	}
}

// longText has the first text of the reply go on for 50 MB.
func longText(a *answer) {
	const size = 50 << 20
	at := bytes.Index(a.body, []byte(`":"`))
	if at < 0 {
		a.same = true
		return
	}
	at += len(`":"`)
	a.repeated(string(a.body[:at]), "x", string(a.body[at:]), size)
}

// endless is a body that has no end.
func endless(a *answer) { a.repeated(`{"data":[`, `{"name":"x"},`, "", 1<<40) }

// bombed is a megabyte of a text, compressed; as gzip may be joined, so is the
// bomb made of many.
var bombed = sync.OnceValue(func() []byte { return packed(bytes.Repeat([]byte("x"), 1<<20)) })

func packed(text []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(text)
	z.Close()
	return out.Bytes()
}

// bomb is 10 MB that unpack to 10 GB. By an odd seed it stands before what is
// no gzip.
func bomb(a *answer) {
	a.header.Set("Content-Encoding", "gzip")
	a.repeated(string(packed([]byte(`{"data":"`))), string(bombed()), string(packed([]byte(`"}`))), 10<<10)
}

//go:build unix

package mockserver_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
)

// BenchmarkServe is what the mock adds to net/http: the handler alone, for the
// default world and for one that the request names.
func BenchmarkServe(b *testing.B) {
	for _, q := range append(requests(), inAWorld(requests())...) {
		b.Run(q.name, func(b *testing.B) {
			mock, err := mockserver.New(contract(b))
			if err != nil {
				b.Fatal(err)
			}
			r, w := q.ready(), &sink{header: http.Header{}}
			b.ReportAllocs()
			began := cpuTime()
			for i := 0; b.Loop(); i++ {
				q.send(r, i)
				w.reset()
				mock.ServeHTTP(w, r)
			}
			reportCPU(b, began)
			if w.status != q.status {
				b.Fatalf("got %d, want %d", w.status, q.status)
			}
		})
	}
}

// BenchmarkNamedWorld is what a world takes among 100,000 people that is named for
// the first time, and that the oldest one goes for it: alone, and with a request,
// which takes the first block of its journal.
func BenchmarkNamedWorld(b *testing.B) {
	doc := contract(b)
	mock, err := mockserver.New(doc, mockserver.WithPopulation(generator(b, doc).People(), 100_000))
	if err != nil {
		b.Fatal(err)
	}
	q := requests()[0]
	r, w := q.ready(), &sink{header: http.Header{}}
	number := 0
	next := func() string { number++; return "w" + strconv.Itoa(number) }
	b.Run("forked", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := mock.World(next()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("asked", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w.reset()
			r.Header["Rolecall-World"] = []string{next()}
			if mock.ServeHTTP(w, r); w.status != q.status {
				b.Fatalf("got %d, want %d", w.status, q.status)
			}
		}
	})
}

// BenchmarkHTTP sends requests over a loopback connection, one after another,
// to the mock and to a handler that does nothing but write the same bytes.
func BenchmarkHTTP(b *testing.B) {
	for _, q := range requests() {
		mock, err := mockserver.New(contract(b))
		if err != nil {
			b.Fatal(err)
		}
		for _, side := range []struct {
			name    string
			handler http.Handler
		}{{"bare", bare(mock, q)}, {"mock", mock}} {
			b.Run(q.name+"/"+side.name, func(b *testing.B) {
				mock.Reset()
				server := httptest.NewServer(side.handler)
				defer server.Close()
				converse(b, server.Listener.Addr().String(), q)
			})
		}
	}
}

// converse sends requests over one connection.
func converse(b *testing.B, address string, q request) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	text := q.text(0)
	b.ReportAllocs()
	began := cpuTime()
	for i := 0; b.Loop(); i++ {
		if q.body != nil {
			text = q.text(i)
		}
		if _, err := conn.Write(text); err != nil {
			b.Fatal(err)
		}
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		if res.StatusCode != q.status {
			b.Fatalf("got %d, want %d", res.StatusCode, q.status)
		}
	}
	reportCPU(b, began)
}

// BenchmarkJournal is what keeping a request costs: the handler with it and
// without, over no connection.
func BenchmarkJournal(b *testing.B) {
	for _, q := range requests() {
		if q.name != "me" && q.name != "list" && q.name != "no permission" && q.name != "create" {
			continue
		}
		for _, side := range []struct {
			name    string
			options []mockserver.Option
		}{{"kept", nil}, {"not", []mockserver.Option{mockserver.WithoutJournal()}}} {
			b.Run(q.name+"/"+side.name, func(b *testing.B) {
				mock, err := mockserver.New(contract(b), side.options...)
				if err != nil {
					b.Fatal(err)
				}
				r, w := q.ready(), &sink{header: http.Header{}}
				b.ReportAllocs()
				began := cpuTime()
				for i := 0; b.Loop(); i++ {
					q.send(r, i)
					w.reset()
					mock.ServeHTTP(w, r)
				}
				reportCPU(b, began)
			})
		}
	}
}

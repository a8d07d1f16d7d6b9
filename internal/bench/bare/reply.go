// Package bare is the measure of the benchmarks: a net/http server that writes
// recorded bytes and does nothing else.
//
//	text, err := bare.Encode(replies...)
//	bare.Serve(ctx, text, os.Stdout)
//
// It imports nothing but Go's own library, so that its start and its memory
// are those of net/http.
package bare

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
)

// Reply is what a server answered.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Encode writes replies down for Serve.
func Encode(replies ...*Reply) (io.Reader, error) {
	text, err := json.Marshal(replies)
	return bytes.NewReader(text), err
}

// ServeHTTP takes what was sent and writes the bytes, whatever was asked. It
// does no less than net/http asks for, and no more.
func (r *Reply) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if q.ContentLength != 0 {
		io.Copy(io.Discard, q.Body)
	}
	header := w.Header()
	for name, values := range r.Header {
		header[name] = values
	}
	w.WriteHeader(r.Status)
	w.Write(r.Body)
}

// Serve reads replies and serves each on a loopback port of its own until the
// context ends. Its output is their URLs, a line each, like the one of
// rolecall mock --quiet.
func Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	var replies []*Reply
	if err := json.NewDecoder(in).Decode(&replies); err != nil {
		return fmt.Errorf("reading the replies to serve: %w", err)
	}
	if len(replies) == 0 {
		return errors.New("there is no reply to serve")
	}
	ended := make(chan error, len(replies))
	for _, r := range replies {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		server := &http.Server{Handler: r}
		stop := context.AfterFunc(ctx, func() { server.Close() })
		defer stop()
		go func() { ended <- server.Serve(listener) }()
		fmt.Fprintln(out, "http://"+listener.Addr().String())
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

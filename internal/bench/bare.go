package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
)

// bareMode is the argument that makes this program the bare server.
const bareMode = "bare"

// reply is what a server answered, as it goes to the bare one.
type reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// encode writes replies down for serveBare.
func encode(replies ...*reply) (io.Reader, error) {
	text, err := json.Marshal(replies)
	return bytes.NewReader(text), err
}

// ServeHTTP is all that the bare server does: it takes what was sent and
// writes the bytes. It is the measure of all others, so it does no less than
// net/http asks for, and no more.
func (r *reply) ServeHTTP(w http.ResponseWriter, q *http.Request) {
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

// serveBare reads replies and serves each on a port of its own until the
// context ends. Its output is their addresses, a line each, like the one of
// rolecall mock --quiet.
func serveBare(ctx context.Context, in io.Reader, out io.Writer) error {
	var replies []*reply
	if err := json.NewDecoder(in).Decode(&replies); err != nil {
		return fmt.Errorf("reading the replies to serve: %w", err)
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
	if err := <-ended; err != http.ErrServerClosed {
		return err
	}
	return nil
}

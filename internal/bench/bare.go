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

func (r *reply) encode() (io.Reader, error) {
	text, err := json.Marshal(r)
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

// serveBare reads a reply and serves it until the context ends. Its first line
// of output is the address, like that of rolecall mock --quiet.
func serveBare(ctx context.Context, in io.Reader, out io.Writer) error {
	var r reply
	if err := json.NewDecoder(in).Decode(&r); err != nil {
		return fmt.Errorf("reading the reply to serve: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "http://"+listener.Addr().String())
	server := &http.Server{Handler: &r}
	context.AfterFunc(ctx, func() { server.Close() })
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}

package mockserver

import (
	"net/http"
	"strconv"
)

// ending is how a reply ends.
type ending byte

const (
	whole     ending = iota
	dropped          // nothing of it is sent
	truncated        // half of its body is
)

// drop has the connection end without a reply.
func (x *exchange) drop() { x.ending, x.status = dropped, 0 }

// truncate has the connection end in the middle of the reply's body.
func (x *exchange) truncate() {
	x.ending = truncated
	x.writer = &halfWriter{ResponseWriter: x.writer}
}

// ended is how the reply has ended: one without a body has no half.
func (x *exchange) ended() ending {
	if half, is := x.writer.(*halfWriter); is && half.status != 0 {
		return dropped
	}
	return x.ending
}

// endConnection ends the connection of a reply that breaks off, when all else is
// done: net/http wants to be told by a panic.
func endConnection(w http.ResponseWriter, how ending) {
	if how == whole {
		return
	}
	if how == truncated {
		http.NewResponseController(w).Flush() // or nothing of it would be sent
	}
	panic(http.ErrAbortHandler)
}

// halfWriter says how long a body is, and writes half of it.
type halfWriter struct {
	http.ResponseWriter
	status int // that is not written yet
}

func (w *halfWriter) WriteHeader(status int) { w.status = status }

// Write is called once, with all of the body.
func (w *halfWriter) Write(p []byte) (int, error) {
	w.Header().Set("Content-Length", strconv.Itoa(len(p)))
	w.ResponseWriter.WriteHeader(w.status)
	w.status = 0
	return w.ResponseWriter.Write(p[:len(p)/2])
}

// Unwrap is for http.ResponseController.
func (w *halfWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

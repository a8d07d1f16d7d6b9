package mockserver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// maxBody is the most that a body may hold, in bytes.
const maxBody = 1 << 20

// drainMost is how much of a refused body is read on, so that a client which
// is still sending gets its answer and not a broken connection.
const drainMost = 16 << 20

// refusedBodyTimeout is how long a refused client may take to send it.
const refusedBodyTimeout = 2 * time.Second

// received is the body of a request, as far as it was read.
type received struct {
	reading     bool   // the client has been asked for it
	text        []byte // as it was sent; then the record as it is stored
	sent        []byte // the beginning of it, for the journal
	decoder     jsonvalue.Decoder
	decoded     bool // there was one, and it was decoded
	body        any
	upload      *upload  // the bytes that a record is to hold
	patch       patch    // how it says what becomes of a record
	readAlready bool     // by readOnce
	readRefused *refusal // what that said
	reserved    int64    // the bytes of memory reserved for a large one
	hasTurn     bool     // it is a large one's turn
}

// emptied is what is left for the next request: buffers.
func (r *received) emptied() received {
	r.decoder.Forget()
	return received{text: kept(r.text), sent: r.sent[:0], decoder: r.decoder}
}

// read is a stage: media type, size, and the one decoding of the body.
func (x *exchange) read() *refusal {
	op := x.endpoint.Operation
	if op.Body == nil || !op.Body.Required && x.request.ContentLength == 0 && x.request.Header["Content-Type"] == nil {
		return nil
	}
	syntaxOf, boundary := x.bodySyntax()
	if syntaxOf == unknownSyntax {
		return x.server.refuse(spec.MediaType, op, "send the body as "+strings.Join(bodyMedia(op.Body), " or "))
	}
	if coding := x.request.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return x.server.refuse(spec.MediaType, op, "send the body as it is, without Content-Encoding")
	}
	x.patch = x.patchOf()
	if x.patch == operations && op.Body.Rules != nil {
		return x.server.refuse(spec.MediaType, op, "rules of the document say who may write which member, and a list of operations is not held to them; send a merge patch")
	}
	limit, keeps := maxBody, op.Action.Content
	if keeps {
		limit = maxContent
	}
	if syntaxOf == otherSyntax && !keeps {
		x.reading = true
		io.CopyN(io.Discard, x.request.Body, drainMost)
		return nil
	}
	tooLarge := x.request.ContentLength > int64(limit)
	if !tooLarge {
		x.reading = true
		if refused := x.readText(limit); refused != nil {
			return refused
		}
		tooLarge = len(x.text) > limit
	}
	if tooLarge {
		return x.server.refuse(spec.BodySize, op, fmt.Sprintf("a body holds %d MiB at most", limit>>20))
	}
	x.awaitTurn()
	if keeps && syntaxOf != multipartSyntax {
		x.upload = &upload{media: x.request.Header.Get("Content-Type"), bytes: bytes.Clone(x.text)}
		return nil
	}
	x.decoded = true
	return x.decode(syntaxOf, boundary)
}

func (x *exchange) decode(s bodySyntax, boundary string) *refusal {
	op := x.endpoint.Operation
	var err error
	switch s {
	case formSyntax:
		x.body, err = formBody(x.text, op.Body.Schema)
	case multipartSyntax:
		x.body, x.upload, err = multipartBody(x.text, boundary, op.Body.Schema)
	default:
		if x.body, err = x.decoder.Decode(x.text); err != nil {
			var bad *jsonvalue.SyntaxError
			errors.As(err, &bad)
			return x.server.refuse(spec.Syntax, op, "the body is not valid JSON: "+bad.Error(), fault{pointer: bad.Pointer, detail: bad.Error()})
		}
	}
	if err != nil {
		return x.server.refuse(spec.Syntax, op, "the body is not a valid form: "+err.Error())
	}
	return nil
}

// readText reads the body into the buffer of the exchange, and no further
// than one byte too many.
func (x *exchange) readText(limit int) *refusal {
	x.text = slices.Grow(x.text[:0], int(min(max(x.request.ContentLength, 0), smallBody))+bytes.MinRead)
	for len(x.text) <= limit {
		n, err := x.request.Body.Read(x.text[len(x.text):min(cap(x.text), limit+1)])
		x.text = x.text[:len(x.text)+n]
		if err == io.EOF {
			x.request.Body.Close() // or net/http looks once more for what is left of it
			return nil
		}
		if err != nil {
			return x.bodyError(err)
		}
		if len(x.text) > smallBody && x.reserved == 0 {
			if refused := x.reserve(limit); refused != nil {
				return refused
			}
		}
		x.text = slices.Grow(x.text, bytes.MinRead)
	}
	return nil
}

// drain reads what a refused client is still sending, up to a bound. A client
// that asked first whether to send its body is told no by the refusal itself.
func (x *exchange) drain(why spec.RefusalKind) {
	if why == spec.Slow {
		return // it had its time
	}
	waiting := !x.reading && x.request.Header.Get("Expect") != ""
	if x.request.ContentLength != 0 && !waiting {
		if size := x.request.ContentLength; size > smallBody || size < 0 {
			x.setReadTimeout(refusedBodyTimeout)
			defer x.setReadTimeout(0)
		}
		io.CopyN(io.Discard, x.request.Body, drainMost)
	}
}

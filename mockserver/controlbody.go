package mockserver

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
)

// What a body of the control API has at most. It may hold a whole world; as values
// it takes many times the memory of its text.
const (
	maxControlBody   = 16 << 20 // bytes
	maxControlValues = 1_000_000
)

// body is the body of the request, as control.yaml wants it; empty where none was
// sent and none need be.
func (c *controlCall) body() (map[string]any, error) {
	document, err := c.server.controlDocument()
	if err != nil {
		return nil, err
	}
	wanted := document.operations[c.operation].Body
	text, err := c.readText()
	switch {
	case err != nil:
		return nil, err
	case len(text) == 0 && !wanted.Required:
		return map[string]any{}, nil
	case len(text) == 0:
		return nil, &controlError{http.StatusBadRequest, "the body is missing", nil}
	case !mediatype.IsJSON(c.request.Header.Get("Content-Type")):
		return nil, &controlError{http.StatusUnsupportedMediaType, "send the body as Content-Type: application/json", nil}
	case jsonvalue.Most(text) > maxControlValues:
		return nil, &controlError{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body holds more than %d values", maxControlValues), nil}
	}
	value, err := jsonvalue.Decode(text)
	if err != nil {
		return nil, &controlError{http.StatusBadRequest, "the body is not valid JSON: " + err.Error(), nil}
	}
	if wrong := faults(wanted.Schema.Check(value)); len(wrong) > 0 {
		return nil, &controlError{http.StatusBadRequest, "the body does not fit: " + joinFaults(wrong), wrong}
	}
	return value.(map[string]any), nil // as every schema of a body says
}

// readText reads the body. A large one shares memory with those of the contract,
// and waits for its turn, as they do.
func (c *controlCall) readText() ([]byte, error) {
	size := c.request.ContentLength
	if size < 0 || size > c.most {
		size = c.most
	}
	intake, client := c.server.intake, http.NewResponseController(c.writer)
	if size > smallBody {
		if !intake.acquire(c.request.Context(), size) {
			// Who is still sending would not see the reply.
			client.SetReadDeadline(time.Now().Add(refusedBodyTimeout))
			io.CopyN(io.Discard, c.request.Body, drainMost)
			return nil, &controlError{http.StatusServiceUnavailable, "too many large bodies are on their way; send it again in a second", nil}
		}
		c.reserved = size
		client.SetReadDeadline(time.Now().Add(intake.timeout))
	}
	text, err := io.ReadAll(http.MaxBytesReader(c.writer, c.request.Body, c.most))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &controlError{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d MiB", c.most>>20), nil}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &controlError{http.StatusRequestTimeout, "the body did not arrive within " + intake.timeout.String(), nil}
	case err != nil:
		return nil, &controlError{http.StatusBadRequest, "the body broke off: " + err.Error(), nil}
	}
	if c.reserved > 0 {
		client.SetReadDeadline(time.Time{})
		intake.turns <- struct{}{}
		c.hasTurn = true
	}
	return text, nil
}

// releaseBody gives back what a large body took.
func (c *controlCall) releaseBody() {
	if c.hasTurn {
		<-c.server.intake.turns
	}
	if c.reserved > 0 {
		c.server.intake.release(c.reserved)
	}
	c.hasTurn, c.reserved = false, 0
}

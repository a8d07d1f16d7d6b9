package mockserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/mockserver/internal/ledger"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// controlCall is a request to the control API on its way to the reply.
type controlCall struct {
	server    *Server
	operation string // its id
	in        *World // which the header, the path before /_rolecall/v1 or the cookie names
	worldName string // which the path names below it, "" for none
	writer    http.ResponseWriter
	request   *http.Request
	most      int64 // bytes of the body
	reserved  int64 // set by readText: the memory reserved for a large body
	hasTurn   bool  // set by readText: it is a large body's turn
}

// world is the world that the call is about. One that the path names is there from
// now on.
func (c *controlCall) world() *World {
	if c.worldName == "" {
		return c.in
	}
	w, _ := c.server.usedWorld(c.worldName) // the name was looked at
	return w
}

// controlError is a refusal of the control API.
type controlError struct {
	status int
	detail string
	wrong  []fault
}

func (e *controlError) Error() string { return e.detail }

func (c *controlCall) refuse(err error) {
	var known *controlError
	var unknown *unknownError
	var taken *state.TakenError
	var full *fullError
	switch {
	case ledger.IsTrouble(err):
		c.server.storeRefusals.Add(1)
		c.writer.Header()["Retry-After"] = retryAfter
		writeProblem(c.writer, http.StatusServiceUnavailable, err.Error())
	case errors.As(err, &full):
		writeProblem(c.writer, http.StatusServiceUnavailable, err.Error())
	case errors.As(err, &known):
		writeProblem(c.writer, known.status, known.detail, known.wrong...)
	case errors.As(err, &unknown):
		writeProblem(c.writer, http.StatusNotFound, err.Error())
	case errors.As(err, &taken):
		writeProblem(c.writer, http.StatusConflict, err.Error())
	default:
		writeProblem(c.writer, http.StatusBadRequest, err.Error())
	}
}

// checkQuery refuses parameters that control.yaml does not have, or not so.
func (c *controlCall) checkQuery() error {
	if c.request.URL.RawQuery == "" {
		return nil
	}
	document, err := c.server.controlDocument()
	if err != nil {
		return err
	}
	query, err := url.ParseQuery(c.request.URL.RawQuery)
	if err != nil {
		return fmt.Errorf("the query is not as a URL wants it: %w", err)
	}
	known := document.operations[c.operation].Query
	var wrong []fault
	for _, name := range slices.Sorted(maps.Keys(query)) {
		at := slices.IndexFunc(known, func(p *spec.Parameter) bool { return p.Name == name })
		if at < 0 {
			names := make([]string, len(known))
			for i, p := range known {
				names[i] = p.Name
			}
			wrong = append(wrong, fault{parameter: name, detail: "is not a parameter here; there are: " + strings.Join(names, ", ")})
			continue
		}
		if _, violations := known[at].Parse(query[name]); len(violations) > 0 {
			wrong = append(wrong, fault{parameter: name, detail: violations[0].Detail})
		}
	}
	if len(wrong) > 0 {
		return &controlError{http.StatusBadRequest, "the query does not fit: " + joinFaults(wrong), wrong}
	}
	return nil
}

// textOf is a member of a body that is a text, "" where it is not sent.
func textOf(body map[string]any, name string) string {
	text, _ := body[name].(string)
	return text
}

// wholeOf is a number that is whole and not negative, however it is written: 1000,
// 1e3 and 1000.0 are the same.
func wholeOf(value any) (uint64, bool) {
	number, _ := value.(json.Number)
	if whole, err := strconv.ParseUint(string(number), 10, 64); err == nil {
		return whole, true
	}
	float, err := strconv.ParseFloat(string(number), 64)
	return uint64(float), err == nil && float >= 0 && float < 1<<63 && float == math.Trunc(float)
}

// normalizeWhole writes a member that is a whole number in digits alone, however it
// was sent.
func normalizeWhole(object map[string]any, name string) {
	if whole, is := wholeOf(object[name]); is {
		object[name] = json.Number(strconv.FormatUint(whole, 10))
	}
}

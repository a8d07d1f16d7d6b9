package main

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// allocationRuns is how many requests an average is taken over.
const allocationRuns = 200

// allocations counts what the mock's handler allocates for one request, in
// this process: the request is parsed beforehand and the reply goes nowhere.
func (c testCase) allocations(contract *spec.Contract) (float64, error) {
	mock, err := mockserver.New(contract)
	if err != nil {
		return 0, err
	}
	var parsed []*http.Request
	for i := range allocationRuns + 1 { // one to warm up
		r, err := c.parse(i)
		if err != nil {
			return 0, err
		}
		parsed = append(parsed, r)
	}
	w := &discarded{header: http.Header{}}
	wrong := 0
	average := testing.AllocsPerRun(allocationRuns, func() {
		clear(w.header)
		mock.ServeHTTP(w, parsed[0])
		if w.status != c.status {
			wrong = w.status
		}
		parsed = parsed[1:]
	})
	if wrong != 0 {
		return 0, fmt.Errorf("%s should be %d and was %d, without a network", c.name, c.status, wrong)
	}
	return average, nil
}

// discarded is a reply that nobody reads.
type discarded struct {
	header http.Header
	status int
}

func (w *discarded) Header() http.Header            { return w.header }
func (w *discarded) WriteHeader(status int)         { w.status = status }
func (w *discarded) Write(text []byte) (int, error) { return len(text), nil }

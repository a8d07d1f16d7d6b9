package mockserver

import (
	"encoding/json"
	"strconv"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// sample is a value of a schema, the same for the same seed. What is planned of
// a schema is kept for the next reply.
func (c *config) sample(s *spec.Schema, seed string) any {
	if s == nil {
		return nil
	}
	known, planned := c.samples.Load(s)
	if !planned {
		known, _ = c.samples.LoadOrStore(s, fixtures.SampleOf(s))
	}
	return known.(*fixtures.Sample).Value(seed)
}

func jsonInt(n int) json.Number { return json.Number(strconv.Itoa(n)) }

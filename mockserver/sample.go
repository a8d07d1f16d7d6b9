package mockserver

import (
	"encoding/json"
	"strconv"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// sample is a value of a schema, the same for the same seed. What is planned of
// a schema is kept for the next reply.
func (c *model) sample(s *spec.Schema, seed string) any {
	if s == nil {
		return nil
	}
	return c.planned(s).Value(seed)
}

func (c *model) planned(s *spec.Schema) *fixtures.Sample {
	known, planned := c.samples.Load(s)
	if !planned {
		known, _ = c.samples.LoadOrStore(s, fixtures.SampleOf(s, c.locales...))
	}
	return known.(*fixtures.Sample)
}

func jsonInt(n int) json.Number { return json.Number(strconv.Itoa(n)) }

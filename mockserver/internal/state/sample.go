package state

import (
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// Sample is a value of a schema, the same for the same seed. What is planned of
// a schema is kept for the next reply.
func (c *Model) Sample(s *spec.Schema, seed string) any {
	if s == nil {
		return nil
	}
	return c.Planned(s).Value(seed)
}

// Planned makes values of a schema, which is looked at once.
func (c *Model) Planned(s *spec.Schema) *fixtures.Sample {
	known, planned := c.samples.Load(s)
	if !planned {
		known, _ = c.samples.LoadOrStore(s, fixtures.SampleOf(s, c.Locales...))
	}
	return known.(*fixtures.Sample)
}

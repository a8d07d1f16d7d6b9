package values

import (
	"sync"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// Maker makes values of schemas, the same for the same seed. The zero value is ready.
type Maker struct {
	FullToken   string            // holds all rights, "" where tokens stand for records
	Permissions *spec.Permissions // that values may name, nil for none
	Locales     []string          // of the people in values, nil for the default ones
	samples     sync.Map          // what is planned, by the schema
}

// Sample is a value of a schema, the same for the same seed. What is planned of
// a schema is kept for the next reply.
func (c *Maker) Sample(s *spec.Schema, seed string) any {
	if s == nil {
		return nil
	}
	return c.Planned(s).Value(seed)
}

// Body is a value of a schema as it is sent, which nothing is kept of.
func (c *Maker) Body(s *spec.Schema, seed string) any {
	return fixtures.BodyOf(s, c.Permissions, c.Locales...).Value(seed)
}

// Planned makes values of a schema, which is looked at once.
func (c *Maker) Planned(s *spec.Schema) *fixtures.Sample {
	known, planned := c.samples.Load(s)
	if !planned {
		known, _ = c.samples.LoadOrStore(s, fixtures.SampleOf(s, c.Permissions, c.Locales...))
	}
	return known.(*fixtures.Sample)
}

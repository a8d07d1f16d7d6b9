package conformance

import (
	"context"
	"errors"
	"fmt"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// Sweep disables what aborted runs have left: the records whose texts begin as
// those of a run do.
func Sweep(ctx context.Context, target *Target, o Options) ([]Made, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	s, end, err := engine.Open(target, o.settings())
	if err != nil {
		return nil, err
	}
	defer end()
	if target.Persona(Bootstrap) == nil {
		return nil, &UsageError{Err: fmt.Errorf("sweeping needs the persona %s; add it to the target file", Bootstrap)}
	}
	if !s.Writable() {
		return nil, &UsageError{Err: fmt.Errorf("sweeping writes, and the target file does not say writable: true; add it")}
	}
	if problem := s.Preflight(ctx); problem != nil {
		return nil, errors.New(wire.OneLine(s.Client.Redact(problem.Reason)))
	}
	s.ReleaseLock(ctx)
	var out []Made
	for _, resource := range o.Contract.Resources {
		f := s.Family(resource)
		if f == nil || s.OffChange(resource) == nil {
			continue
		}
		left, err := s.Leftovers(ctx, f, o.SweepPages)
		made := Made{Collection: resource.Collection, Records: len(left)}
		made.Left = len(s.Disable(ctx, f, left))
		out = append(out, made)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

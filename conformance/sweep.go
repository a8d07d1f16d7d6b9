package conformance

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// Sweep disables what aborted runs have left: the records whose texts begin as
// those of a run do.
func Sweep(ctx context.Context, target *Target, o Options) ([]Made, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	s, end, err := open(target, o)
	if err != nil {
		return nil, err
	}
	defer end()
	if target.Persona(Bootstrap) == nil {
		return nil, &UsageError{fmt.Errorf("sweeping needs the persona %s; add it to the target file", Bootstrap)}
	}
	if !s.writable() {
		return nil, &UsageError{fmt.Errorf("sweeping writes, and the target file does not say writable: true; add it")}
	}
	if problem := s.preflight(ctx); problem != nil {
		return nil, errors.New(oneLine(s.secrets.redact(problem.reason)))
	}
	s.unlock(ctx)
	var out []Made
	for _, resource := range o.Contract.Resources {
		f := s.family(resource)
		if f == nil || s.offOf(resource) == nil {
			continue
		}
		left, err := s.leftovers(ctx, f)
		if err != nil {
			return out, err
		}
		made := Made{Collection: resource.Collection, Records: len(left)}
		made.Left = len(s.disable(ctx, f, left))
		out = append(out, made)
	}
	return out, nil
}

// leftovers are the ids of enabled records that some run has made.
func (s *session) leftovers(ctx context.Context, f *family) ([]string, error) {
	var search *spec.Parameter
	if f.list != nil && s.declares(f.list.Features) {
		search = f.paging(spec.Substring)
	}
	page := f.paging(spec.Page)
	if search == nil || page == nil || !s.declares(search.Features) || !s.declares(page.Features) {
		return nil, nil // nothing tells ours from others without a search
	}
	off, ids := s.offOf(f.resource), []string{}
	for n := 1; ; n++ {
		x, err := s.ask(ctx, "sweep", f.list, s.bootstrap, query(search.Name, runMark, page.Name, strconv.Itoa(n)))
		if err != nil {
			return nil, err
		}
		found, ok := x.many()
		if !x.success() || !ok {
			return nil, fmt.Errorf("looking for what runs have left: %s %s answered %s", x.Method, x.URL, x.describe())
		}
		for _, record := range found {
			if id, _ := record[f.resource.ID].(string); ours(f.resource.Schema, record) && !holdsAll(record, off) {
				ids = append(ids, id)
			}
		}
		if len(found) == 0 {
			return ids, nil
		}
	}
}

// ours tells whether a text of a record is one that a run makes.
func ours(s *spec.Schema, record map[string]any) bool {
	for _, m := range s.Members() {
		switch value := record[m.Name].(type) {
		case string:
			if strings.HasPrefix(value, runMark) {
				return true
			}
		case map[string]any:
			if ours(m.Schema, value) {
				return true
			}
		}
	}
	return false
}

func holdsAll(record, want map[string]any) bool {
	for name, value := range want {
		if !equal(record[name], value) {
			return false
		}
	}
	return true
}

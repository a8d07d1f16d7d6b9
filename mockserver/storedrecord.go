package mockserver

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/printable"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// StoredRecord is a record as a world keeps it: without its write-only members.
type StoredRecord struct {
	ID     string          `json:"id"`
	Below  []string        `json:"below,omitempty"` // ids of the records that it stands below, the outermost first
	Record json.RawMessage `json:"record"`
}

func storedOf(r *state.Record) StoredRecord {
	return StoredRecord{ID: r.ID, Below: r.Parents, Record: json.RawMessage(r.JSON)}
}

// unknownError is about what there is not.
type unknownError struct{ detail string }

func (e *unknownError) Error() string { return e.detail }

// resource is that of a collection. The error names those that there are.
func (c *config) resource(collection string) (*spec.Resource, error) {
	var names []string
	for _, r := range c.contract.Resources {
		if r.Collection == collection {
			return r, nil
		}
		names = append(names, r.Collection)
	}
	if len(names) == 0 {
		return nil, &unknownError{"the contract stores nothing, so there are no collections"}
	}
	return nil, &unknownError{fmt.Sprintf("there is no collection %q; there are: %s", printable.Line(collection), strings.Join(names, ", "))}
}

// Records lists the records of a collection in the order of their creation: as
// many as count from an offset on, of those whose JSON holds a text in any case of
// its letters, all where that is "". It counts all that do.
func (w *World) Records(collection, text string, offset, count int) (list []StoredRecord, total int, err error) {
	current := w.current.Load()
	resource, err := w.server.resource(collection)
	if err != nil {
		return nil, 0, err
	}
	text = strings.ToLower(text)
	current.Mu.RLock()
	defer current.Mu.RUnlock()
	all := current.Of(resource).All
	if text == "" {
		all.Skip(offset, func(r *state.Record) bool {
			if len(list) < count {
				list = append(list, storedOf(r))
			}
			return len(list) < count
		})
		return list, all.Len(), nil
	}
	for r := range all.From(0) {
		if !strings.Contains(strings.ToLower(r.JSON), text) {
			continue
		}
		if total++; total > offset && len(list) < count {
			list = append(list, storedOf(r))
		}
	}
	return list, total, nil
}

// Record is the record of an id, whoever may read it. Where records of several
// parents have the same id, below tells which.
func (w *World) Record(collection, id string, below ...string) (StoredRecord, error) {
	state := w.current.Load()
	resource, err := w.server.resource(collection)
	if err != nil {
		return StoredRecord{}, err
	}
	state.Mu.RLock()
	defer state.Mu.RUnlock()
	if r := state.Of(resource).FindBelow(below, id); r != nil {
		return storedOf(r), nil
	}
	return StoredRecord{}, noRecord(collection, id)
}

func noRecord(collection, id string) error {
	return &unknownError{fmt.Sprintf("there is no %q in %s", printable.Line(id), collection)}
}

// PutRecord stores a record under an id, in the place of one that has it, and
// tells whether it is new. The rules of the contract do not hold: who may write
// which member, what a member looks like, which references lead somewhere. The id
// is that of the record, whatever its member says; unique members stay unique.
// Stamps that are missing are set, a password that is missing stays. What a new
// record stands below is told by below, the outermost first, else by its members.
func (w *World) PutRecord(collection, id string, members map[string]any, below ...string) (made bool, err error) {
	resource, err := w.server.resource(collection)
	if err != nil {
		return false, err
	}
	if id == "" {
		return false, fmt.Errorf("a record of %s needs an id", collection)
	}
	if n := len(resource.Parents); len(below) > 0 && len(below) != n {
		return false, fmt.Errorf("a record of %s stands below %d others, and %d are named", collection, n, len(below))
	}
	if err := w.server.checkMemory(w); err != nil {
		return false, err
	}
	copied, err := jsonvalue.Decode(jsonvalue.Append(nil, members)) // what is stored is completed
	if err != nil {
		return false, fmt.Errorf("a record of %s: %w", collection, err)
	}
	document, _ := copied.(map[string]any)
	err = w.write(func(state *state.State) (err error) {
		_, made, err = state.Put(state.Writable(resource), id, below, w.server.afresh(document))
		return err
	})
	return made, err
}

// RemoveRecord deletes a record and all that stands below it.
func (w *World) RemoveRecord(collection, id string, below ...string) error {
	resource, err := w.server.resource(collection)
	if err != nil {
		return err
	}
	return w.write(func(state *state.State) error {
		c := state.Writable(resource)
		r := c.FindBelow(below, id)
		if r == nil {
			return noRecord(collection, id)
		}
		state.Remove(c, r)
		return nil
	})
}

// misfits says where a record is not what the schema of its collection asks for.
func (w *World) misfits(collection string, r StoredRecord) []fault {
	resource, err := w.server.resource(collection)
	if err != nil {
		return nil
	}
	value, err := jsonvalue.Decode(r.Record)
	if err != nil {
		return []fault{{detail: err.Error()}}
	}
	var wrong []spec.Violation
	for _, v := range resource.Schema.Check(value) {
		if m := resource.Schema.Member(strings.TrimPrefix(v.Pointer, "/")); m == nil || !m.WriteOnly {
			wrong = append(wrong, v)
		}
	}
	return faults(wrong)
}

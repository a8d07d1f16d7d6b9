package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/printable"
	"github.com/cotalker/rolecall/internal/spelling"
	"github.com/cotalker/rolecall/spec"
)

// Filter says which exchanges of a journal are meant. What is zero says
// nothing.
type Filter struct {
	Operation string    // an operationId, or "METHOD /path"
	Persona   string    // who asked
	Method    string    // of the request
	Path      string    // of the request, without its query; the last * stands for anything
	Status    int       // of the reply; of its hundred below 10: 4 for all from 400 to 499
	Since     time.Time // when it began at the earliest
	After     uint64    // its ID is greater
	Match     string    // a text that the path with its query, the reason or a body holds
	Faults    bool      // only where the client broke the contract
	Violated  bool      // only where the server did, before which a proxy stands
}

// Entries are the last exchanges that fit, the oldest first, as far as there is
// room. The error is for an operation that there is not.
func (j *Journal) Entries(f Filter) ([]Entry, error) {
	var op *spec.Operation
	if f.Operation != "" {
		var err error
		if op, err = OperationCalled(j.keeper.Contract, f.Operation); err != nil {
			return nil, err
		}
	}
	prefix, open := strings.CutSuffix(f.Path, "*")
	found := j.after(f.After, func(n *Facts) bool {
		return (op == nil || n.Operation == op) && (f.Persona == "" || n.Persona == f.Persona) && (f.Method == "" || n.Method == f.Method) &&
			(f.Status == 0 || n.Status == f.Status || n.Status/100 == f.Status) && !n.Began.Before(f.Since)
	})
	out := []Entry{}
	for i := range found {
		if path := found[i].texts[pathText]; f.Path != "" && path != f.Path && !(open && strings.HasPrefix(path, prefix)) {
			continue
		}
		e := j.keeper.entry(&found[i])
		if f.Faults && len(e.Faults) == 0 || f.Violated && len(e.Violations) == 0 {
			continue
		}
		if f.Match != "" && !strings.Contains(e.Path+"\n"+e.Reason+"\n"+e.Request.Body+"\n"+e.Reply.Body, f.Match) {
			continue
		}
		out = append(out, e)
	}
	return out, nil
}

// Await is Entries as soon as there are so many, or when the context or the journal
// ends.
func (j *Journal) Await(ctx context.Context, f Filter, atLeast int) ([]Entry, error) {
	for {
		news := j.wait() // before the look, or what comes after it would be missed
		entries, err := j.Entries(f)
		if err != nil || len(entries) >= atLeast || ctx.Err() != nil || j.over() {
			return entries, err
		}
		select {
		case <-news:
		case <-ctx.Done():
		}
	}
}

// OperationCalled is the operation of an operationId, or of "METHOD /path" with or
// without the base path.
func OperationCalled(c *spec.Contract, name string) (*spec.Operation, error) {
	var names []string
	for _, op := range c.Operations {
		line := op.Method + " " + op.Path
		if op.ID == name || line == name || op.Method+" "+strings.TrimPrefix(op.Path, c.BasePath) == name {
			return op, nil
		}
		names = append(names, op.ID, line)
	}
	text := fmt.Sprintf("the contract has no operation %q", printable.Line(name))
	if near := spelling.Nearest(name, names); near != "" {
		text += "; did you mean " + near + "?"
	}
	return nil, errors.New(text)
}

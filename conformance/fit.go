package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/checks"
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// Misfits are the ways in which a reply is not what the contract declares of its
// operation: the status, the media type, the schema, and where the target
// declares so the form of a refusal.
func (c *Connection) Misfits(x *Exchange) []Problem {
	var out []Problem
	note := func(p *Problem) {
		if p != nil {
			p.Exchange, p.Expected, p.Got = x.Evidence(), wire.OneLine(x.Redact(p.Expected)), wire.OneLine(x.Redact(p.Got))
			out = append(out, *p)
		}
	}
	op := x.Operation
	if op == nil {
		note(&Problem{Expected: "a request of an operation of the contract", Got: x.Method + " " + x.URL})
		return out
	}
	if op.Reply(x.Status) == nil {
		var declared []string
		for _, r := range op.Replies {
			declared = append(declared, fmt.Sprint(r.Status))
		}
		note(&Problem{Expected: "a status that " + op.ID + " declares: " + strings.Join(declared, ", "), Got: x.Describe()})
		return out
	}
	if x.Success() {
		if wrong := checks.JSONProblem(x); wrong != nil {
			note(wrong)
		} else {
			note(checks.SchemaProblem(x))
		}
	} else if rule := c.session.Contract.Requirement("MOD-2"); rule != nil && rule.Feature != "" && c.session.Declares([]string{rule.Feature}) {
		note(checks.RefusalProblem(x))
	}
	note(checks.SecretProblem(c.session.Contract, x))
	return out
}

// Record is what a privileged look shows of an id: the record in each
// collection that has one of that id, by collection. It is empty where none has.
func (c *Connection) Record(ctx context.Context, id string) (map[string]any, error) {
	out := map[string]any{}
	if err := c.setUp(ctx); err != nil {
		return nil, err
	}
	for _, resource := range c.session.Contract.Resources {
		f := c.session.Family(resource)
		if f == nil || f.Read == nil || !c.session.Declares(f.Read.Features) {
			continue
		}
		x, err := c.session.Send(ctx, engine.SetUpID, f.Read, c.session.Callers.Bootstrap, wire.Key(id))
		switch {
		case err != nil:
			return nil, err
		case x.Success() && x.Record() != nil:
			out[resource.Collection] = x.Record()
		case x.Status != http.StatusNotFound && x.Status != http.StatusBadRequest:
			return nil, fmt.Errorf("reading %s as %s: %s %s answered %s", id, Bootstrap, x.Method, x.Redact(x.URL), x.Describe())
		}
	}
	return out, nil
}

// Counts tells how many records each collection holds, for a privileged caller;
// of those whose list can be asked for a count.
func (c *Connection) Counts(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	if err := c.setUp(ctx); err != nil {
		return nil, err
	}
	for _, resource := range c.session.Contract.Resources {
		f := c.session.Family(resource)
		if f == nil || f.List == nil || !c.session.Declares(f.List.Features) {
			continue
		}
		count := f.Paging(spec.Count)
		if count == nil || !c.session.Declares(count.Features) {
			continue
		}
		x, err := c.session.Send(ctx, engine.SetUpID, f.List, c.session.Callers.Bootstrap, wire.Query(count.Name, "true"))
		if err != nil {
			return nil, err
		}
		n, is := x.At(count.Filter.At...).(json.Number)
		if !x.Success() || !is {
			return nil, fmt.Errorf("counting %s as %s: %s %s answered %s", resource.Collection, Bootstrap, x.Method, x.Redact(x.URL), x.Describe())
		}
		out[resource.Collection] = n.String()
	}
	return out, nil
}

// Differences tells in what two records of a collection, as Record shows them,
// are not the same.
func (c *Connection) Differences(collection string, before, after any) []string {
	was, _ := before.(map[string]any)
	is, _ := after.(map[string]any)
	return engine.Differences(c.session.Contract.ResourceOf(collection).Schema, was, is)
}

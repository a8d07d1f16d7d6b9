package mockserver

import (
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// validate is the sixth stage: the keys of the path, the query and the body
// against the contract's schemas, then the references in the body.
func (x *exchange) validate() *refusal {
	op := x.endpoint.Operation
	for i, p := range op.PathKeys {
		if i < len(x.keys) && !p.Accepts(x.keys[i:i+1]) {
			_, violations := p.Parse(x.keys[i : i+1])
			return x.server.refuse(spec.BadID, op, fmt.Sprintf("%q in the path is not a valid %s: %s", x.keys[i], p.Name, violations[0].Detail),
				fault{parameter: p.Name, detail: violations[0].Detail, where: p.Position()})
		}
	}
	if name := op.Action.Key; name != "" {
		x.keys = append(x.keys, x.request.URL.Query().Get(name)) // as if it stood in the path
	}
	if x.endpoint.list != nil && x.request.URL.RawQuery != "" {
		if refused := x.parseQuery(); refused != nil {
			return refused
		}
	}
	if len(op.Headers)+len(op.Cookies)+len(op.Query) > 0 {
		if refused := x.checkParameters(); refused != nil {
			return refused
		}
	}
	if op.Body == nil || !x.decoded {
		return nil
	}
	if x.patch == operations && op.Body.Schema.Type() != "array" {
		return nil // the schema is that of another media type
	}
	x.passReadOnly()
	if wrong := bodyFaults(op.Body.Schema, x.body); len(wrong) > 0 {
		return x.server.refuse(spec.BadBody, op, "the body does not fit: "+joinFaults(wrong), wrong...)
	}
	if name := op.Action.ID; name != "" {
		document, pointer := x.changes()
		id, is := state.IDText(jsonvalue.ValueAt(document, name))
		if !is {
			return x.server.refuse(spec.BadBody, op, "the body names no record", fault{pointer: pointer + "/" + strings.ReplaceAll(name, ".", "/"), detail: "is missing"})
		}
		x.keys = append(x.keys, id) // as if it stood in the path
	}
	return x.checkReferences()
}

// checkReferences refuses ids of records that there are not.
func (x *exchange) checkReferences() *refusal {
	op := x.endpoint.Operation
	document, pointer := x.changes()
	var wrong []fault
	x.state.Mu.RLock()
	defer x.state.Mu.RUnlock()
	for _, ref := range x.endpoint.references {
		if !ref.Touched(document) {
			continue
		}
		into := x.state.Of(ref.into)
		value := jsonvalue.ValueAt(document, ref.Member)
		list, isList := value.([]any)
		if !isList {
			list = []any{value}
		}
		for i, item := range list {
			id, isText := state.IDText(item)
			if !isText || into.Find(id) != nil {
				continue
			}
			where := pointer + "/" + strings.ReplaceAll(ref.Member, ".", "/")
			if isList {
				where = fmt.Sprintf("%s/%d", where, i)
			}
			wrong = append(wrong, fault{pointer: where, detail: "there is no such record in " + ref.Collection, where: op.Body.Schema.Position(where)})
		}
	}
	if len(wrong) > 0 {
		return x.server.refuse(spec.BadReference, op, "the body refers to what there is not: "+joinFaults(wrong), wrong...)
	}
	return nil
}

// changes is the part of the body that is written to a record, and its place.
func (x *exchange) changes() (map[string]any, string) {
	body, _ := x.body.(map[string]any)
	switch action := x.endpoint.Action; action.Kind {
	case spec.Create, spec.Update, spec.Replace, spec.Delete:
		if action.Listed {
			return x.firstListed()
		}
		if name := x.endpoint.wrapper; name != "" {
			inner, _ := body[name].(map[string]any)
			return inner, "/" + document.EscapePointer(name)
		}
		return body, ""
	case spec.UpdateMany:
		changes, _ := body[action.Changes].(map[string]any)
		return changes, "/" + document.EscapePointer(action.Changes)
	}
	return nil, ""
}

package mockserver

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// validate is the sixth stage: the keys of the path, the query and the body
// against the contract's schemas, then the references in the body.
func (x *exchange) validate() *refusal {
	op := x.endpoint.Operation
	if len(op.PathKeys) > 0 && !op.PathKeys[0].Schema.Valid(x.key) {
		p := op.PathKeys[0]
		violations := p.Schema.Check(x.key)
		return x.server.refuse(badID, op, fmt.Sprintf("%q in the path is no %s: %s", x.key, p.Name, violations[0].Detail),
			fault{parameter: p.Name, detail: violations[0].Detail})
	}
	if x.endpoint.list != nil && x.request.URL.RawQuery != "" {
		if refused := x.parseQuery(); refused != nil {
			return refused
		}
	}
	if op.Body == nil {
		return nil
	}
	if wrong := faults(op.Body.Schema.Check(x.body)); len(wrong) > 0 {
		return x.server.refuse(badBody, op, "the body does not fit: "+listed(wrong), wrong...)
	}
	return x.checkReferences()
}

// parseQuery reads the query of a list strictly: unknown names, repeated
// single values and values out of range are refused.
func (x *exchange) parseQuery() *refusal {
	op := x.endpoint.Operation
	var wrong []fault
	values := map[string][]string{}
	for pair := range strings.SplitSeq(x.request.URL.RawQuery, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		value, err2 := url.QueryUnescape(rawValue)
		switch {
		case err != nil || err2 != nil:
			wrong = append(wrong, fault{parameter: rawName, detail: "is not percent-encoded as a URL wants it"})
		case op.Parameter(name) == nil:
			wrong = append(wrong, fault{parameter: name, detail: "is not a parameter of this operation"})
		default:
			values[name] = append(values[name], value)
		}
	}
	for _, p := range op.Query {
		raw, given := values[p.Name]
		if !given {
			continue
		}
		parsed, violations := p.Parse(raw)
		for _, v := range violations {
			wrong = append(wrong, fault{parameter: p.Name, detail: v.Detail})
		}
		if len(violations) == 0 {
			x.terms = append(x.terms, term{parameter: p, values: parsed})
		}
	}
	if len(wrong) > 0 {
		return x.server.refuse(badParameter, op, "the query does not fit: "+listed(wrong), wrong...)
	}
	return nil
}

// checkReferences refuses ids of records that there are not.
func (x *exchange) checkReferences() *refusal {
	op := x.endpoint.Operation
	document, pointer := x.changes()
	if document == nil || op.Action.Resource == nil {
		return nil
	}
	var wrong []fault
	x.world.mu.RLock()
	defer x.world.mu.RUnlock()
	for _, ref := range op.Action.Resource.References {
		into := x.world.of(x.world.contract.ResourceOf(ref.Collection))
		at := pointer + "/" + strings.ReplaceAll(ref.Member, ".", "/")
		value := valueAt(document, ref.Member)
		_, isList := value.([]any)
		for i, id := range textList(value) {
			if _, known := into.byID.Get(id); known {
				continue
			}
			where := at
			if isList {
				where = fmt.Sprintf("%s/%d", at, i)
			}
			wrong = append(wrong, fault{pointer: where, detail: "there is no such record in " + ref.Collection})
		}
	}
	if len(wrong) > 0 {
		return x.server.refuse(badReference, op, "the body refers to what there is not: "+listed(wrong), wrong...)
	}
	return nil
}

// changes is the part of the body that is written to a record, and its place.
func (x *exchange) changes() (map[string]any, string) {
	body, _ := x.body.(map[string]any)
	switch action := x.endpoint.Action; action.Kind {
	case spec.Create, spec.Update:
		return body, ""
	case spec.UpdateMany:
		changes, _ := body[action.Changes].(map[string]any)
		return changes, "/" + spec.EscapePointer(action.Changes)
	}
	return nil, ""
}

func valueAt(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

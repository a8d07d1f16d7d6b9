package mutants

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// bareName is the name of a member without its quotes.
var bareName = regexp.MustCompile(`([{,])([A-Za-z]+):`)

// bodyFaults are servers that are careless about bodies and about the order of
// their checks.
func bodyFaults(c *spec.Contract) []Mutant {
	b := conformance.Bodies
	lenient := func(change func(op *spec.Operation, sent map[string]any)) func(*call) {
		return func(c *call) {
			if sent := c.sent(); sent != nil {
				change(c.op, sent)
				c.send(sent)
			}
			c.forward()
		}
	}
	status := func(from, to int, when func(*call) bool) func(*call) {
		return func(c *call) {
			if c.forward(); c.status == from && when(c) {
				c.refuse(to)
			}
		}
	}
	always := func(*call) bool { return true }
	keyed := func(op *spec.Operation) bool { return len(op.PathKeys) > 0 }
	bodied := chosen(withBody).and(func(op *spec.Operation) bool { return op.Action.Resource != nil })
	nullsOut := func(op *spec.Operation, sent map[string]any) {
		for name, value := range sent {
			if value == nil {
				delete(sent, name)
			}
		}
	}
	unknownOut := func(op *spec.Operation, sent map[string]any) {
		for name := range sent {
			if op.Body.Schema.Member(name) == nil && (op.Body.Rules == nil || !slices.Contains(op.Body.Rules.Forbidden, name)) {
				delete(sent, name)
			}
		}
	}
	return slices.Concat(
		some(c, bodied, "an unknown member that is null is passed over", "OP-10", b, lenient(func(op *spec.Operation, sent map[string]any) {
			for name, value := range sent {
				if value == nil && op.Body.Schema.Member(name) == nil {
					delete(sent, name)
				}
			}
		})),
		some(c, bodied.and(kinds(spec.Update)).and(func(op *spec.Operation) bool { return !people(c)(op) }), "only the first item of a list is looked at", "OP-10", b, lenient(func(op *spec.Operation, sent map[string]any) {
			for name, value := range sent {
				if list, is := value.([]any); is && len(list) > 1 {
					sent[name] = list[:1]
				}
			}
		})),
		some(c, people(c).and(keyed), "twelve letters are an id", "OP-4", b, func(c *call) {
			if c.forward(); c.status == http.StatusBadRequest && len(c.key) == 12 {
				c.refuse(http.StatusNotFound)
			}
		}),
		some(c, withBody, "a deep body breaks the server", "GEN-4", b, func(c *call) {
			if c.forward(); bytes.Count(c.body, []byte("["))+bytes.Count(c.body, []byte("{")) > 100 {
				c.refuse(http.StatusInternalServerError)
			}
		}),
		some(c, people(c).and(kinds(spec.Update, spec.UpdateMany)), "a long text is cut below the first in an object", "GEN-4", b, func(c *call) {
			change := c.change()
			for name, value := range change {
				object, _ := value.(map[string]any)
				if m := c.op.Action.Resource.Schema.Member(name); m != nil && object != nil {
					for i, inner := range m.Schema.Members() {
						if text, is := object[inner.Name].(string); is && i > 0 {
							object[inner.Name] = text[:min(len(text), 255)]
						}
					}
				}
			}
			if change != nil {
				c.resend(change)
			}
			c.forward()
		}),
		every(c, bodied, "unknown members are passed over", "OP-10", b, lenient(unknownOut)),
		some(c, bodied, "an object of a query language is passed over", "OP-10", b, lenient(func(_ *spec.Operation, sent map[string]any) { delete(sent, "$set") })),
		some(c, bodied, "single quotes are quotes", "OP-10", b, func(c *call) {
			if !bytes.Contains(c.body, []byte(`"`)) {
				c.body = bytes.ReplaceAll(c.body, []byte("'"), []byte(`"`))
			}
			c.forward()
		}),
		some(c, bodied.and(people(c)).and(kinds(spec.Update, spec.Create)), "an empty item is passed over", "OP-10", b, lenient(func(_ *spec.Operation, sent map[string]any) {
			for name, value := range sent {
				if list, is := value.([]any); is {
					sent[name] = slices.DeleteFunc(list, func(item any) bool { return item == "" })
				}
			}
		})),
		some(c, bodied, "names need no quotes", "OP-10", b, func(c *call) {
			c.body = bareName.ReplaceAll(c.body, []byte(`$1"$2":`))
			c.forward()
		}),
		some(c, bodied, "a text may have a line break in it", "OP-10", b, func(c *call) {
			c.body = bytes.ReplaceAll(c.body, []byte("\"\n"), []byte(`"`))
			c.forward()
		}),
		some(c, bodied, "a zero byte ends a body", "OP-10", b, func(c *call) {
			c.body, _, _ = bytes.Cut(c.body, []byte{0})
			c.forward()
		}),
		some(c, kinds(spec.UpdateMany), "ids may be repeated apart", "OP-10", b, lenient(func(op *spec.Operation, sent map[string]any) {
			if ids, _ := sent[op.Action.IDs].([]any); len(ids) == 3 && ids[0] == ids[2] {
				sent[op.Action.IDs] = ids[:2]
			}
		})),
		every(c, bodied.and(func(op *spec.Operation) bool { return op.Action.Kind == spec.Update || op.Action.Kind == spec.Create }), "null is as not sent", "OP-10", b, lenient(nullsOut)),
		some(c, bodied, "numbers are read as texts", "OP-10", b, lenient(func(op *spec.Operation, sent map[string]any) {
			for name, value := range sent {
				if m := op.Body.Schema.Member(name); m != nil && m.Schema.Type() == "string" && jsonvalue.TypeOf(value) == "number" {
					sent[name] = "number-" + string(jsonvalue.Append(nil, value)) + "@example.com"
				}
			}
		})),
		some(c, bodied.and(kinds(spec.Update, spec.Create)), "truth is read from texts", "OP-10", b, lenient(func(op *spec.Operation, sent map[string]any) {
			for name, value := range sent {
				if m := op.Body.Schema.Member(name); m != nil && m.Schema.Type() == "boolean" && jsonvalue.TypeOf(value) != "boolean" {
					sent[name] = true
				}
			}
		})),
		some(c, bodied, "what stands behind the JSON is passed over", "OP-10", b, func(c *call) {
			for end := len(c.body); end > 0; end-- {
				if _, err := jsonvalue.Decode(c.body[:end]); err == nil && c.body[end-1] == '}' {
					c.body = c.body[:end]
					break
				}
				if len(c.body) > 4096 {
					break
				}
			}
			c.forward()
		}),
		some(c, bodied, "a comma too many is passed over", "OP-10", b, func(c *call) {
			c.body = bytes.ReplaceAll(c.body, []byte(",}"), []byte("}"))
			c.forward()
		}),
		some(c, bodied, "no body is an empty object", "OP-10", b, func(c *call) {
			if c.forward(); len(bytes.TrimSpace(c.body)) == 0 && c.status == http.StatusBadRequest {
				c.status = http.StatusOK
			}
		}),
		some(c, bodied, "a list with one object is that object", "OP-10", b, func(c *call) {
			if text := bytes.TrimSpace(c.body); len(text) > 2 && text[0] == '[' && len(text) < 4096 {
				c.body = text[1 : len(text)-1]
			}
			c.forward()
		}),
		every(c, bodied, "what does not fit is 422", "OP-10", b, status(http.StatusBadRequest, http.StatusUnprocessableEntity, func(c *call) bool { return c.sent() != nil })),
		some(c, bodied, "what is no JSON is 500", "OP-10", b, status(http.StatusBadRequest, http.StatusInternalServerError, func(c *call) bool { return c.sent() == nil })),
		some(c, bodied.and(kinds(spec.Update)), "an empty object is let pass", "OP-10", b, func(c *call) {
			if sent := c.sent(); sent != nil && len(sent) == 0 && c.op.Action.Kind == spec.Update {
				c.send(empty(c.op))
				if len(c.sent()) == 0 {
					c.status, c.header, c.reply = http.StatusOK, http.Header{}, []byte("{}")
					return
				}
			}
			c.forward()
		}),
		byFamily(c, "OP-4", every(c, keyed, "an unknown id is 400", "", b, status(http.StatusNotFound, http.StatusBadRequest, always))),
		byFamily(c, "OP-4", every(c, keyed, "what is no id is 404", "", b, status(http.StatusBadRequest, http.StatusNotFound, func(c *call) bool { return !c.op.PathKeys[0].Schema.Valid(c.key) }))),
		byFamily(c, "OP-4", some(c, keyed, "an id has no case", "", b, status(http.StatusBadRequest, http.StatusNotFound, func(c *call) bool { return c.op.PathKeys[0].Schema.Valid(strings.ToLower(c.key)) }))),
		some(c, chosen(admin), "the header comes before the token", "HDR-1", b, func(c *call) {
			if c.forward(); c.status == http.StatusUnauthorized && !c.adminHeader() {
				c.refuse(http.StatusForbidden)
			}
		}),
		some(c, chosen(guarded).and(withBody), "the body comes before the token", "HDR-1", b, func(c *call) {
			if c.forward(); c.status == http.StatusUnauthorized && c.sent() == nil {
				c.refuse(http.StatusBadRequest)
			}
		}),
		some(c, chosen(admin).and(withBody), "the body comes before the header", "HDR-3", b, func(c *call) {
			if c.forward(); c.status == http.StatusForbidden && !c.adminHeader() && c.sent() == nil {
				c.refuse(http.StatusBadRequest)
			}
		}),
		bodyBeforePermission(c),
		queryBeforePermission(c),
		some(c, kinds(spec.Create).and(people(c)), "a conflict comes before the permission of a member", c.Rule(spec.MemberOwn, first(c, kinds(spec.Create).and(people(c)))), b, status(http.StatusForbidden, http.StatusConflict, func(c *call) bool {
			value, is := c.sent()[c.op.Action.Resource.Unique[0].Member].(string)
			return is && c.adminHeader() && len(c.byLogin(value)) > 0
		})),
		some(c, kinds(spec.Create).and(people(c)), "a conflict comes before an unknown role", "OP-10", b, status(http.StatusBadRequest, http.StatusConflict, func(c *call) bool {
			value, is := c.sent()[c.op.Action.Resource.Unique[0].Member].(string)
			return is && c.op.Body.Schema.Valid(c.sent()) && len(c.byLogin(value)) > 0
		})),
		some(c, withBody, "a member that all objects have is let pass", "OP-10", b, func(c *call) {
			if sent := c.sent(); sent["constructor"] != nil {
				delete(sent, "constructor")
				c.send(sent)
			}
			c.forward()
		}),
		some(c, kinds(spec.Update).and(people(c)), "the schema comes before the permission of a member", "PRM-5", b, func(c *call) {
			if c.forward(); c.status == http.StatusForbidden && c.adminHeader() && c.sent() != nil && !c.op.Body.Schema.Valid(c.sent()) {
				c.refuse(http.StatusBadRequest)
			}
		}),
		some(c, chosen(keyed).and(withBody).and(people(c)), "the id comes before the body", "OP-10", b, func(c *call) {
			if c.forward(); c.status == http.StatusBadRequest && c.op.PathKeys[0].Schema.Valid(c.key) && c.asRoot(c.reader(c.op.Action.Resource), c.key, nil).status == http.StatusNotFound {
				c.refuse(http.StatusNotFound)
			}
		}),
		some(c, chosen(keyed).and(withBody).and(people(c)), "a conflict comes before the id", "OP-4", b, status(http.StatusNotFound, http.StatusConflict, func(c *call) bool {
			for _, u := range c.op.Action.Resource.Unique {
				if value, is := c.sent()[u.Member].(string); is && len(c.byLogin(value)) > 0 {
					return true
				}
			}
			return false
		})),
		some(c, self(spec.Update), "the schema comes before a forbidden member", "PRM-14", b, func(c *call) {
			if c.forward(); c.status == http.StatusForbidden {
				for name := range c.sent() {
					if c.op.Body.Schema.Member(name) == nil && !slices.Contains(c.op.Body.Rules.Forbidden, name) {
						c.refuse(http.StatusBadRequest)
					}
				}
			}
		}),
	)
}

// first is the first operation that is chosen.
func first(c *spec.Contract, in chosen) *spec.Operation {
	i := slices.IndexFunc(c.Operations, in)
	if i < 0 {
		return nil
	}
	return c.Operations[i]
}

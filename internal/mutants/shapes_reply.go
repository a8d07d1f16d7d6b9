package mutants

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// replyFaults are servers whose replies lack something.
func replyFaults(c *spec.Contract) []Mutant {
	h, s := conformance.Headers, conformance.Shapes
	lose := func(name string, when func(status int) bool) func(*call) {
		return func(c *call) {
			if c.forward(); when(c.status) {
				c.header.Del(name)
			}
		}
	}
	granted := func(status int) bool { return status/100 == 2 }
	refused := func(status int) bool { return status >= 400 }
	set := func(name, value string, when func(status int) bool) func(*call) {
		return func(c *call) {
			if c.forward(); when(c.status) {
				c.header.Set(name, value)
			}
		}
	}
	records := func(change func(record map[string]any, r *spec.Resource)) func(*call) {
		return func(c *call) {
			c.forward()
			c.rewrite(func(record map[string]any) { change(record, c.op.Action.Resource) }, nil)
		}
	}
	any1 := func(op *spec.Operation) bool { return op.Action.Resource != nil && op.Action.Kind != spec.Login }
	out := slices.Concat(
		every(c, func(*spec.Operation) bool { return true }, "a reply may be cached", "HDR-7", h, lose("Cache-Control", granted)),
		some(c, guarded, "a reply is cached for a while", "HDR-7", h, set("Cache-Control", "private, max-age=60", granted)),
		some(c, guarded, "a reply may be sniffed", "HDR-7", h, lose("X-Content-Type-Options", granted)),
		some(c, guarded, "a refusal may be sniffed", "HDR-7", h, lose("X-Content-Type-Options", refused)),
		some(c, withBody, "a 413 may be sniffed", "HDR-7", h, lose("X-Content-Type-Options", func(status int) bool { return status == 413 })),
		everywhere("a 404 of no path may be sniffed", "HDR-7", s, lose("X-Content-Type-Options", func(status int) bool { return status == 404 })),
		some(c, guarded, "a reply is text", "HDR-8", s, set("Content-Type", "text/plain", granted)),
		some(c, guarded, "a reply is no JSON", "HDR-8", s, func(c *call) {
			if c.forward(); granted(c.status) {
				c.reply = append(c.reply, "\n// end"...)
			}
		}),
		some(c, guarded, "a refusal is text", "MOD-2", s, set("Content-Type", "text/plain", refused)),
		some(c, withBody, "a refusal is plain JSON", "MOD-2", s, set("Content-Type", "application/json", refused)),
		some(c, guarded, "a refusal has another status in its body", "MOD-2", s, func(c *call) {
			if c.forward(); refused(c.status) {
				c.reply = []byte(strings.Replace(string(c.reply), `"status":4`, `"status":5`, 1))
			}
		}),
		some(c, guarded, "a refusal has no detail", "MOD-2", s, func(c *call) {
			if c.forward(); refused(c.status) {
				c.reply = []byte(strings.Replace(string(c.reply), `"detail"`, `"details"`, 1))
			}
		}),
		everywhere("a 405 is text", "MOD-2", s, func(c *call) {
			if c.forward(); c.status == http.StatusMethodNotAllowed || c.status == http.StatusNotFound && c.op == nil {
				c.header.Set("Content-Type", "text/plain")
			}
		}),
		byFamily(c, "OP-5", some(c, kinds(spec.Create), "a create is 200", "", conformance.State, func(c *call) {
			if c.forward(); c.status == http.StatusCreated {
				c.status = http.StatusOK
			}
		})),
		some(c, any1, "a list is null", "MOD-1", s, records(func(record map[string]any, _ *spec.Resource) {
			for name, value := range record {
				if _, is := value.([]any); is {
					record[name] = nil
				}
			}
		})),
		some(c, any1, "what is not set is null", "MOD-1", s, records(func(record map[string]any, r *spec.Resource) {
			for _, m := range r.Schema.Members() {
				if _, is := record[m.Name]; !is && !m.WriteOnly {
					record[m.Name] = nil
				}
			}
		})),
		some(c, any1, "a date has no milliseconds", "MOD-1", s, records(func(record map[string]any, r *spec.Resource) {
			text, _ := record[r.Modified].(string)
			record[r.Modified] = text[:len(text)-5] + "Z"
		})),
		some(c, any1, "a date is a number", "MOD-1", s, records(func(record map[string]any, r *spec.Resource) { record[r.Created] = 1603721328 })),
		some(c, any1, "an id is in upper case", "MOD-1", s, records(func(record map[string]any, r *spec.Resource) {
			id, _ := record[r.ID].(string)
			record[r.ID] = strings.ToUpper(id)
		})),
		some(c, any1, "an id has another name", "MOD-1", s, records(func(record map[string]any, r *spec.Resource) {
			record["id"] = record[r.ID]
			delete(record, r.ID)
		})),
		byFamily(c, "OP-2", some(c, kinds(spec.List), "a list that is empty is null", "", conformance.Queries, func(c *call) {
			c.forward()
			c.rewrite(nil, func(list []any) []any {
				if len(list) == 0 {
					return nil
				}
				return list
			})
			c.reply = []byte(strings.ReplaceAll(string(c.reply), ":[]", ":null"))
		})),
		some(c, kinds(spec.Read), "a record has no envelope", "MOD-1", s, func(c *call) {
			if c.forward(); granted(c.status) {
				c.reply = jsonvalue.Append(nil, c.one())
			}
		}),
	)
	if p := c.Principal; p != nil {
		out = append(out, some(c, people(c).and(any1), "a reply shows the password", "MOD-1", s, records(func(record map[string]any, _ *spec.Resource) {
			record[p.Password] = "$2a$10$abcdefghijklmnopqrstuv"
		}))...)
		out = append(out, whole(kinds(spec.Login), "log-in shows what is kept of the password", "MOD-1", s, func(c *call) {
			c.forward()
			v, _ := jsonvalue.Decode(c.reply)
			if answer, is := v.(map[string]any); is && c.status == http.StatusOK {
				answer["account"] = map[string]any{p.Login: c.sent()[p.Login], p.Password: "digest"}
				c.reply = jsonvalue.Append(nil, answer)
			}
		})...)
		telling := func(when func(status int) bool) func(*call) {
			return func(c *call) {
				if c.forward(); when(c.status) {
					if secret, is := c.change()[p.Password].(string); is {
						c.reply = []byte(strings.Replace(string(c.reply), `"detail":"`, `"detail":"not `+secret+` `, 1))
					}
				}
			}
		}
		only := func(status int) func(int) bool { return func(got int) bool { return got == status } }
		out = append(out, some(c, people(c).and(withBody), "a refusal shows the password", "MOD-1", s, telling(refused))...)
		out = append(out, some(c, people(c).and(kinds(spec.Update)), "where nobody is the password is shown", "MOD-1", s, telling(only(http.StatusNotFound)))...)
		out = append(out, some(c, people(c).and(kinds(spec.Create, spec.Update)), "a refused media type shows the password", "MOD-1", s, telling(only(http.StatusUnsupportedMediaType)))...)
	}
	return out
}

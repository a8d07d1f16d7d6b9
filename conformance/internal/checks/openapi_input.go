package checks

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// openAPIInputs are the checks of bodies: each member each way wrong, no JSON at
// all, and other media types.
func (b *builder) openAPIInputs() {
	for _, op := range b.operations {
		if op.Body == nil || !answers(op) {
			continue
		}
		any := slices.ContainsFunc(op.Body.Media, func(media string) bool { return strings.HasPrefix(media, "*/") || strings.HasPrefix(media, "text/*") })
		if !any {
			b.openAPIMediaType(op)
		}
		if !mediatype.IsJSON(op.Body.MediaType) {
			continue
		}
		b.openAPI(engine.Check{
			Topic: engine.Bodies, Rule: "INPUT-1", Operation: op, Name: "syntax", Level: levelOf(op, spec.Syntax),
			Needs: engine.Needs{Makes: ifCreate(op, len(brokenJSON))},
			Title: "what is not valid JSON is refused",
			Run: func(t *engine.Trial) {
				c := t.Call(op)
				for _, text := range brokenJSON {
					x := c.Send(t.Bootstrap(), wire.Content(c.Media, []byte(text)))
					wantRefusal(t, x, "a body of "+text, spec.Syntax, 400, 422)
				}
			},
		})
		b.openAPIUnknownMember(op)
		b.openAPICoerced(op)
		for m := range engine.Writable(op.Body.Schema) {
			b.openAPI(engine.Check{
				Topic: engine.Bodies, Rule: "INPUT-1", Operation: op, Name: "member/" + m.Name, Level: levelOf(op, spec.BadBody),
				Needs: engine.Needs{Makes: ifCreate(op, maxMisfits+mostWithin)},
				Title: "what does not fit " + m.Name + " is refused and changes nothing",
				Run: func(t *engine.Trial) {
					wantMemberRefused(t, op, m)
				},
			})
		}
	}
}

// brokenJSON are bodies that are not valid JSON.
var brokenJSON = []string{"{", "{'a': 1}", "nul", `{"a":1}}`}

// maxMisfits is about how many values do not fit a member, and one for a body that
// lacks it.
const maxMisfits = 16

// ifCreate is how many records so many requests make, of a server that grants
// what it should refuse.
func ifCreate(op *spec.Operation, requests int) int {
	if op.Action.Kind == spec.Create {
		return requests
	}
	return 0
}

func (b *builder) openAPIMediaType(op *spec.Operation) {
	b.openAPI(engine.Check{
		Topic: engine.Bodies, Rule: "INPUT-3", Operation: op, Name: "media-type",
		Title: "a body of another media type is refused",
		Run: func(t *engine.Trial) {
			c := t.Call(op)
			x := c.Send(t.Bootstrap(), wire.Media("text/x-rolecall")) // the body is right, and called what it is not
			wantRefusal(t, x, "a body of text/x-rolecall", spec.MediaType, 415, 400, 422)
		},
	})
}

// wantMemberRefused sends a valid body with one member of it wrong, in one way
// after another. What fits the schema of the body all the same is passed over.
func wantMemberRefused(t *engine.Trial, op *spec.Operation, m spec.Member) {
	c := t.Call(op)
	if _, is := c.Body.(map[string]any); !is {
		panic(engine.NotApplicable("the body is not an object"))
	}
	asked, granted := false, false
	try := func(what string, change func(map[string]any)) {
		body, _ := jsonvalue.Clone(c.Body).(map[string]any)
		change(body)
		if op.Body.Schema.Valid(body) {
			return
		}
		asked = true
		x := c.WithBody(body).Send(t.Bootstrap())
		wantRefusal(t, x, what, spec.BadBody, 400, 422)
		granted = granted || x.Success()
		if x.Success() && op.Action.Kind == spec.Create {
			c = t.Call(op) // the next would collide with what was made
		}
	}
	for _, value := range misfitsOf(t, op, m) {
		if isCoercible(m, value) {
			continue // has a check of its own
		}
		try(m.Name+" as "+engine.Written(value), func(body map[string]any) { body[m.Name] = value })
	}
	if m.Required {
		try("no "+m.Name, func(body map[string]any) { delete(body, m.Name) })
	}
	if !asked {
		panic(engine.NotApplicable("any value of " + m.Name + " fits"))
	}
	if c.Subject != nil && c.Subject.Own && op.Action.Kind != spec.Create && !granted {
		wantUnchanged(t, c.Subject)
	}
}

// misfitsOf are values that do not fit a member of a body, or do not in a part of it.
func misfitsOf(t *engine.Trial, op *spec.Operation, m spec.Member) []any {
	return append(misfits(m.Schema, beyond(m.Schema)...), misfitsWithin(m.Schema, t.Mark(), shareWithin(op.Body.Schema))...)
}

// openAPIParameters are the checks of parameters: those that are required and left
// out, and values that do not fit.
func (b *builder) openAPIParameters() {
	for _, op := range b.operations {
		if !answers(op) {
			continue
		}
		level := levelOf(op, spec.BadParameter)
		add := func(p *spec.Parameter, name, title string, run func(*engine.Trial)) {
			level := level
			if name == "malformed" && slices.Contains(pagingKinds, p.Filter.Kind) {
				level = spec.SHOULD
			}
			b.openAPI(engine.Check{
				Topic: engine.Queries, Rule: "INPUT-2", Operation: op, Name: name + "/" + p.Name, Level: level,
				Needs: engine.Needs{Features: p.Features, Makes: ifCreate(op, maxMisfits)},
				Title: title,
				Run:   run,
			})
		}
		for _, list := range [][]*spec.Parameter{op.Query, op.Headers, op.Cookies} {
			for _, p := range list {
				if p.Required && p.Default == nil && !p.Open && !isOfHTTP(p) && p.Name != op.Action.IDs { // an open one is any names
					add(p, "missing", "a request without "+p.Name+", which is required, is refused", func(t *engine.Trial) {
						if slices.Contains(op.Headers, p) && t.Session.Client.Sends(p.Name) {
							panic(engine.NotApplicable("the run sends " + p.Name + " with every request"))
						}
						x := t.Call(op).Without(p).Send(t.Bootstrap())
						wantRefusal(t, x, "no "+p.Name, spec.BadParameter, 400, 422)
					})
				}
			}
		}
		for _, p := range op.Query {
			if p.Schema == nil || p.Schema.Type() != "integer" && p.Schema.Type() != "boolean" && p.Schema.Words().Enum == nil {
				continue
			}
			add(p, "malformed", "a value that does not fit "+p.Name+" is refused", func(t *engine.Trial) {
				// JavaScript reads whole numbers of other forms, and many a framework TRUE, yes and 1
				// as true, which OpenAPI leaves open.
				bad := slices.DeleteFunc(badValues(p), func(value string) bool { return value == "1e1" || value == "0x1" })
				if p.Schema.Type() == "boolean" {
					bad = []string{"maybe", "10abc"}
				}
				if len(bad) == 0 {
					panic(engine.NotApplicable("any value of " + p.Name + " fits"))
				}
				c := t.Call(op).Without(p)
				for _, value := range bad {
					wantRefusal(t, c.Send(t.Bootstrap(), wire.Query(p.Name, value)), p.Name+"="+quoted(value), spec.BadParameter, 400, 422)
				}
			})
		}
	}
}

// pagingKinds are of parameters of which a framework takes the nearest value, or the
// usual one, where a wrong one is sent, such as the page -1.
var pagingKinds = []spec.FilterKind{spec.Limit, spec.Page, spec.Offset}

// isOfHTTP tells of a parameter whether every request has it, or has it by other
// means.
func isOfHTTP(p *spec.Parameter) bool {
	switch http.CanonicalHeaderKey(p.Name) {
	case "User-Agent", "Accept-Encoding":
		return true
	}
	return strings.HasPrefix(strings.ToLower(p.Name), "if-")
}

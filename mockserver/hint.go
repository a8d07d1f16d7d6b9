package mockserver

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

// hint is what a refusal tells beside what any API would: where the document says
// so, and who would be granted the same request.
type hint struct {
	where    document.Position // the zero value for what no document says
	personas []string          // that would pass, empty for nobody, nil where that is no question
	nearest  string            // path that may be meant, "" for none
}

// WithoutHints leaves out of refusals what an API would not tell: the rule, the
// place in the document, the personas that would pass, the nearest path, and the
// headers Rolecall-Reason and Rolecall-Answer. What the document declares of its
// refusals stays.
func WithoutHints() Option { return func(s *Server) { s.noHints = true } }

// hintOf is the hint of a refusal for a reason. What is wrong with single places
// of the request says where.
func (c *config) hintOf(k spec.RefusalKind, op *spec.Operation, wrong []fault) hint {
	h := hint{where: c.placeOf(k, op)}
	for _, f := range wrong {
		if f.where.Line > 0 {
			h.where = f.where
			break
		}
	}
	if op != nil {
		h.personas = c.passing(k, op)
	}
	return h
}

// placeOf is where the document says what a refusal rests on.
func (c *config) placeOf(k spec.RefusalKind, op *spec.Operation) document.Position {
	if op == nil {
		return c.contract.Position("paths")
	}
	var at document.Position
	switch k {
	case spec.NoToken, spec.DisabledCaller, spec.NoHeader, spec.NoPermission:
		at = op.Access.Position()
	case spec.HeaderValue:
		for _, h := range op.Access.Headers() {
			at = h.Position()
		}
	case spec.MediaType, spec.BodySize, spec.Syntax, spec.BadBody, spec.MemberDefault, spec.MemberOwn, spec.ForbiddenMember:
		at = op.Position("requestBody")
	case spec.BadParameter:
		at = op.Position("parameters")
	case spec.BadReference, spec.NotUnique:
		if r := op.Action.Resource; r != nil {
			at = r.Position(map[spec.RefusalKind]string{spec.BadReference: "references", spec.NotUnique: "unique"}[k])
		}
	case spec.UnknownID, spec.BadID:
		if len(op.PathKeys) > 0 {
			at = op.PathKeys[len(op.PathKeys)-1].Position()
		}
	case spec.BadCredentials:
		if p := c.contract.Principal; p != nil {
			at = p.Position()
		}
	case spec.BadWish, spec.NoAnswer:
		at = op.Position("responses")
	}
	if at.Line == 0 {
		return op.Position()
	}
	return at
}

// passing are the personas whom the operation would grant the same request: nobody,
// where something else than the caller is wrong with it.
func (c *config) passing(k spec.RefusalKind, op *spec.Operation) []string {
	switch k {
	case spec.NoToken, spec.DisabledCaller, spec.NoHeader, spec.HeaderValue, spec.NoPermission, spec.MemberDefault, spec.MemberOwn:
		return c.personasWith(op.Access.AllowsRights)
	case spec.BadWish, spec.NoAnswer, spec.Busy, spec.Slow:
		return nil
	}
	return []string{}
}

// personasWith are the personas whose rights suffice.
func (c *config) personasWith(suffice func(spec.Rights) bool) []string {
	names := []string{}
	for _, p := range c.seedPersonas {
		if !p.Disabled && suffice(c.contract.Permissions.Rights(p.Permissions...)) {
			names = append(names, p.Name)
		}
	}
	return names
}

// maxPassing is how many personas a refusal names that would pass.
const maxPassing = 20

// passingText says who would pass, in a sentence that ends in what they do: "may".
func (c *config) passingText(names []string, verb string) string {
	switch {
	case c.noHints || len(c.seedPersonas) == 0:
		return ""
	case len(names) == 0:
		return "; none of the personas " + verb
	case len(names) > maxPassing:
		return fmt.Sprintf("; these personas %s: %s, and %d more", verb, strings.Join(names[:maxPassing], ", "), len(names)-maxPassing)
	}
	return "; these personas " + verb + ": " + strings.Join(names, ", ")
}

// addTo writes the hint into a problem document.
func (h *hint) addTo(document map[string]any, file string) {
	if h.where.Line > 0 {
		document["where"] = placeText(h.where, file)
	}
	if h.personas != nil {
		document["personas"] = anyList(h.personas[:min(len(h.personas), maxPassing)])
	}
	if h.nearest != "" {
		document["nearest"] = h.nearest
	}
}

func anyList(texts []string) []any {
	out := make([]any, len(texts))
	for i, text := range texts {
		out[i] = text
	}
	return out
}

// placeText is a place of the document as JSON.
func placeText(at document.Position, file string) map[string]any {
	return map[string]any{"file": fileOf(at, file), "line": jsonInt(at.Line), "pointer": at.Pointer}
}

// fileOf is the file of a position: that of the contract, unless it says another.
func fileOf(at document.Position, file string) string { return cmp.Or(at.File, file) }

// source says in few words what a refusal rests on: the requirement, and the place
// in the document.
func (h *hint) source(rule, file string) string {
	var parts []string
	if rule != "" {
		parts = append(parts, rule)
	}
	if h.where.Line > 0 {
		name := fileOf(h.where, file)
		if len(name) > maxFileName {
			name = "..." + name[len(name)-maxFileName:]
		}
		parts = append(parts, fmt.Sprintf("%s:%d", name, h.where.Line))
	}
	if len(parts) == 0 {
		return ""
	}
	if h.personas != nil && len(h.personas) == 0 {
		parts = append(parts, "whoever asks")
	}
	return " [" + strings.Join(parts, ", ") + "]"
}

// maxFileName is how much of a file's name the header Rolecall-Reason has.
const maxFileName = 80

// declared leaves of a problem document what RFC 9457 has and what its schema
// declares.
func declared(document map[string]any, schema *spec.Schema) {
	for name := range document {
		switch name {
		case "type", "title", "status", "detail":
		default:
			if schema.Member(name) == nil {
				delete(document, name)
			}
		}
	}
	list, _ := document["errors"].([]any)
	for _, entry := range list {
		fields, _ := entry.(map[string]any)
		for name := range fields {
			if schema.Member("errors").Schema.Items().Member(name) == nil {
				delete(fields, name)
			}
		}
	}
}

func jsonInt(n int) json.Number { return json.Number(strconv.Itoa(n)) }

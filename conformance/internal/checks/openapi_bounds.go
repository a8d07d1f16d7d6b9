package checks

import (
	"encoding/json"
	"math/big"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// mostExact bounds the numbers that every server reads exactly: 2^53.
var mostExact = new(big.Rat).SetInt64(1 << 53)

// beyond are the values next to the bounds of a schema, on their wrong side: a number
// that is too small or too large, a text that is too long or of another pattern.
func beyond(s *spec.Schema) []any {
	var out []any
	for _, part := range append([]*spec.Schema{s}, s.Alternatives()...) {
		w := part.Words()
		for _, bound := range []struct {
			at *big.Rat
			by int64
		}{{w.Minimum, -1}, {w.Maximum, 1}, {w.ExclusiveMinimum, 0}, {w.ExclusiveMaximum, 0}} {
			if bound.at == nil || new(big.Rat).Abs(bound.at).Cmp(mostExact) >= 0 {
				continue
			}
			whole := new(big.Int).Div(bound.at.Num(), bound.at.Denom()) // rounded down
			if !bound.at.IsInt() && bound.by < 0 {
				whole.Add(whole, big.NewInt(1))
			}
			out = append(out, json.Number(whole.Add(whole, big.NewInt(bound.by)).String()))
		}
		if w.MaxLength >= 0 && w.MaxLength < maxMade {
			out = append(out, strings.Repeat("x", w.MaxLength+1))
		}
		if w.Pattern != "" {
			out = append(out, "~ ~")
		}
	}
	return out
}

// How many values that do not fit are tried within one member, and within all of a body:
// of a body with many members each has fewer, and of one with hundreds none: what is
// within costs more than the members themselves.
const (
	mostWithin    = 16
	mostOfOneBody = 400
)

// shareWithin is how many are tried within each member of a body.
func shareWithin(body *spec.Schema) int {
	return min(mostWithin, mostOfOneBody/max(1, len(body.Members())))
}

// misfitsWithin are at most so many values of an object or of a list that fit but for one
// thing in them: a member beyond its bounds, of another kind, missing or unknown, or such
// an item.
func misfitsWithin(s *spec.Schema, mark string, most int) []any {
	if most == 0 {
		return nil
	}
	var out []any
	if items := s.Items(); s.Type() == "array" && items != nil {
		for _, value := range misfits(items, beyond(items)...) {
			if value != nil {
				out = append(out, []any{value})
			}
		}
	}
	whole, is := engine.Sample(s, mark, true).(map[string]any)
	if !is || !s.Valid(whole) {
		return out[:min(len(out), most)]
	}
	try := func(change func(map[string]any)) {
		if len(out) >= most {
			return
		}
		other, _ := jsonvalue.Clone(whole).(map[string]any)
		if change(other); !s.Valid(other) {
			out = append(out, other)
		}
	}
	if s.Words().Closed {
		try(func(o map[string]any) { o[engine.RunMark+"unknown"] = "x" })
	}
	for m := range engine.Writable(s) {
		if len(out) >= most {
			break
		}
		if m.Required {
			try(func(o map[string]any) { delete(o, m.Name) })
		}
		for _, value := range append(beyond(m.Schema), "text", json.Number("5")) {
			try(func(o map[string]any) { o[m.Name] = value })
		}
	}
	return out
}

// openAPIUnknownMember is the check of a body with a member that is none of those which
// the document says are all.
func (b *builder) openAPIUnknownMember(op *spec.Operation) {
	if !op.Body.Schema.Words().Closed {
		return
	}
	b.openAPI(engine.Check{
		Topic: engine.Bodies, Rule: "INPUT-1", Operation: op, Name: "unknown-member", Level: levelOf(op, spec.BadBody),
		Needs: engine.Needs{Makes: ifCreate(op, 1)},
		Title: "a member that the body does not have is refused",
		Run: func(t *engine.Trial) {
			c := t.Call(op)
			body, is := jsonvalue.Clone(c.Body).(map[string]any)
			if !is {
				panic(engine.NotApplicable("the body is not an object"))
			}
			body[engine.RunMark+"unknown"] = "x"
			if op.Body.Schema.Valid(body) {
				panic(engine.NotApplicable("a body with any member fits"))
			}
			wantRefusal(t, c.WithBody(body).Send(t.Bootstrap()), "an unknown member", spec.BadBody, 400, 422)
		},
	})
}

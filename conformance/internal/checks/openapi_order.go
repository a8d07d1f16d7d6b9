package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// openAPIOrders are the checks of parameters that order a list by a member and, with -
// before it, the other way round. In which order texts are is the server's: the two are
// not the same.
func (b *builder) openAPIOrders() {
	for _, op := range b.operations {
		if op.Action.Kind != spec.List || op.Action.Resource == nil || !answers(op) || op.Method != "GET" {
			continue
		}
		for _, p := range op.Query {
			if ways := bothWays(op, p); len(ways) > 0 {
				level := spec.MUST
				if p.Filter.Guessed {
					level = spec.SHOULD
				}
				b.openAPI(engine.Check{
					Topic: engine.Queries, Rule: "STATE-11", Operation: op, Name: "order/" + p.Name, Level: level,
					Needs: engine.Needs{Features: p.Features, Makes: fewRecords},
					Title: "a list by " + p.Name + " is ordered as it says, one way and the other",
					Run:   func(t *engine.Trial) { wantOrdered(t, op, p, ways) },
				})
			}
		}
	}
}

// bothWays are members that the document says a parameter orders by, both ways.
func bothWays(op *spec.Operation, p *spec.Parameter) []string {
	if p.Filter.Kind != spec.Order || p.Schema == nil {
		return nil
	}
	var out []string
	values := p.Schema.Words().Enum
	for _, value := range values {
		name, _ := value.(string)
		if slices.Contains(values, any("-"+name)) && op.Action.Resource.Schema.Member(name) != nil {
			out = append(out, name)
		}
	}
	return out
}

// wantOrdered wants a list to be another one when it is asked for the other way round,
// where its records have other values.
func wantOrdered(t *engine.Trial, op *spec.Operation, p *spec.Parameter, ways []string) {
	c := t.CallOn(op, makeFew(t, op)).Without(p)
	look := func(way string) (values []any, ids []string, x *wire.Exchange) {
		x = t.SetUp(c.Send(t.Bootstrap(), append(widestPage(t, op), wire.Query(p.Name, way))...))
		found, _ := x.Records()
		for _, record := range found {
			name := way
			if way[0] == '-' {
				name = way[1:]
			}
			values = append(values, jsonvalue.ValueAt(record, name))
			ids = append(ids, engine.IDOf(op.Action.Resource, record))
		}
		return values, ids, x
	}
	defer t.Session.Still()()
	for _, way := range ways {
		values, ids, _ := look(way)
		if len(ids) < 2 || slices.Contains(ids, "") || slices.Contains(values, nil) || engine.Equal(values[0], values[len(values)-1]) {
			continue
		}
		if _, others, x := look("-" + way); slices.Equal(ids, others) {
			t.Fail(x, "another order than that of "+p.Name+"="+way, "the same")
		}
		return
	}
	panic(engine.NotApplicable("no two records are seen that " + p.Name + " tells apart"))
}

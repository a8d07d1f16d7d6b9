package checks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// queryErrors are the checks that a query that does not fit is refused.
func (b *builder) queryErrors() {
	for _, f := range b.families {
		if f.List == nil {
			continue
		}
		b.add(engine.Check{
			Topic: engine.Queries, Rule: "OP-3", Operation: f.List, Name: "unknown-parameter",
			Title: "an unknown parameter is 400",
			Run: func(t *engine.Trial) {
				for _, name := range []string{engine.RunMark + "no-such", "_", "filter"} {
					if isKnown(f.List, name) {
						continue
					}
					t.WantRefused(t.Send(f.List, t.Bootstrap(), wire.Query(name, "1")), "an unknown parameter", spec.BadParameter)
				}
				if parameter, _ := f.Finder(); parameter != nil && t.Session.Declares(parameter.Features) && !isKnown(f.List, engine.RunMark+"no-such") {
					t.WantRefused(t.Send(f.List, t.Bootstrap(), wire.Query(parameter.Name, goodValue(parameter), engine.RunMark+"no-such", "1")), "an unknown parameter beside "+parameter.Name, spec.BadParameter)
				}
				for _, other := range b.families {
					if other.List == nil || other.Version != f.Version {
						continue
					}
					for _, p := range other.List.Query {
						if !isKnown(f.List, p.Name) {
							t.WantRefused(t.Send(f.List, t.Bootstrap(), wire.Query(p.Name, goodValue(p))), "a parameter of another list", spec.BadParameter)
						}
					}
				}
				for _, m := range f.Resource.Schema.Members() { // by which a list may be narrowed down that nobody meant to be
					if !isKnown(f.List, m.Name) {
						t.WantRefused(t.Send(f.List, t.Bootstrap(), wire.Query(m.Name, "1")), "a member that is no parameter", spec.BadParameter)
					}
				}
				for _, p := range f.List.Query {
					if name := strings.ToUpper(p.Name); !isKnown(f.List, name) && len(p.Name) > 2 {
						t.WantRefused(t.Send(f.List, t.Bootstrap(), wire.Query(name, goodValue(p))), "the name of a parameter in other case", spec.BadParameter)
						break
					}
				}
			},
		})
		for _, p := range f.List.Query {
			if !p.Repeatable && !p.Open {
				b.add(engine.Check{
					Topic: engine.Queries, Rule: "OP-3", Operation: f.List, Name: "twice/" + p.Name,
					Needs: engine.Needs{Features: p.Features},
					Title: p.Name + " given twice is 400",
					Run: func(t *engine.Trial) {
						good := goodValue(p)
						if !p.Accepts([]string{good}) {
							panic(engine.NotApplicable("no value is found that " + p.Name + " takes"))
						}
						t.Want(t.Send(f.List, t.Bootstrap(), wire.Query(p.Name, good)), p.Name+" given once", 200)
						t.WantRefused(t.Send(f.List, t.Bootstrap(), wire.Query(p.Name, good, p.Name, good)), p.Name+" given twice", spec.BadParameter)
					},
				})
			}
			bad := badValues(p)
			if len(bad) == 0 {
				continue
			}
			b.add(engine.Check{
				Topic: engine.Queries, Rule: "OP-3", Operation: f.List, Name: "malformed/" + p.Name,
				Needs: engine.Needs{Features: p.Features},
				Title: "a value that is none of " + p.Name + " is 400",
				Run: func(t *engine.Trial) {
					for _, value := range bad {
						t.WantRefused(t.Send(f.List, t.Bootstrap(), wire.Query(p.Name, value)), p.Name+"="+quoted(value), spec.BadParameter)
					}
					if p.Repeatable {
						t.WantRefused(t.Send(f.List, t.Bootstrap(), wire.Query(p.Name, goodValue(p), p.Name, bad[0])), "a good "+p.Name+" and a bad one", spec.BadParameter)
					}
				},
			})
		}
	}
}

// goodValue is a value that a parameter takes, if one is found that is a single text.
func goodValue(p *spec.Parameter) string {
	switch p.Schema.Type() {
	case "boolean":
		return "true"
	case "integer":
		return "1"
	}
	if enum := p.Schema.Words().Enum; enum != nil {
		return fmt.Sprint(enum[0])
	}
	text := engine.SampleText(p.Schema, engine.RunMark+"value")
	if other := engine.ParameterTexts(p, engine.RunMark+"value"); !p.Open && len(other) == 1 && !p.Accepts([]string{text}) {
		return other[0]
	}
	return text
}

// isKnown tells whether a list takes a parameter of this name.
func isKnown(list *spec.Operation, name string) bool {
	return list.Parameter(name) != nil || slices.ContainsFunc(list.Query, func(p *spec.Parameter) bool { return p.Opens(name) })
}

// badValues are values that a parameter's schema refuses, none where it takes
// any text: those that are near to what it takes.
func badValues(p *spec.Parameter) []string {
	var tries []string
	switch {
	case p.Schema.Type() == "integer":
		tries = []string{"0", "-1", "1.5", "abc", "10abc", "1e1", "0x1"}
		if most, is := p.Schema.Words().WholeMaximum(); is {
			tries = append(tries, strconv.Itoa(most+1))
		}
	case p.Schema.Type() == "boolean" || p.Schema.Words().Enum != nil:
		tries = []string{"TRUE", "yes", "1"}
	case p.Schema.IsInstant():
		tries = []string{"yesterday", "2020-01-01", "2020-13-01T00:00:00Z", "2020-02-30T00:00:00Z", "2020-01-01T25:00:00Z", "2020-01-01T00:00:00", "1603721328220"}
	case p.Schema.Words().Format == "email":
		tries = []string{"no-at", "two@@example.com", "a b@example.com"}
	default:
		tries = []string{"no-id", "5fb589b607ae0d8647792ec", "5fb589b607ae0d8647792ec00", "zzb589b607ae0d8647792ec0", "5FB589B607AE0D8647792EC0"}
	}
	var out []string
	if p.Schema.Words().Format == "email" {
		tries = append(tries, "") // of other kinds an empty value may well be none
	}
	for _, value := range tries {
		if _, wrong := p.Parse([]string{value}); len(wrong) > 0 {
			out = append(out, value)
		}
	}
	return out
}

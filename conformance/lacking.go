package conformance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// missingPersonas are the personas that checks wait for and that nobody can make, each
// with the line that a target file would have for it.
func missingPersonas(s *engine.Session, checks []*Check) []Missing {
	var out []Missing
	known := map[string]int{}
	setUp := Missing{Name: Bootstrap, Lines: []string{personaLine(Bootstrap, Rights{Active: s.Contract.Permissions.Names()})}}
	public := !slices.ContainsFunc(s.Contract.Operations, func(op *spec.Operation) bool { return op.Access.NeedsToken() })
	for _, c := range checks {
		if len(s.Missing(c.Features)) > 0 {
			continue
		}
		if s.Target.Persona(Bootstrap) == nil && !c.Alone && !public {
			setUp.Checks++
		}
		for _, r := range c.Callers {
			if s.GivenPersona(r) != nil || s.CannotMake(r) == "" || !s.Demanded(r) {
				continue
			}
			i, is := known[r.Key()]
			if !is {
				i = len(out)
				known[r.Key()] = i
				name := freeName(personaName(r), func(name string) bool {
					return s.Target.Persona(name) != nil || slices.ContainsFunc(out, func(m Missing) bool { return m.Name == name })
				})
				out = append(out, Missing{Name: name, Lines: []string{personaLine(name, r)}})
			}
			out[i].Checks++
		}
	}
	if setUp.Checks > 0 {
		out = append(out, setUp)
	}
	slices.SortStableFunc(out, func(a, b Missing) int { return b.Checks - a.Checks })
	return out
}

// personaName is a name for a persona with these rights.
func personaName(r Rights) string { return strings.ReplaceAll(r.Name, " ", "-") }

// freeName is a name that is not taken: rights of different operations may be called the
// same.
func freeName(name string, taken func(string) bool) string {
	free := name
	for n := 2; taken(free); n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	return free
}

// personaLine is the line of a target file for a persona with these rights.
func personaLine(name string, r Rights) string {
	line := fmt.Sprintf("%s: {token: \"${%s}\", permissions: %s", wire.YamlText(name), environmentOf(name), wire.YamlList(r.Active))
	if len(r.Inactive) > 0 {
		line += ", inactivePermissions: " + wire.YamlList(r.Inactive)
	}
	if r.Disabled {
		line += ", disabled: true"
	}
	return line + "}"
}

// separators are what stands between the words of a persona's name.
var separators = regexp.MustCompile(`[^A-Za-z0-9]+`)

// environmentOf is the name of a variable for the token of a persona.
func environmentOf(persona string) string {
	return "TOKEN_" + strings.ToUpper(strings.Trim(separators.ReplaceAllString(persona, "_"), "_"))
}

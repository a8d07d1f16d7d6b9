package conformance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// lacking are the personas that checks wait for and that nobody can make, each
// with the line that a target file would have for it.
func (s *session) lacking(checks []*Check) []Missing {
	var out []Missing
	known := map[string]int{}
	setUp := Missing{Name: Bootstrap, Lines: []string{personaLine(Rights{Name: Bootstrap, Active: s.contract.Permissions.Names()})}}
	for _, c := range checks {
		if len(s.missing(c.Features)) > 0 {
			continue
		}
		if s.target.Persona(Bootstrap) == nil && !c.Alone {
			setUp.Checks++
		}
		for _, r := range c.Needs {
			if s.given(r) != nil || s.cannotMake(r) == "" || !s.demanded(r) {
				continue
			}
			i, is := known[r.key()]
			if !is {
				i = len(out)
				known[r.key()] = i
				out = append(out, Missing{Name: personaName(r), Lines: []string{personaLine(r)}})
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

// personaLine is the line of a target file for a persona with these rights.
func personaLine(r Rights) string {
	name := personaName(r)
	line := fmt.Sprintf("%s: {token: \"${%s}\", permissions: %s", yamlText(name), environmentOf(name), yamlList(r.Active))
	if len(r.Inactive) > 0 {
		line += ", inactivePermissions: " + yamlList(r.Inactive)
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

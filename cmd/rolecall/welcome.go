package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// site is where a command serves, and the curl that asks it.
type site struct{ url, curl string }

// welcome tells a person what they need to begin: where, as whom, and a line
// that works when it is pasted.
func welcome(out io.Writer, at site, contract *spec.Contract, personas []fixtures.Persona) {
	fmt.Fprintf(out, "rolecall mock of %s %s at %s\n\n", contract.Title, contract.Version, at.url+contract.BasePath)
	if !contract.Embedded {
		understood(out, contract, len(personas))
	}
	if len(personas) > 0 {
		if !contract.Embedded {
			fmt.Fprintln(out)
		}
		personaTable(out, personas[:min(len(personas), maxPersonas)], widthOf(out))
		if more := len(personas) - maxPersonas; more > 0 {
			fmt.Fprintf(out, "and %d more: %s %s/_rolecall/v1/personas\n", more, at.curl, at.url)
		}
	}
	if lines := curlLines(at, contract, personas); len(lines) > 0 {
		fmt.Fprintf(out, "\nTry it:\n  %s\n", strings.Join(lines, "\n  "))
	}
}

// understood tells in a few lines what the mock makes of a document. What there
// is none of has no line.
func understood(out io.Writer, contract *spec.Contract, personas int) {
	if len(contract.Operations) == 0 {
		fmt.Fprintf(out, "the document has no operations: whatever is asked is a 404\n")
		return
	}
	fmt.Fprintf(out, "%s: %s\n", counted(len(contract.Operations), "operation"), kinds(contract.Understood()))
	var names []string
	for _, r := range contract.Resources {
		names = append(names, r.Collection)
	}
	if len(names) > 0 {
		fmt.Fprintf(out, "%s: %s\n", counted(len(names), "collection"), firstOf(names))
	}
	guarded, schemes := 0, []string{}
	for _, op := range contract.Operations {
		if !op.Access.Public() {
			guarded++
		}
	}
	for _, s := range contract.Schemes {
		schemes = append(schemes, s.Name+" ("+schemeText(s)+")")
	}
	switch guarded {
	case 0:
		fmt.Fprintln(out, "nobody is asked for a token")
	case 1:
		fmt.Fprintf(out, "1 operation wants a token, sent as %s\n", firstOf(schemes))
	default:
		fmt.Fprintf(out, "%d operations want a token, sent as %s\n", guarded, firstOf(schemes))
	}
	rights := contract.Permissions.Names()
	if len(rights) > 0 {
		fmt.Fprintf(out, "%s: %s\n", counted(len(rights), "right"), firstOf(rights))
	}
	switch {
	case personas > 0 && contract.Principal == nil && len(rights) > 0:
		fmt.Fprintf(out, "%s; names of rights joined by + are tokens too\n", counted(personas, "persona"))
	case personas > 0:
		fmt.Fprintln(out, counted(personas, "persona"))
	}
}

// kinds tells how many operations are answered in which way.
func kinds(state, soft, example, none int) string {
	var out []string
	for _, k := range []struct {
		count int
		text  string
	}{
		{state, "keep what is written"},
		{soft, "more as far as could be told"},
		{example, "answer by example"},
		{none, "have no reply to give (501)"},
	} {
		if k.count > 0 {
			out = append(out, fmt.Sprintf("%d %s", k.count, k.text))
		}
	}
	return strings.Join(out, ", ")
}

// counted is a number with the noun that it counts.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// firstOf lists the first few names, and counts the rest.
func firstOf(names []string) string {
	const few = 8
	switch {
	case len(names) == 0:
		return "none"
	case len(names) > few:
		return strings.Join(names[:few], ", ") + fmt.Sprintf(", and %d more", len(names)-few)
	}
	return strings.Join(names, ", ")
}

func schemeText(s *spec.Scheme) string {
	switch s.Kind {
	case spec.Basic:
		return "the user name of basic"
	case spec.APIKey:
		return s.In + " " + s.Key
	case spec.MutualTLS:
		return "not asked for here: a client's certificate"
	}
	return "Authorization: Bearer"
}

func rightsText(p fixtures.Persona) string {
	text := firstOf(p.Permissions)
	if p.Caller != "" {
		text = strings.Join(p.Permissions, ", ")
	}
	switch {
	case p.Disabled:
		return "nothing: its user is disabled (" + text + ")"
	case len(p.InactivePermissions) > 0:
		return "nothing more than its own: its role is inactive (" + strings.Join(p.InactivePermissions, ", ") + ")"
	case len(p.Permissions) == 0 && p.Caller == "":
		return "what a token is enough for"
	case len(p.Permissions) == 0:
		return "nothing more than its own"
	}
	return text
}

// curlLines are two requests to try: the caller's own record, and a list with
// the headers and the persona that it needs.
func curlLines(at site, contract *spec.Contract, personas []fixtures.Persona) []string {
	var lines []string
	tried := map[string]bool{}
	for _, op := range contract.Operations {
		kind := fmt.Sprint(op.Action.Kind, op.Action.Self)
		if op.Method != "GET" || tried[kind] || strings.Contains(op.Path, "{") || op.Success() == nil {
			continue
		}
		if op.Access.Public() {
			lines = append(lines, at.curl+" "+at.url+op.Path)
			tried[kind] = true
			continue
		}
		for _, p := range personas {
			if p.Disabled || !op.Access.AllowsRights(contract.Permissions.Rights(p.Permissions...)) {
				continue
			}
			lines = append(lines, at.curl+" "+strings.Join(append(credentials(op, p), at.url+op.Path), " "))
			tried[kind] = true
			break
		}
	}
	return lines
}

// credentials are what curl sends to be a persona who is admitted.
func credentials(op *spec.Operation, p fixtures.Persona) []string {
	var out []string
	for _, s := range op.Access.Alternatives[0].Schemes {
		switch {
		case s.Kind == spec.Basic:
			out = append(out, fmt.Sprintf("-u '%s:'", p.Token))
		case s.Kind == spec.APIKey && s.In == "cookie":
			out = append(out, fmt.Sprintf("-b '%s=%s'", s.Key, p.Token))
		case s.Kind == spec.APIKey && s.In == "query":
			out = append(out, fmt.Sprintf("-G --data-urlencode '%s=%s'", s.Key, p.Token))
		case s.Kind == spec.APIKey:
			out = append(out, fmt.Sprintf("-H '%s: %s'", s.Key, p.Token))
		case s.Kind == spec.Bearer:
			out = append(out, fmt.Sprintf("-H 'Authorization: Bearer %s'", p.Token))
		}
	}
	for _, h := range op.Access.Headers() {
		out = append(out, fmt.Sprintf("-H '%s: %s'", h.Name, h.Value))
	}
	return out
}

package engine

import (
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// WantChanged wants a record to be as it was but for a change, for the date of it, and
// for what a server fills in by itself.
func (t *Trial) WantChanged(x *wire.Exchange, what string, r *spec.Resource, before, change, now map[string]any) bool {
	return t.WantSame(x, what, r.Schema, Merged(before, change), now, append(filledIn(r.Schema, "", before, change), r.Modified)...)
}

// filledIn are the paths of what a server may fill in where a change adds an object that
// was not there: what only it writes, and what has a value where none is sent.
func filledIn(s *spec.Schema, prefix string, before, change map[string]any) []string {
	var out []string
	for _, m := range s.Members() {
		sent, is := change[m.Name].(map[string]any)
		if !is {
			continue
		}
		was, had := before[m.Name].(map[string]any)
		for _, inner := range m.Schema.Members() {
			_, usual := inner.Schema.Default()
			if _, named := sent[inner.Name]; !had && !named && (inner.ReadOnly || usual) {
				out = append(out, prefix+m.Name+"."+inner.Name)
			}
		}
		out = append(out, filledIn(m.Schema, prefix+m.Name+".", was, sent)...)
	}
	return out
}

// Merged is a record after a change: objects member by member, all else
// replaced.
func Merged(record, change map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range record {
		out[name] = value
	}
	for name, value := range change {
		inner, isObject := value.(map[string]any)
		if isObject {
			before, _ := out[name].(map[string]any)
			out[name] = Merged(before, inner)
		} else {
			out[name] = value
		}
	}
	return out
}

package conformance

import (
	"fmt"
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// refused reads the tokens of a target file that must be refused.
func (r *targetReader) refused(n *document.Node) []Refused {
	if n.Kind != document.Object {
		r.At(n, "refused is not an object", "write each as name: TOKEN, such as expired: ${EXPIRED_TOKEN}")
		return nil
	}
	var out []Refused
	for name, item := range n.Members() {
		out = append(out, Refused{Name: name, Token: r.token(item)})
	}
	return out
}

// contradict tells of tokens that both open and must be refused.
func (r *targetReader) contradict(n *document.Node, t *Target) {
	for _, refused := range t.Refused {
		if i := slices.IndexFunc(t.Personas, func(p Persona) bool { return p.Token == refused.Token && p.Token != "" && !p.Disabled }); i >= 0 {
			r.At(n.Own(refused.Name), fmt.Sprintf("the token %s must be refused, and is that of the persona %s", refused.Name, t.Personas[i].Name), "take it out of one of them")
		}
	}
}

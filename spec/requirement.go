package spec

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// Level says how much a requirement binds: [MUST] or [SHOULD].
type Level string

// The two levels, in the words of RFC 2119.
const (
	MUST   Level = "MUST"
	SHOULD Level = "SHOULD"
)

// Requirement is one sentence of the contract, with an id that never changes.
type Requirement struct {
	ID         string
	Level      Level
	Text       string
	Source     string   // page, docs, rfc, ours
	Feature    string   // what a target declares before it is held to this; "" for the core
	Operations []string // "METHOD /end/of/path", in every version; none means all

	refusals []string
	plain    bool // of plain operations
}

// About tells whether the requirement speaks of an operation, nil for what is about none.
func (r *Requirement) About(op *Operation) bool {
	if op != nil && op.Plain != r.plain {
		return false
	}
	if len(r.Operations) == 0 {
		return true
	}
	return op != nil && slices.ContainsFunc(r.Operations, func(o string) bool {
		method, path, _ := strings.Cut(o, " ")
		return method == op.Method && strings.HasSuffix(op.Path, path)
	})
}

// Requirement finds a requirement by its id, nil for an unknown one.
func (c *Contract) Requirement(id string) *Requirement {
	for _, r := range c.Requirements {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Rule is the id of the requirement that a refusal of an operation rests on,
// "" where none does.
func (c *Contract) Rule(kind RefusalKind, op *Operation) string {
	for _, r := range c.Requirements {
		if slices.Contains(r.refusals, string(kind)) && r.About(op) {
			return r.ID
		}
	}
	return ""
}

//go:embed requirements.yaml
var requirementsDocument []byte

//go:embed requirements.packed
var requirementsPacked string

//go:embed requirements-plain.yaml
var plainRequirementsDocument []byte

//go:embed requirements-plain.packed
var plainRequirementsPacked string

// requirements reads the embedded list that a document is held to: that of one
// with callers of its own, or that of all others.
func requirements(callers bool) ([]*Requirement, error) {
	file, packed, source := "spec/requirements-plain.yaml", plainRequirementsPacked, plainRequirementsDocument
	if callers {
		file, packed, source = "spec/requirements.yaml", requirementsPacked, requirementsDocument
	}
	root, _, err := document.Unpack(packed, file, source)
	if err != nil {
		return nil, err
	}
	r := &document.Reporter{File: file}
	var out []*Requirement
	seen := map[string]bool{}
	for _, n := range root.Items {
		q := &Requirement{
			ID: n.Get("id").Text(), Level: Level(n.Get("level").Text()), Text: n.Get("text").Text(),
			Source: n.Get("source").Text(), Feature: n.Get("feature").Text(),
			Operations: n.Get("operations").Texts(), refusals: n.Get("refusals").Texts(), plain: !callers,
		}
		switch {
		case q.ID == "" || q.Text == "":
			r.At(n, "a requirement lacks its id or text", "give it both")
		case seen[q.ID]:
			r.At(n, "the id "+q.ID+" stands twice", "give each requirement an id of its own")
		case q.Level != MUST && q.Level != SHOULD:
			r.At(n, "the level of "+q.ID+" is neither MUST nor SHOULD", "write one of them")
		}
		for _, name := range q.refusals {
			if !isRefusal(RefusalKind(name)) {
				r.At(n.Get("refusals"), "there is no refusal "+name, "name one of those in spec/refusal.go")
			}
		}
		seen[q.ID] = true
		out = append(out, q)
	}
	return out, r.Err()
}

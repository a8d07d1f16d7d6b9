package mockserver

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

// schemaView is a schema, or a member by its name, as the console shows it.
type schemaView struct {
	Name        string       `json:"name,omitempty"`
	Type        string       `json:"type,omitempty"`
	Format      string       `json:"format,omitempty"`
	Pattern     string       `json:"pattern,omitempty"`
	Description string       `json:"description,omitempty"`
	Enum        []any        `json:"enum,omitempty"`
	Default     any          `json:"default,omitempty"`
	Required    bool         `json:"required,omitempty"`
	ReadOnly    bool         `json:"readOnly,omitempty"`
	WriteOnly   bool         `json:"writeOnly,omitempty"`
	Bounds      string       `json:"bounds,omitempty"`
	Items       *schemaView  `json:"items,omitempty"`
	Members     []schemaView `json:"members,omitempty"`
	More        bool         `json:"more,omitempty"` // there is more in it than is shown
}

// A schema is shown no deeper and no larger than somebody reads.
const (
	viewDepth   = 6
	viewMembers = 300
)

// schemaViewer shows one schema.
type schemaViewer struct{ left int }

func newSchemaViewer() *schemaViewer { return &schemaViewer{viewMembers} }

func (v *schemaViewer) of(s *spec.Schema) schemaView { return v.at(s, 0) }

func (v *schemaViewer) at(s *spec.Schema, depth int) schemaView {
	if s == nil {
		return schemaView{}
	}
	w := s.Words()
	out := schemaView{
		Type: s.Type(), Format: w.Format, Pattern: w.Pattern, Enum: w.Enum,
		Description: w.Description, Bounds: boundsOf(w),
	}
	out.Default, _ = s.Default()
	if depth >= viewDepth || v.left <= 0 {
		out.More = s.Items() != nil || len(s.Members()) > 0
		return out
	}
	if items := s.Items(); items != nil {
		v.left--
		item := v.at(items, depth+1)
		out.Items = &item
	}
	for _, m := range s.Members() {
		if v.left--; v.left < 0 {
			out.More = true
			break
		}
		member := v.at(m.Schema, depth+1)
		member.Name, member.Required, member.ReadOnly, member.WriteOnly = m.Name, m.Required, m.ReadOnly, m.WriteOnly
		out.Members = append(out.Members, member)
	}
	return out
}

// boundsOf says what a schema bounds: "at least 1, at most 100".
func boundsOf(w *document.Words) string {
	var parts []string
	number := func(says string, bound *big.Rat) {
		if bound != nil {
			value, _ := bound.Float64()
			parts = append(parts, says+strconv.FormatFloat(value, 'g', -1, 64))
		}
	}
	size := func(says string, bound, none int) {
		if bound != none {
			parts = append(parts, says+strconv.Itoa(bound))
		}
	}
	number("at least ", w.Minimum)
	number("over ", w.ExclusiveMinimum)
	number("at most ", w.Maximum)
	number("under ", w.ExclusiveMaximum)
	size("min length ", w.MinLength, 0)
	size("max length ", w.MaxLength, -1)
	size("min items ", w.MinItems, 0)
	size("max items ", w.MaxItems, -1)
	return strings.Join(parts, ", ")
}

func replyOf(r *spec.Reply) replyView {
	v := replyView{Status: r.Range, Description: r.Description(), MediaType: r.MediaType}
	if r.Status != 0 {
		v.Status = strconv.Itoa(r.Status)
	}
	if r.Schema != nil && r.Status < 400 && !strings.HasPrefix(r.Range, "4") && !strings.HasPrefix(r.Range, "5") { // errors are all alike
		schema := newSchemaViewer().of(r.Schema)
		v.Schema = &schema
	}
	return v
}

package mockserver

import (
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// contractView is the contract as the console shows it.
type contractView struct {
	Title        string           `json:"title"`
	Version      string           `json:"version"`
	File         string           `json:"file"`
	BasePath     string           `json:"basePath"`
	Description  string           `json:"description,omitempty"`
	Schemes      []schemeView     `json:"schemes"`
	Permissions  []string         `json:"permissions"`
	Requirements []map[string]any `json:"requirements"`
	Collections  []collectionView `json:"collections"`
	Operations   []operationView  `json:"operations"`
}

type schemeView struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	In   string `json:"in,omitempty"`
	Key  string `json:"key,omitempty"`
}

type collectionView struct {
	Name    string       `json:"name"`
	Schema  string       `json:"schema"`
	ID      string       `json:"id"`
	Callers bool         `json:"callers"` // its records are those whom tokens stand for
	Members []schemaView `json:"members"`
}

type operationView struct {
	ID          string          `json:"id"`
	Method      string          `json:"method"`
	Path        string          `json:"path"`
	Summary     string          `json:"summary,omitempty"`
	Description string          `json:"description,omitempty"`
	Tags        []string        `json:"tags"`
	Action      string          `json:"action"`
	Collection  string          `json:"collection,omitempty"`
	Line        int             `json:"line"`
	Access      accessView      `json:"access"`
	Members     []memberView    `json:"members"` // of the body that have rules of their own
	Parameters  []parameterView `json:"parameters"`
	Body        *bodyView       `json:"body,omitempty"`
	Replies     []replyView     `json:"replies"`
	Rules       []string        `json:"rules"` // ids of requirements that speak of this operation alone
}

// accessView is who may: any of the ways, all the permissions of one.
type accessView struct {
	Public  bool         `json:"public"`
	Schemes []string     `json:"schemes"` // any of them carries the token
	Headers []headerView `json:"headers"`
	Ways    [][]string   `json:"ways"`
	Rule    string       `json:"rule,omitempty"` // that a refusal for lack of permission names
	Line    int          `json:"line"`
}

type headerView struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type memberView struct {
	Pointer   string     `json:"pointer"`
	Ways      [][]string `json:"ways"`
	Forbidden bool       `json:"forbidden"`
	Others    bool       `json:"others"`
	Rule      string     `json:"rule,omitempty"`
}

type bodyView struct {
	MediaType string     `json:"mediaType"` // the one that is checked
	Media     []string   `json:"media"`     // all that are declared
	Required  bool       `json:"required"`
	Schema    schemaView `json:"schema"`
	Example   any        `json:"example"`
}

type replyView struct {
	Status      string      `json:"status"`
	Description string      `json:"description,omitempty"`
	MediaType   string      `json:"mediaType,omitempty"`
	Schema      *schemaView `json:"schema,omitempty"`
}

func (s *Server) contractView() contractView {
	c := s.contract
	v := contractView{
		Title: c.Title, Version: c.Version, File: c.File, BasePath: c.BasePath, Description: c.Description(),
		Permissions: append([]string{}, c.Permissions.Names()...),
		Schemes:     []schemeView{}, Requirements: []map[string]any{}, Collections: []collectionView{}, Operations: []operationView{},
	}
	for _, scheme := range c.Schemes {
		v.Schemes = append(v.Schemes, schemeView{scheme.Name, string(scheme.Kind), scheme.In, scheme.Key})
	}
	for _, q := range c.Requirements {
		v.Requirements = append(v.Requirements, requirementInfo(q))
	}
	for _, r := range c.Resources {
		v.Collections = append(v.Collections, collectionView{
			Name: r.Collection, Schema: r.SchemaName, ID: r.ID, Callers: c.Principal != nil && c.Principal.Resource == r,
			Members: append([]schemaView{}, newSchemaViewer().of(r.Schema).Members...),
		})
	}
	ending := endingWithID(c)
	for _, op := range c.Operations {
		v.Operations = append(v.Operations, s.operationView(op, ending))
	}
	return v
}

func (s *Server) operationView(op *spec.Operation, ending map[string]*spec.Resource) operationView {
	v := operationView{
		ID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Summary, Description: op.Description(),
		Tags: append([]string{}, op.Tags()...), Action: string(op.Action.Kind), Line: op.Position().Line,
		Access: accessOf(&op.Access), Members: []memberView{}, Replies: []replyView{}, Rules: []string{},
	}
	v.Access.Rule = s.contract.Rule(spec.NoPermission, op)
	if r := op.Action.Records(); r != nil {
		v.Collection = r.Collection
	}
	for _, q := range s.contract.Requirements {
		if len(q.Operations) > 0 && q.About(op) {
			v.Rules = append(v.Rules, q.ID)
		}
	}
	if op.Body != nil {
		for _, cell := range s.contract.MemberCells(op) {
			m := memberView{Pointer: cell.Member, Ways: [][]string{}, Forbidden: cell.Forbidden, Others: cell.Others}
			kind := spec.MemberOwn
			switch {
			case cell.Forbidden:
				kind = spec.ForbiddenMember
			case cell.Others:
				kind = spec.MemberDefault
			}
			if m.Rule = s.contract.Rule(kind, op); cell.Access != nil {
				m.Ways = ways(cell.Access)
			}
			v.Members = append(v.Members, m)
		}
		v.Body = &bodyView{
			MediaType: op.Body.MediaType, Media: append([]string{}, op.Body.Media...), Required: op.Body.Required,
			Schema: newSchemaViewer().of(op.Body.Schema), Example: s.exampleBody(op),
		}
	}
	v.Parameters = s.parameterViews(op, ending)
	for _, r := range op.Replies {
		v.Replies = append(v.Replies, replyOf(r))
	}
	return v
}

// exampleBody is what to begin with who tries an operation: the document's own
// example, else a body with what must be there.
func (s *Server) exampleBody(op *spec.Operation) any {
	if example, has := op.Body.Example(op); has {
		return example
	}
	value := s.model.Body(op.Body.Schema, op.ID)
	if object, is := value.(map[string]any); is {
		for _, m := range op.Body.Schema.Members() {
			if _, there := object[m.Name]; there && !m.Required && len(object) > 1 {
				delete(object, m.Name)
			}
		}
	}
	return value
}

func ways(a *spec.Access) [][]string {
	out := [][]string{}
	for _, way := range a.Ways() {
		out = append(out, append([]string{}, way...))
	}
	return out
}

func accessOf(a *spec.Access) accessView {
	v := accessView{Public: a.Public(), Schemes: []string{}, Headers: []headerView{}, Ways: ways(a)}
	for _, alternative := range a.Alternatives {
		for _, scheme := range alternative.Schemes {
			if !slices.Contains(v.Schemes, scheme.Name) {
				v.Schemes = append(v.Schemes, scheme.Name)
			}
		}
	}
	for _, h := range a.Headers() {
		v.Headers = append(v.Headers, headerView{h.Name, h.Value})
	}
	return v
}

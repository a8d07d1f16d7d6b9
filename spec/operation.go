package spec

import (
	"slices"
	"strconv"
	"strings"
)

// Operation is one method of one path.
type Operation struct {
	ID       string
	Method   string // upper case
	Path     string // with the server's base path: /api/v1/ships/{name}
	Summary  string
	Version  string   // the feature of the path: operations that differ in it alone are the same
	Features []string // what a target declares before this is asked of it, the version first
	Access   Access
	Action   Action
	Query    []*Parameter
	Headers  []*Parameter // that are sent as headers, their names canonical
	Cookies  []*Parameter
	PathKeys []*Parameter // in the order in which they stand in the path
	Body     *Body        // nil where none is read
	Replies  []*Reply     // in the order of the document

	node     *node
	success  *Reply
	refusals map[RefusalKind]*Refusal
}

// ActionKind is what an operation does to a collection.
type ActionKind string

// The kinds of action.
const (
	List       ActionKind = "list"
	Create     ActionKind = "create"
	Read       ActionKind = "read"
	Update     ActionKind = "update"
	UpdateMany ActionKind = "updateMany"
	Replace    ActionKind = "replace"
	Delete     ActionKind = "delete"
	DeleteMany ActionKind = "deleteMany"
	Login      ActionKind = "login"
	Answer     ActionKind = "answer" // with an example: no state is behind it
)

var actionKinds = []ActionKind{List, Create, Read, Update, UpdateMany, Replace, Delete, DeleteMany, Login}

// Action says what an operation does, and to what.
type Action struct {
	Kind     ActionKind
	Resource *Resource      // nil for Answer
	Self     bool           // on the caller itself
	Single   bool           // on the one record there is of each parent: the path holds no id
	View     bool           // list, create: at a path whose keys choose nothing
	By       []Choice       // list with view: what keys of the path choose by
	Where    []*Parameter   // list: members of the body that filter it, or page, as query parameters do
	Listed   bool           // not list: the one record stands in a list, in the body and in the reply
	Key      string         // the query parameter with the id, "" where that is a key of the path
	ID       string         // update, replace, delete: the body's member with the id, "" where that is a key of the path
	Set      map[string]any // update: members with the values that it sets whatever the body says, nil for those of the body
	Count    string         // update with set: the member that counts how often it is set, "" for none
	Guessed  bool           // no document says what the operation does: that was worked out
	Upsert   bool           // replace: makes the record where there is none
	Add      bool           // replace: the path alone says what is to be there; members of the body are changes of it
	IDs      string         // updateMany, deleteMany: the body's member with the ids, "." for the body itself, or the query parameter with them; deleteMany: "" for all that the path and the query choose
	Changes  string         // updateMany: the body's member with what to change
	Token    string         // login: the reply's member with the token

	// Where a list's reply tells of its pages, as dotted paths, "" for nowhere: how
	// many match in all, what to ask for the next page, whether there is one.
	Total, Next, More string
}

// Choice is a key of a path that chooses the records of a list by a member.
type Choice struct {
	Key    string
	At     int    // among the keys of the path
	Member string // dotted path
}

// BodyRecords is the member of the body in which the records of a listed action
// stand, "" for the body itself: that which is called as in the reply, else the
// first list of objects.
func (op *Operation) BodyRecords() (member string, items *Schema) {
	if op.Body == nil {
		return "", nil
	}
	if items := op.Body.Schema.Items(); items != nil {
		return "", items
	}
	for _, m := range op.Body.Schema.Members() {
		if m.Schema.Items().Type() != "object" {
			continue
		}
		if at := op.Success().Envelope; items == nil || len(at) > 0 && at[len(at)-1] == m.Name {
			member, items = m.Name, m.Schema.Items()
		}
	}
	return member, items
}

// Counts tells whether a list replies how many there are, and none of them.
func (op *Operation) Counts() bool {
	return op.Action.Kind == List && op.Action.Total != "" && op.Success() != nil && !op.Success().Holds
}

// OfRecord tells whether the last key of the path is a record's id, or a query
// parameter or a member of the body takes its place.
func (a Action) OfRecord() bool {
	switch a.Kind {
	case Read, Update, Replace, Delete:
		return !a.Self && !a.Single
	}
	return false
}

// OwnKeys is how many keys of the path are a record's id: none or one.
func (a Action) OwnKeys() int {
	if a.OfRecord() && a.Key == "" && a.ID == "" {
		return 1
	}
	return 0
}

// Writes tells whether the action changes the world.
func (a Action) Writes() bool {
	switch a.Kind {
	case Create, Update, UpdateMany, Replace, Delete, DeleteMany:
		return true
	}
	return false
}

// Parameter finds a query parameter by its name, nil for an unknown one.
func (op *Operation) Parameter(name string) *Parameter {
	for _, p := range op.Query {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Takes tells whether the keys of the operation's path may be these texts.
func (op *Operation) Takes(keys []string) bool {
	for i, p := range op.PathKeys {
		if i >= len(keys) || !p.Accepts(keys[i:i+1]) {
			return false
		}
	}
	return true
}

// Expand writes the operation's path with its keys filled in, in order.
func (op *Operation) Expand(keys ...string) string {
	path := op.Path
	for _, key := range keys {
		open, end := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
		if open < 0 || end < open {
			break
		}
		path = path[:open] + key + path[end+1:]
	}
	return path
}

// ItemOf finds the read operation of what a create makes: the one whose path is
// the create's with a key behind it. Its path is the Location of a new
// resource.
func (c *Contract) ItemOf(create *Operation) *Operation {
	for _, op := range c.Operations {
		if op.Action.Kind == Read && !op.Action.Self && op.Action.Resource == create.Action.Resource {
			key, below := strings.CutPrefix(op.Path, create.Path+"/{")
			if below && strings.HasSuffix(key, "}") && !strings.Contains(key, "/") {
				return op
			}
		}
	}
	return nil
}

func (c *compiler) operation(path string, item *node, method string, n *node) *Operation {
	op := &Operation{Method: strings.ToUpper(method), Summary: n.Get("summary").Text(), node: n}
	if name, _, found := strings.Cut(path, "?"); found {
		c.report.Warn(n, "the path "+path+" holds a query, which no path can", "declare its parameters as parameters in: query")
		path = name
	}
	path, _, _ = strings.Cut(path, "#")
	op.Path = c.basePath(item, n) + path
	op.ID = c.operationID(n, op)
	c.route(op)
	if versions := item.Get("x-feature").Texts(); len(versions) > 0 {
		op.Version = versions[0]
		op.Features = append(op.Features, versions...)
	}
	op.Features = append(op.Features, n.Get("x-feature").Texts()...)
	security := n.Get("security")
	if security == nil {
		security = c.contract.root.Get("security")
	}
	op.Access = *c.access(security)
	for _, p := range parametersOf(item, n) {
		c.parameter(op, p.Deref(), p)
	}
	op.withoutCredentials()
	c.pathKeys(op)
	c.replies(op, n.Get("responses"))
	c.body(op, n.Get("requestBody"))
	op.success = op.findSuccess()
	return op
}

// parametersOf are those of a path item and of its operation; of two that are
// called the same in the same place, the operation's and the last counts. They
// come as they are written, with their $ref.
func parametersOf(item, op *node) []*node {
	var out []*node
	at := map[[2]string]int{} // in out, by place and name
	for _, list := range []*node{item.Get("parameters"), op.Get("parameters")} {
		if list == nil {
			continue
		}
		for _, p := range list.Items {
			if p.Deref() == nil {
				continue
			}
			named := [2]string{p.Get("in").Text(), p.Get("name").Text()}
			if i, known := at[named]; known {
				out[i] = p
				continue
			}
			at[named] = len(out)
			out = append(out, p)
		}
	}
	return out
}

// operationID is the operationId, or a name made of method and path where there
// is none, or where another operation has the same.
func (c *compiler) operationID(n *node, op *Operation) string {
	id := n.Get("operationId").Text()
	if id == "" {
		id = strings.ToLower(op.Method)
		for word := range strings.FieldsFuncSeq(strings.TrimPrefix(op.Path, c.contract.BasePath), func(r rune) bool {
			return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9')
		}) {
			id += strings.ToUpper(word[:1]) + word[1:]
		}
	} else if c.ids[id] {
		c.report.Warn(n.Own("operationId"), "the operationId "+id+" stands twice", "give each operation one of its own")
	}
	free := id
	for i := 2; c.ids[free]; i++ {
		free = id + strconv.Itoa(i)
	}
	c.ids[free] = true
	return free
}

// route tells of paths that differ in the names of their keys alone: requests
// cannot be told apart by them.
func (c *compiler) route(op *Operation) {
	var shape strings.Builder
	shape.WriteString(op.Method + " ")
	for rest := op.Path; ; {
		before, after, found := strings.Cut(rest, "{")
		shape.WriteString(before)
		if !found {
			break
		}
		shape.WriteString("{}")
		_, rest, _ = strings.Cut(after, "}")
	}
	if first, taken := c.routes[shape.String()]; taken {
		c.report.Warn(op.node, op.Method+" "+op.Path+" has the same path as "+first+", which is taken first", "tell the two apart by more than the names of their keys")
	} else {
		c.routes[shape.String()] = op.Path
	}
}

// pathKeys puts the parameters of the path in its order, and makes those that
// are not declared.
func (c *compiler) pathKeys(op *Operation) {
	declared := op.PathKeys
	op.PathKeys = nil
	for rest := op.Path; ; {
		_, after, found := strings.Cut(rest, "{")
		name, behind, closed := strings.Cut(after, "}")
		if !found || !closed {
			break
		}
		rest = behind
		at := slices.IndexFunc(declared, func(p *Parameter) bool { return p.Name == name })
		if at < 0 {
			c.report.Warn(op.node, op.Method+" "+op.Path+" does not declare its key "+name+", which is taken for any text", "add the parameter, in: path")
			op.PathKeys = append(op.PathKeys, &Parameter{Name: name, Required: true})
			continue
		}
		op.PathKeys = append(op.PathKeys, declared[at])
	}
}

package spec

import "strings"

// Operation is one method of one path.
type Operation struct {
	ID       string
	Method   string // upper case
	Path     string // with the server's base path: /api/v3/users/{id}
	Summary  string
	Version  string   // the feature of the path: operations that differ in it alone are the same
	Features []string // what a target declares before this is asked of it, the version first
	Access   Access
	Action   Action
	Query    []*Parameter
	PathKeys []*Parameter // in the order in which they stand in the path
	Body     *Body        // nil where none is read
	Replies  []*Reply     // in the order of the document
	Node     *Node
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
	Login      ActionKind = "login"
)

var actionKinds = []ActionKind{List, Create, Read, Update, UpdateMany, Login}

// Action says what an operation does, and to what.
type Action struct {
	Kind     ActionKind
	Resource *Resource
	Self     bool   // on the caller itself
	IDs      string // updateMany: the body's member with the ids
	Changes  string // updateMany: the body's member with what to change
	Token    string // login: the reply's member with the token
}

// Writes tells whether the action changes the world.
func (a Action) Writes() bool {
	return a.Kind == Create || a.Kind == Update || a.Kind == UpdateMany
}

// Body is what an operation reads.
type Body struct {
	MediaType string
	Schema    *Schema
	Rules     *MemberRules
}

// Reply is one declared answer.
type Reply struct {
	Status    int
	MediaType string  // "" for no body
	Schema    *Schema // nil for no body
	Headers   []Header
	Envelope  []string // where the resource, or the list of them, stands in the body
	Many      bool     // the envelope holds a list
	Node      *Node
}

// Header is a declared header of a reply.
type Header struct {
	Name     string
	Required bool
	Schema   *Schema
}

// Success is the reply of a request that is granted, the first 2xx.
func (op *Operation) Success() *Reply {
	for _, r := range op.Replies {
		if r.Status/100 == 2 {
			return r
		}
	}
	return nil
}

// Reply finds the declared reply of a status, nil for none.
func (op *Operation) Reply(status int) *Reply {
	for _, r := range op.Replies {
		if r.Status == status {
			return r
		}
	}
	return nil
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

func (c *compiler) operation(path string, item *Node, method string, n *Node) *Operation {
	op := &Operation{
		ID: n.Get("operationId").Text(), Method: strings.ToUpper(method),
		Path: c.basePath(item, n) + path, Summary: n.Get("summary").Text(), Node: n,
	}
	if versions := item.Get("x-feature").Texts(); len(versions) > 0 {
		op.Version = versions[0]
		op.Features = append(op.Features, versions...)
	}
	op.Features = append(op.Features, n.Get("x-feature").Texts()...)
	security := n.Get("security")
	if security == nil {
		security = c.contract.Root.Get("security")
	}
	op.Access = *c.access(security)
	for _, list := range []*Node{item.Get("parameters"), n.Get("parameters")} {
		if list == nil {
			continue
		}
		for _, p := range list.Items {
			c.parameter(op, p.Deref())
		}
	}
	c.replies(op, n.Get("responses"))
	c.body(op, n.Get("requestBody"))
	return op
}

// basePath is the path part of the first server of the operation, its path
// item or the document, the nearest first.
func (c *compiler) basePath(item, op *Node) string {
	for _, n := range []*Node{op, item, c.contract.Root} {
		servers := n.Get("servers")
		if servers == nil || len(servers.Items) == 0 {
			continue
		}
		url := servers.Items[0].Get("url").Text()
		if _, rest, absolute := strings.Cut(url, "://"); absolute {
			_, path, _ := strings.Cut(rest, "/")
			url = "/" + path
		}
		return strings.TrimRight(url, "/")
	}
	return ""
}

const jsonMediaType = "application/json"

func (c *compiler) body(op *Operation, n *Node) {
	if n == nil {
		return
	}
	media := n.Get("content", jsonMediaType)
	if media == nil {
		c.report.At(n, "the request body is not "+jsonMediaType, "declare it under content: "+jsonMediaType)
		return
	}
	schema := media.Own("schema")
	if schema == nil {
		c.report.At(media, "the request body has no schema", "add one")
		return
	}
	op.Body = &Body{MediaType: jsonMediaType, Schema: c.schemas.at(schema, c.report), Rules: c.memberRules(schema)}
}

func (c *compiler) replies(op *Operation, n *Node) {
	for status, r := range n.Members() {
		target := r.Deref()
		reply := &Reply{Node: target}
		if len(status) == 3 {
			reply.Status = int(status[0]-'0')*100 + int(status[1]-'0')*10 + int(status[2]-'0')
		}
		if reply.Status < 100 || reply.Status > 599 {
			c.report.At(r, "the reply is declared for no status: "+status, "name a three-digit status")
			continue
		}
		for media, body := range target.Get("content").Members() {
			reply.MediaType, reply.Schema = media, c.schemas.at(body.Own("schema"), c.report)
			break
		}
		for name, h := range target.Get("headers").Members() {
			h = h.Deref()
			reply.Headers = append(reply.Headers, Header{
				Name: name, Required: h.Get("required").True(), Schema: c.schemas.at(h.Own("schema"), c.report),
			})
		}
		op.Replies = append(op.Replies, reply)
	}
}

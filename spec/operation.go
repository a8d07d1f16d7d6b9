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
	Plain    bool         // held to spec/requirements-plain.yaml: see plain.go

	node *node
	answers
}

// answers are what an operation may reply, found once.
type answers struct {
	success  *Reply
	refusals map[RefusalKind]*Refusal
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

// ChoosingKeys is how many keys of the path choose the records of a list by a member.
func (op *Operation) ChoosingKeys() int {
	n := 0
	for _, p := range op.PathKeys {
		if p.Filter.Kind != NoFilter {
			n++
		}
	}
	return n
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
			if named[0] == "header" {
				named[1] = strings.ToLower(named[1])
			}
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

package spec

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
)

// Body is what an operation reads.
type Body struct {
	MediaType string   // the one that is checked: that of JSON, where it is declared
	Media     []string // all that are declared, as they are written
	Required  bool
	Schema    *Schema // nil for any
	Rules     *MemberRules

	key string // in content
}

// ListsOperations tells whether a body is a list of operations on a record, as JSON
// Patch has it: by its media type, or by its schema.
func (b *Body) ListsOperations() bool {
	if b == nil || mediatype.Of(b.MediaType) == mediatype.JSONPatch {
		return b != nil
	}
	items := b.Schema.Items()
	return items.Member("op") != nil && items.Member("path") != nil
}

// Reply is one declared answer.
type Reply struct {
	Status    int          // 0 for a range
	Range     string       // "4XX" or "default", "" for one status
	MediaType string       // "" for no body; that of JSON, where it is declared
	Media     []string     // all that are declared
	Schema    *Schema      // nil for no body, or for any
	Headers   []*Parameter // their names as they are written
	Holds     bool         // the resource of the action stands in the body, or a list of them
	Envelope  []string     // where it stands
	Many      bool         // it is a list

	node *node
	key  string // in content
}

// MostListed is how many records the list of a reply holds at most, and whether the
// document says so.
func (r *Reply) MostListed() (int, bool) {
	if r == nil || !r.Many {
		return 0, false
	}
	s := r.Schema
	for _, name := range r.Envelope {
		m := s.Member(name)
		if m == nil {
			return 0, false
		}
		s = m.Schema
	}
	most := s.Words().MaxItems
	return most, most >= 0
}

// Example is the reply's first example and whether it has one.
func (r *Reply) Example() (any, bool) { return exampleOf(r.media()) }

// Example is the body's first example and whether it has one.
func (b *Body) Example(op *Operation) (any, bool) {
	return exampleOf(op.node.Get("requestBody", "content").Own(b.key).Deref())
}

func exampleOf(media *node) (any, bool) {
	if example := media.Own("example"); example != nil {
		return jsonDecoded(example), true
	}
	for _, named := range media.Own("examples").Members() {
		if value := named.Deref().Own("value"); value != nil {
			return jsonDecoded(value), true
		}
	}
	return nil, false
}

// jsonDecoded is a node as a body would bring it.
func jsonDecoded(n *node) any {
	value, _ := jsonvalue.Decode(jsonvalue.Append(nil, jsonValue(n)))
	return value
}

// Success is the reply of a request that is granted: the first of a 2xx status,
// else that of 2XX, else the first that leads elsewhere, else the default one; the
// status of a range is its first. It is nil where no such reply is declared.
func (op *Operation) Success() *Reply { return op.success }

// Grants lists the statuses that say that a request is granted: each of 2xx that the
// operation declares, else that of its one reply of success.
func (op *Operation) Grants() []int {
	var out []int
	for _, r := range op.Replies {
		if r.Status/100 == 2 {
			out = append(out, r.Status)
		}
	}
	if op.success != nil && !slices.Contains(out, op.success.Status) {
		out = append(out, op.success.Status)
	}
	return out
}

// Answering is the operation as one that is granted by another of its replies.
func (op *Operation) Answering(r *Reply) *Operation {
	out := *op
	out.success = r
	return &out
}

func (op *Operation) findSuccess() *Reply {
	for _, r := range op.Replies {
		if r.Status/100 == 2 {
			return r
		}
	}
	for _, of := range []string{"2XX", "3XX", "default"} {
		for _, r := range op.Replies {
			if of == "3XX" && r.Status/100 == 3 && r.Status != http.StatusNotModified {
				return r
			}
			if r.Range == of {
				granted := *r
				granted.Status = http.StatusOK
				if of == "3XX" {
					granted.Status = http.StatusFound
				}
				return &granted
			}
		}
	}
	return nil
}

// Reply finds the declared reply of a status, or of the range that it is of, or
// the default one; nil for none.
func (op *Operation) Reply(status int) *Reply {
	for _, r := range op.Replies {
		if r.Status == status {
			return r
		}
	}
	for _, of := range []string{strconv.Itoa(status/100) + "XX", "default"} {
		for _, r := range op.Replies {
			if r.Range == of {
				return r
			}
		}
	}
	return nil
}

// chosen is the media type of a content that is served and checked: JSON if
// there is one, or of its family, else the first.
func chosen(content *node) (key string, all []string) {
	best := 0
	for media := range content.Members() {
		all = append(all, media)
		rank := 1
		switch name := mediatype.Of(media); {
		case name == mediatype.JSON:
			rank = 5
		case name == mediatype.JSONPatch:
			rank = 3
		case strings.HasSuffix(name, "+json") || name == "text/json":
			rank = 4
		case mediatype.IsJSON(media):
			rank = 2
		}
		if rank > best {
			best, key = rank, media
		}
	}
	return key, all
}

func (c *compiler) body(op *Operation, n *node) {
	if n == nil {
		return
	}
	key, all := chosen(n.Get("content"))
	if key == "" {
		c.report.Warn(n, "the request body has no content, so that none is read", "declare it under content: "+mediatype.JSON)
		return
	}
	schema := n.Get("content").Own(key).Deref().Own("schema")
	op.Body = &Body{
		MediaType: concrete(key), Media: all, Required: n.Get("required").True(), Schema: c.schemas.at(schema, sent),
		Rules: c.memberRules(schema), key: key,
	}
}

// concrete is a media type as it is sent.
func concrete(key string) string {
	switch name := mediatype.Of(key); {
	case mediatype.IsJSON(key) && strings.Contains(name, "*"):
		return mediatype.JSON
	case mediatype.IsJSON(key):
		return name
	}
	return key
}

func (c *compiler) replies(op *Operation, n *node) {
	for status, r := range n.Members() {
		target := r.Deref()
		if strings.HasPrefix(status, "x-") || target == nil {
			continue
		}
		reply := &Reply{node: target}
		switch {
		case len(status) == 3 && strings.Trim(status, "0123456789") == "" && status[0] >= '1' && status[0] <= '5':
			reply.Status = int(status[0]-'0')*100 + int(status[1]-'0')*10 + int(status[2]-'0')
		case len(status) == 3 && strings.EqualFold(status[1:], "xx") && status[0] >= '1' && status[0] <= '5':
			reply.Range = strings.ToUpper(status)
		case strings.EqualFold(status, "default"):
			reply.Range = "default"
		default:
			c.report.Warn(r, "the reply is declared for no status: "+status, "name a three-digit status, a range such as 4XX, or default")
			continue
		}
		if key, all := chosen(target.Get("content")); key != "" {
			reply.MediaType, reply.Media, reply.key = concrete(key), all, key
			reply.Schema = c.schemas.at(target.Get("content").Own(key).Deref().Own("schema"), replied)
		}
		for name, h := range target.Get("headers").Members() {
			h = h.Deref()
			if strings.EqualFold(name, "content-type") {
				continue // OpenAPI has such a declaration ignored
			}
			reply.Headers = append(reply.Headers, &Parameter{
				Name: name, node: h, Required: h.Get("required").True(), Schema: c.schemas.at(h.Own("schema"), replied),
			})
		}
		op.Replies = append(op.Replies, reply)
	}
}

package spec

import "fmt"

// examples checks every example and default of the document against the schema
// that it illustrates.
func (c *compiler) examples() {
	for _, s := range c.schemas.list {
		c.illustrates(s, s.Node.Own("default"), "the default")
		c.illustrates(s, s.Node.Own("example"), "the example")
		if list := s.Node.Own("examples"); list != nil {
			for _, example := range list.Items {
				c.illustrates(s, example, "the example")
			}
		}
	}
	for _, op := range c.contract.Operations {
		if op.Body != nil {
			c.mediaExamples(op.Body.Schema, op.Node.Get("requestBody", "content", op.Body.MediaType))
		}
		for _, reply := range op.Replies {
			if reply.Schema != nil {
				c.mediaExamples(reply.Schema, reply.Node.Get("content", reply.MediaType))
			}
		}
	}
}

func (c *compiler) mediaExamples(s *Schema, media *Node) {
	c.illustrates(s, media.Own("example"), "the example")
	for _, named := range media.Get("examples").Members() {
		c.illustrates(s, named.Get("value"), "the example")
	}
}

func (c *compiler) illustrates(s *Schema, example *Node, what string) {
	if example == nil || s == nil || s.compiled == nil {
		return
	}
	for _, v := range s.Check(jsonValue(example)) {
		c.report.At(example.Nearest(v.Pointer), what+" does not fit its schema: "+v.Pointer+" "+v.Detail,
			fmt.Sprintf("mend %s, or the schema at line %d", what, s.Node.Line))
	}
}

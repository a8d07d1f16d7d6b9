package spec

import (
	"fmt"
	"strings"
)

// names reports every name in the document that leads nowhere: a $ref, which
// must stay inside the document, and a security scheme. kin-openapi would stop
// at the first, or tell the operation and not the line.
func (c *compiler) names(n, schemes *Node) {
	if ref := n.Own("$ref"); ref != nil {
		switch target := ref.Text(); {
		case !strings.HasPrefix(target, "#"):
			c.report.At(ref, fmt.Sprintf("the reference %q leads out of the document", target), "bring what it refers to into components")
		case n.Deref() == nil:
			c.report.At(ref, "the reference "+target+" leads nowhere", "name something that there is in components")
		}
	}
	for name, member := range n.Members() {
		switch name {
		case "example", "examples": // free text
		case "security", "x-security":
			c.schemeNames(member, schemes)
		default:
			c.names(member, schemes)
		}
	}
	for _, item := range n.Items {
		c.names(item, schemes)
	}
}

func (c *compiler) schemeNames(security, schemes *Node) {
	for _, item := range security.Items {
		for scheme, roles := range item.Members() {
			if schemes.Own(scheme) == nil {
				c.report.At(roles, "the security scheme "+scheme+" is not declared", "declare it in components/securitySchemes, or name one that is")
			}
		}
	}
}

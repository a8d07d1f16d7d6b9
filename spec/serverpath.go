package spec

import (
	"net/url"
	"path"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// braces takes away those of variables that are not declared.
var braces = strings.NewReplacer("{", "", "}", "")

// basePath is the path part of the first server of the operation, its path
// item or the document, the nearest first; variables have their defaults.
func (c *compiler) basePath(item, op *node) string {
	for _, n := range []*node{op, item, c.contract.root} {
		servers := n.Get("servers")
		if servers == nil || len(servers.Items) == 0 {
			continue
		}
		server := servers.Items[0]
		text := server.Get("url").Text()
		for name, variable := range server.Get("variables").Members() {
			value := variable.Get("default").Value()
			if value == nil {
				value = ""
			}
			text = strings.ReplaceAll(text, "{"+name+"}", textOf(value))
		}
		text = strings.TrimSpace(braces.Replace(text))
		u, err := url.Parse(text)
		if err != nil {
			c.report.Warn(server, "the server's url is none: "+err.Error(), "write an address, or a path")
			return ""
		}
		if _, after, found := strings.Cut(u.Opaque, "/"); found { // localhost:8080/api, where localhost is read as a scheme
			u = &url.URL{Path: "/" + after}
		}
		// A relative address begins where the document lies, which is taken for the root.
		base := path.Clean("/" + u.EscapedPath())
		return strings.TrimRight(base, "/")
	}
	return ""
}

// textOf is a scalar as text.
func textOf(v any) string {
	if s, is := v.(string); is {
		return s
	}
	return string(jsonvalue.Append(nil, v))
}

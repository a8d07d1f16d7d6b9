package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Format is a way to write a document down.
type Format string

// The formats of Print.
const (
	YAML Format = "yaml"
	JSON Format = "json"
)

// Print writes the document with every anchor and merge key resolved, its
// members in the order of the source. The OpenAPI version is "3.1" or "3.0";
// for 3.0 the role names of security move to x-roles, since 3.0 allows them for
// OAuth alone.
func (c *Contract) Print(format Format, version string) ([]byte, error) {
	var root *Node
	switch version {
	case "3.1":
		root = c.Root
	case "3.0":
		root = downgrade(c.Root, "")
	default:
		return nil, fmt.Errorf("printing the contract as OpenAPI %q: it can be written as 3.1 or 3.0", version)
	}
	switch format {
	case JSON:
		var out bytes.Buffer
		if err := json.Indent(&out, appendNode(nil, root), "", "  "); err != nil {
			return nil, fmt.Errorf("printing the contract: %w", err)
		}
		out.WriteByte('\n')
		return out.Bytes(), nil
	case YAML:
		var b bytes.Buffer
		writeYAML(&b, root, "")
		return b.Bytes(), nil
	}
	return nil, fmt.Errorf("printing the contract as %q: it can be written as yaml or json", format)
}

// appendNode writes a node as JSON in the order of the source.
func appendNode(dst []byte, n *Node) []byte {
	switch n.Kind {
	case Object:
		dst = append(dst, '{')
		for i, key := range n.Keys {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendString(dst, key), ':')
			dst = appendNode(dst, n.values[i])
		}
		return append(dst, '}')
	case Array:
		dst = append(dst, '[')
		for i, item := range n.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendNode(dst, item)
		}
		return append(dst, ']')
	}
	return AppendJSON(dst, n.Scalar, nil)
}

// writeYAML writes block YAML whose scalars are JSON where plain text could be
// read as something else.
func writeYAML(b *bytes.Buffer, n *Node, indent string) {
	switch {
	case n.Kind == Object && len(n.Keys) > 0:
		for i, key := range n.Keys {
			if i > 0 {
				b.WriteString(indent)
			}
			b.WriteString(yamlText(key) + ":")
			writeYAMLBelow(b, n.values[i], indent+"  ")
		}
	case n.Kind == Array && len(n.Items) > 0:
		for i, item := range n.Items {
			if i > 0 {
				b.WriteString(indent)
			}
			b.WriteString("- ")
			writeYAML(b, item, indent+"  ")
		}
	default:
		if text, ok := n.Scalar.(string); ok && n.Kind == Scalar {
			b.WriteString(yamlText(text) + "\n")
			return
		}
		b.Write(append(appendNode(nil, n), '\n'))
	}
}

func writeYAMLBelow(b *bytes.Buffer, n *Node, indent string) {
	if len(n.Keys) == 0 && len(n.Items) == 0 {
		b.WriteByte(' ')
	} else {
		b.WriteString("\n" + indent)
	}
	writeYAML(b, n, indent)
}

// yamlText leaves a string plain where every YAML reader takes it for the same
// string, and quotes it as JSON otherwise.
func yamlText(s string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./$ "
	first := strings.Trim(s[:min(1, len(s))], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$/") == ""
	switch strings.ToLower(s) {
	case "", "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		first = false
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		first = false // Infinity, NaN
	}
	if first && strings.Trim(s, plain) == "" && strings.TrimSpace(s) == s {
		return s
	}
	return string(appendString(nil, s))
}

// downgrade writes what OpenAPI 3.1 says in the words of 3.0.
func downgrade(n *Node, key string) *Node {
	out := *n
	if n.Kind == Array {
		out.Items = make([]*Node, len(n.Items))
		for i, item := range n.Items {
			out.Items[i] = downgrade(item, "")
		}
		return &out
	}
	if n.Kind != Object {
		return &out
	}
	out.Keys, out.values, out.index = nil, nil, nil
	for name, member := range n.Members() {
		switch {
		case name == "openapi" && n.Pointer == "":
			member = &Node{Kind: Scalar, Scalar: "3.0.3"}
		case key == "info" && name == "summary", key == "license" && name == "identifier":
			continue // words of 3.1
		case name == "security":
			if roles := member; hasRoles(roles) {
				out.set("x-roles", roles)
			}
			member = withoutRoles(member)
		default:
			member = downgrade(member, name)
		}
		out.set(name, member)
	}
	return &out
}

func hasRoles(security *Node) bool {
	for _, item := range security.Items {
		for _, names := range item.Members() {
			if len(names.Items) > 0 {
				return true
			}
		}
	}
	return false
}

// withoutRoles is a security list that names its schemes alone.
func withoutRoles(security *Node) *Node {
	out := &Node{Kind: Array}
	for _, item := range security.Items {
		schemes := &Node{Kind: Object}
		for scheme := range item.Members() {
			schemes.set(scheme, &Node{Kind: Array})
		}
		out.Items = append(out.Items, schemes)
	}
	return out
}

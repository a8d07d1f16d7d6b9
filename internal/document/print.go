package document

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// JSON writes the tree as JSON, indented, its members in the order of the source.
func (n *Node) JSON() []byte {
	var out bytes.Buffer
	if err := json.Indent(&out, n.AppendJSON(nil), "", "  "); err != nil {
		panic(err) // AppendJSON writes JSON
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// YAML writes the tree as block YAML.
func (n *Node) YAML() []byte {
	var b bytes.Buffer
	writeYAML(&b, n, "")
	return b.Bytes()
}

// AppendJSON writes a node as JSON in the order of the source.
func (n *Node) AppendJSON(dst []byte) []byte {
	switch n.Kind {
	case Object:
		dst = append(dst, '{')
		for i, key := range n.Keys {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendString(dst, key), ':')
			dst = n.values[i].AppendJSON(dst)
		}
		return append(dst, '}')
	case Array:
		dst = append(dst, '[')
		for i, item := range n.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = item.AppendJSON(dst)
		}
		return append(dst, ']')
	}
	switch v := n.Scalar.(type) {
	case string:
		return appendString(dst, v)
	case bool:
		return strconv.AppendBool(dst, v)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case json.Number:
		return append(dst, v...)
	case float64:
		number, err := json.Marshal(v)
		if err != nil { // infinite, which JSON has no word for
			return appendString(dst, strconv.FormatFloat(v, 'g', -1, 64))
		}
		return append(dst, number...)
	}
	return append(dst, "null"...)
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
		b.Write(append(n.AppendJSON(nil), '\n'))
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

func appendString(dst []byte, s string) []byte {
	quoted, _ := jsontext.AppendQuote(dst, s) // invalid UTF-8 is written replaced
	return quoted
}

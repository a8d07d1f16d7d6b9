package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// errBound ends the reading of a text of which it is told why.
var errBound = errors.New("the text is not read further")

// parseJSON reads a text that begins as JSON does. It returns nil for one that
// does not, or that is not valid JSON after all, and then says why.
func parseJSON(file string, data []byte, limit *bound) (*Node, error) {
	if start := bytes.TrimLeft(data, " \t\r\n"); len(start) == 0 || start[0] != '{' && start[0] != '[' {
		return nil, nil
	}
	b := &jsonBuilder{
		data: data, report: &Reporter{File: file}, bound: limit, line: 1,
		decoder: jsontext.NewDecoder(bytes.NewReader(data), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)),
	}
	root, err := b.value(nil, "", 0)
	if err == nil {
		if _, more := b.decoder.ReadToken(); !errors.Is(more, io.EOF) {
			err = errors.New("there is more text after the value")
		}
	}
	if err != nil && !errors.Is(err, errBound) {
		b.report.Add(Problem{File: file, Line: b.here(), What: "the text is not valid JSON: " + OneLine(err), Mend: "mend the syntax at that line"})
	}
	if err := b.report.Err(); err != nil {
		return nil, err
	}
	return root, nil
}

type jsonBuilder struct {
	data    []byte
	decoder *jsontext.Decoder
	report  *Reporter
	*bound
	line    int // of what was read before counted
	counted int // bytes
}

// here is the line of what was read last.
func (b *jsonBuilder) here() int {
	end := min(int(b.decoder.InputOffset()), len(b.data))
	b.line += bytes.Count(b.data[b.counted:end], []byte("\n"))
	b.counted = end
	return b.line
}

func (b *jsonBuilder) value(parent *Node, token string, depth int) (*Node, error) {
	read, err := b.decoder.ReadToken()
	if err != nil {
		return nil, err
	}
	n := &Node{parent: parent, token: token, Line: b.here(), Kind: Scalar}
	if b.count++; b.count > b.most {
		return nil, b.refuse(n, b.tooMany)
	}
	if depth > maxDepth {
		return nil, b.refuse(n, tooDeep)
	}
	switch read.Kind() {
	case '{':
		n.Kind = Object
		return n, b.object(n, depth)
	case '[':
		n.Kind = Array
		for i := 0; b.decoder.PeekKind() != ']'; i++ {
			item, err := b.value(n, strconv.Itoa(i), depth+1)
			if err != nil {
				return nil, err
			}
			if n.Items = append(n.Items, item); len(n.Items) > b.width {
				return nil, b.refuse(n, b.tooWide)
			}
		}
		_, err := b.decoder.ReadToken()
		return n, err
	case '"':
		n.Scalar = read.String()
	case '0':
		n.Scalar = number(read.String())
	case 't', 'f':
		n.Scalar = read.Bool()
	}
	return n, nil
}

func (b *jsonBuilder) object(n *Node, depth int) error {
	for b.decoder.PeekKind() != '}' {
		name, err := b.decoder.ReadToken()
		if err != nil {
			return err
		}
		key := name.String()
		member, err := b.value(n, key, depth+1)
		if err != nil {
			return err
		}
		if n.at(key) >= 0 {
			b.report.At(member, fmt.Sprintf("the key %q stands twice in one object", key), "keep one of them")
		}
		if n.set(key, member); len(n.Keys) > b.width {
			return b.refuse(n, b.tooWide)
		}
	}
	_, err := b.decoder.ReadToken()
	return err
}

// refuse tells why the text is not read further.
func (b *jsonBuilder) refuse(n *Node, why func() (what, mend string)) error {
	b.over = true
	what, mend := why()
	b.report.At(n, what, mend)
	return errBound
}

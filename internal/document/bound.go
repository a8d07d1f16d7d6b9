package document

import (
	"bytes"
	"fmt"
	"math"
)

// maxDepth is how deeply values may be nested: following them takes the stack.
const maxDepth = 500

// bound is how much may be read: a small text must not fill the memory by its
// aliases, or a large one by its width.
type bound struct {
	count int  // of the values so far
	most  int  // that count may be
	width int  // of one object or list
	over  bool // it was reached, which is told
}

// bound is that of the files of an OpenAPI document together, in which a value takes
// thirty bytes and more; of another text, such as a world, it goes by its size.
func (s *Source) bound(size int) bound {
	if s.files == nil {
		return bound{most: max(1_000_000, size/8), width: math.MaxInt}
	}
	return bound{count: s.files.values, most: 500_000, width: 15_000}
}

func (b *bound) tooMany() (what, mend string) {
	return fmt.Sprintf("the document has more than %d values, or expands to more", b.most), "leave out what is not needed, and use fewer aliases"
}

func (b *bound) tooWide() (what, mend string) {
	return fmt.Sprintf("the value has more than %d members or items", b.width), "leave out what is not needed"
}

func tooDeep() (what, mend string) {
	return fmt.Sprintf("the document is nested more than %d levels deep", maxDepth), "bring parts of it into components, and refer to them"
}

// manyAt is the line of YAML by which there may be more than so many values, 0 for
// none: the reader of YAML has all of them in memory before the first is seen. Each
// begins a line, or follows a comma, a bracket or another dash. Those of texts are counted
// too, without which a quote would hide what comes after it.
func (b *bound) manyAt(data []byte) int {
	most := b.most - b.count
	if len(data) <= most || b.width == math.MaxInt {
		return 0
	}
	line, each := 0, 1
	for text := range bytes.Lines(data) {
		line++
		if text = bytes.TrimSpace(text); len(text) == 0 || text[0] == '#' {
			continue
		}
		if start := bytes.TrimLeft(text, "- "); len(start) > 0 && (start[0] == '{' || start[0] == '[') && (len(text) > 1000 || !closes(text)) {
			each = 3 // all of it may be a key: the reader keeps its tokens until it has ended
		}
		most -= each
		for i, c := range text {
			if c == ',' || c == '[' || c == '{' || c == '-' && i > 0 && i+1 < len(text) && text[i+1] == ' ' {
				most -= each
			}
		}
		if most < 0 {
			return line
		}
	}
	return 0
}

// closes tells whether a line ends what it has begun.
func closes(text []byte) bool {
	last := text[len(text)-1]
	return len(text) > 1 && (last == '}' || last == ']')
}

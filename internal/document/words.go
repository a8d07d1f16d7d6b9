package document

import (
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// Words are what a schema says of a value in the words of JSON Schema. Those of
// OpenAPI 3.0 are told in the words of 3.1. What a document writes that no word
// can be, such as a length of -1, is not there.
type Words struct {
	Format string
	// Pattern is a regular expression of ECMA-262, as it is written.
	Pattern string
	// Enum are the values of which it must be one, nil for any; where several
	// lists are given, those that stand in all of them. They are of Go's types:
	// string, bool, int, float64, json.Number, nil, []any, map[string]any.
	Enum []any
	// Const are the values of const: one, or none.
	Const []any

	MinLength, MaxLength int // of a text, in characters; 0 and -1 for none
	MinItems, MaxItems   int // of a list; 0 and -1 for none
	MinProperties        int // of an object; 0 for none
	UniqueItems          bool

	// The bounds of a number, exactly as they are written; nil for none.
	Minimum, Maximum                   *big.Rat
	ExclusiveMinimum, ExclusiveMaximum *big.Rat
	MultipleOf                         *big.Rat

	Closed    bool // members that are not named are refused
	WriteOnly bool
	Examples  []any // of example, else of examples
	Default   []any // one, or none

	Description string
	Fake        string // x-fake, our word for what a made value is like
}

// longest is a size past any that is made.
const longest = math.MaxInt32

// WordsOf reads what parts of a schema say together: of bounds and sizes the
// tightest, of any other word the first that says it.
func WordsOf(parts ...*Node) *Words {
	r := wordReader(parts)
	w := &Words{
		Format: r.find("format").Text(), Pattern: r.find("pattern").Text(),
		Enum:      r.enum(),
		MinLength: r.size("minLength", 0), MaxLength: r.size("maxLength", -1),
		MinItems: r.size("minItems", 0), MaxItems: r.size("maxItems", -1), MinProperties: r.size("minProperties", 0), UniqueItems: r.find("uniqueItems").True(),
		WriteOnly: r.find("writeOnly").True(), Description: r.find("description").Text(), Fake: r.find("x-fake").Text(),
	}
	for _, part := range r {
		w.bound(part)
	}
	if n := r.find("const"); n != nil {
		w.Const = []any{n.Value()}
	}
	if others := r.find("additionalProperties"); others != nil {
		w.Closed = others.Scalar == false
	}
	if n := r.find("default"); n != nil {
		w.Default = []any{n.Value()}
	}
	if n := r.find("example"); n != nil {
		w.Examples = []any{n.Value()}
	} else if n := r.find("examples"); n != nil {
		for _, item := range n.Items {
			w.Examples = append(w.Examples, item.Value())
		}
	}
	return w
}

// bound holds a number to what one part says of it, too.
func (w *Words) bound(part *Node) {
	least, most := part.Own("minimum").Decimal(), part.Own("maximum").Decimal()
	above, below := part.Own("exclusiveMinimum").Decimal(), part.Own("exclusiveMaximum").Decimal()
	if part.Own("exclusiveMinimum").True() {
		least, above = nil, least
	}
	if part.Own("exclusiveMaximum").True() {
		most, below = nil, most
	}
	w.Minimum, w.ExclusiveMinimum = tightest(1, w.Minimum, least), tightest(1, w.ExclusiveMinimum, above)
	w.Maximum, w.ExclusiveMaximum = tightest(-1, w.Maximum, most), tightest(-1, w.ExclusiveMaximum, below)
	w.MultipleOf = commonMultiple(w.MultipleOf, part.Own("multipleOf").Decimal())
}

// WholeMaximum is the greatest whole number that maximum and exclusiveMaximum let
// through, and whether there is one that an int holds.
func (w *Words) WholeMaximum() (int, bool) {
	most, open := w.Maximum, false
	if v := w.ExclusiveMaximum; v != nil && (most == nil || v.Cmp(most) <= 0) {
		most, open = v, true
	}
	if most == nil {
		return 0, false
	}
	whole := new(big.Int).Div(most.Num(), most.Denom()) // rounded down: a denominator is above 0
	if open && most.IsInt() {
		whole.Sub(whole, big.NewInt(1))
	}
	return int(whole.Int64()), whole.IsInt64()
}

// wordReader is the parts of a schema, the nearest first.
type wordReader []*Node

func (r wordReader) find(word string) *Node {
	for _, part := range r {
		if n := part.Own(word); n != nil {
			return n
		}
	}
	return nil
}

// enum are the values of the first list that stand in the others too; those of
// the first where a list has none of them, for nothing fits then.
func (r wordReader) enum() []any {
	first := r.find("enum")
	if first == nil || len(first.Items) == 0 {
		return nil
	}
	values, _ := first.Value().([]any)
	for _, part := range r {
		other, _ := part.Own("enum").Value().([]any)
		if other == nil || part.Own("enum") == first {
			continue
		}
		shared := map[string]bool{}
		for _, v := range other {
			shared[string(jsonvalue.Append(nil, v))] = true
		}
		both := slices.DeleteFunc(slices.Clone(values), func(v any) bool { return !shared[string(jsonvalue.Append(nil, v))] })
		if len(both) > 0 {
			values = both
		}
	}
	return values
}

// size reads a word that counts, the tightest of all parts: the greatest that begins with
// min, the least of others. It gives otherwise where none says it.
func (r wordReader) size(word string, otherwise int) int {
	out, said := otherwise, false
	for _, part := range r {
		v := part.Own(word).Decimal()
		if v == nil || v.Sign() < 0 || !v.IsInt() {
			continue
		}
		size := longest
		if v.Num().IsInt64() && v.Num().Int64() < longest {
			size = int(v.Num().Int64())
		}
		if !said || strings.HasPrefix(word, "min") == (size > out) {
			out, said = size, true
		}
	}
	return out
}

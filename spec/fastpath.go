package spec

import (
	"encoding/json"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// fastPath is a schema for a fast path of validation. A value that it accepts is
// valid; of one that it does not, jsonschema decides, which is slower and knows
// every keyword and every reason. Most requests are as they should be, so most
// never come to it.
type fastPath struct {
	partial bool // a keyword is not read here: nothing is accepted
	open    bool // being compiled

	types      types
	texts      map[string]bool // of enum; nil: any
	format     *jsonschema.Format
	usual      func(string) bool // true: the format holds for sure; nil: ask it
	pattern    jsonschema.Regexp
	runs       runs   // of the pattern: what it accepts holds for sure
	length     bounds // of a text
	value      bounds // of a number
	items      *fastPath
	itemCount  bounds
	distinct   bool
	members    []fastMember
	count      bounds      // of members
	closed     bool        // to other members
	additional *fastPath   // what other members must be, nil: anything
	parts      []*fastPath // that must fit too
}

// fastMember is a member that a schema names.
type fastMember struct {
	name     string
	path     *fastPath
	required bool
}

// bounds are the least and the most, both included.
type bounds struct{ least, most int64 }

func (b bounds) hold(n int64) bool { return b.least <= n && n <= b.most }

// fastPaths compiles those of schemas, each once: schemas may be circular.
type fastPaths map[*jsonschema.Schema]*fastPath

func (all fastPaths) of(s *jsonschema.Schema) *fastPath {
	if s == nil {
		return nil
	}
	if known := all[s]; known != nil {
		return known
	}
	f := &fastPath{partial: hasOther(s), open: true}
	all[s] = f
	defer func() { f.open = false }()
	if f.partial {
		return f
	}
	if s.Types != nil && !s.Types.IsEmpty() {
		f.types = typesOf(s.Types.ToStrings())
	}
	if s.Enum != nil {
		f.texts = map[string]bool{}
		for _, value := range s.Enum.Values {
			text, ok := value.(string)
			f.partial = f.partial || !ok
			f.texts[text] = true
		}
	}
	f.format, f.pattern = s.Format, s.Pattern
	if s.Pattern != nil {
		f.runs = runsOf(s.Pattern.String())
	}
	if s.Format != nil {
		f.usual = usualFormats[s.Format.Name]
	}
	f.length, f.itemCount, f.count = within(s.MinLength, s.MaxLength), within(s.MinItems, s.MaxItems), within(s.MinProperties, s.MaxProperties)
	f.value = bounds{f.whole(s.Minimum, math.MinInt64), f.whole(s.Maximum, math.MaxInt64)}
	f.items, f.distinct = all.of(s.Items2020), s.UniqueItems
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		f.members = append(f.members, fastMember{name, all.of(s.Properties[name]), slices.Contains(s.Required, name)})
	}
	for _, name := range s.Required {
		f.partial = f.partial || s.Properties[name] == nil
	}
	switch other := s.AdditionalProperties.(type) {
	case bool:
		f.closed = !other
	case *jsonschema.Schema:
		f.additional = all.of(other)
	}
	parts := s.AllOf
	if s.Ref != nil {
		parts = append(parts[:len(parts):len(parts)], s.Ref)
	}
	for _, part := range parts {
		p := all.of(part)
		f.partial = f.partial || p.open // perhaps a schema that is part of itself
		f.parts = append(f.parts, p)
	}
	return f
}

func within(least, most *int) bounds {
	b := bounds{0, math.MaxInt64}
	if least != nil {
		b.least = int64(*least)
	}
	if most != nil {
		b.most = int64(*most)
	}
	return b
}

// whole is a limit of numbers. One that is not a whole number is not read here.
func (f *fastPath) whole(limit *big.Rat, otherwise int64) int64 {
	if limit == nil {
		return otherwise
	}
	f.partial = f.partial || !limit.IsInt() || !limit.Num().IsInt64()
	return limit.Num().Int64()
}

// accepts tells whether a decoded value is valid for sure.
func (f *fastPath) accepts(v any) bool {
	if f == nil {
		return true
	}
	switch v := v.(type) {
	case string:
		return f.acceptsText(v)
	case json.Number:
		return f.acceptsNumber(string(v))
	}
	if f.partial || f.texts != nil || !f.types.hold(typeBit(v)) || f.format != nil && f.format.Validate(v) != nil {
		return false
	}
	for _, part := range f.parts {
		if !part.accepts(v) {
			return false
		}
	}
	switch v := v.(type) {
	case map[string]any:
		return f.object(v)
	case []any:
		return f.list(v)
	case bool, nil:
		return true
	}
	return false // a Go number: not what a request brings
}

// acceptsText is accepts for a string.
func (f *fastPath) acceptsText(s string) bool {
	switch {
	case f == nil:
		return true
	case f.partial, !f.types.hold(textType), f.texts != nil && !f.texts[s]:
		return false
	case f.length != bounds{0, math.MaxInt64} && !f.length.hold(int64(utf8.RuneCountInString(s))):
		return false
	case f.pattern != nil && !f.runs.accept(s) && !f.pattern.MatchString(s):
		return false
	case f.usual != nil && f.usual(s):
	case f.format != nil && f.format.Validate(s) != nil:
		return false
	}
	for _, part := range f.parts {
		if !part.acceptsText(s) {
			return false
		}
	}
	return true
}

// acceptsNumber is accepts for a number, as it is written. One with a fraction or an
// exponent is left to jsonschema.
func (f *fastPath) acceptsNumber(s string) bool {
	if f == nil {
		return true
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || f.partial || f.texts != nil || f.format != nil || !f.value.hold(n) || !f.types.hold(numberType|integerType) {
		return false
	}
	for _, part := range f.parts {
		if !part.acceptsNumber(s) {
			return false
		}
	}
	return true
}

func (f *fastPath) object(v map[string]any) bool {
	if !f.count.hold(int64(len(v))) {
		return false
	}
	known := 0
	for i := range f.members {
		m := &f.members[i]
		value, sent := v[m.name]
		if sent {
			known++
		}
		if sent && !m.path.accepts(value) || !sent && m.required {
			return false
		}
	}
	return known == len(v) || !f.closed && f.others(v)
}

// others is accepts for the members that the schema does not name.
func (f *fastPath) others(v map[string]any) bool {
	for name, value := range v {
		named := slices.ContainsFunc(f.members, func(m fastMember) bool { return m.name == name })
		if !named && !f.additional.accepts(value) {
			return false
		}
	}
	return true
}

func (f *fastPath) list(v []any) bool {
	if !f.itemCount.hold(int64(len(v))) || f.distinct && !distinct(v) {
		return false
	}
	for _, item := range v {
		if !f.items.accepts(item) {
			return false
		}
	}
	return true
}

// distinct tells whether a list holds strings, and none twice.
func distinct(list []any) bool {
	if len(list) < 2 {
		return true
	}
	seen := make(map[string]bool, len(list))
	for _, item := range list {
		s, isText := item.(string)
		if !isText || seen[s] {
			return false
		}
		seen[s] = true
	}
	return true
}

package engine

import (
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// markedText is the text by which a record is one that a run has made, "" where
// none begins with the mark. Where a collection has unique texts only those
// count: a run writes to a persona's own record too, and never there.
func markedText(r *spec.Resource, record map[string]any, mark string) string {
	shown := false
	for _, u := range marking(r) {
		text, is := jsonvalue.ValueAt(record, u.Member).(string)
		if is && beginsWith(text, mark) {
			return strings.ToLower(text)
		}
		shown = shown || is
	}
	if shown {
		return ""
	}
	return strings.Join(markedTexts(r.Schema, record, mark), "\n")
}

// marking are the unique members that can hold a mark.
func marking(r *spec.Resource) []spec.Unique {
	var out []spec.Unique
	for _, u := range r.Unique {
		if own := r.Schema.At(u.Member); own != nil {
			if text, _ := Sample(own, AnyMark, false).(string); strings.HasPrefix(text, AnyMark) {
				out = append(out, u)
			}
		}
	}
	return out
}

// maxAlike is how many records with the same marked text are believed in: a
// server that knows no paging may show thousands that are not there.
func maxAlike(r *spec.Resource) int {
	if len(marking(r)) > 0 {
		return 1
	}
	return 8
}

// BearsMark tells whether a text of a record is one that a run makes: one that begins
// with its mark.
func BearsMark(s *spec.Schema, record map[string]any, mark string) bool {
	return len(markedTexts(s, record, mark)) > 0
}

// beginsWith tells whether a text begins with a mark, in any case: checks write texts in
// another.
func beginsWith(text, mark string) bool {
	return len(text) >= len(mark) && strings.EqualFold(text[:len(mark)], mark)
}

// markedTexts are those texts, however deep in the record.
func markedTexts(s *spec.Schema, record map[string]any, mark string) []string {
	var out []string
	for _, m := range s.Members() {
		switch value := record[m.Name].(type) {
		case string:
			if beginsWith(value, mark) {
				out = append(out, value)
			}
		case map[string]any:
			out = append(out, markedTexts(m.Schema, value, mark)...)
		}
	}
	return out
}

// madeHere tells whether a record is known to be of this run.
func (s *Session) madeHere(resource *spec.Resource, state map[string]any) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Records.ids[resource.Collection+" "+IDOf(resource, state)]
}

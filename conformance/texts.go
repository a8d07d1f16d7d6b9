package conformance

import (
	"strings"
	"unicode"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// texts are the checks that a text is kept as it was sent, in any script.
func (b *builder) texts() {
	for _, f := range b.families {
		if f.update == nil || f.read == nil {
			continue
		}
		path := f.freeMember(changeSchema(f.update))
		if path == "" {
			continue
		}
		b.add(Check{
			Topic: State, Rule: b.ruleOf(f, "OP-9"), Operation: f.update, Name: "texts",
			Writes: true,
			Title:  "a text is kept to the letter, in any script and with any marks",
			Run: func(t *Trial) {
				r := t.borrow(f)
				for _, text := range unusualTexts(b.contract, f.resource, path) {
					change, sent := map[string]any{}, t.mark()+" "+text
					if !changeSchema(f.update).At(path).Valid(sent) {
						continue
					}
					setAt(change, path, sent)
					x := t.ask(f.update, t.bootstrap(), key(r.id), body(change))
					if !t.want(x, "a change of "+path+" to an unusual text", 200) {
						continue
					}
					now, again := t.read(f, r.id)
					for y, record := range map[*Exchange]map[string]any{x: x.one(), again: now} {
						if got := valueAt(record, path); got != sent {
							t.fail(y, path+" as it was sent, in any script", "another text")
						}
					}
				}
			},
		})
	}
}

// longestText is what any server has room for, in bytes.
const longestText = 100

// unusualTexts are those that the fixtures' edge pack puts into a member, as far
// as a person may have typed them: printed characters, no blanks around them.
func unusualTexts(c *spec.Contract, r *spec.Resource, path string) []string {
	generator, err := fixtures.New(c, 0)
	if err != nil {
		return nil // the fixtures tell why; a contract may be checked all the same
	}
	people, err := generator.Of(r.Collection)
	if err != nil {
		return nil
	}
	var out []string
	seen := map[string]bool{"": true}
	for _, edge := range people.EdgeCases() {
		text, _ := valueAt(map[string]any(edge.Record), path).(string)
		if !seen[text] && len(text) <= longestText && strings.TrimSpace(text) == text &&
			strings.ContainsFunc(text, unusual) && !strings.ContainsFunc(text, unprinted) {
			out = append(out, text)
		}
		seen[text] = true
	}
	return out
}

// unusual tells of a character that is no letter of English and no blank.
func unusual(r rune) bool { return r != ' ' && !('a' <= r|0x20 && r|0x20 <= 'z') }

// unprinted tells of a character that nobody sees, but for the one that joins
// others into one.
func unprinted(r rune) bool { return !unicode.IsPrint(r) && r != '\u200d' }

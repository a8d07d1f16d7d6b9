package checks

import (
	"strings"
	"unicode"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// texts are the checks that a text is kept as it was sent, in any script.
func (b *builder) texts() {
	for _, f := range b.families {
		if f.Update == nil || f.Read == nil {
			continue
		}
		path := f.FreeMember(engine.ChangeSchema(f.Update))
		if path == "" {
			continue
		}
		b.add(engine.Check{
			Topic: engine.State, Rule: b.ruleOf(f, "OP-9"), Operation: f.Update, Name: "texts",
			Writes: true,
			Title:  "a text is kept to the letter, in any script and with any marks",
			Run: func(t *engine.Trial) {
				r := t.Acquire(f)
				for _, text := range unusualTexts(b.contract, f.Resource, path) {
					change, sent := map[string]any{}, t.Mark()+" "+text
					if !engine.ChangeSchema(f.Update).At(path).Valid(sent) {
						continue
					}
					jsonvalue.SetAt(change, path, sent)
					x := t.Send(f.Update, t.Bootstrap(), wire.Key(r.ID), wire.Body(change))
					if !t.Want(x, "a change of "+path+" to an unusual text", 200) {
						continue
					}
					now, again := t.ReadRecord(f, r.ID)
					for y, record := range map[*wire.Exchange]map[string]any{x: x.Record(), again: now} {
						if got := jsonvalue.ValueAt(record, path); got != sent {
							t.Fail(y, path+" as it was sent, in any script", "another text")
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
		text, _ := jsonvalue.ValueAt(map[string]any(edge.Record), path).(string)
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

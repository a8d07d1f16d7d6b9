package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// fewValues are two of the values that a parameter is tried with.
func fewValues(s *engine.Dataset, p *spec.Parameter) [][]string {
	tries := valuesToTry(s, p)
	return [][]string{tries[0], tries[len(tries)-1]}
}

// unmatchedValue is a value of a parameter that no record has.
func unmatchedValue(s *engine.Dataset, p *spec.Parameter) string {
	id := engine.IDOf(s.Family.Resource, s.Records[0])
	if other := engine.UnknownID(s.Family.Resource, id); p.Accepts([]string{other}) && !p.Accepts([]string{s.Mark}) {
		return other
	}
	return engine.SampleText(p.Schema, s.Mark+"-nobody")
}

// valuesToTry are the values that a filter is asked for: each a set that is given at
// once. A check for which none is found that the parameter takes does not apply.
func valuesToTry(s *engine.Dataset, p *spec.Parameter) [][]string {
	out := takenValues(s, p)
	if len(out) == 0 {
		panic(engine.NotApplicable("no value is found that " + p.Name + " takes"))
	}
	return out
}

// manyValues are more than a server takes that cuts a list at fifty, and few enough for
// the 4 KiB that some take for a whole request line.
const manyValues = 50

// valuesOf are such values, of which the parameter need not take all.
func valuesOf(s *engine.Dataset, p *spec.Parameter) [][]string {
	member := p.Filter.Members[0]
	schema := s.Family.Resource.Schema.At(member)
	switch {
	case schema.IsInstant():
		return instantValues(s, member)
	case p.Filter.Kind == spec.Substring:
		return partValues(s, p)
	case p.Filter.Kind == spec.Has:
		out := [][]string{{unmatchedValue(s, p)}}
		for _, role := range s.Roles {
			out = append(out, []string{role})
		}
		return out
	case p.Schema.Words().Enum != nil:
		var out [][]string
		for _, value := range p.Schema.Words().Enum {
			out = append(out, []string{fmt.Sprint(value)})
		}
		return out
	}
	text := func(i int) string { return fmt.Sprint(jsonvalue.ValueAt(s.Records[i], member)) }
	out := [][]string{{text(3)}, {unmatchedValue(s, p)}}
	if p.Filter.IgnoreCase {
		four := text(4)
		cut := min(3, len(four))
		out = append(out, []string{strings.ToUpper(four)}, []string{four[:cut] + strings.ToUpper(four[cut:])})
	}
	// Neither parts are matches, nor what only a pattern would take for one.
	eight := text(8)
	if len(eight) < 3 {
		return out
	}
	local, domain, isAddress := strings.Cut(eight, "@")
	if isAddress && local != "" && p.Filter.Kind == spec.In { // of which some take what is in a mailbox for the same
		out = append(out, []string{local + "+x@" + domain}, []string{local[:1] + "." + local[1:] + "@" + domain})
	}
	for _, near := range []string{eight[2:], eight[:len(eight)-1], eight + "x", "x" + eight, strings.ReplaceAll(eight, "-", "."), strings.ReplaceAll(eight, "-", "_")} {
		if p.Schema.Valid(near) && p.Filter.Kind == spec.In {
			out = append(out, []string{near})
		}
	}
	if p.Repeatable {
		many := append(slices.Repeat([]string{unmatchedValue(s, p)}, manyValues), text(3))
		out = append(out, many, []string{text(5), text(2)}, []string{text(6), unmatchedValue(s, p), text(1)}, []string{text(7), text(7)})
	}
	return out
}

// instantValues are dates at, before and after one of the dataset that was never
// changed and one that was, written in all the ways that RFC 3339 has.
func instantValues(s *engine.Dataset, member string) [][]string {
	var out [][]string
	for _, i := range []int{5, engine.ChangedOfDataset[0]} {
		at, _ := engine.Instant(jsonvalue.ValueAt(s.Records[i], member))
		exact := time.UnixMilli(at).UTC()
		if out = append(out, []string{exact.Format(instant.Layout)}); len(out) > 1 {
			break // written in one way is enough
		}
		out = append(out,
			[]string{exact.Format("2006-01-02T15:04:05.000000Z07:00")},
			[]string{exact.In(time.FixedZone("", 5*3600+1800)).Format("2006-01-02T15:04:05.000Z07:00")},
			[]string{exact.In(time.FixedZone("", -3*3600)).Format("2006-01-02T15:04:05.000Z07:00")},
			[]string{exact.Add(time.Millisecond).Format(instant.Layout)},
			[]string{exact.Add(-time.Millisecond).Format(instant.Layout)})
	}
	return append(out, []string{"2001-01-01T00:00:00Z"}, []string{"2999-12-31T23:59:59Z"})
}

// partValues are pieces of texts in each member that is searched, in several cases
// of letters, and pieces that only a pattern would find.
func partValues(s *engine.Dataset, p *spec.Parameter) [][]string {
	var out [][]string
	var all []string
	for i, member := range p.Filter.Members {
		value := jsonvalue.ValueAt(s.Records[i+2], member)
		items, is := value.([]any)
		if !is {
			items = []any{value}
		}
		for _, item := range items {
			text, _ := item.(string)
			if len(text) < 12 {
				continue
			}
			part := text[2:]
			out = append(out, []string{part}, []string{strings.ToUpper(part)}, []string{strings.ToLower(part)})
			all = append(all, text)
		}
	}
	if len(all) > 1 { // side by side they are in no member
		out = append(out, []string{strings.Join(all[:2], " ")})
	}
	if members := p.Filter.Members; len(members) > 1 {
		first, second := jsonvalue.ValueAt(s.Records[2], members[0]), jsonvalue.ValueAt(s.Records[2], members[1])
		out = append(out, []string{fmt.Sprint(first, " ", second)}, []string{fmt.Sprint(first) + fmt.Sprint(second)}, []string{fmt.Sprint(second, " ", first)}, []string{fmt.Sprint(second, ", ", first)})
		for _, member := range members[2:] {
			if items, is := jsonvalue.ValueAt(s.Records[2], member).([]any); is && len(items) > 1 { // as a store may keep a list in one text
				out = append(out, []string{fmt.Sprint(items[0], ",", items[1])}, []string{fmt.Sprint(items[0], `","`, items[1])}, []string{fmt.Sprint(items[0], " ", items[1])})
			} else {
				out = append(out, []string{fmt.Sprint(first, " ", jsonvalue.ValueAt(s.Records[2], member))})
			}
		}
	}
	unsearched := append(engine.Unsearched(s.Family), s.Family.Resource.ID, s.Family.Resource.Created)
	for _, m := range s.Family.Resource.Schema.Members() { // what the server alone writes, such as whose it is
		if m.ReadOnly && !s.Family.Resource.Stamped(m.Name) && !slices.Contains(p.Filter.Members, m.Name) && !slices.Contains(unsearched, m.Name) {
			unsearched = append(unsearched, m.Name)
		}
	}
	for _, path := range unsearched {
		if text, is := jsonvalue.ValueAt(s.Records[5], path).(string); is {
			out = append(out, []string{text})
		}
	}
	for _, role := range s.Roles { // whose id is in no text
		out = append(out, []string{role})
	}
	out = append(out, []string{s.Mark[3:]}, []string{" " + s.Mark[3:]}, []string{engine.RunMark[:1]})
	for _, word := range []string{"-%s", `"%s"`, "%s|%[1]s", "%s,%[1]s", "%s %[1]s", `\%s`} { // as languages of queries have them
		out = append(out, []string{fmt.Sprintf(word, s.Mark)})
	}
	for _, wild := range []string{".", "_", "%", "*", "?", ".*", "%2D", ""} { // the last for who unescapes twice
		out = append(out, []string{strings.ReplaceAll(s.Mark, "-", wild)})
	}
	return append(out, []string{s.Mark + "-none"})
}

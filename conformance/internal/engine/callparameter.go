package engine

import (
	"net/url"
	"slices"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// ParameterTexts is a value of a parameter as it is sent: one that it takes, if one
// is found.
func ParameterTexts(p *spec.Parameter, mark string) []string {
	tries := p.Examples()
	if p.Schema != nil {
		tries = append(tries, Sample(p.Schema, mark, false), fixtures.Value(p.Schema, mark))
	}
	if p.Whole != nil {
		tries = append(tries, Sample(p.Whole, mark, false), Sample(p.Whole, mark, true), fixtures.Value(p.Whole, mark))
	}
	for _, value := range tries {
		if text := textOf(value); text != "" && p.Whole == nil && p.Accepts([]string{text}) {
			return []string{text}
		}
		if texts := p.Texts(value); len(texts) > 0 && takes(p, texts) {
			return texts
		}
	}
	if p.Open {
		return []string{p.MemberName("/rolecall"), mark}
	}
	return []string{mark}
}

// takes tells whether a parameter may be sent as these texts.
func takes(p *spec.Parameter, texts []string) bool {
	if !p.Open {
		return p.Accepts(texts)
	}
	query := url.Values{}
	for pair := range slices.Chunk(texts, 2) {
		query.Add(pair[0], pair[len(pair)-1])
	}
	_, wrong := p.Object(query)
	return len(wrong) == 0
}

// takenTexts is a value that a parameter takes, as [spec.Parameter.Texts] writes
// it. A check for which none is found does not apply.
func takenTexts(op *spec.Operation, p *spec.Parameter, mark string) ([]string, error) {
	texts := ParameterTexts(p, mark)
	if !takes(p, texts) {
		return nil, NotApplicable("no value is found that " + RequestLine(op) + " takes for " + p.Name + "; give it an example")
	}
	return texts, nil
}

// requiredTexts is such a value in a check.
func requiredTexts(op *spec.Operation, p *spec.Parameter, mark string) []string {
	texts, err := takenTexts(op, p, mark)
	if err != nil {
		panic(err)
	}
	return texts
}

// inQuery are the texts of a parameter with their names, by turns.
func inQuery(p *spec.Parameter, texts []string) []string {
	if p.Open {
		return texts
	}
	var out []string
	for _, text := range texts {
		out = append(out, p.Name, text)
	}
	return out
}

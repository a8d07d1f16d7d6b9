package engine

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// ofOneRequest are the names of headers that name a request: two with the same value
// may be taken for one.
var ofOneRequest = regexp.MustCompile(`(?i)idempot|request-?id|correlation|trace|transaction|nonce`)

// requiredHeaders are the headers that an operation requires, with values that it takes;
// what the run sends with every request is left to that. The error says why a check does
// not apply.
func (s *Session) requiredHeaders(op *spec.Operation, but ...*spec.Parameter) ([]wire.Option, error) {
	var out []wire.Option
	for _, p := range op.Headers {
		if p.Required && !slices.Contains(but, p) && !s.Client.Sends(p.Name) {
			text, err := s.headerText(op, p)
			if err != nil {
				return nil, err
			}
			out = append(out, wire.Header(http.CanonicalHeaderKey(p.Name), text))
		}
	}
	return out, nil
}

// headerText is a value of a header that an operation requires. A condition is one that
// holds of every record (RFC 9110, 13.1), where the parameter takes that; what names no
// request is the same in all of them: what is made for one tenant, another may not see.
func (s *Session) headerText(op *spec.Operation, p *spec.Parameter) (string, error) {
	mark, name := s.mark(), http.CanonicalHeaderKey(p.Name)
	holds := map[string]string{
		"If-Match": "*", "If-None-Match": `"` + mark + `"`,
		"If-Unmodified-Since": time.Now().UTC().Format(http.TimeFormat), "If-Modified-Since": time.Unix(0, 0).UTC().Format(http.TimeFormat),
	}[name]
	if holds != "" && p.Accepts([]string{holds}) {
		return holds, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if text, sent := s.marks.headers[name]; sent && takes(p, []string{text}) {
		return text, nil
	}
	texts, err := takenTexts(op, p, mark)
	text := strings.Join(texts, ",")
	if err == nil && !ofOneRequest.MatchString(name) {
		s.marks.headers[name] = text
	}
	return text, err
}

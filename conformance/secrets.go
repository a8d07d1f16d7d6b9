package conformance

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// secrets are the tokens, passwords and gateway keys that a run sends. A server
// may send them back in any place, so every text of a report goes through
// redact.
type secrets struct {
	mu      sync.Mutex
	own     string // begins every password that the run makes
	texts   []string
	pattern *regexp.Regexp // nil until it is asked for
}

const (
	redacted = "[redacted]"
	// Shorter texts are words that stand in replies by chance.
	leastSecret = 3
	// From this length on a text is found in any case, and without its first or
	// last character, as checks send tokens.
	distinctive = 8
)

// secretsOf are those known before a run begins. A token that is the name of
// its persona, as those of the mock are, hides nothing.
func secretsOf(target *Target, o Options, run string) *secrets {
	s := &secrets{own: "secret-" + run + "-"}
	for _, p := range target.Personas {
		if p.Token != p.Name {
			s.add(p.Token)
		}
	}
	for _, values := range o.Header {
		for _, value := range values {
			s.add(value)
			if _, credentials, found := strings.Cut(value, " "); found {
				s.add(credentials)
			}
		}
	}
	return s
}

func (s *secrets) add(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(text) < leastSecret || slices.Contains(s.texts, text) {
		return
	}
	s.texts, s.pattern = append(s.texts, text), nil
}

func (s *secrets) redact(text string) string {
	s.mu.Lock()
	if s.pattern == nil {
		s.pattern = secretPattern(s.own, s.texts)
	}
	pattern := s.pattern
	s.mu.Unlock()
	return pattern.ReplaceAllLiteralString(text, redacted)
}

// secretPattern finds the texts as they are sent, in a query and in JSON, the
// longest first.
func secretPattern(own string, texts []string) *regexp.Regexp {
	var forms []string
	for _, text := range texts {
		escaped := fmt.Sprintf("%q", text)
		for _, form := range []string{text, url.QueryEscape(text), escaped[1 : len(escaped)-1]} {
			if !slices.Contains(forms, form) {
				forms = append(forms, form)
			}
		}
		if len(text) > distinctive {
			forms = append(forms, text[1:], text[:len(text)-1])
		}
	}
	slices.SortStableFunc(forms, func(a, b string) int { return -cmp.Compare(len(a), len(b)) })
	for i, form := range forms {
		quoted := regexp.QuoteMeta(form)
		if len(form) >= distinctive {
			quoted = "(?i:" + quoted + ")"
		}
		forms[i] = quoted
	}
	return regexp.MustCompile(strings.Join(append(forms, "(?i:"+regexp.QuoteMeta(own)+"[0-9a-z]*)"), "|"))
}

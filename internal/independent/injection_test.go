package independent

import (
	"bytes"
	"regexp"
	"strings"
)

// always is what a careless query takes for true.
const always = "' OR '1'='1"

// cut is a text as a faulty server keeps it: some signs mean something to it.
func (c *call) cut(text string) string {
	switch {
	case c.fault("text-backslash-dropped"):
		return strings.ReplaceAll(text, `\`, "")
	case c.fault("text-quotes-doubled"):
		return strings.ReplaceAll(text, "'", "''")
	case c.fault("text-templates-run"):
		return strings.ReplaceAll(text, "{{7*7}}", "49")
	case c.fault("text-shell-run"):
		return strings.ReplaceAll(text, "${7*7}", "")
	case c.fault("text-ends-at-nul"):
		before, _, _ := strings.Cut(text, "\x00")
		return before
	case c.fault("text-without-control"):
		return strings.Map(func(r rune) rune {
			if r < ' ' {
				return -1
			}
			return r
		}, text)
	}
	return text
}

// broken is what becomes of a body that a faulty server cannot read or keep.
func (c *call) broken(text []byte) *refusal {
	if c.fault("quote-breaks-a-write") && bytes.ContainsRune(text, '\'') || c.fault("nul-breaks") && bytes.Contains(text, []byte(`\u0000`)) ||
		c.fault("surrogate-breaks") && regexp.MustCompile(`\\ud[89c]00`).Match(text) || c.fault("control-breaks") && bytes.Contains(text, []byte(`\u001b`)) {
		return no(500, "", "invalid byte sequence")
	}
	return nil
}

// brokenQuery is the same of a query. A value that is always true takes its
// filter away.
func (q *question) broken() *refusal {
	for name, values := range q.values {
		text := strings.Join(values, " ")
		_, bad := regexp.Compile(text)
		if q.c.fault("quote-breaks-"+name) && strings.Contains(text, "'") || q.c.fault("quote-breaks-a-query") && strings.Contains(text, "'") ||
			q.c.fault("nul-breaks-a-query") && strings.Contains(text, "\x00") || q.c.fault("utf8-breaks-a-query") && strings.ToValidUTF8(text, "") != text ||
			q.c.fault("pattern-breaks-"+name) && bad != nil {
			return no(500, "", "syntax error at or near")
		}
		if q.c.fault("always-true-"+name) && strings.Contains(text, "'OR'") || q.c.fault("always-true-"+name) && strings.Contains(text, always) {
			delete(q.values, name)
		}
	}
	return nil
}

// tricked says whether a faulty server takes a log-in for right.
func (c *call) tricked(email, password, held string) bool {
	switch {
	case c.fault("login-always-true"):
		return strings.Contains(password, always) || strings.Contains(email, "' --")
	case c.fault("login-comment"):
		return strings.EqualFold(strings.TrimSuffix(email, "'; --"), held) && strings.HasSuffix(email, "'; --")
	}
	return false
}

// resembles says whether a faulty server takes an email for another.
func (c *call) resembles(email, held string) bool {
	switch {
	case c.fault("login-like"):
		return like(email).MatchString(held)
	case c.fault("login-pattern"):
		return email != "" && pattern(email).MatchString(held)
	}
	return false
}

func like(text string) *regexp.Regexp {
	text = regexp.QuoteMeta(text)
	return pattern(strings.NewReplacer("%", ".*", "_", ".").Replace(text))
}

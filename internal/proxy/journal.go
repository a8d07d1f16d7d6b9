package proxy

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/cotalker/rolecall/internal/cookie"
	"github.com/cotalker/rolecall/internal/journal"
	"github.com/cotalker/rolecall/spec"
)

// keep notes an exchange that has ended, with what was found of it.
func (p *Proxy) keep(x *passed, begun time.Time, found []Finding) {
	r := x.request
	n := journal.Note{
		Facts: journal.Facts{
			Began: begun, Took: time.Since(begun), Of: x.credentials, Operation: x.op, Method: r.Method, Status: x.status,
			SentSize: r.ContentLength,
		},
		Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Headers: r.Header, AnswerHeaders: x.header,
	}
	if x.problem != nil {
		n.Status, n.Refusal = http.StatusBadGateway, journal.Refusal{Kind: "unanswered", Stage: "target", Reason: x.problem.Error()}
	}
	if len(found) > 0 {
		n.Judged = &journal.Judged{}
		for _, f := range found {
			one := journal.Fault{Detail: "want " + f.Expected + ", got " + f.Got, Rule: f.Requirement}
			if f.Of == Client {
				n.Judged.Faults = append(n.Judged.Faults, one)
				continue
			}
			one.Warning = f.Level == string(spec.SHOULD)
			n.Judged.Violations = append(n.Judged.Violations, one)
		}
	}
	n.Sent, _ = x.sent.body()
	text, _ := x.answered.body()
	n.AnswerSize = len(text)
	n.Answer, _ = decoded(x.header.Get("Content-Encoding"), text)
	p.journal.Keep(&n)
}

// credentials are what a request brings that opens something.
type credentials []string

// shortest is how long a credential is at least that is taken out of all texts: a
// shorter one is a word that stands there by chance.
const shortest = 8

// credentialsOf reads those of a request, whatever the operation asks for.
func credentialsOf(c *spec.Contract, r *http.Request) credentials {
	var out credentials
	add := func(text string) {
		if text != "" {
			out = append(out, strings.Clone(text))
		}
	}
	if _, token, two := strings.Cut(r.Header.Get("Authorization"), " "); two {
		add(strings.Trim(token, " "))
	} else {
		add(r.Header.Get("Authorization"))
	}
	if _, password, is := r.BasicAuth(); is {
		add(password)
	}
	for _, value := range cookie.All(r.Header) {
		add(value)
	}
	query := r.URL.Query()
	for _, s := range c.Schemes {
		switch {
		case s.Kind != spec.APIKey:
		case s.In == "header":
			add(r.Header.Get(s.Key))
		case s.In == "query":
			add(query.Get(s.Key))
		}
	}
	return out
}

// tokens are the credentials that clients have sent so far: they are no one else's
// business, wherever they stand.
type tokens struct {
	mu         sync.RWMutex
	newer, old map[string]bool
}

// What is remembered of credentials.
const (
	mostTokens  = 5000 // twice
	longestKept = 4 << 10
)

func (t *tokens) remember(list credentials) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, one := range list {
		if len(one) > longestKept {
			continue
		}
		if len(t.newer) >= mostTokens {
			t.old, t.newer = t.newer, nil
		}
		if t.newer == nil {
			t.newer = map[string]bool{}
		}
		t.newer[one] = true
	}
}

func (t *tokens) has(text string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.newer[text] || t.old[text]
}

// vault hides the credentials of one request in all that is told of it, and those of
// others where they stand alone.
type vault struct {
	*tokens
	own credentials
}

func (v vault) IsToken(text string) bool { return len(text) >= shortest && v.has(text) }

func (v vault) Redactor(path, query string, secrets ...string) *strings.Replacer {
	var pairs []string
	for _, secret := range secrets {
		pairs = append(pairs, secret, journal.Redacted)
	}
	for _, own := range v.own {
		if len(own) >= shortest {
			pairs = append(pairs, own, "[token]", url.PathEscape(own), "[token]", url.QueryEscape(own), "[token]")
		}
	}
	for _, raw := range strings.FieldsFunc(path+"&"+query, func(r rune) bool { return r == '/' || r == '&' || r == '=' }) {
		if text, err := url.QueryUnescape(raw); err == nil && v.has(text) {
			pairs = append(pairs, raw, "[token]", text, "[token]")
		}
	}
	return strings.NewReplacer(pairs...)
}

// shownPath is the path of a request without what is secret in it.
func (p *Proxy) shownPath(x *passed) string {
	path, _ := p.keeper.Secrets().Path(x.op, x.request.URL.EscapedPath())
	return p.redactor(x).Replace(path)
}

// redactor takes out of a text the secrets of a request.
func (p *Proxy) redactor(x *passed) *strings.Replacer {
	path := x.request.URL.EscapedPath()
	_, keys := p.keeper.Secrets().Path(x.op, path)
	return vault{&p.tokens, x.credentials}.Redactor(path, x.request.URL.RawQuery, keys...)
}

// answerProblem refuses what is asked of the proxy itself.
func answerProblem(w http.ResponseWriter, status int, format string, args ...any) {
	w.Header()["Content-Type"] = []string{"application/problem+json"}
	writeOwn(w, status, map[string]any{"title": http.StatusText(status), "status": status, "detail": fmt.Sprintf(format, args...)})
}

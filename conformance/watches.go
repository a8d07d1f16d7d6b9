package conformance

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// watches are the checks of what every reply has. Each asks a few requests of
// its own and looks at those of all other checks too, so that a reply that only
// a rare request brings is seen as well.
func (b *builder) watches() {
	for _, op := range b.contract.Operations {

		watch := func(topic Topic, requirement, name, title string, see func(*Exchange) *Problem) {
			b.add(Check{
				Topic: topic, Rule: requirement, Operation: op, Name: name,
				Writes: op.Action.Writes() || op.Action.Kind == spec.Login,
				Title:  title,
				Watch:  see,
				Run:    func(t *Trial) { t.session.sampled(t, op) },
			})
		}
		if !op.Access.Public() || op.Action.Kind == spec.Login {
			watch(Headers, "HDR-2", "challenge", "a 401 carries WWW-Authenticate with the scheme Bearer", seeChallenge)
		}
		watch(Headers, "HDR-7", "no-store", "a 2xx reply carries Cache-Control: no-store", seeNoStore)
		watch(Headers, "HDR-7", "nosniff", "a reply with a body carries X-Content-Type-Options: nosniff", seeNosniff)
		watch(Shapes, "HDR-8", "json", "a 2xx reply is application/json and its body is JSON", seeJSON)
		watch(Shapes, "MOD-1", "schema", "a 2xx reply has the declared status and fits its schema", seeSchema)
		watch(Shapes, "MOD-1", "secrets", "no reply shows a password", b.seeSecrets)
		if b.declaresProblems() {
			watch(Shapes, "MOD-2", "problem", "a refusal is a problem document", seeProblem)
		}
		b.add(Check{
			Topic: Shapes, Operation: op, Name: "answers",
			Writes: op.Action.Writes() || op.Action.Kind == spec.Login, Heard: true,
			Title: "every request gets a reply of the server",
			Watch: func(*Exchange) *Problem { return nil },
			Run:   func(t *Trial) { t.session.sampled(t, op) },
		})
		if f := b.familyOf(op); f != nil && op.Action.Kind == spec.Read && f.resource.Modified != "" {
			watch(State, b.ruleOf(f, "OP-9"), "older", "a read never shows an older state than one that a reply showed before", seeStale)
		}
	}
	elsewhere := func(requirement, name, title string, see func(*Exchange) *Problem) {
		b.add(Check{
			Topic: Shapes, Rule: requirement, Name: name,
			Title: title, Watch: see,
			Run: func(t *Trial) {
				for _, version := range versions(b.contract) {
					if t.session.declares([]string{version}) {
						t.ask(nil, t.bootstrap(), method(http.MethodGet), path(b.contract.BasePath+"/"+version+"/"+runMark+"no-such-path"))
					}
				}
			},
		})
	}
	if b.declaresProblems() {
		elsewhere("MOD-2", "problem-elsewhere", "a 404 or 405 of no operation is a problem document", seeProblem)
	}
	elsewhere("HDR-7", "nosniff-elsewhere", "a 404 or 405 of no operation carries X-Content-Type-Options: nosniff", seeNosniff)
}

// declaresProblems tells whether the contract promises problem documents at all.
func (b *builder) declaresProblems() bool {
	problem := b.contract.Requirement("MOD-2")
	return problem != nil && slices.Contains(b.contract.Features, problem.Feature)
}

// sampled sees to it that an operation has been asked in the ways that bring
// its usual replies, once a run.
func (s *session) sampled(t *Trial, op *spec.Operation) {
	defer s.lockPersona("sample " + op.ID)()
	s.mu.Lock()
	done, ended := s.samples[op.ID], s.unsampled[op.ID]
	s.samples[op.ID] = true
	s.mu.Unlock()
	if ended != nil {
		panic(ended) // as it did for the check that sampled it
	}
	if done {
		return
	}
	defer func() {
		if ended := recover(); ended != nil {
			s.mu.Lock()
			s.unsampled[op.ID] = ended
			s.mu.Unlock()
			panic(ended)
		}
	}()
	if p := s.contract.Principal; op.Action.Kind == spec.Login {
		t.ask(op, nil, body(map[string]any{p.Login: t.mark() + mailDomain, p.Password: s.secret()}))
	}
	a := t.attempt(op, nil)
	a.ask(a.as)
	if op.Action.Kind == spec.Login {
		a.sent = merged(a.sent, map[string]any{s.contract.Principal.Password: s.secret()})
		a.ask(nil)
	} else {
		a.ask(nil)
		a.ask(&caller{name: "nobody", token: t.mark()})
	}
	if h := adminHeader(op); h != nil {
		a.ask(a.as, header(h.Name))
	}
	switch {
	case op.Action.Kind != spec.Read || a.f.create == nil || !s.writable():
	case !op.Action.Self:
		a.ask(a.as, key(t.least(a.f).id))
	case s.canLogIn():
		a.ask(t.leastCaller(a.f))
	}
	if p := s.contract.Principal; p != nil && a.sent != nil && op.Body.Schema.Member(p.Password) != nil {
		a.ask(a.as, body(merged(a.sent, map[string]any{p.Password: s.secret(), runMark + "unknown": "x"})))
	}
	if p := s.contract.Principal; p != nil && op.Action.Kind == spec.Create && op.Body.Schema.Member(p.Password) != nil {
		a.ask(a.as, body(map[string]any{p.Password: s.secret()}))
	}
	if op.Body != nil {
		a.ask(a.as, raw("{"))
	}
	if len(op.PathKeys) > 0 {
		a.ask(a.as, key(unlike(a.f.resource, t.subject(a.f))))
	}
}

var (
	bearerChallenge = regexp.MustCompile(`(?i)(^|,)\s*bearer(\s|,|$)`)
	bearerToken     = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`) // RFC 6750; what is none may be told as malformed
	invalidToken    = regexp.MustCompile(`(?i)error\s*=\s*"?invalid_token"?`)
)

func seeChallenge(x *Exchange) *Problem {
	if x.Status != http.StatusUnauthorized {
		return nil
	}
	challenge := strings.Join(x.ReplyHeader.Values("Www-Authenticate"), ", ")
	if !bearerChallenge.MatchString(challenge) {
		return &Problem{Expected: "WWW-Authenticate: Bearer with 401", Got: "WWW-Authenticate: " + challenge}
	}
	scheme, token, _ := strings.Cut(strings.Join(x.Header["Authorization"], ""), " ")
	if strings.EqualFold(scheme, "bearer") && bearerToken.MatchString(token) && !invalidToken.MatchString(challenge) {
		return &Problem{Expected: `error="invalid_token" in WWW-Authenticate where a bearer token was sent`, Got: "WWW-Authenticate: " + challenge}
	}
	return nil
}

func seeNoStore(x *Exchange) *Problem {
	value := strings.Join(x.ReplyHeader.Values("Cache-Control"), ", ")
	isNoStore := func(directive string) bool { return strings.EqualFold(strings.TrimSpace(directive), "no-store") }
	if x.success() && !slices.ContainsFunc(strings.Split(value, ","), isNoStore) {
		return &Problem{Expected: "Cache-Control: no-store with a 2xx reply", Got: "Cache-Control: " + value}
	}
	return nil
}

func seeNosniff(x *Exchange) *Problem {
	// A list, of which the first counts: each proxy on the way may add its own.
	value := strings.Join(x.ReplyHeader.Values("X-Content-Type-Options"), ", ")
	first, _, _ := strings.Cut(value, ",")
	if len(x.ReplyBody) > 0 && !strings.EqualFold(strings.TrimSpace(first), "nosniff") {
		return &Problem{Expected: "X-Content-Type-Options: nosniff with a body", Got: fmt.Sprintf("%d with X-Content-Type-Options: %s", x.Status, value)}
	}
	return nil
}

func seeJSON(x *Exchange) *Problem {
	if !x.success() {
		return nil
	}
	media, _, _ := mime.ParseMediaType(x.ReplyHeader.Get("Content-Type"))
	switch {
	case media != "application/json":
		return &Problem{Expected: "Content-Type: application/json with a 2xx reply", Got: "Content-Type: " + x.ReplyHeader.Get("Content-Type")}
	case x.JSONError != nil:
		return &Problem{Expected: "JSON in a 2xx reply", Got: x.JSONError.Error()}
	case len(x.ReplyBody) == 0:
		return &Problem{Expected: "JSON in a 2xx reply", Got: "no body"}
	}
	return nil
}

func seeSchema(x *Exchange) *Problem {
	if x.Status >= 500 {
		return &Problem{Expected: "a reply that the contract declares", Got: x.describe()}
	}
	declared := x.Operation.Success()
	if !x.success() || x.legible() != nil || len(x.ReplyBody) == 0 {
		return nil // what is no JSON is another watch's to tell
	}
	if x.Status != declared.Status {
		return &Problem{Expected: fmt.Sprintf("%d, the status of success", declared.Status), Got: x.describe()}
	}
	if wrong := declared.Schema.Check(x.JSON); len(wrong) > 0 {
		return &Problem{Expected: "a reply that fits its schema", Got: unindexed(wrong[0].Pointer) + " " + wrong[0].Detail}
	}
	return nil
}

var listIndex = regexp.MustCompile(`/[0-9]+(/|$)`)

// unindexed writes a pointer with * for the place in a list, so that the same
// fault reads the same wherever in a list it is.
func unindexed(pointer string) string { return listIndex.ReplaceAllString(pointer, "/*$1") }

func (b *builder) seeSecrets(x *Exchange) *Problem {
	p := b.contract.Principal
	if p == nil {
		return nil
	}
	if x.success() && showsMember(envelope(x.Operation), x.at(x.Operation.Success().Envelope...), p.Password) {
		return &Problem{Expected: "no " + p.Password + " in a reply", Got: "a member of that name"}
	}
	if x.echoesPassword() {
		return &Problem{Expected: "no password in a reply", Got: fmt.Sprintf("%d with the password that was sent", x.Status)}
	}
	if shown := x.shownPassword(); shown != "" {
		return &Problem{Expected: "no password in a reply, nor what is kept of one", Got: fmt.Sprintf("%d with %s", x.Status, shown)}
	}
	return nil
}

// envelope is the schema of what the envelope of an operation's reply holds, nil
// for one that is not known.
func envelope(op *spec.Operation) *spec.Schema {
	s := op.Success().Schema
	for _, name := range op.Success().Envelope {
		m := s.Member(name)
		if m == nil {
			return nil
		}
		s = m.Schema
	}
	return s
}

// showsMember tells whether a value has a member of a name where the schema
// knows of values. What a reply carries beside them may have such a name of its
// own.
func showsMember(s *spec.Schema, v any, name string) bool {
	switch v := v.(type) {
	case map[string]any:
		if _, shown := v[name]; shown {
			return true
		}
		return slices.ContainsFunc(s.Members(), func(m spec.Member) bool { return showsMember(m.Schema, v[m.Name], name) })
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return showsMember(s.Items(), item, name) })
	}
	return false
}

func seeProblem(x *Exchange) *Problem {
	if x.Status < 400 {
		return nil
	}
	media, _, _ := mime.ParseMediaType(x.ReplyHeader.Get("Content-Type"))
	if media != "application/problem+json" {
		return &Problem{Expected: "application/problem+json with a refusal", Got: x.describe()}
	}
	if x.JSONError != nil {
		return &Problem{Expected: "a problem that is JSON", Got: x.JSONError.Error()}
	}
	for _, member := range []string{"type", "title", "detail"} {
		if _, is := x.at(member).(string); !is {
			return &Problem{Expected: "a problem with a text as " + member, Got: short(x.at(member))}
		}
	}
	if !equal(x.at("status"), json.Number(fmt.Sprint(x.Status))) {
		return &Problem{Expected: "a problem with the status of the reply", Got: short(x.at("status"))}
	}
	return nil
}

package checks

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// signs are what some language behind a server reads as its own: SQL, its LIKE,
// regular expressions, shells and templates. None of them ends a statement and
// begins a comment: put into a careless UPDATE that would write to all there is.
var signs = []string{`'`, `"`, "`", `\`, `%`, `_`, `.`, `*`, `.*`, `(`, `[`, `$`, `^`, `|`, `;`, `--`, `${7*7}`, `{{7*7}}`, `$ne`, `' OR '1'='1`, `" OR ""="`, `') OR ('1'='1`}

// injections are the checks that texts are texts, whatever stands in them: they
// come back as they were sent, and find what holds them and nothing else.
func (b *builder) injections() {
	for _, f := range b.families {
		for _, op := range append(f.Changers(), f.Create) {
			if op == nil || op.Body == nil || f.Read == nil || len(f.Free(engine.ChangeSchema(op), signedText(engine.AnyText))) == 0 {
				continue
			}
			b.add(engine.Check{
				Topic: engine.State, Rule: b.createOrChange(f, op), Operation: op, Name: "signs",
				Writes: true, Level: spec.SHOULD, Needs: engine.Needs{Makes: b.users(op, 1)},
				Title: "a text with signs of other languages is kept as it was sent, or refused",
				Run:   func(t *engine.Trial) { wantSignsKept(t, f, op) },
			})
		}
		if f.List == nil || f.Update == nil || f.Update.Body == nil {
			continue
		}
		for _, p := range f.List.Query {
			if p.Schema.Type() == "array" && p.Schema.Items() == nil {
				continue
			}
			b.add(engine.Check{
				Topic: engine.Queries, Rule: b.ruleOf(f, "OP-2"), Operation: f.List, Name: "signs/" + p.Name,
				Needs: engine.Needs{Features: p.Features},
				Title: "signs of other languages in " + p.Name + " find what holds them, and nothing else",
				Run:   func(t *engine.Trial) { wantSignsFound(t, f, p) },
			})
			if p.Filter.Kind == spec.Substring {
				b.add(engine.Check{
					Topic: engine.Queries, Rule: b.ruleOf(f, "OP-2"), Operation: f.List, Name: "signs-found/" + p.Name,
					Writes: true, Needs: engine.Needs{Features: p.Features},
					Title: "a text with signs of other languages is found by " + p.Name,
					Run:   func(t *engine.Trial) { wantSignsSearched(t, f, p) },
				})
			}
		}
	}
	if op := b.logInOperation(); op != nil && b.contract.Principal != nil {
		b.add(engine.Check{
			Topic: engine.Authentication, Rule: "OP-13", Operation: op, Name: "signs",
			Writes: true,
			Title:  "signs of other languages in login or password open nothing",
			Run:    func(t *engine.Trial) { b.opensNothing(t, op) },
		})
	}
}

// logInOperation is how a login and a password become a token, nil for none.
func (b *builder) logInOperation() *spec.Operation {
	for _, op := range b.operations {
		if op.Action.Kind == spec.Login {
			return op
		}
	}
	return nil
}

// signedText is a text with all the signs in it.
func signedText(mark string) string { return mark + " " + strings.Join(signs, " ") + " ." }

// wantSignsKept writes all the signs into every text that may be anything, and
// reads them back.
func wantSignsKept(t *engine.Trial, f *engine.Family, op *spec.Operation) {
	change := map[string]any{}
	for _, path := range f.Free(engine.ChangeSchema(op), signedText(engine.AnyText)) {
		jsonvalue.SetAt(change, path, signedText(t.Mark()))
	}
	a := t.Attempt(op, change)
	a.RequireFit()
	x := a.Send(a.Caller)
	if x.Status >= 400 && x.Status < 500 {
		return
	}
	if !t.Want(x, "a text with signs of other languages", op.Success().Status) {
		return
	}
	if op != f.Create {
		wantChanged(t, a, x, change)
		return
	}
	t.WantShown(x, op.Body.Schema, a.Body, x.Record())
	id := engine.IDOf(f.Resource, x.Record())
	if now, again := t.ReadRecord(f, id); now != nil {
		t.WantSame(again, "the record that was made", f.Resource.Schema, x.Record(), now)
	}
}

// wantSignsFound asks a filter for signs alone. Whose records there are is not
// known; each that is listed must match. Where what is sent is no value of the
// parameter it may be refused.
func wantSignsFound(t *engine.Trial, f *engine.Family, p *spec.Parameter) {
	schema := p.Schema
	if schema.Type() == "array" {
		schema = schema.Items()
	}
	values := []string{`' OR '1'='1`, `'; --`, `'`, `\`, `%`, `.*`, `_`, `[`}
	switch {
	case schema.Words().Format == "email":
		for i, value := range values {
			values[i] = strings.ReplaceAll(value, " ", "") + engine.MailDomain
		}
	case !schema.Valid(values[0]):
		values = values[:2]
	}
	for _, value := range values {
		one := engine.Term{Parameter: p, Values: []string{value}}
		x := t.Send(f.List, t.Bootstrap(), engine.TermOptions(one)...)
		fits := schema.Valid(value)
		switch {
		case x.Status >= 500:
			t.Fail(x, "no 5xx for signs of other languages in "+p.Name, x.Describe())
		case x.Status >= 400:
		case !x.Success():
			t.Want(x, "signs of other languages in "+p.Name, 200, 400)
		default:
			found, _ := x.Records()
			if slices.ContainsFunc(found, func(record map[string]any) bool { return !fits || finds(p) && !one.Matches(f.Resource, record) }) {
				t.Fail(x, "only records that hold the signs in "+p.Name, "others too")
			}
		}
	}
}

// finds tells whether a parameter is known to find records by what they hold.
func finds(p *spec.Parameter) bool {
	return len(p.Filter.Members) > 0 && p.Filter.Kind != spec.NoFilter && p.Filter.Kind != spec.Sort
}

// wantSignsSearched gives one record a text with a sign in it and another the same
// with letters instead, and looks for the first.
func wantSignsSearched(t *engine.Trial, f *engine.Family, p *spec.Parameter) {
	path := ""
	for _, member := range p.Filter.Members {
		if schema := engine.ChangeSchema(f.Update).At(member); schema != nil && schema.Type() == "string" && !f.Special(member) && schema.Valid(engine.AnyText) {
			path = member
			break
		}
	}
	if path == "" {
		panic(engine.NotApplicable("no text that " + p.Name + " looks at may be anything"))
	}
	with, without, mark := t.Acquire(f), t.Acquire(f), t.Mark()
	write := func(r *engine.Record, text string) *wire.Exchange {
		change := map[string]any{}
		jsonvalue.SetAt(change, path, text)
		return t.Send(f.Update, t.Bootstrap(), wire.Key(r.ID), wire.Body(change))
	}
	t.SetUp(write(without, mark+"ee"))
	for _, sign := range []string{`'`, `"`, `\`, `%`, `_`, `.`, `.*`, `(`, `[`, `$`} {
		if x := write(with, mark+sign+"e"); !x.Success() {
			continue // which the checks of what is kept report
		}
		t.WantList(f, []engine.Term{{Parameter: p, Values: []string{mark + sign + "e"}}}, []string{with.ID})
	}
	// What is before a word may say of it that it must be, or must not; in between it may be
	// passed over or escaped.
	const between = "+&<|^~:#;=!?/,e"
	if x := write(with, mark+between); x.Success() {
		t.WantList(f, []engine.Term{{Parameter: p, Values: []string{mark + between}}}, []string{with.ID})
	}
	text, words := "x", []string{}
	for _, sign := range []string{"-", "+", "!", "~", "=", "^", "@", `"`, "*"} {
		words = append(words, sign+mark+"e")
		text += sign + mark + "e "
	}
	t.SetUp(write(without, mark+"e"))
	if x := write(with, text+"."); x.Success() {
		for _, word := range words {
			t.WantList(f, []engine.Term{{Parameter: p, Values: []string{word}}}, []string{with.ID})
		}
	}
}

// opensNothing logs in with texts that a careless query would take for true, and
// with what is no text.
func (b *builder) opensNothing(t *engine.Trial, op *spec.Operation) {
	a, p := t.Attempt(op, nil), b.contract.Principal
	login, password := a.SentText(p.Login), a.SentText(p.Password)
	try := func(what string, sent map[string]any, statuses ...int) {
		t.Want(t.Send(op, nil, wire.Body(sent)), what, statuses...)
	}
	for _, sign := range []string{`' OR '1'='1`, `'; --`, `\`, `%`, `.*`, `*)(|(a=*`} {
		try("a password of "+sign, map[string]any{p.Login: login, p.Password: sign}, http.StatusUnauthorized)
		try("a login with "+sign, map[string]any{p.Login: login + sign, p.Password: password}, http.StatusUnauthorized)
	}
	for _, pattern := range []string{"%", ".*", `' OR '1'='1' --`, strings.Replace(login, "@", "_", 1), strings.ReplaceAll(login, "-", ".")} {
		if pattern == login {
			continue // it has none of the signs
		}
		try("a login that is a pattern", map[string]any{p.Login: pattern, p.Password: password}, http.StatusUnauthorized)
	}
	for _, name := range []string{"$ne", "$gt"} {
		object := map[string]any{name: ""}
		try("an object for the password", map[string]any{p.Login: login, p.Password: object}, http.StatusBadRequest, http.StatusUnauthorized)
		try("an object for the login", map[string]any{p.Login: object, p.Password: password}, http.StatusBadRequest, http.StatusUnauthorized)
	}
	try("a list for the password", map[string]any{p.Login: login, p.Password: []any{password}}, http.StatusBadRequest, http.StatusUnauthorized)
}

package conformance

import (
	"net/http"
	"slices"
	"strings"

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
		for _, op := range append(f.changers(), f.create) {
			if op == nil || op.Body == nil || f.read == nil || len(f.free(changeSchema(op), signedText(anyText))) == 0 {
				continue
			}
			b.add(Check{
				Topic: State, Rule: b.createOrChange(f, op), Operation: op, Name: "signs",
				Writes: true, Level: spec.SHOULD, Users: b.users(op, 1),
				Title: "a text with signs of other languages is kept as it was sent, or refused",
				Run:   func(t *Trial) { t.keepsSigns(f, op) },
			})
		}
		if f.list == nil || f.update == nil || f.update.Body == nil {
			continue
		}
		for _, p := range f.list.Query {
			if p.Schema.Type() == "array" && p.Schema.Items() == nil {
				continue
			}
			b.add(Check{
				Topic: Queries, Rule: b.ruleOf(f, "OP-2"), Operation: f.list, Name: "signs/" + p.Name,
				Features: p.Features,
				Title:    "signs of other languages in " + p.Name + " find what holds them, and nothing else",
				Run:      func(t *Trial) { t.findsSigns(f, p) },
			})
			if p.Filter.Kind == spec.Substring {
				b.add(Check{
					Topic: Queries, Rule: b.ruleOf(f, "OP-2"), Operation: f.list, Name: "signs-found/" + p.Name,
					Writes: true, Features: p.Features,
					Title: "a text with signs of other languages is found by " + p.Name,
					Run:   func(t *Trial) { t.searchesSigns(f, p) },
				})
			}
		}
	}
	if op := b.logInOperation(); op != nil && b.contract.Principal != nil {
		b.add(Check{
			Topic: Authentication, Rule: "OP-13", Operation: op, Name: "signs",
			Writes: true,
			Title:  "signs of other languages in login or password open nothing",
			Run:    func(t *Trial) { b.opensNothing(t, op) },
		})
	}
}

// logInOperation is how a login and a password become a token, nil for none.
func (b *builder) logInOperation() *spec.Operation {
	for _, op := range b.contract.Operations {
		if op.Action.Kind == spec.Login {
			return op
		}
	}
	return nil
}

// signedText is a text with all the signs in it.
func signedText(mark string) string { return mark + " " + strings.Join(signs, " ") + " ." }

// keepsSigns writes all the signs into every text that may be anything, and
// reads them back.
func (t *Trial) keepsSigns(f *family, op *spec.Operation) {
	change := map[string]any{}
	for _, path := range f.free(changeSchema(op), signedText(anyText)) {
		setAt(change, path, signedText(t.mark()))
	}
	a := t.attempt(op, change)
	x := a.ask(a.as)
	if x.Status >= 400 && x.Status < 500 {
		return
	}
	if !t.want(x, "a text with signs of other languages", op.Success().Status) {
		return
	}
	if op != f.create {
		t.changed(a, x, change)
		return
	}
	t.shows(x, op.Body.Schema, a.sent, x.one())
	id := idOf(f.resource, x.one())
	if now, again := t.read(f, id); now != nil {
		t.same(again, "the record that was made", f.resource.Schema, x.one(), now)
	}
}

// findsSigns asks a filter for signs alone. Whose records there are is not
// known; each that is listed must match. Where what is sent is no value of the
// parameter it may be refused.
func (t *Trial) findsSigns(f *family, p *spec.Parameter) {
	schema := p.Schema
	if schema.Type() == "array" {
		schema = schema.Items()
	}
	values := []string{`' OR '1'='1`, `'; --`, `'`, `\`, `%`, `.*`, `_`, `[`}
	switch {
	case schema.Node.Get("format").Text() == "email":
		for i, value := range values {
			values[i] = strings.ReplaceAll(value, " ", "") + mailDomain
		}
	case !schema.Valid(values[0]):
		values = values[:2]
	}
	for _, value := range values {
		one := term{p, []string{value}}
		x := t.ask(f.list, t.bootstrap(), options(one)...)
		fits := schema.Valid(value)
		switch {
		case x.Status >= 500:
			t.fail(x, "no 5xx for signs of other languages in "+p.Name, x.describe())
		case x.Status >= 400:
		case !x.success():
			t.want(x, "signs of other languages in "+p.Name, 200, 400)
		default:
			found, _ := x.many()
			if slices.ContainsFunc(found, func(record map[string]any) bool { return !fits || !one.matches(f.resource, record) }) {
				t.fail(x, "only records that hold the signs in "+p.Name, "others too")
			}
		}
	}
}

// searchesSigns gives one record a text with a sign in it and another the same
// with letters instead, and looks for the first.
func (t *Trial) searchesSigns(f *family, p *spec.Parameter) {
	path := ""
	for _, member := range p.Filter.Members {
		if schema := changeSchema(f.update).At(member); schema != nil && schema.Type() == "string" && !f.special(member) && schema.Valid(anyText) {
			path = member
			break
		}
	}
	if path == "" {
		panic(notApplicable("no text that " + p.Name + " looks at may be anything"))
	}
	with, without, mark := t.borrow(f), t.borrow(f), t.mark()
	write := func(r *record, text string) *Exchange {
		change := map[string]any{}
		setAt(change, path, text)
		return t.ask(f.update, t.bootstrap(), key(r.id), body(change))
	}
	t.setUp(write(without, mark+"ee"))
	for _, sign := range []string{`'`, `"`, `\`, `%`, `_`, `.`, `.*`, `(`, `[`, `$`} {
		if x := write(with, mark+sign+"e"); !x.success() {
			continue // which the checks of what is kept report
		}
		t.lists(f, []term{{p, []string{mark + sign + "e"}}}, []string{with.id})
	}
}

// opensNothing logs in with texts that a careless query would take for true, and
// with what is no text.
func (b *builder) opensNothing(t *Trial, op *spec.Operation) {
	a, p := t.attempt(op, nil), b.contract.Principal
	login, password := a.text(p.Login), a.text(p.Password)
	try := func(what string, sent map[string]any, statuses ...int) {
		t.want(t.ask(op, nil, body(sent)), what, statuses...)
	}
	for _, sign := range []string{`' OR '1'='1`, `'; --`, `\`, `%`, `.*`, `*)(|(a=*`} {
		try("a password of "+sign, map[string]any{p.Login: login, p.Password: sign}, http.StatusUnauthorized)
		try("a login with "+sign, map[string]any{p.Login: login + sign, p.Password: password}, http.StatusUnauthorized)
	}
	for _, pattern := range []string{"%", ".*", `' OR '1'='1' --`, strings.Replace(login, "@", "_", 1), strings.ReplaceAll(login, "-", ".")} {
		try("a login that is a pattern", map[string]any{p.Login: pattern, p.Password: password}, http.StatusUnauthorized)
	}
	for _, name := range []string{"$ne", "$gt"} {
		object := map[string]any{name: ""}
		try("an object for the password", map[string]any{p.Login: login, p.Password: object}, http.StatusBadRequest, http.StatusUnauthorized)
		try("an object for the login", map[string]any{p.Login: object, p.Password: password}, http.StatusBadRequest, http.StatusUnauthorized)
	}
	try("a list for the password", map[string]any{p.Login: login, p.Password: []any{password}}, http.StatusBadRequest, http.StatusUnauthorized)
}

package conformance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// detours are the checks that no other way of writing a request opens what the
// plain one is refused: a server may read a path more leniently than what
// guards it does.
func (b *builder) detours() {
	for i, op := range b.contract.Operations {
		if op.Access.Public() || op.Action.Resource == nil {
			continue
		}
		var needs []Rights
		if !op.Action.Self {
			needs = []Rights{nobody()}
		}
		b.add(Check{
			Topic: Permissions, Rule: "GEN-3", Operation: op, Name: "path",
			Writes: op.Action.Writes(), Needs: needs,
			Title: "no other way to write the path opens what the plain request is refused",
			Run:   func(t *Trial) { t.goesRound(op, i) },
		})
	}
	for _, f := range b.families {
		for _, op := range f.operations() {
			reader := f.readerOf(op)
			if !op.Action.Writes() || op.Action.Self || reader == nil || len(granting(&reader.Access).Active) == 0 {
				continue
			}
			who := granting(&reader.Access)
			b.add(Check{
				Topic: Permissions, Rule: "GEN-3", Operation: op, Name: "override",
				Writes: true, Needs: []Rights{who},
				Title: "no header or parameter turns a request that only reads into one that writes",
				Run: func(t *Trial) {
					t.overrides(op, reader, t.as(who))
				},
			})
		}
	}
}

// readerOf is the operation that reads at the path of another, nil for none.
func (f *family) readerOf(op *spec.Operation) *spec.Operation {
	for _, other := range f.operations() {
		if other.Method == http.MethodGet && other.Path == op.Path {
			return other
		}
	}
	return nil
}

// detour is another way to write a path, from its base on.
type detour struct {
	what  string
	write func(base, path string) string
}

// pathDetours are those that a router may read as the path itself.
var pathDetours = []detour{
	{"in upper case", func(base, path string) string { return base + strings.ToUpper(path) }},
	{"with its base in upper case", func(base, path string) string { return strings.ToUpper(base) + titledPath(path) }},
	{"with a slash at its end", func(base, path string) string { return base + path + "/" }},
	{"with two slashes at its end", func(base, path string) string { return base + path + "//" }},
	{"with double slashes", func(base, path string) string { return base + strings.ReplaceAll(path, "/", "//") }},
	{"with a double slash before it", func(base, path string) string { return "/" + base + path }},
	{"with a dot in it", func(base, path string) string { return base + "/." + path }},
	{"with a step back in it", func(base, path string) string { return base + "/x/.." + path }},
	{"with a letter in percents", inPercents},
	{"with a parameter of its own", func(base, path string) string { return base + path + ";x=y" }},
	{"with an ending", func(base, path string) string { return base + path + ".json" }},
	{"with a slash in percents", func(base, path string) string { return base + path + "%2f" }},
	{"with a blank at its end", func(base, path string) string { return base + path + "%20" }},
}

// titledPath begins each word of a path with a capital.
func titledPath(path string) string {
	words := strings.Split(path, "/")
	for i, word := range words {
		if word != "" {
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "/")
}

// inPercents writes the first letter of a word of the path in percents: of the
// second, since the first tells the version.
func inPercents(base, path string) string {
	words := strings.Split(path, "/")
	i := min(2, len(words)-1)
	if words[i] != "" {
		words[i] = fmt.Sprintf("%%%02X%s", words[i][0], words[i][1:])
	}
	return base + strings.Join(words, "/")
}

// goesRound asks for an operation in every way round as somebody who may not:
// each way as one, and on the next operation as another.
func (t *Trial) goesRound(op *spec.Operation, turn int) {
	a := t.attempt(op, nil)
	type asker struct {
		what    string
		as      *caller
		options []option
	}
	callers := []asker{{"without a token", nil, nil}}
	if !op.Action.Self {
		callers = append(callers, asker{"without a permission", t.as(nobody()), nil})
	}
	if h := adminHeader(op); h != nil {
		callers = append(callers, asker{"without " + h.Name, a.as, []option{header(h.Name)}})
	}
	for i, way := range pathDetours {
		who := callers[(i+turn)%len(callers)]
		x := a.ask(who.as, append(slices.Clone(who.options), offTheRecord, rerouted(t.session.client, way))...)
		if x.grants(op) {
			t.fail(x, "nothing granted "+who.what+" for the path "+way.what, x.describe())
		}
	}
	a.untouched()
}

// grants tells whether a reply holds what the operation answers with. A page for
// paths that are none is no grant.
func (x *Exchange) grants(op *spec.Operation) bool {
	return x.success() && op.Success() != nil && x.at(op.Success().Envelope...) != nil
}

// offTheRecord keeps a request from those who watch the operation: what it is
// answered is free.
func offTheRecord(r *request) { r.unwatched = true }

// rerouted writes the path of a request in another way, and its id as it is.
func rerouted(c *client, way detour) option {
	return func(r *request) {
		plain, base := c.locate(r.op, r.path), strings.TrimPrefix(c.address, c.root)
		path, under := strings.CutPrefix(plain, c.root+base+"/")
		if !under {
			return
		}
		path = way.write(base, "/"+path)
		if r.key != "" {
			path = fillKey(path, r.key)
		}
		r.url = c.root + path
	}
}

// overrideHeaders are what servers and their frameworks take another method
// from.
var overrideHeaders = []string{"X-Http-Method-Override", "X-Http-Method", "X-Method-Override", "X-Original-Method"}

// overrides asks to read, with the body of a write and every word that it be
// one.
func (t *Trial) overrides(op, reader *spec.Operation, as *caller) {
	a := t.attempt(op, nil)
	named := []option{offTheRecord}
	for _, name := range overrideHeaders {
		named = append(named, header(name, op.Method))
	}
	a.ask(as, append(slices.Clone(named), method(reader.Method))...)
	a.ask(as, offTheRecord, method(reader.Method), query("_method", op.Method))
	if op.Method != http.MethodPost { // what a form can send
		x := a.ask(as, append(named, method(http.MethodPost), query("_method", op.Method))...)
		if x.grants(op) {
			t.fail(x, "nothing granted to a POST that asks to be "+op.Method+", by who may only read", x.describe())
		}
	}
	a.untouched()
}

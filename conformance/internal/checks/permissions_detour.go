package checks

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// detours are the checks that no other way of writing a request opens what the
// plain one is refused: a server may read a path more leniently than what
// guards it does.
func (b *builder) detours() {
	for i, op := range b.operations {
		if op.Access.Public() || op.Action.Resource == nil {
			continue
		}
		var needs []engine.Rights
		if !free(op) {
			needs = []engine.Rights{engine.Nobody()}
		}
		b.add(engine.Check{
			Topic: engine.Permissions, Rule: "GEN-3", Operation: op, Name: "path",
			Writes: op.Action.Writes(), Needs: engine.Needs{Callers: needs},
			Title: "no other way to write the path opens what the plain request is refused",
			Run:   func(t *engine.Trial) { tryDetours(t, op, i) },
		})
	}
	for _, f := range b.families {
		for _, op := range f.Operations() {
			reader := f.ReaderOf(op)
			if !op.Action.Writes() || op.Action.Self || reader == nil || len(engine.Granting(&reader.Access).Active) == 0 {
				continue
			}
			who := engine.Granting(&reader.Access)
			b.add(engine.Check{
				Topic: engine.Permissions, Rule: "GEN-3", Operation: op, Name: "override",
				Writes: true, Needs: engine.Needs{Callers: []engine.Rights{who}},
				Title: "no header or parameter turns a request that only reads into one that writes",
				Run: func(t *engine.Trial) {
					tryOverrides(t, op, reader, t.As(who))
				},
			})
		}
	}
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

// tryDetours asks for an operation in every way round as somebody who may not:
// each way as one, and on the next operation as another.
func tryDetours(t *engine.Trial, op *spec.Operation, turn int) {
	a := t.Attempt(op, nil)
	type asker struct {
		what    string
		as      *wire.Caller
		options []wire.Option
	}
	callers := []asker{{"without a token", nil, nil}}
	if !free(op) {
		callers = append(callers, asker{"without a permission", t.As(engine.Nobody()), nil})
	}
	if h := adminHeader(op); h != nil {
		callers = append(callers, asker{"without " + h.Name, a.Caller, []wire.Option{wire.Header(h.Name)}})
	}
	for i, way := range pathDetours {
		who := callers[(i+turn)%len(callers)]
		x := a.Send(who.as, append(slices.Clone(who.options), offTheRecord, rerouted(t.Session.Client, way))...)
		if granted(x, op) {
			t.Fail(x, "nothing granted "+who.what+" for the path "+way.what, x.Describe())
		}
	}
	if self := a.Family.SelfRead; self != nil && op.Action.Kind == spec.List && !free(op) {
		for _, name := range []string{"X-Original-Url", "X-Rewrite-Url"} { // what a proxy tells of the path before it
			x := a.Send(t.As(engine.Nobody()), offTheRecord, wire.Path(self.Path), wire.Header(name, op.Path))
			if granted(x, op) {
				t.Fail(x, "nothing granted without a permission for the path in "+name, x.Describe())
			}
		}
	}
	a.WantUntouched()
}

// granted tells whether a reply holds what the operation answers with. A page for
// paths that are none is no grant.
func granted(x *wire.Exchange, op *spec.Operation) bool {
	if !x.Success() || op.Success() == nil {
		return false
	}
	held := x.At(op.Success().Envelope...)
	if op.Action.Kind == spec.List {
		_, is := held.([]any) // a record is not what a list answers with
		return is
	}
	return held != nil
}

// offTheRecord keeps a request from observers of the operation: what it is
// answered is free.
func offTheRecord(r *wire.Request) { r.Unobserved = true }

// rerouted writes the path of a request in another way, and its id as it is.
func rerouted(c *wire.Client, way detour) wire.Option {
	return func(r *wire.Request) {
		plain, base := c.Locate(r.Operation, r.Path), strings.TrimPrefix(c.Address, c.Root)
		path, under := strings.CutPrefix(plain, c.Root+base+"/")
		if !under {
			return
		}
		path = way.write(base, "/"+path)
		if r.Key != "" {
			path = wire.FillKey(path, r.Key)
		}
		r.URL = c.Root + path
	}
}

// overrideHeaders are what servers and their frameworks take another method
// from.
var overrideHeaders = []string{"X-Http-Method-Override", "X-Http-Method", "X-Method-Override", "X-Original-Method"}

// tryOverrides asks to read, with the body of a write and every word that it be
// one.
func tryOverrides(t *engine.Trial, op, reader *spec.Operation, as *wire.Caller) {
	a := t.Attempt(op, nil)
	named := []wire.Option{offTheRecord}
	for _, name := range overrideHeaders {
		named = append(named, wire.Header(name, op.Method))
	}
	a.Send(as, append(slices.Clone(named), wire.Method(reader.Method))...)
	a.Send(as, offTheRecord, wire.Method(reader.Method), wire.Query("_method", op.Method))
	if op.Method != http.MethodPost { // what a form can send
		x := a.Send(as, append(named, wire.Method(http.MethodPost), wire.Query("_method", op.Method))...)
		if granted(x, op) {
			t.Fail(x, "nothing granted to a POST that asks to be "+op.Method+", by who may only read", x.Describe())
		}
	}
	a.WantUntouched()
}

package spec

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/document"

	"github.com/getkin/kin-openapi/openapi3"
)

// Lint looks at all of the document, also at what no use of it has needed yet:
// whether each schema compiles, whether examples and defaults fit theirs, and
// what kin-openapi has against it. Nothing of that hinders the document's use.
func (c *Contract) Lint() Problems {
	report := &document.Reporter{File: c.File}
	for _, p := range c.Warnings {
		report.Add(p)
	}
	l := linter{contract: c, report: report}
	l.resources()
	l.rules()
	l.unserved()
	l.shownAnyway()
	l.fakes()
	l.schemas()
	l.examples()
	l.openAPI()
	return report.Warnings()
}

type linter struct {
	contract *Contract
	report   *document.Reporter
}

// resources tells of collections that nothing is done to.
func (l *linter) resources() {
	c := l.contract
	for _, r := range c.Resources {
		if slices.ContainsFunc(c.Operations, func(op *Operation) bool { return op.Action.Resource == r }) ||
			c.Principal != nil && (c.Principal.Resource == r || c.Principal.Role == r) {
			continue
		}
		l.report.Warn(r.said, "no operation does anything to the collection "+r.Collection+", so that the x-resource has no effect",
			"give operations an x-action, such as x-action: {list: "+r.Collection+"}; what is worked out by itself needs a path of all records and one of each")
	}
}

// schemas compiles every schema once more, with a compiler that reports.
func (l *linter) schemas() {
	all := newSchemas(l.contract.root)
	all.report, all.circular = l.report, l.contract.schemas.circular
	for _, s := range slices.Clone(l.contract.schemas.list) {
		all.at(s.node, s.view).fastPath()
	}
}

// examples holds every example and default to the schema that it illustrates.
func (l *linter) examples() {
	for _, op := range l.contract.Operations {
		if op.Body != nil {
			l.mediaExamples(op.Body.Schema, op.node.Get("requestBody", "content").Own(op.Body.key).Deref())
		}
		for _, reply := range op.Replies {
			if reply.Schema != nil {
				l.mediaExamples(reply.Schema, reply.node.Get("content").Own(reply.key).Deref())
			}
		}
	}
	for i := 0; i < len(l.contract.schemas.list); i++ { // it grows: examples lead to members
		s := l.contract.schemas.list[i]
		l.illustrates(s, s.node.Own("default"), "the default")
		l.illustrates(s, s.node.Own("example"), "the example")
		if list := s.node.Own("examples"); list != nil {
			for _, example := range list.Items {
				l.illustrates(s, example, "the example")
			}
		}
		s.Members()
	}
}

func (l *linter) mediaExamples(s *Schema, media *node) {
	l.illustrates(s, media.Own("example"), "the example")
	for _, named := range media.Own("examples").Members() {
		l.illustrates(s, named.Get("value"), "the example")
	}
}

func (l *linter) illustrates(s *Schema, example *node, what string) {
	if example == nil || s == nil {
		return
	}
	for _, v := range s.Check(jsonValue(example)) {
		l.report.Warn(example.Nearest(v.Pointer), what+" does not fit its schema: "+v.Pointer+" "+v.Detail,
			fmt.Sprintf("mend %s, or the schema at line %d", what, s.node.Line))
	}
}

// The largest document that kin-openapi is asked about, in bytes, in values and in
// references to schemas: it reads all of it anew, keeps over a kilobyte for a
// value, and follows each reference again from each schema that leads to it.
const (
	largestForKin        = 2 << 20
	mostForKin           = 200_000
	mostReferencesForKin = 3_000
)

// patienceWithKin is how long kin-openapi may take: what a small document takes may
// grow with its square.
const patienceWithKin = 2 * time.Second

// openAPI has kin-openapi read and validate the document: what it says may be
// an opinion that OpenAPI does not share, so it is told as a warning.
func (l *linter) openAPI() {
	source := l.contract.source
	if l.contract.overlaid {
		source = l.contract.root.JSON() // whose lines are nobody's
	}
	switch {
	case source == nil:
		return
	case l.contract.references > mostReferencesForKin:
		l.report.Note(l.contract.root, fmt.Sprintf("kin-openapi was not asked for its opinion: the document refers to schemas from more than %d places", mostReferencesForKin), "have other tools look at it, if you rely on them")
		return
	case len(source) > largestForKin, l.contract.root.Size() > mostForKin:
		l.report.Note(l.contract.root, fmt.Sprintf("kin-openapi was not asked for its opinion: the document is larger than %d MiB or %d values", largestForKin>>20, mostForKin),
			"have other tools look at it, if you rely on them")
		return
	}
	answered := make(chan Problems, 1)
	go func() {
		defer close(answered)
		defer func() { _ = recover() }() // of what it could not read there is nothing to tell
		answered <- kin(l.contract.File, source)
	}()
	select {
	case problems := <-answered:
		for _, p := range problems {
			if l.contract.overlaid {
				p.Line = 0
			}
			l.report.Add(p)
		}
	case <-time.After(patienceWithKin):
		l.report.Note(l.contract.root, "kin-openapi takes longer than "+patienceWithKin.String()+" for the document, and was not waited for", "have other tools look at it, if you rely on them")
	}
}

// kin is what kin-openapi has against a document.
func kin(file string, source []byte) (out Problems) {
	warn := func(line int, what string) {
		out = append(out, document.Problem{Level: document.Warning, File: file, Line: line, What: what, Mend: "compare it with the OpenAPI specification"})
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(source)
	if err != nil {
		out = append(out, document.Problem{
			Level: document.Note, File: file, Line: document.LineIn(err), What: "kin-openapi does not load the document, and other tools may not either: " + document.OneLine(err),
			Mend: "compare it with the OpenAPI specification",
		})
		return out
	}
	// Examples and defaults are checked with our compiled schemas: kin-openapi
	// compiles a 3.1 schema anew for every one of them.
	err = doc.Validate(context.Background(), openapi3.EnableMultiError(),
		openapi3.DisableExamplesValidation(), openapi3.DisableSchemaDefaultsValidation())
	var many openapi3.MultiError
	if err != nil && !errors.As(err, &many) {
		many = openapi3.MultiError{err}
	}
	for _, one := range many {
		what := document.OneLine(one)
		unknown := strings.Contains(what, "extra sibling fields: [pathItems]") && !strings.HasPrefix(doc.OpenAPI, "3.0")
		if !unknown && !strings.Contains(what, "regexp") { // patterns were looked at; that 3.1 has pathItems kin-openapi knows not
			warn(originLine(one), what)
		}
	}
	return out
}

// originLine finds the line that a validation error of kin-openapi carries:
// its many types have a field Origin in common and no interface.
func originLine(err error) int {
	line := 0
	for ; err != nil; err = errors.Unwrap(err) {
		v := reflect.Indirect(reflect.ValueOf(err))
		if v.Kind() != reflect.Struct {
			continue
		}
		if f := v.FieldByName("Origin"); f.IsValid() {
			if origin, ok := f.Interface().(*openapi3.Origin); ok && origin != nil && origin.Key != nil {
				line = origin.Key.Line
			}
		}
	}
	return line
}

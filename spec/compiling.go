package spec

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// compiling compiles the schemas of a document, each by itself: jsonschema takes a
// time that grows with the square of what it has to compile at once, and thousands
// of schemas may refer to each other in a circle. What a schema refers to is a
// stand-in at first, which becomes that schema when it is compiled in its turn.
type compiling struct {
	all      *schemas
	compiler *jsonschema.Compiler
	known    map[viewed]*compilable
	list     []*compilable // in the order of their numbers
}

// compilable is a schema that somebody asked for, or that another one refers to.
type compilable struct {
	viewed
	number int
	schema *jsonschema.Schema
	err    error
	users  []*compilable // that refer to it
}

// mostAtOnce is how many subschemas are compiled with a schema: those after them are
// compiled by themselves, if they have any below them.
const mostAtOnce = 1000

func newCompiling(all *schemas) *compiling {
	c := &compiling{all: all, compiler: jsonschema.NewCompiler(), known: map[viewed]*compilable{}}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	c.compiler.AssertFormat()
	c.compiler.UseLoader(c)
	c.compiler.UseRegexpEngine(compilePattern)
	return c
}

// of compiles a schema, and what it refers to. What refers to a schema that does not
// compile does not compile either: nobody knows what a "not" of it lets fit.
func (c *compiling) of(v viewed) (*jsonschema.Schema, error) {
	before, asked := len(c.list), c.compilable(v)
	for i := before; i < len(c.list); i++ { // it grows by what each refers to
		c.alone(c.list[i])
	}
	for _, one := range c.list[before:] {
		one.spoil(one.err)
	}
	return asked.schema, asked.err
}

// answer compiles a schema, which has compiled, so that it ends with the first reason
// why a value does not fit, in each of its alternatives: nobody asks a "not" why.
func (c *compiling) answer(v viewed) *jsonschema.Schema {
	out, err := c.compiler.Compile(c.compilable(v).url() + asAnswer)
	if err != nil {
		return nil
	}
	return out
}

func (c *compiling) alone(one *compilable) {
	written, err := c.compiler.Compile(one.url() + asWritten)
	if err == nil {
		one.schema, err = c.compiler.Compile(one.url())
	}
	if err != nil {
		one.err = err
		return
	}
	*one.schema = *written
}

// spoil has a schema not compile, and those that refer to it.
func (one *compilable) spoil(err error) {
	for next := one.users; err != nil && len(next) > 0; {
		user := next[len(next)-1]
		if next = next[:len(next)-1]; user.err == nil {
			user.err = err
			next = append(next, user.users...)
		}
	}
}

func (c *compiling) compilable(v viewed) *compilable {
	one := c.known[v]
	if one == nil {
		one = &compilable{viewed: v, number: len(c.list)}
		c.known[v] = one
		c.list = append(c.list, one)
	}
	return one
}

const (
	urlPrefix = "schema:///"
	asWritten = "/written"
	asAnswer  = "/answer"
)

// url is what the compiler calls the stand-in of a schema; with asWritten behind it,
// it is the schema.
func (one *compilable) url() string { return urlPrefix + strconv.Itoa(one.number) }

// Load gives the compiler a schema, or the stand-in of one, which anything fits.
// Nothing is read from anywhere else: every reference of a document was turned into
// such a name.
func (c *compiling) Load(url string) (any, error) {
	if name, is := strings.CutSuffix(url, asAnswer); is {
		return map[string]any{"not": map[string]any{"not": map[string]any{"$ref": name}}}, nil
	}
	name, written := strings.CutSuffix(strings.TrimPrefix(url, urlPrefix), asWritten)
	number, err := strconv.Atoi(name)
	switch {
	case err != nil || number >= len(c.list):
		return nil, fmt.Errorf("%s is not a schema of this document", url)
	case !written:
		return true, nil
	}
	one := c.list[number]
	return (&dialect{schemas: c.all, view: one.view, refers: func(to *node) string {
		target := c.compilable(viewed{to, one.view})
		target.users = append(target.users, one)
		if target.err != nil { // it was tried before
			one.err = target.err
		}
		return target.url()
	}}).schema(one.node, nil), nil
}

package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// stateless is an operation of a document that answers by example, and what it
// looks like.
type stateless struct {
	Operation string `json:"operation"`
	Kind      string `json:"kind"`
}

// statelessIn are those of a contract.
func statelessIn(c *spec.Contract) []stateless {
	var out []stateless
	for _, op := range c.Operations {
		if op.Action.Kind == spec.Answer && op.Success() != nil {
			out = append(out, stateless{op.Method + " " + op.Path, kindOf(op)})
		}
	}
	return out
}

// kindOf is what an operation is like as far as inference looks: its method, what
// its path ends in, and what it replies.
func kindOf(op *spec.Operation) string {
	end := "a name"
	if strings.HasSuffix(strings.TrimSuffix(op.Path, "/"), "}") {
		end = "a key"
	}
	reply := op.Success()
	what := "no JSON"
	switch {
	case reply.MediaType == "":
		what = "nothing"
	case mediatype.IsJSON(reply.MediaType) && reply.Schema.Type() == "":
		what = "JSON of any type"
	case mediatype.IsJSON(reply.MediaType):
		what = "JSON of type " + reply.Schema.Type()
	}
	return op.Method + " of a path that ends in " + end + ", which replies " + what
}

// printStateless writes the kinds, the largest first, each with its operations.
func (c *corpus) printStateless(out io.Writer) {
	var all []stateless
	for _, r := range c.rows {
		all = append(all, r.loaded.Stateless...)
	}
	by := map[string][]string{}
	var kinds []string
	for _, one := range all {
		if by[one.Kind] == nil {
			kinds = append(kinds, one.Kind)
		}
		by[one.Kind] = append(by[one.Kind], one.Operation)
	}
	slices.SortStableFunc(kinds, func(a, b string) int {
		return cmp.Or(len(by[b])-len(by[a]), strings.Compare(a, b))
	})
	for _, kind := range kinds {
		fmt.Fprintf(out, "%d %s\n", len(by[kind]), kind)
		for _, operation := range by[kind] {
			fmt.Fprintf(out, "    %s\n", operation)
		}
	}
}

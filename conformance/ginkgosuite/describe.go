package ginkgosuite

import (
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// Describe adds the checks that the options select to the tree of specs: a
// container for the contract, in it one for each topic, in that one for each
// operation, and in that a spec for each check, labelled as [conformance.Check]
// labels it. It may stand at the top level of a file or in a container.
//
// A target whose address is known only when the suite runs is given as a function,
// which each process calls once, in the first of these specs. The decorators are
// Ginkgo's, and go to the outermost container.
//
// What the options say of the course of a run (FailFast, Shuffle, Plan, Progress)
// is Ginkgo's business and does nothing here.
func Describe[T *conformance.Target | func() *conformance.Target](target T, o conformance.Options, decorators ...any) bool {
	at := types.NewCodeLocation(1)
	decorators = append([]any{at}, decorators...)
	checks, err := catalogue(&o)
	if err != nil {
		return ginkgo.Describe("contract", append(decorators, func() {
			ginkgo.It("can be asked", at, func() { ginkgo.Fail(err.Error()) })
		})...)
	}
	a := add(o, func() *conformance.Target {
		switch target := any(target).(type) {
		case *conformance.Target:
			return target
		case func() *conformance.Target:
			return target()
		}
		return nil
	})
	return ginkgo.Describe(o.Contract.Title, append(decorators, func() {
		for _, topic := range grouped(checks, func(c *conformance.Check) string { return string(c.Topic) }) {
			ginkgo.Describe(topic.name, at, func() {
				for _, operation := range grouped(topic.checks, (*conformance.Check).Request) {
					ginkgo.Describe(operation.name, at, func() {
						for _, c := range operation.checks {
							ginkgo.It(c.Title+" ("+c.ID+")", at, ginkgo.Label(labels(c)...), func(ctx ginkgo.SpecContext) { a.ask(ctx, c) })
						}
					})
				}
			})
		}
	})...)
}

// catalogue lists the checks that the options select, and names the contract in
// them.
func catalogue(o *conformance.Options) ([]*conformance.Check, error) {
	var err error
	if o.Contract == nil {
		if o.Contract, err = spec.Default(); err != nil {
			return nil, err
		}
	}
	checks, err := conformance.Select(conformance.Catalog(o.Contract), o.Filter)
	if err == nil && len(checks) == 0 {
		err = errNoCheck
	}
	return checks, err
}

// group is some checks under one name.
type group struct {
	name   string
	checks []*conformance.Check
}

// grouped puts checks under their names, in the order in which they come.
func grouped(checks []*conformance.Check, name func(*conformance.Check) string) []group {
	var out []group
	index := map[string]int{}
	for _, c := range checks {
		i, known := index[name(c)]
		if !known {
			i = len(out)
			index[name(c)] = i
			out = append(out, group{name: name(c)})
		}
		out[i].checks = append(out[i].checks, c)
	}
	return out
}

// labels are those of a check, with what Ginkgo takes in no label as dashes.
func labels(c *conformance.Check) []string {
	out := c.Labels()
	for i, label := range out {
		out[i] = unlabelled.Replace(label)
	}
	return out
}

var unlabelled = strings.NewReplacer("&", "-", "|", "-", "!", "-", ",", "-", "(", "-", ")", "-", "/", "-", ":", "-", "{", "-", "}", "-")

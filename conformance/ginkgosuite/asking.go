package ginkgosuite

import (
	"context"
	"errors"
	"sync"

	"github.com/onsi/ginkgo/v2"

	"github.com/cotalker/rolecall/conformance"
)

var errNoCheck = errors.New("the filter of the options selects no check; mend it, or leave it out and use --label-filter")

// asking is one Describe while this process asks its checks.
type asking struct {
	number  int // of those of this suite, the same in each process
	options conformance.Options
	target  func() *conformance.Target

	opening sync.Once
	suite   *conformance.Interview
	err     error
	told    map[string]bool // ids of what it made that notes have told
}

var (
	askingsLock sync.Mutex
	askings     []*asking
)

func add(o conformance.Options, target func() *conformance.Target) *asking {
	askingsLock.Lock()
	defer askingsLock.Unlock()
	// One process alone reuses what earlier runs have left: two would fight
	// for it. It frees at the end what it reused.
	o.Fresh = o.Fresh || ginkgo.GinkgoParallelProcess() != 1
	a := &asking{number: len(askings), options: o, target: target, told: map[string]bool{}}
	askings = append(askings, a)
	return a
}

// open begins with the target, once in a process.
func (a *asking) open() (*conformance.Interview, error) {
	a.opening.Do(func() {
		target := a.target()
		if target == nil {
			a.err = errors.New("the target is nil; give one, or a function that returns one when the specs run")
			return
		}
		a.suite, a.err = conformance.Open(target, a.options)
	})
	return a.suite, a.err
}

// ask is the body of a check's spec.
func (a *asking) ask(ctx context.Context, c *conformance.Check) {
	suite, err := a.open()
	if err != nil || suite == nil {
		ginkgo.Fail("broken: the target was not asked: " + reason(err))
	}
	result, err := suite.Ask(ctx, c.ID)
	if err != nil {
		ginkgo.Fail("broken: " + err.Error())
	}
	a.note(c)
	tell(result, suite.Severity(result), a.options.Strict)
}

// reason is why a target could not be opened, where opening it did not get as
// far as an error: the function that gives it has failed in an earlier spec.
func reason(err error) string {
	if err == nil {
		return "the function that gives it has failed; see the first of these specs that ran"
	}
	return err.Error()
}

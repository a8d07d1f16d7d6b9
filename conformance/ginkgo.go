package conformance

import (
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
)

// This file alone knows Ginkgo, which keeps the tree, the labels and the
// filter. It runs specs one by one in a process, so the judge asks the checks
// several at once and each node only waits for the outcome of its own.

// oneTree guards what Ginkgo keeps for the whole process.
var oneTree sync.Mutex

func labelFilter(expression string) (func([]string) bool, error) {
	filter, err := types.ParseLabelFilter(expression)
	var wrong types.GinkgoError
	if errors.As(err, &wrong) { // which speaks in many lines and in colours
		lines := strings.Split(wrong.Message, "\n")
		err = errors.New(strings.TrimSuffix(lines[len(lines)-1], "."))
	}
	return filter, err
}

// takeTree keeps Ginkgo's tree to one run until it is let go. A suite of the
// caller's own would lose its specs, and pass without them, so it is refused.
func takeTree() (letGo func(), err error) {
	oneTree.Lock()
	inside := ginkgo.CurrentSpecReport().LeafNodeType != types.NodeTypeInvalid
	if inside || len(ginkgo.PreviewSpecs("").SpecReports) > 0 {
		oneTree.Unlock()
		return nil, &UsageError{errors.New("this process has a Ginkgo suite of its own, and Ginkgo keeps one; call conformance.Judge, which asks the same checks without Ginkgo")}
	}
	return oneTree.Unlock, nil
}

// ginkgoRunner runs the checks as a Ginkgo suite: a container a topic, in it
// one an operation, in it a node a check.
func ginkgoRunner(checks []*Check, o Options, judge func(func(*Result)) []*Result) []*Result {
	outcomes := map[*Check]chan *Result{}
	for _, c := range checks {
		outcomes[c] = make(chan *Result, 1)
	}
	results := make(chan []*Result, 1)
	go func() { results <- judge(func(r *Result) { outcomes[r.Check] <- r }) }()

	globals.Reset()
	defer globals.Reset()
	silenced := formatter.ColorableStdOut
	formatter.ColorableStdOut = io.Discard
	defer func() { formatter.ColorableStdOut = silenced }()

	for _, topic := range Topics() {
		ginkgo.Describe(string(topic), ginkgo.Ordered, ginkgo.ContinueOnFailure, func() {
			for _, c := range checks {
				if c.Topic == topic {
					ginkgo.It(c.ID+": "+c.Title, ginkgo.Label(c.Labels()...), func() { translate(<-outcomes[c], o.Strict) })
				}
			}
		})
	}
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.LabelFilter, suite.FailOnEmpty = o.Filter, true
	reporter.Succinct, reporter.NoColor = true, true
	ginkgo.RunSpecs(quiet{}, "conformance", suite, reporter)
	return <-results
}

// translate tells Ginkgo what the judge decided.
func translate(r *Result, strict bool) {
	switch {
	case r.Status == Skipped:
		ginkgo.Skip(r.Reason)
	case r.Status == Broken:
		ginkgo.Fail("broken: " + r.Reason)
	case r.severity(strict) == Violation:
		ginkgo.Fail(r.Check.Requirement.Text + " Expected " + r.Problems[0].Expected + "; got " + r.Problems[0].Got)
	case r.Status == Failed:
		ginkgo.AddReportEntry(string(r.severity(strict)), r.Problems[0].Expected+"; got "+r.Problems[0].Got)
	}
}

// quiet is what RunSpecs fails; the report tells instead.
type quiet struct{}

func (quiet) Fail() {}

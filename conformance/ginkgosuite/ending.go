package ginkgosuite

import (
	"context"
	"fmt"
	"strings"

	"github.com/onsi/ginkgo/v2"
)

// A suite has room for one AfterSuite, which is the caller's, but for any number
// of nodes like this one. Ginkgo runs it in the first process, when the others
// have ended, however the suite ended. It is added when the package is loaded,
// since it cannot be from within a container.
var _ = ginkgo.ReportAfterSuite("contract: the end of its checks", func(ctx ginkgo.SpecContext, report ginkgo.Report) {
	all := notes(report)
	var wrong []string
	for _, a := range askings {
		wrong = append(wrong, surprises(all, a.number)...)
		a.end(ctx, madeElsewhere(all, a.number, ginkgo.GinkgoParallelProcess()))
	}
	if len(wrong) > 0 {
		ginkgo.Fail("checks that passed, and that later requests of others have shown to fail:\n" + strings.Join(wrong, "\n"))
	}
})

// end disables what this process and others have made, and tells what it could
// not.
func (a *asking) end(ctx context.Context, elsewhere map[string][]string) {
	if a.suite == nil && len(elsewhere) > 0 {
		_, _ = a.open() // this process has asked nothing itself
	}
	count := 0
	for _, ids := range elsewhere {
		count += len(ids)
	}
	if a.suite == nil {
		if count > 0 {
			ginkgo.AddReportEntry("left", fmt.Sprintf("%d records of this suite's other processes; the target was not to be had at its end: %v", count, a.err))
		}
		return
	}
	remain := 0
	if count > 0 {
		remain = a.suite.Disable(ctx, elsewhere)
	}
	for _, made := range a.suite.Close(ctx) {
		remain += made.Left
	}
	if remain > 0 {
		ginkgo.AddReportEntry("left", fmt.Sprintf("%d records that could not be disabled or deleted; where AfterSuite stops the server, call ginkgosuite.CleanUp there first, else see rolecall verify --sweep", remain))
	}
}

// CleanUp disables what this process has made until now. It is for an AfterSuite,
// or the first function of a SynchronizedAfterSuite, that stops the server; where
// the server stays, the end of the suite sees to it.
func CleanUp(ctx context.Context) {
	for _, a := range askings {
		if a.suite == nil {
			continue
		}
		a.suite.Close(ctx)
		note{Asking: a.number, Cleaned: true}.leave()
	}
}

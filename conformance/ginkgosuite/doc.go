// Package ginkgosuite gives a Ginkgo suite the checks of a contract, each as a
// spec of its own beside the caller's:
//
//	var _ = ginkgosuite.Describe(target, conformance.Options{})
//
//	func TestUsers(t *testing.T) {
//		RegisterFailHandler(Fail)
//		RunSpecs(t, "Users")
//	}
//
// Ginkgo runs them as it runs any spec: chosen by --label-filter and --focus,
// spread over processes by -p, tried again by --flake-attempts, written by
// --junit-report and --json-report. A spec that fails tells what was expected and
// got, the exchange, and a curl line that repeats it.
//
// Each process asks the target with callers and records of its own. What all of
// them have made is disabled when the suite has ended, behind the caller's
// AfterSuite; a suite whose AfterSuite stops the server calls [CleanUp] there.
//
// For specs of a team's own in the same words see the package matchers.
package ginkgosuite

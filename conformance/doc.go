// Package conformance checks any implementation of a contract over HTTP.
//
//	contract, _ := spec.Default()
//	target, _ := conformance.LoadTarget(contract, "target.yaml")
//	report, err := conformance.Run(ctx, target, conformance.Options{})
//
// or from a team's own go test, against an http.Handler or an address:
//
//	func TestConformance(t *testing.T) { conformance.Test(t, target, conformance.Options{}) }
package conformance

// Package matchers lets a team write tests of its own in the contract's words,
// with Gomega, in a Ginkgo suite or in a plain go test:
//
//	api, err := matchers.Connect(target, conformance.Options{})
//	defer api.Close()
//
//	Expect(api.As("user-read").Send("getV3Users", matchers.Query("limit", "5"))).To(matchers.BeAccepted())
//	Expect(api.As("client").Send("GET /v3/users")).To(matchers.BeRefused(403, "PRM-3"))
//	Expect(api.Nobody().Send("getV3UsersMe")).To(matchers.FitTheContract())
//	Expect(func() { api.As("client").Send("patchV3UsersId", matchers.Key(id), matchers.Body(change)) }).
//		To(matchers.ChangeNothing(api, id))
//
// Its names are made to be imported with a dot beside those of Gomega. A matcher
// that fails shows the exchange, and a curl line that repeats it, with secrets
// redacted.
package matchers

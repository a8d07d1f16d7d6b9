// Package wire sends one request to a target and reads its reply, whatever comes
// back, without showing a secret.
//
//	client, err := wire.NewClient(contract, target, limits, run)
//	exchange, request := client.Prepare(op, caller, "", wire.Key(id))
//	err = client.RoundTrip(ctx, exchange, check, request.Chunked)
//
// What stands where:
//
//	target.go, address.go   the server, where it is and who it knows   targetwriter.go, usage.go
//	client.go, roundtrip.go one request, and when it is sent again
//	request.go              what is sent: options of a request          padding.go what fills it up
//	credential.go, key.go   a caller's token, as the security schemes want it, and keys beside it
//	exchange.go             a request and its reply
//	reply.go, replyjson.go  a reply within bounds, decoded             fault.go   why there is none
//	weight.go               how much of replies may be in memory at once
//	evidence.go, curl.go    what a report keeps of an exchange         text.go    as one line
//	secret.go, view.go      what is hidden, in every form of writing
//	leakedhash.go           passwords of the run, and what a server might keep of them
package wire

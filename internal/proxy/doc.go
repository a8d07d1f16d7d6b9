// Package proxy stands between clients and a server, passes everything on, and
// holds what it sees to a contract.
//
//	p, err := proxy.New(contract, target, proxy.Options{})
//	http.ListenAndServe("127.0.0.1:4020", p)
//	report := p.Report() // or GET /_rolecall/proxy/report
//
// Where what stands:
//
//	proxy     passes on, and keeps of bodies what is judged (capture); elsewhere judges nothing
//	route     the operation of a request
//	request   what a client owes the contract
//	reply     what a server owes it
//	finding   what was found, each kind of it once; report is all of it, summary what is printed
//	curl      a line that repeats a request, without its secrets
//	journal   the last exchanges, as internal/journal keeps them; own, who may ask
//
// Bodies pass as they come, of any size; those up to a bound are judged. Streams of
// events, and what is spoken after an upgrade, are passed on unjudged. Who may do
// what is not judged: nothing tells the rights behind a token.
package proxy

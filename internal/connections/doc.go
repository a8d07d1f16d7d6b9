// Package connections serves connections without deadlines, and closes those
// whose clients have come to a stop.
//
//	err := connections.Serve(ctx, listener, handler, nil, 0) // until ctx ends
//
// serve.go is that; watch.go and conn.go are what it stands on.
//
// The timeouts of net/http would do the same, and set deadlines up to eight
// times a request, each a call into the network poller. Without them a small
// reply takes a tenth less of the processor's time.
//
// It assumes of net/http, and has a test for each, that
//   - one goroutine at a time reads from a connection;
//   - a read that waits for the next request is called back by a deadline in the
//     past, which is taken back before the next read;
//   - a read of one byte is the one that waits for the next request while a handler
//     runs: it begins on the network when the handler has run for 10 ms;
//   - ConnState is told when a request begins and when its reply has ended.
package connections

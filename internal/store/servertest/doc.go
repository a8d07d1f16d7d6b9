// Package servertest starts the servers that stores are kept in, for tests: in a
// folder of their own, on loopback, ended with the test.
//
//	db := servertest.Postgres(t)
//	s, err := engine.Open(ctx, db.URL)
//
// It starts none, and skips the test, unless ROLECALL_SHARED is set; then it is a
// failure that a program is missing. `make shared-test` installs them.
package servertest

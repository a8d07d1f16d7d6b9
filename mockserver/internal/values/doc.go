// Package values makes values of schemas, and makes values fit them. It knows of no
// world.
//
//	var made values.Maker
//	record := made.Sample(schema, "a seed")
//
//	maker.go        a value of a schema, the same for the same seed
//	conform.go      a value that does not fit is made to
//	tokenmember.go  members that hold a token
//	hidden.go       members that are written and never shown
//	written.go      what a body brings of a resource, and what no reply shows of that
//	shown.go        the schema that a reply shows a resource as
package values

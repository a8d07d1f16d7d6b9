package mockserver

import "github.com/cotalker/rolecall/spec"

func SampleForTest(s *Server, schema *spec.Schema) any { return s.sample(schema, "x") }

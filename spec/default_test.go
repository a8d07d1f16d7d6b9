package spec_test

import (
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestTheEmbeddedDocumentIsValid loads it as any other, with kin-openapi, which
// Default leaves to this test.
func TestTheEmbeddedDocumentIsValid(t *testing.T) {
	if _, err := spec.Load("spec/users.yaml", spec.DefaultSource()); err != nil {
		t.Fatal(err)
	}
}

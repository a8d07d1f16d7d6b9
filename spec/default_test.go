package spec_test

import (
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestTheEmbeddedDocumentIsValid loads it as any other, with kin-openapi and with a
// look at each of our extensions, which Default leaves to this test.
func TestTheEmbeddedDocumentIsValid(t *testing.T) {
	read, err := spec.Load("spec/users.yaml", spec.DefaultSource())
	if err != nil || len(read.Warnings) > 0 {
		t.Fatal(err, read.Warnings)
	}
}

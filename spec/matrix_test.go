package spec_test

import (
	"os"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestMatrixIsAsReviewed holds the rights that the contract gives to a file
// that a person has read. Mock and suite read the same contract, so a right
// that slips in is seen by neither: it is seen here.
func TestMatrixIsAsReviewed(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/matrix.golden")
	if err != nil {
		t.Fatal(err)
	}
	if got := contract.Matrix(); got != string(want) {
		t.Errorf("the rights have changed; where that is meant, review the difference and keep it with\n"+
			"\tgo run ./cmd/rolecall spec matrix > spec/testdata/matrix.golden\ngot:\n%s", got)
	}
}

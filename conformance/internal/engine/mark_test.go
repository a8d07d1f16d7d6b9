package engine

import (
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestARecordIsOfTheRunInAnyCase has records whose address checks have written in another
// case, and whose other texts they have changed.
func TestARecordIsOfTheRunInAnyCase(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	people := contract.Principal.Resource.Schema
	for email, ours := range map[string]bool{
		"rolecall-1a2b-3x@mail.example.com": true,
		"ROLECALL-1A2B-3X@MAIL.EXAMPLE.COM": true,
		"RoLeCaLl-1a2b-3x@MaIl.ExAmPlE.cOm": true,
		"rolecall@example.com":              false,
		"a.rolecall-1a2b@example.com":       false,
	} {
		record := map[string]any{"email": email, "jobTitle": "1e3", "name": map[string]any{"names": "0"}}
		if got := BearsMark(people, record, RunMark); got != ours {
			t.Errorf("%s is of a run: %t", email, got)
		}
	}
}

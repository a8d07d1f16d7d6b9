package conformance_test

import (
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestWhatAListSaysOfItsPageIsLookedAt has servers that say one wrong thing of a page
// each: a warning tells of it.
func TestWhatAListSaysOfItsPageIsLookedAt(t *testing.T) {
	contract, err := spec.Load("tools.yaml", []byte(tools))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{"totalPages": 1, "pageNumber": 1, "pageSize": 20, "first": true, "last": false, "empty": true, "numberOfElements": 7} {
		t.Run(name, func(t *testing.T) {
			told := false
			for _, c := range askedWith(t, contract, openAPIFault{"a page that lies", "STATE-6", telling(name, value)}) {
				told = told || strings.HasSuffix(c.ID, "/page-members")
				if c.Level == spec.MUST {
					t.Errorf("%s fails", c.ID)
				}
			}
			if !told {
				t.Error("nothing tells of it")
			}
		})
	}
}

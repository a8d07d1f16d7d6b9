package conformance_test

import (
	"net/http"
	"testing"
)

// TestWhatIsDoneToManyIsChecked asks the mock of a store room that forgets what it
// is told of several records at once.
func TestWhatIsDoneToManyIsChecked(t *testing.T) {
	contract := loaded(t, "../internal/corpus/testdata/parts.yaml")
	forgets := func(method, path, answer string) func(http.Handler) http.Handler {
		return func(h http.Handler) http.Handler {
			return answering(h, method, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path != path:
					h.ServeHTTP(w, r)
				case answer == "":
					w.WriteHeader(http.StatusNoContent)
				default:
					w.Header().Set("Content-Type", "application/json")
					_, _ = w.Write([]byte(answer))
				}
			})
		}
	}
	for _, fault := range []plainFault{
		{"changes by ids that are forgotten", "STATE-2", forgets(http.MethodPatch, "/parts", "[]")},
		{"changes in a list that are forgotten", "STATE-2", forgets(http.MethodPut, "/parts/batch", "[]")},
		{"a change of what the body names that is forgotten", "STATE-3", forgets(http.MethodPut, "/drawers", `{"name":"x"}`)},
		{"a delete by ids that deletes nothing", "STATE-4", forgets(http.MethodDelete, "/parts", "")},
		{"a delete at a path below that deletes nothing", "STATE-4", forgets(http.MethodPost, "/parts/bulk_delete", "")},
	} {
		t.Run(fault.name, func(t *testing.T) {
			told := false
			for _, c := range askedWith(t, contract, fault) {
				told = told || c.Requirement.ID == fault.rule
			}
			if !told {
				t.Errorf("nothing tells of it by %s", fault.rule)
			}
		})
	}
}

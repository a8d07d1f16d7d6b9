package conformance_test

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// TestWhatIsDoneToManyIsChecked asks the mock of a store room that forgets what it
// is told of several records at once.
func TestWhatIsDoneToManyIsChecked(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole suite for each fault")
	}
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
	for _, fault := range []openAPIFault{
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

// TestWhatAVerbSetsIsChecked asks a mock that forgets it, where the document says
// what is set; what was worked out from a name is not checked.
func TestWhatAVerbSetsIsChecked(t *testing.T) {
	contract := loaded(t, "../internal/corpus/testdata/clips.yaml")
	forgets := openAPIFault{"a like that is forgotten", "", func(h http.Handler) http.Handler {
		return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/like") {
				r.Method = http.MethodGet
				r.URL.Path = strings.TrimSuffix(r.URL.Path, "/like")
			}
			h.ServeHTTP(w, r)
		})
	}}
	if failed := askedWith(t, contract, forgets); len(failed) > 0 {
		t.Errorf("%s fails", failed[0].ID)
	}
	text, err := os.ReadFile("../internal/corpus/testdata/clips.yaml")
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Replace(string(text), "post: {operationId: like,", "post: {x-action: {update: clips, set: {liked: true}}, operationId: like,", 1)
	if contract, err = spec.Load("clips.yaml", []byte(said)); err != nil {
		t.Fatal(err)
	}
	forgets.rule = "STATE-2"
	failed := askedWith(t, contract, forgets)
	if len(failed) != 1 || failed[0].ID != "STATE-2/like/set" {
		t.Errorf("%d checks fail, want STATE-2/like/set alone", len(failed))
	}
}

// TestWhatIsLetBeThereIsChecked asks a mock that forgets who was put, where the
// document says that a put lets somebody be there; what was worked out is not checked.
func TestWhatIsLetBeThereIsChecked(t *testing.T) {
	contract := loaded(t, "../internal/corpus/testdata/clubs.yaml")
	forgets := openAPIFault{"a put that is forgotten", "", func(h http.Handler) http.Handler {
		return answering(h, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "/stars/") {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			h.ServeHTTP(w, r)
		})
	}}
	if failed := askedWith(t, contract, forgets); len(failed) > 0 {
		t.Errorf("%s fails, and nothing says that it is to be there", failed[0].ID)
	}
	text, err := os.ReadFile("../internal/corpus/testdata/clubs.yaml")
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Replace(string(text), "put: {operationId: star,", "put: {x-action: {add: stars}, operationId: star,", 1)
	said = strings.Replace(said, "get: {operationId: hasStar,", "get: {x-action: {read: stars}, operationId: hasStar,", 1)
	said += `    Star:
      type: object
      x-resource: {collection: stars, id: id, empty: true, parents: [{}]}
      properties: {id: {type: string}}
`
	if contract, err = spec.Load("clubs.yaml", []byte(said)); err != nil {
		t.Fatal(err)
	}
	forgets.rule = "STATE-8"
	failed := askedWith(t, contract, forgets)
	if !slices.ContainsFunc(failed, func(one *conformance.Check) bool { return one.ID == "STATE-8/star/upsert" }) {
		t.Errorf("%d checks fail, and STATE-8/star/upsert does not", len(failed))
	}
}

// TestWhatStandsElsewhereIsChecked asks a mock of ships that forgets what it is told
// at other paths than those of its records.
func TestWhatStandsElsewhereIsChecked(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole suite for each fault")
	}
	contract := loaded(t, "../internal/corpus/testdata/crews.yaml")
	ignores := func(method, end string) func(http.Handler) http.Handler {
		return func(h http.Handler) http.Handler {
			return answering(h, method, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case !strings.HasSuffix(r.URL.Path, end):
					h.ServeHTTP(w, r)
				case end == "/links":
					w.Header().Set("Content-Type", "application/json")
					_, _ = w.Write([]byte("{}"))
				default:
					r.Method, r.Body = http.MethodGet, http.NoBody
					h.ServeHTTP(w, r)
				}
			})
		}
	}
	for _, fault := range []openAPIFault{
		{"a delete by the body that deletes nothing", "STATE-4", ignores(http.MethodDelete, "/links")},
		{"a state that is not kept", "STATE-2", ignores(http.MethodPut, "/state")},
	} {
		t.Run(fault.name, func(t *testing.T) {
			if !slices.ContainsFunc(askedWith(t, contract, fault), func(c *conformance.Check) bool { return c.Requirement.ID == fault.rule }) {
				t.Errorf("nothing tells of it by %s", fault.rule)
			}
		})
	}
	askedWith(t, contract, openAPIFault{"none", "", func(h http.Handler) http.Handler { return h }})
}

// TestOddDocumentsPassTheirOwnSuite is about documents whose mock once did not.
func TestOddDocumentsPassTheirOwnSuite(t *testing.T) {
	for _, name := range []string{"odds.yaml", "tides.yaml", "buoys.yaml"} {
		askedWith(t, loaded(t, "../internal/corpus/testdata/"+name), openAPIFault{"none", "", func(h http.Handler) http.Handler { return h }})
	}
}

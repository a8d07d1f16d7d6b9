package conformance_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
)

// TestFaultsBesideCallersAreFound plants mistakes into what a library does that the
// checks of callers have no words for: records below others, PUT and DELETE.
func TestFaultsBesideCallersAreFound(t *testing.T) {
	contract := loaded(t, "testdata/contracts/library.yaml")
	ofShelf := func(r *http.Request) bool {
		_, after, found := strings.Cut(r.URL.Path, "/shelves/")
		return found && after != "" && !strings.Contains(after, "/")
	}
	for _, fault := range []openAPIFault{
		{"a shelf is shown without a token", "AUTH-1/getShelf", func(h http.Handler) http.Handler {
			return answering(h, http.MethodGet, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") == "" && ofShelf(r) {
					r = r.Clone(r.Context())
					r.Header.Set("Authorization", "Bearer bootstrap")
				}
				h.ServeHTTP(w, r)
			})
		}},
		{"a delete that deletes nothing", "STATE-4/removeShelf", func(h http.Handler) http.Handler {
			return answering(h, http.MethodDelete, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "Bearer bootstrap" || !ofShelf(r) || ask(h, r, http.MethodGet, "bootstrap", "").Code != http.StatusOK {
					h.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(http.StatusNoContent)
			})
		}},
		{"a shelf that is not there is 200", "STATE-7/getShelf", func(h http.Handler) http.Handler {
			return answering(h, http.MethodGet, func(w http.ResponseWriter, r *http.Request) {
				if ofShelf(r) && r.Header.Get("Authorization") == "Bearer bootstrap" && ask(h, r, http.MethodGet, "bootstrap", "").Code == http.StatusNotFound {
					w.Header().Set("Content-Type", "application/json")
					w.Write([]byte(`{"shelf": 1}`))
					return
				}
				h.ServeHTTP(w, r)
			})
		}},
		{"a put that changes nothing", "STATE-3/putBook", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
				if now := ask(h, r, http.MethodGet, "bootstrap", ""); r.Header.Get("Authorization") == "Bearer bootstrap" && now.Code == http.StatusOK {
					w.Header().Set("Content-Type", "application/json")
					w.Write(now.Body.Bytes())
					return
				}
				h.ServeHTTP(w, r)
			})
		}},
	} {
		t.Run(fault.name, func(t *testing.T) {
			if testing.Short() && !strings.HasPrefix(fault.rule, "AUTH-") {
				t.Skip("another whole suite")
			}
			told := false
			for _, c := range askedWith(t, contract, fault) {
				told = told || strings.HasPrefix(c.ID, fault.rule+"/")
			}
			if !told {
				t.Errorf("nothing tells of it by %s", fault.rule)
			}
		})
	}
}

// TestPreflightListsWhatAnybodyCanList has personas of contracts with lists below
// records, lists that want a parameter, and lists for whoever has a key.
func TestPreflightListsWhatAnybodyCanList(t *testing.T) {
	for _, name := range []string{"library", "tickets"} {
		contract := loaded(t, "testdata/contracts/"+name+".yaml")
		mock, err := mockserver.New(contract)
		if err != nil {
			t.Fatal(err)
		}
		target := &conformance.Target{Handler: mock, Features: contract.Features, Personas: mock.Personas(), Keys: mock.Keys()}
		answers, err := conformance.Preflight(t.Context(), target, conformance.Options{Contract: contract})
		if err != nil || len(answers) < 5 {
			t.Fatalf("%d answers: %v", len(answers), err)
		}
		for _, a := range answers {
			if !a.OK {
				t.Errorf("%s: %s", a.What, a.Says)
			}
		}
	}
}

// TestNoKeyIsMadeUp has a right server, which would refuse a token of log-in as the key
// that opens its gate: no request has one.
func TestNoKeyIsMadeUp(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole run of a contract")
	}
	var keys atomic.Int64
	askedWith(t, loaded(t, "testdata/contracts/library.yaml"), openAPIFault{"none", "of keys alone", func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Gate") != "" {
				keys.Add(1)
			}
			h.ServeHTTP(w, r)
		})
	}})
	if got := keys.Load(); got > 0 {
		t.Errorf("%d requests have a key that the target file does not name", got)
	}
}

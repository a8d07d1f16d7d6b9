package conformance_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
)

// library is a server of books that knows its authors, and does some things once.
type library struct {
	mock http.Handler
	mu   sync.Mutex
	done map[string]bool // verbs, by their paths
	sent []string        // requests that may change something
}

var (
	belowAuthor = regexp.MustCompile(`^(/authors/[^/]+)/(books|stats|retire)$`)
	onceOnly    = regexp.MustCompile(`/(retire|lend)$`)
)

func (l *library) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		l.sent = append(l.sent, r.Method+" "+r.URL.Path)
	}
	if at := belowAuthor.FindStringSubmatch(r.URL.Path); at != nil {
		seen := httptest.NewRecorder()
		l.mock.ServeHTTP(seen, httptest.NewRequest(http.MethodGet, at[1], nil))
		if seen.Code != http.StatusOK {
			w.WriteHeader(http.StatusNotFound)
			return
		}
	}
	if r.Method != http.MethodPost || !onceOnly.MatchString(r.URL.Path) {
		l.mock.ServeHTTP(w, r)
		return
	}
	if l.done[r.URL.Path] {
		w.WriteHeader(http.StatusConflict)
		return
	}
	answer := httptest.NewRecorder()
	l.mock.ServeHTTP(answer, r)
	l.done[r.URL.Path] = answer.Code < 300
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// TestVerbsAndReadsBesideARecordAreOfOneThatIsThere asks a server for which an author
// who is unknown has no books and no figures, and a book that is lent is lent to
// nobody else.
func TestVerbsAndReadsBesideARecordAreOfOneThatIsThere(t *testing.T) {
	contract := loaded(t, "../internal/corpus/testdata/lending.yaml")
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(o conformance.Options) (*conformance.Report, *library) {
		t.Helper()
		o.Contract = contract
		server := &library{mock: mock, done: map[string]bool{}}
		var plan conformance.Plan
		o.Plan = func(p conformance.Plan) { plan = p }
		report, err := conformance.Run(context.Background(), &conformance.Target{Handler: server}, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range report.Results {
			if r.Status == conformance.Failed || r.Status == conformance.Broken {
				t.Errorf("%s: %s %v", r.Check.ID, r.Reason, r.Problems)
			}
		}
		made := 0
		for _, m := range report.Made {
			made += m.Records
		}
		if made > plan.Records {
			t.Errorf("made %d records, and said %d at most", made, plan.Records)
		}
		return report, server
	}
	report, _ := ask(conformance.Options{})
	for _, id := range []string{"booksOf", "stats", "retire", "bookByNumber", "booksByTitle", "lend"} {
		at := slices.IndexFunc(report.Results, func(r *conformance.Result) bool { return r.Check.ID == "SHAPE-4/"+id+"/valid" })
		if at < 0 || report.Results[at].Status != conformance.Passed {
			t.Errorf("SHAPE-4/%s/valid is not among those that pass", id)
		}
	}
	if _, server := ask(conformance.Options{ReadOnly: true}); len(server.sent) > 0 {
		t.Errorf("a run that writes nothing sent %v", server.sent)
	}
}

// TestAVerbMayBeRefusedAsTheDocumentSays asks a server that lends to nobody: that may
// be so where the document says it, and no other refusal may.
func TestAVerbMayBeRefusedAsTheDocumentSays(t *testing.T) {
	contract := loaded(t, "../internal/corpus/testdata/lending.yaml")
	for status, rule := range map[int]string{http.StatusConflict: "", http.StatusForbidden: "SHAPE-4"} {
		refuses := openAPIFault{"no book is lent", rule, func(h http.Handler) http.Handler {
			return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
				status := status
				if answer := httptest.NewRecorder(); onceOnly.MatchString(r.URL.Path) {
					if h.ServeHTTP(answer, r); answer.Code == http.StatusNotFound {
						status = answer.Code
					}
					w.WriteHeader(status)
					return
				}
				h.ServeHTTP(w, r)
			})
		}}
		failed := askedWith(t, contract, refuses)
		if told := len(failed) > 0; told != (rule != "") {
			t.Errorf("%d: %d checks fail", status, len(failed))
		}
	}
}

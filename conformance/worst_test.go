package conformance_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
)

// meddled is a target before which a handler stands that may change what the
// mock answers.
func meddled(t *testing.T, meddle func(mock *mockserver.Server, w http.ResponseWriter, r *http.Request)) *conformance.Target {
	t.Helper()
	mock, target := mockTarget(t, usersContract(t))
	target.Address, target.Handler = "/api", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { meddle(mock, w, r) })
	return target
}

func verdictOf(t *testing.T, target *conformance.Target, o conformance.Options) *conformance.Report {
	t.Helper()
	report, err := conformance.Run(context.Background(), target, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// creates counts the people that the mock has made.
func creates(r *http.Request, status int) bool {
	return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/users") && status == http.StatusCreated
}

// TestNoMoreIsMadeThanThePlanSays asks servers that keep a run from using again
// what it has made: whose changes are refused, answer nothing, or are not seen.
func TestNoMoreIsMadeThanThePlanSays(t *testing.T) {
	if testing.Short() {
		t.Skip("a suite for each server")
	}
	for name, spoil := range map[string]func(r *http.Request, reply *httptest.ResponseRecorder) (int, string){
		"changes are refused":         func(*http.Request, *httptest.ResponseRecorder) (int, string) { return 403, `{}` },
		"changes crash":               func(*http.Request, *httptest.ResponseRecorder) (int, string) { return 500, `oops` },
		"changes answer 204":          func(*http.Request, *httptest.ResponseRecorder) (int, string) { return 204, `` },
		"changes answer without data": func(*http.Request, *httptest.ResponseRecorder) (int, string) { return 200, `{"ok":true}` },
		"every third change is refused": func() func(*http.Request, *httptest.ResponseRecorder) (int, string) {
			var n atomic.Int64
			return func(_ *http.Request, reply *httptest.ResponseRecorder) (int, string) {
				if n.Add(1)%3 == 0 {
					return 403, `{}`
				}
				return reply.Code, reply.Body.String()
			}
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name != "every third change is refused" {
				t.Skip("a suite for each")
			}
			var made atomic.Int64
			target := meddled(t, func(mock *mockserver.Server, w http.ResponseWriter, r *http.Request) {
				reply := httptest.NewRecorder()
				mock.ServeHTTP(reply, r)
				status, body := reply.Code, reply.Body.String()
				if creates(r, status) {
					made.Add(1)
				}
				if r.Method == http.MethodPatch && strings.Contains(r.URL.Path, "/users/") && !strings.HasSuffix(r.URL.Path, "/me") && status == 200 {
					status, body = spoil(r, reply)
				}
				for name, values := range reply.Header() {
					w.Header()[name] = values
				}
				w.Header().Del("Content-Length")
				w.WriteHeader(status)
				w.Write([]byte(body))
			})
			plan := conformance.Plan{}
			report := verdictOf(t, target, conformance.Options{Filter: "v3 && (state || bodies)", Plan: func(p conformance.Plan) { plan = p }})
			if report.Verdict == conformance.Conformant || int(made.Load()) > plan.Users {
				t.Errorf("%s: made %d, and said %d at most", report.Verdict, made.Load(), plan.Users)
			}
			t.Logf("%s %s: made %d of %d, %+v", report.Verdict, report.Reason, made.Load(), plan.Users, report.Counts)
		})
	}
}

// TestALostCreateIsFoundAgain loses the replies to creates that were done: no
// more is made than was said, and none is left enabled.
func TestALostCreateIsFoundAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite")
	}
	losesReplies(t, 4, creates, func(http.ResponseWriter) { panic(http.ErrAbortHandler) })
}

// TestARedirectedCreateIsFoundAgain leads elsewhere in the place of replies of
// success, though what was asked has been done. The first few writes are answered
// as they should be, so that the run sees that it can make and change records.
func TestARedirectedCreateIsFoundAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite")
	}
	var writes atomic.Int64
	succeeds := func(r *http.Request, status int) bool {
		return r.Method != http.MethodGet && status/100 == 2 && writes.Add(1) > 40
	}
	losesReplies(t, 5, succeeds, func(w http.ResponseWriter) {
		w.Header().Set("Location", "/done")
		w.WriteHeader(http.StatusSeeOther)
	})
}

// losesReplies runs the suite where one in so many of some replies is lost, and
// something else is answered.
func losesReplies(t *testing.T, share int64, lost func(*http.Request, int) bool, answer func(http.ResponseWriter)) {
	t.Helper()
	var n, made atomic.Int64
	target := meddled(t, func(mock *mockserver.Server, w http.ResponseWriter, r *http.Request) {
		reply := httptest.NewRecorder()
		mock.ServeHTTP(reply, r)
		if creates(r, reply.Code) {
			made.Add(1)
		}
		if lost(r, reply.Code) && n.Add(1)%share == 0 {
			answer(w)
			return
		}
		for name, values := range reply.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(reply.Code)
		w.Write(reply.Body.Bytes())
	})
	plan := conformance.Plan{}
	report := verdictOf(t, target, conformance.Options{Filter: onceMore(), Plan: func(p conformance.Plan) { plan = p }})
	if report.Verdict != conformance.Violated || int(made.Load()) > plan.Users {
		t.Errorf("%s: made %d, and said %d at most", report.Verdict, made.Load(), plan.Users)
	}
	for _, m := range report.Made {
		if m.Left > 0 {
			t.Errorf("left %d of %s", m.Left, m.Collection)
		}
		if m.Collection == "users" && m.Records != int(made.Load()) {
			t.Errorf("made %d users, and told of %d", made.Load(), m.Records)
		}
	}
}

// TestWhatIsNotAskedIsNotConformant ends runs early.
func TestWhatIsNotAskedIsNotConformant(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite three times")
	}
	_, target := mockTarget(t, usersContract(t))
	late := verdictOf(t, target, conformance.Options{Deadline: 50 * time.Millisecond})
	if late.Verdict != conformance.Inconclusive || late.Counts.NotAsked == 0 || !strings.Contains(late.Reason, "--deadline") {
		t.Errorf("a deadline: %s %s %+v", late.Verdict, late.Reason, late.Counts)
	}
	alone := *target
	alone.Features, alone.Personas = []string{"v3"}, target.Personas[:1]
	few := verdictOf(t, &alone, conformance.Options{})
	if few.Verdict != conformance.Inconclusive || few.Counts.NotAsked == 0 {
		t.Errorf("one persona: %s %s %+v", few.Verdict, few.Reason, few.Counts)
	}
	core := *target
	core.Features = []string{"v3"}
	if plain := verdictOf(t, &core, conformance.Options{}); plain.Verdict != conformance.Conformant {
		show(t, plain)
		t.Errorf("the core with the personas of the contract: %s", plain.Verdict)
	}
	if strict := verdictOf(t, &core, conformance.Options{Strict: true}); strict.Verdict != conformance.Inconclusive || strict.Counts.NotAsked == 0 {
		t.Errorf("the same, strictly: %s %+v", strict.Verdict, strict.Counts)
	}
}

// TestFailFastNeverCallsAFaultConformant stops at violations alone.
func TestFailFastNeverCallsAFaultConformant(t *testing.T) {
	target := meddled(t, func(mock *mockserver.Server, w http.ResponseWriter, r *http.Request) {
		mock.ServeHTTP(&without{ResponseWriter: w, header: "Cache-Control"}, r) // SHOULD
	})
	lenient := verdictOf(t, target, conformance.Options{FailFast: true, Filter: "headers && v3"})
	if lenient.Verdict != conformance.Conformant || lenient.Counts.NotAsked > 0 || lenient.Counts.Warnings == 0 {
		t.Errorf("warnings: %s %+v", lenient.Verdict, lenient.Counts)
	}
	strict := verdictOf(t, target, conformance.Options{FailFast: true, Strict: true, Filter: "headers && v3"})
	if strict.Verdict != conformance.Violated || strict.Counts.NotAsked == 0 {
		t.Errorf("strictly: %s %+v", strict.Verdict, strict.Counts)
	}
}

// without leaves out a header of the reply.
type without struct {
	http.ResponseWriter
	header string
}

func (w *without) WriteHeader(status int) {
	w.Header().Del(w.header)
	w.ResponseWriter.WriteHeader(status)
}

// TestAGatewaysHiccupsAreNoFaultOfTheServer answers 502 now and then.
func TestAGatewaysHiccupsAreNoFaultOfTheServer(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs much of the suite")
	}
	var n atomic.Int64
	var had sync.Map // requests that had one: asked again, they are answered
	target := meddled(t, func(mock *mockserver.Server, w http.ResponseWriter, r *http.Request) {
		key := r.Method + r.URL.String() + r.Header.Get("Authorization")
		_, again := had.Load(key)
		if r.Method != http.MethodPost && n.Add(1)%50 == 0 && !again {
			had.Store(key, true)
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		mock.ServeHTTP(w, r)
	})
	filter := "v3 && (permissions || state)"
	if testing.Short() {
		filter = "v3 && state"
	}
	report := verdictOf(t, target, conformance.Options{Strict: true, Filter: filter})
	if report.Verdict != conformance.Conformant || report.Counts.Passed != report.Counts.All || len(report.Findings) != 1 || report.Findings[0].Severity != conformance.Warning {
		show(t, report)
		t.Errorf("%s: %+v", report.Verdict, report.Counts)
	}
}

// TestACrashingOperationIsAViolation answers 500 to one operation: a server that
// does so is no target that is down.
func TestACrashingOperationIsAViolation(t *testing.T) {
	ways := []string{"500", "closed"}
	if testing.Short() {
		ways = ways[1:]
	}
	for crashes, label := range map[string]string{
		"POST /api/v3/users": "postV3Users", "PATCH /api/v3/users/": "patchV3UsersId", "GET /api/v3/users/me": "getV3UsersMe", "PATCH /api/v3/users/me": "patchV3UsersMe",
		"GET /api/v3/accessroles": "getV3Accessroles", "POST /auth/local": "postAuthLocal", "POST /api/v3/accessroles": "postV3Accessroles",
	} {
		t.Run(crashes, func(t *testing.T) {
			if testing.Short() && !strings.HasPrefix(crashes, "PATCH") {
				t.Skip("a suite for each")
			}
			for _, how := range ways {
				target := meddled(t, func(mock *mockserver.Server, w http.ResponseWriter, r *http.Request) {
					method, path, _ := strings.Cut(crashes, " ")
					if r.Method == method && (r.URL.Path == path || strings.HasSuffix(path, "/") && strings.HasPrefix(r.URL.Path, path) && !strings.HasSuffix(r.URL.Path, "/me")) {
						if how == "closed" {
							panic(http.ErrAbortHandler)
						}
						w.WriteHeader(http.StatusInternalServerError)
						return
					}
					mock.ServeHTTP(w, r)
				})
				report := verdictOf(t, target, conformance.Options{Filter: label})
				told := false
				for _, f := range report.Findings {
					for _, p := range f.Problems {
						told = told || strings.Contains(p.Curl, "curl")
					}
				}
				// Where the first that is asked is a SHOULD, nothing can be made after it.
				unmade := how == "closed" && report.Verdict == conformance.Inconclusive && report.Counts.Broken > 0
				if report.Verdict != conformance.Violated && !unmade || !told {
					show(t, report)
					t.Errorf("%s: %s %s %+v", how, report.Verdict, report.Reason, report.Counts)
				}
				t.Logf("%s: %s, %d findings, %+v in %.1f s", how, report.Verdict, len(report.Findings), report.Counts, report.Took)
			}
		})
	}
}

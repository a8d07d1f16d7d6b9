package conformance_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
)

// TestFaultsOfAnotherHandAreFound plants mistakes into what a club does that has statuses,
// media types and refusals of its own: what is right of users is wrong there.
func TestFaultsOfAnotherHandAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole suite for each fault")
	}
	contract := loaded(t, "testdata/contracts/club.yaml")
	for _, fault := range []struct {
		name, check string
		breaks      func(r *http.Request, reply *httptest.ResponseRecorder)
	}{
		{"what is made is 201", "OP-5/addMember/", func(r *http.Request, reply *httptest.ResponseRecorder) {
			if r.Method == http.MethodPost && r.URL.Path == "/members" && reply.Code == http.StatusOK {
				reply.Code = http.StatusCreated
			}
		}},
		{"a member is application/json", "HDR-8/getMember/json", func(r *http.Request, reply *httptest.ResponseRecorder) {
			if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/members/") && reply.Code == http.StatusOK {
				reply.Header().Set("Content-Type", "application/json")
			}
		}},
		{"what does not fit is 409", "OP-10/addMember/", func(r *http.Request, reply *httptest.ResponseRecorder) {
			if r.Method == http.MethodPost && r.URL.Path == "/members" && reply.Code == http.StatusUnprocessableEntity {
				reply.Code = http.StatusConflict
			}
		}},
		{"a wrong password is 404", "OWN/logIn/", func(r *http.Request, reply *httptest.ResponseRecorder) {
			if r.URL.Path == "/sessions" && reply.Code == http.StatusForbidden {
				reply.Code = http.StatusNotFound
			}
		}},
		{"who may not is told a problem", "OWN/listMembers/refusal", func(r *http.Request, reply *httptest.ResponseRecorder) {
			if r.Method == http.MethodGet && r.URL.Path == "/members" && reply.Code == http.StatusForbidden {
				reply.Header().Set("Content-Type", "application/problem+json")
			}
		}},
		{"a refusal lacks its message", "OWN/getMember/refusal", func(r *http.Request, reply *httptest.ResponseRecorder) {
			if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/members/") && reply.Code == http.StatusNotFound {
				reply.Body = bytes.NewBufferString(`{"text": "no"}`)
			}
		}},
		{"a change of a boat is not kept", "STATE-2/changeBoat/", func(r *http.Request, reply *httptest.ResponseRecorder) {
			if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/boats/") && reply.Code == http.StatusOK {
				reply.Body = bytes.NewBufferString(strings.Replace(reply.Body.String(), `"name":"`, `"name":"The `, 1))
			}
		}},
		{"anybody may see members", "OWN/listMembers/", func(r *http.Request, reply *httptest.ResponseRecorder) {
			if r.Method == http.MethodGet && r.URL.Path == "/members" && reply.Code == http.StatusForbidden {
				reply.Code, reply.Body = http.StatusOK, bytes.NewBufferString(`{"members": []}`)
				reply.Header().Set("Content-Type", "application/vnd.club+json")
			}
		}},
	} {
		t.Run(fault.name, func(t *testing.T) {
			told := false
			for _, c := range askedWith(t, contract, openAPIFault{fault.name, fault.check, retelling(fault.breaks)}) {
				told = told || strings.HasPrefix(c.ID, fault.check)
			}
			if !told {
				t.Errorf("nothing tells of it by %s", fault.check)
			}
		})
	}
}

// retelling lets each reply of a server be changed before it is sent.
func retelling(change func(*http.Request, *httptest.ResponseRecorder)) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			reply := httptest.NewRecorder()
			h.ServeHTTP(reply, r)
			change(r, reply)
			for name, values := range reply.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(reply.Code)
			w.Write(reply.Body.Bytes())
		})
	}
}

// TestWhoWinsARaceIsToldTheStatusOfACreate has creates answer a status that the document
// of users has not, and looks at the check of races alone.
func TestWhoWinsARaceIsToldTheStatusOfACreate(t *testing.T) {
	contract := usersContract(t)
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	accepted := retelling(func(r *http.Request, reply *httptest.ResponseRecorder) {
		if reply.Code == http.StatusCreated && strings.Contains(r.Header.Get("X-Request-Id"), "/race/") {
			reply.Code = http.StatusAccepted
		}
	})
	target := &conformance.Target{Handler: accepted(mock), Features: contract.Features, Personas: mock.Personas()}
	report, err := conformance.Run(t.Context(), target, conformance.Options{Contract: contract, Filter: "OP-6 && concurrency && v3"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Results {
		if strings.HasPrefix(r.Check.ID, "OP-6/postV3Users/race/") && r.Status != conformance.Failed {
			t.Errorf("a winner that is told 202 is not found: %s is %s", r.Check.ID, r.Status)
		}
	}
	if report.Counts.Failed != 1 {
		t.Errorf("want one failed check: %s", report.Counts)
	}
}

// TestAServerMayKnowItsPermissionsAlone has a server that refuses roles with names that
// are no permissions: nobody can hold one there, and no check fails of it.
func TestAServerMayKnowItsPermissionsAlone(t *testing.T) {
	contract := loaded(t, "testdata/contracts/ferry.yaml")
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == "/watches" {
			text, _ := io.ReadAll(r.Body)
			var watch struct{ May []string }
			_ = json.Unmarshal(text, &watch)
			for _, name := range watch.May {
				if !slices.Contains(contract.Permissions.Names(), name) {
					w.Header().Set("Content-Type", "application/problem+json")
					w.WriteHeader(http.StatusBadRequest)
					_, _ = io.WriteString(w, `{"title":"may"}`)
					return
				}
			}
			r.Body = io.NopCloser(bytes.NewReader(text))
		}
		mock.ServeHTTP(w, r)
	})
	target := &conformance.Target{Handler: server, Features: contract.Features, Personas: mock.Personas()}
	report, err := conformance.Run(t.Context(), target, conformance.Options{Contract: contract, Filter: "PRM-10"})
	if err != nil {
		t.Fatal(err)
	}
	skipped := 0
	for _, r := range report.Results {
		switch r.Status {
		case conformance.Skipped:
			skipped++
		case conformance.Passed:
		default:
			t.Errorf("%s is %s: %s %+v", r.Check.ID, r.Status, r.Reason, r.Problems)
		}
	}
	if skipped < 20 {
		t.Errorf("%d checks are skipped, of %s", skipped, report.Counts)
	}
}

package conformance_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
)

// TestNobodyWhoIsNotThereIsDisabled asks a server whose lists show a thousand
// people and roles for every few that there are.
func TestNobodyWhoIsNotThereIsDisabled(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs much of the suite")
	}
	var changes, creations atomic.Int64
	target := meddled(t, func(mock *mockserver.Server, w http.ResponseWriter, r *http.Request) {
		reply := httptest.NewRecorder()
		mock.ServeHTTP(reply, r)
		if r.Method == http.MethodPatch && strings.Contains(r.UserAgent(), "clean-up") {
			changes.Add(1)
		}
		if r.Method == http.MethodPost && reply.Code == http.StatusCreated {
			creations.Add(1)
		}
		var listed struct {
			Data map[string][]map[string]any `json:"data"`
		}
		text := reply.Body.Bytes()
		if r.Method == http.MethodGet && reply.Code == http.StatusOK && json.Unmarshal(text, &listed) == nil && r.URL.Query().Get("search") != "" {
			for name, records := range listed.Data {
				for i := 0; len(records) > 0 && i < 1_000; i++ {
					clone := map[string]any{}
					for member, value := range records[i] {
						clone[member] = value
					}
					clone["_id"] = fmt.Sprintf("%024x", 0xabc000000+i)
					records = append(records, clone)
				}
				listed.Data[name] = records
			}
			text, _ = json.Marshal(listed)
		}
		for name, values := range reply.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(reply.Code)
		w.Write(text)
	})
	report := verdictOf(t, target, conformance.Options{Filter: "v3 && state"})
	made := 0
	for _, m := range report.Made {
		if made += m.Records; m.Left > 0 {
			t.Errorf("left %d of %s", m.Left, m.Collection)
		}
	}
	if were := int(creations.Load()); made != were || int(changes.Load()) != were {
		t.Errorf("%d were made; %d are told, and %d disabled", were, made, changes.Load())
	}
}

// TestWhatIsDisabledWithoutAReplyIsDisabled has a server do each change and
// answer none that it does.
func TestWhatIsDisabledWithoutAReplyIsDisabled(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs much of the suite")
	}
	for _, only := range []string{"/v3/", ""} {
		target := meddled(t, func(mock *mockserver.Server, w http.ResponseWriter, r *http.Request) {
			reply := httptest.NewRecorder()
			mock.ServeHTTP(reply, r)
			if r.Method == http.MethodPatch && reply.Code == http.StatusOK && strings.Contains(r.URL.Path, only) {
				panic(http.ErrAbortHandler)
			}
			for name, values := range reply.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(reply.Code)
			w.Write(reply.Body.Bytes())
		})
		report := verdictOf(t, target, conformance.Options{Filter: "v3 && (state || bodies)"})
		if report.Verdict == conformance.Conformant || len(report.Made) == 0 {
			t.Errorf("%s: made %+v", report.Verdict, report.Made)
		}
		for _, m := range report.Made {
			if m.Left > 0 {
				t.Errorf("left %d of %s", m.Left, m.Collection)
			}
		}
	}
}

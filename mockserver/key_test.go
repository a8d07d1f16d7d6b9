package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestKeysBesideLogIn has a clinic of whose drugs only those hear who bring the key of the
// cabinet beside their own token: whatever comes first in the document, whoever logged in
// is the caller.
func TestKeysBesideLogIn(t *testing.T) {
	const file = "../conformance/testdata/contracts/clinic.yaml"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := spec.Load(file, text)
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	keys := mock.Keys()
	if len(keys) != 3 || keys["lab"] != "bootstrap:rolecall" || keys["device"] != "bootstrap" || keys["cabinet"] != "bootstrap" {
		t.Errorf("its keys are %v", keys)
	}
	for _, one := range []struct {
		request, session, lab, device string
		want                          int
	}{
		{"POST /v3/drugs", "", "", "", 401},
		{"POST /v3/drugs", "drugs:write", "", "", 401},
		{"POST /v3/drugs?cabinet=nobody", "drugs:write", "", "", 401},
		{"POST /v3/drugs?cabinet=bootstrap", "", "", "", 401},
		{"POST /v3/drugs?cabinet=bootstrap", "nobody-at-all", "", "", 401},
		{"POST /v3/drugs?cabinet=bootstrap", "none", "", "", 403},
		{"POST /v3/drugs?cabinet=bootstrap", "drugs:read", "", "", 403},
		{"POST /v3/drugs?cabinet=bootstrap", "drugs:write", "", "", 201},
		{"POST /v3/drugs?cabinet=none", "drugs:write", "", "", 201},
		{"GET /v3/samples", "", "bootstrap", "", 200},
		{"GET /v3/samples", "", "nobody-at-all", "", 401},
		{"GET /v3/samples", "bootstrap", "", "", 401},
		{"GET /v3/readings", "", "", "bootstrap", 200},
		{"GET /v3/readings", "", "", "nobody-at-all", 401},
		{"GET /v3/readings", "readings:read", "", "", 200},
		{"GET /v3/readings", "none", "", "", 403},
	} {
		method, at, _ := strings.Cut(one.request, " ")
		r := httptest.NewRequest(method, at, strings.NewReader(`{"title": "a"}`))
		r.Header.Set("Content-Type", "application/json")
		if one.session != "" {
			r.Header.Set("X-Session", one.session)
		}
		if one.lab != "" {
			r.SetBasicAuth(one.lab, "any")
		}
		if one.device != "" {
			r.AddCookie(&http.Cookie{Name: "device", Value: one.device})
		}
		w := httptest.NewRecorder()
		mock.ServeHTTP(w, r)
		if w.Code != one.want {
			t.Errorf("%+v: %d %s", one, w.Code, w.Body)
		}
	}
}

package conformance_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cotalker/rolecall/conformance"
)

// TestAListThatIgnoresItsFilterMakesNobodyOurs has one user of the company in
// every list: a run must not switch them off, nor say that it made them.
func TestAListThatIgnoresItsFilterMakesNobodyOurs(t *testing.T) {
	mock, target := mockTarget(t, usersContract(t))
	ask := func() []byte {
		r := httptest.NewRequest(http.MethodGet, "/api/v3/users?email=william.tell@example.com", nil)
		r.Header.Set("Authorization", "Bearer "+target.Persona(conformance.Bootstrap).Token)
		r.Header.Set("Admin", "true")
		reply := httptest.NewRecorder()
		mock.ServeHTTP(reply, r)
		return reply.Body.Bytes()
	}
	const begin = `{"data":{"users":[`
	before := ask()
	stranger, _, _ := bytes.Cut(bytes.TrimPrefix(before, []byte(begin)), []byte("]}}"))
	if !bytes.Contains(stranger, []byte(`"isActive":true`)) {
		t.Fatalf("%s", before)
	}
	target.Address, target.Handler = "/api", rewriting(mock, func(_ http.Header, text []byte) []byte {
		with := append([]byte(begin), stranger...)
		if !bytes.HasPrefix(text, []byte(begin+"]")) {
			with = append(with, ',')
		}
		return bytes.Replace(text, []byte(begin), with, 1)
	})
	filter := "v3 && (permissions || headers || bodies)"
	if testing.Short() {
		filter = "v3 && bodies || v3 && permissions && patchV3UsersId"
	}
	report, err := conformance.Run(context.Background(), target, conformance.Options{Filter: filter})
	if err != nil {
		t.Fatal(err)
	}
	if after := ask(); !bytes.Equal(before, after) {
		t.Errorf("the run changed a stranger:\n%s\n%s", before, after)
	}
	for _, f := range report.Findings {
		if f.Requirement[:3] == "PRM" {
			t.Errorf("%s is blamed: %+v", f.Requirement, f.Problems[0])
		}
	}
}

package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// depositing is a document whose create tells where it made something, and that can take
// it away.
func depositing(t *testing.T) *spec.Contract {
	t.Helper()
	text := strings.Replace(shelf, `      responses: {"201": {description: Made., `, `      responses: {"201": {description: Made., headers: {Location: {schema: {type: string}}}, `, 1)
	text = strings.Replace(text, "\ncomponents:", `
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: Gone.}, "404": {description: None.}}
components:`, 1)
	contract, err := spec.Load("shelf.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// TestALocationLeadsToWhatWasMade has servers whose Location leads nowhere, to another
// record, and out of the house, which nobody follows.
func TestALocationLeadsToWhatWasMade(t *testing.T) {
	contract := depositing(t)
	for location, wrong := range map[string]bool{"": false, "/items/nowhere": true, "ht!tp://%%%": true, "/items": true, "https://shop.example/items/1": false} {
		failed := askedWith(t, contract, openAPIFault{location, "STATE-1", retelling(func(r *http.Request, reply *httptest.ResponseRecorder) {
			if r.Method == http.MethodPost && reply.Code == http.StatusCreated && location != "" {
				reply.Header().Set("Location", location)
			}
		})})
		told := false
		for _, c := range failed {
			told = told || strings.HasSuffix(c.ID, "/location")
			if c.Level == spec.MUST {
				t.Errorf("%s fails for Location %q", c.ID, location)
			}
		}
		if told != wrong {
			t.Errorf("Location %q is told: %v, want %v", location, told, wrong)
		}
	}
}

// TestWhatStaysIsNotSaidToBeDeleted has a server that grants deletes and does nothing.
func TestWhatStaysIsNotSaidToBeDeleted(t *testing.T) {
	contract := depositing(t)
	for _, deletes := range []bool{true, false} {
		mock, target := mockTarget(t, contract)
		target.Address, target.Handler = "", answering(mock, http.MethodDelete, func(w http.ResponseWriter, r *http.Request) {
			if deletes {
				mock.ServeHTTP(w, r)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		})
		report, err := conformance.Run(t.Context(), target, conformance.Options{Contract: contract})
		if err != nil {
			t.Fatal(err)
		}
		for _, made := range report.Made {
			if made.Records == 0 || deletes != (made.Left == 0) {
				t.Errorf("%d records are made and %d left, where deletes are kept: %v", made.Records, made.Left, deletes)
			}
		}
	}
}

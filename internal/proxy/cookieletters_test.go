package proxy_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/journal"
	"github.com/cotalker/rolecall/spec"
)

// TestCookiesOfAnyLettersAreRead passes on cookies whose letters are not of ASCII: none
// is missing, and the journal shows no credential that stands in one.
func TestCookiesOfAnyLettersAreRead(t *testing.T) {
	contract, err := spec.Load("taste.yaml", []byte(`openapi: 3.1.0
info: {title: Taste, version: "1"}
paths:
  /tastes:
    get:
      security: [{session: []}]
      parameters: [{name: taste, in: cookie, required: true, schema: {type: string, enum: [süß]}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {type: string}}}}}}
components:
  securitySchemes: {session: {type: apiKey, in: cookie, name: session}}
`))
	if err != nil {
		t.Fatal(err)
	}
	const secret = "schlüssel-zum-garten"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`["` + secret + `"]`))
	}))
	t.Cleanup(server.Close)
	p, at := before(t, contract, server.URL)
	ask(t, "GET", at+"/tastes", "", "Cookie: session="+secret+"; taste=süß")
	ask(t, "GET", at+"/tastes", "", "Cookie: session="+secret+"; taste=s%C3%BC%C3%9F")
	if found := of(settled(t, p, 2), "client"); len(found) > 0 {
		t.Errorf("of the client is said %q", found)
	}
	list := seen(t, at, "")
	for _, one := range list.Entries {
		if text := told(t, one); strings.Contains(text, secret) {
			t.Errorf("the journal shows %s", text)
		}
	}
	if list.Total != 2 {
		t.Errorf("%d requests were seen", list.Total)
	}
}

// told is all that the journal says of a request.
func told(t *testing.T, one journal.Entry) string {
	t.Helper()
	text, err := json.Marshal(one)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

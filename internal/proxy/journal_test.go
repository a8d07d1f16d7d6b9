package proxy_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/journal"
	"github.com/cotalker/rolecall/internal/proxy"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// seen asks a proxy for what it has seen, and reads it.
func seen(t *testing.T, at, query string) (list struct {
	Total   int
	Entries []journal.Entry
},
) {
	t.Helper()
	status, text := ask(t, "GET", at+"/_rolecall/proxy/journal"+query, "")
	if status != 200 {
		t.Fatalf("%s: %d %s", query, status, text)
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// vaults is a contract nothing like Users: a key in the path, a key in a header.
const vaults = `
openapi: 3.1.0
info: {title: Vaults, version: "1"}
servers: [{url: /v1}]
security: [{key: []}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
paths:
  /open/{token}:
    parameters: [{name: token, in: path, required: true, schema: {type: string}}]
    post:
      operationId: open
      requestBody: {content: {application/json: {schema: {type: object, properties: {pin: {type: string, writeOnly: true}, note: {type: string}}}}}}
      responses:
        "200": {description: opened, content: {application/json: {schema: {type: object, required: [state], properties: {state: {type: string}, echo: {type: string}}}}}}
`

// TestWhatAProxyHasSeenIsTold asks for the journal of a proxy before a server that
// sends back what it is sent, secrets too.
func TestWhatAProxyHasSeenIsTold(t *testing.T) {
	c, err := spec.Load("vaults.yaml", []byte(vaults))
	if err != nil {
		t.Fatal(err)
	}
	const key, word, pin = "key-of-somebody-4711", "path-secret-0815", "pin-9876-pin"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Echo", "by "+r.Header.Get("X-Key"))
		body := `{"state":"open","echo":"` + r.Header.Get("X-Key") + ` at ` + r.URL.Path + `"}`
		if r.Header.Get("X-Fail") != "" {
			body = `{"token":"` + r.Header.Get("X-Key") + `"}`
		}
		w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	p, at := before(t, c, server.URL+"/v1")
	events, err := http.Get(at + "/_rolecall/proxy/journal/events")
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	auth, asJSON := "X-Key: "+key, "Content-Type: application/json"
	ask(t, "POST", at+"/v1/open/"+word+"?pin="+pin, `{"pin":"`+pin+`","note":"hello"}`, auth, asJSON)
	ask(t, "POST", at+"/v1/open/"+word, `{"note":7}`, auth, asJSON)
	ask(t, "POST", at+"/v1/open/"+word, `{}`, auth, asJSON, "X-Fail: yes")
	ask(t, "GET", at+"/v1/nothing/"+key, "", auth)
	r := settled(t, p, 4)

	all := seen(t, at, "")
	if all.Total != 4 || all.Entries[0].Operation != "open" || all.Entries[0].Status != 200 || !strings.Contains(all.Entries[0].Request.Body, "hello") {
		t.Errorf("all that was asked: %+v", all)
	}
	if got := seen(t, at, "?faults=true&operation=open"); got.Total != 2 || !strings.Contains(got.Entries[1].Faults[0].Detail, "/note") {
		t.Errorf("what the client has broken: %+v", got)
	}
	got := seen(t, at, "?violations=true")
	if got.Total != 2 || !strings.Contains(got.Entries[1].Violations[0].Detail, "want a body that fits its schema") || got.Entries[1].Violations[0].Rule == "" {
		t.Errorf("what the server has broken: %+v", got)
	}
	if got := seen(t, at, "?path=/v1/nothing/*&status=2xx&limit=1"); got.Total != 1 || got.Entries[0].Operation != "" {
		t.Errorf("by path and status: %+v", got)
	}
	lines := bufio.NewScanner(events.Body)
	came := ""
	for strings.Count(came, "data: ") < 4 && lines.Scan() {
		came += lines.Text() + "\n"
	}
	_, archive := ask(t, "GET", at+"/_rolecall/proxy/journal.har", "")
	_, counts := ask(t, "GET", at+"/_rolecall/proxy/journal/counts", "")
	if !strings.Contains(counts, `"open":{"200":3}`) {
		t.Errorf("counts: %s", counts)
	}
	if !strings.Contains(archive, `"version":"1.2"`) || !strings.Contains(archive, "_violations") {
		t.Errorf("an archive: %s", archive)
	}
	journalText, _ := json.Marshal(all)
	report, _ := json.Marshal(r)
	for name, text := range map[string]string{"journal": string(journalText), "archive": archive, "events": came, "report": string(report), "findings": strings.Join(append(of(r, proxy.Client), of(r, proxy.Server)...), "\n")} {
		for _, secret := range []string{key, word, pin} {
			if strings.Contains(text, secret) {
				t.Errorf("the %s tells %s: %s", name, secret, text)
			}
		}
	}
	if status, _ := ask(t, "DELETE", at+"/_rolecall/proxy/journal", ""); status != 204 || seen(t, at, "").Total != 0 {
		t.Errorf("forgetting: %d", status)
	}
	if status, text := ask(t, "GET", at+"/_rolecall/proxy/journal?colour=red", ""); status != 400 || !strings.Contains(text, "no parameter colour") {
		t.Errorf("a parameter that there is not: %d %s", status, text)
	}
	if status, text := ask(t, "GET", at+"/_rolecall/proxy/report", ""); status != 200 || !strings.Contains(text, proxy.ReportSchema) {
		t.Errorf("the report so far: %d %s", status, text)
	}
}

// TestOthersAreNotToldWhatAProxyHasSeen asks as a page of another origin, and by a
// name that leads here without leave.
func TestOthersAreNotToldWhatAProxyHasSeen(t *testing.T) {
	c := embedded(t)
	mock, err := mockserver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(mock)
	t.Cleanup(server.Close)
	_, at := before(t, c, server.URL+c.BasePath)
	for _, header := range []string{"Origin: http://evil.test", "Sec-Fetch-Site: cross-site"} {
		if status, text := ask(t, "GET", at+"/_rolecall/proxy/journal", "", header); status != 403 {
			t.Errorf("%s: %d %s", header, status, text)
		}
	}
	req, err := http.NewRequest("GET", at+"/_rolecall/proxy/journal", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "evil.test"
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if res.Body.Close(); res.StatusCode != 403 {
		t.Errorf("a rebound name: %d", res.StatusCode)
	}
	if status, text := ask(t, "GET", at+"/_rolecall/v1/health", ""); status != 200 {
		t.Errorf("what a mock behind it has is passed on: %d %s", status, text)
	}
}

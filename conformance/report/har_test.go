package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
	"github.com/cotalker/rolecall/spec"
)

func TestHARHasTheExchangesOfFailures(t *testing.T) {
	shown := &conformance.Evidence{Started: time.Date(2030, 1, 2, 3, 4, 5, 6e6, time.UTC), Took: 12500 * time.Microsecond}
	shown.Caller, shown.Method, shown.URL = "client", "POST", "http://127.0.0.1:1/api/v3/users?a=1%202&b=%zz&c"
	shown.Header = []conformance.HeaderLine{{Name: "Authorization", Value: "Bearer [redacted]"}, {Name: "Content-Type", Value: "application/json"}}
	shown.Body, shown.BodySize = `{"email":"…`, 9000
	shown.Status, shown.Protocol = 302, "HTTP/1.1"
	shown.ReplyHeader = []conformance.HeaderLine{{Name: "Content-Type", Value: "text/html"}, {Name: "Location", Value: "/login"}}
	shown.ReplyBody, shown.ReplySize = "<html>\x1b", 7
	unanswered := &conformance.Evidence{}
	unanswered.Method, unanswered.URL = "GET", "http://127.0.0.1:1/"
	check := &conformance.Check{}
	check.ID, check.Requirement = "PRM-4/postV3Users/call", &spec.Requirement{ID: "PRM-4"}
	var b bytes.Buffer
	err := report.HAR(&b, &conformance.Report{Contract: "Users 3.0", Target: "http://127.0.0.1:1/api", Verdict: conformance.Violated, Results: []*conformance.Result{
		{Check: check, Status: conformance.Failed, Problems: []conformance.Problem{
			{Expected: "403", Got: "302", Exchange: shown}, {Expected: "one", Got: "none"}, {Expected: "a reply", Got: "none", Exchange: unanswered},
		}},
		{Check: check, Status: conformance.Passed},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	entries := got["log"]["entries"].([]any)
	if got["log"]["version"] != "1.2" || len(entries) != 2 {
		t.Fatalf("%s", b.String())
	}
	first, _ := json.Marshal(entries[0])
	const want = `{"cache":{},"comment":"PRM-4/postV3Users/call: expected 403; got 302",` +
		`"request":{"bodySize":9000,"cookies":[],"headers":[{"name":"Authorization","value":"Bearer [redacted]"},{"name":"Content-Type","value":"application/json"}],"headersSize":-1,` +
		`"httpVersion":"HTTP/1.1","method":"POST","postData":{"comment":"the beginning of 9000 bytes","mimeType":"application/json","params":[],"text":"{\"email\":\"…"},` +
		`"queryString":[{"name":"a","value":"1 2"},{"name":"b","value":"%zz"},{"name":"c","value":""}],"url":"http://127.0.0.1:1/api/v3/users?a=1%202\u0026b=%zz\u0026c"},` +
		`"response":{"bodySize":7,"content":{"mimeType":"text/html","size":7,"text":"\u003chtml\u003e\u001b"},"cookies":[],"headers":[{"name":"Content-Type","value":"text/html"},{"name":"Location","value":"/login"}],` +
		`"headersSize":-1,"httpVersion":"HTTP/1.1","redirectURL":"/login","status":302,"statusText":"Found"},` +
		`"startedDateTime":"2030-01-02T03:04:05.006Z","time":12.5,"timings":{"receive":0,"send":0,"wait":12.5}}`
	if string(first) != want {
		t.Errorf("got\n%s\nnot\n%s", first, want)
	}
	if strings.Contains(b.String(), "\x1b") {
		t.Error("a control character is written as it is")
	}
}

package mockserver_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// entryWith is the only exchange of w1 that a query asks for.
func (c *client) entryWith(query string) reply {
	c.t.Helper()
	r := c.control(200, "GET", "/worlds/w1/journal?"+query, "")
	if r.at("total") != 1.0 {
		c.t.Fatalf("%s has %v: %s", query, r.at("total"), r.text)
	}
	return r
}

func TestTheJournalTellsWhatWasAsked(t *testing.T) {
	c := newClient(t, "v3")
	user := `{"email":"a@example.com","name":{"names":"A","lastName":"B"}}`
	c.want(201, "", "user-write", "POST", "/users", user, inW1)
	c.want(409, "", "user-write", "POST", "/users", user, inW1)
	c.want(403, "", "client", "GET", "/users", "", inW1)
	c.want(400, "", "user-read", "GET", "/users?nothing=1", "", inW1)
	c.want(200, "", "client", "GET", "/users/me?nothing=1", "", inW1)
	c.want(404, "", "", "GET", "//nothing", "", inW1)
	c.want(404, "", "user-read", "GET", "/users/"+unknown, "", inW1, "Prefer: code=404")
	c.want(200, "", "TOKEN", "GET", "/users/me", "") // of another world

	r := c.entryWith("status=201")
	for path, want := range map[string]any{
		"operation": "postV3Users", "persona": "user-write", "method": "POST", "path": "/api/v3/users", "stage": "reply", "faults": []any{}, "request.body": user, "request.size": len(user),
	} {
		c.equal(path, r.at("entries.0."+path), want)
	}
	if body, _ := r.at("entries.0.reply.body").(string); !strings.Contains(body, "a@example.com") {
		t.Errorf("the reply is %q", body)
	}
	r = c.entryWith("operation=GET%20/v3/users&persona=client")
	c.equal("stage", r.at("entries.0.stage"), "admission")
	c.equal("rule", r.at("entries.0.rule"), "PRM-3")
	r = c.entryWith("faults=true&status=400")
	if detail, _ := r.at("entries.0.faults.0.detail").(string); !strings.Contains(detail, "nothing is not a parameter") {
		t.Errorf("the client's fault is %q", detail)
	}
	r = c.entryWith("faults=true&operation=getV3UsersMe")
	c.equal("a warning", r.at("entries.0.faults.0"), map[string]any{"detail": "the operation has no parameter nothing", "warning": true})
	c.equal("a wish", c.entryWith("operation=getV3UsersId&status=4xx").at("entries.0.by"), "wish code=404")
	c.equal("no such path", c.entryWith("path=/noth*").at("entries.0.kind"), "path")
	c.equal("with text", c.control(200, "GET", "/worlds/w1/journal?match=a@example.com", "").at("total"), 2)
	c.equal("the last one", c.control(200, "GET", "/worlds/w1/journal?limit=1", "").at("entries.0.by"), "wish code=404")
	c.equal("behind the fifth", c.control(200, "GET", "/worlds/w1/journal?after=5&limit=0", "").at("total"), 2)
	c.equal("since tomorrow", c.control(200, "GET", "/worlds/w1/journal?since="+url.QueryEscape(time.Now().Add(24*time.Hour).Format(time.RFC3339)), "").at("total"), 0)
	counts := c.control(200, "GET", "/worlds/w1/journal/counts", "")
	c.equal("counts", counts.at("operations.postV3Users"), map[string]any{"201": 1, "409": 1})
	c.equal("faults", counts.at("faults"), 3)
	har := c.control(200, "GET", "/worlds/w1/journal.har?status=201", "")
	c.equal("HAR", har.at("log.entries.0.request.postData.text"), user)
	c.control(400, "GET", "/worlds/w1/journal?what=1", "")
	for _, query := range []string{"after=99999999999999999999", "faults=perhaps"} {
		r := c.control(400, "GET", "/worlds/w1/journal?"+query, "")
		if detail := fmt.Sprint(r.at("detail")); strings.Contains(detail, "strconv") {
			t.Errorf("%s: %s: the words of a library", query, detail)
		}
	}
	c.control(400, "GET", "/worlds/w1/journal?operation=getNothing", "")
	c.control(400, "GET", "/worlds/w1/journal?timeout=31", "")
	c.control(204, "DELETE", "/worlds/w1/journal", "")
	c.equal("after it is forgotten", c.control(200, "GET", "/worlds/w1/journal", "").at("total"), 0)
	c.want(200, "", "client", "GET", "/users/me", "", inW1)
	c.control(204, "POST", "/worlds/w1/reset", "")
	c.equal("after a reset", c.control(200, "GET", "/worlds/w1/journal", "").at("total"), 0)
}

// TestNoSecretIsTold sends secrets in every place, and looks at all that is told.
func TestNoSecretIsTold(t *testing.T) {
	var log lockedBuffer
	c := newClient(t, "v3", mockserver.WithLog(log.logger()))
	const secret = "hunter2-is-a-secret"
	login := func(password string, status int) reply {
		return c.want(status, "", "", "POST", "//auth/local", fmt.Sprintf(`{"email":"john.doe@example.com","password":%q}`, password))
	}
	token := login("rolecall-mock", 200).at("token").(string)
	login(secret, 401)
	c.want(201, "", token, "POST", "/users", `{"email":"a@example.com","name":{"names":"A","lastName":"B"},"pass\u0077ord" : "`+secret+`"}`)
	c.do(token, "PATCH", "/users/me", `{"password":"`+secret+``) // broken off
	c.do(token, "PATCH", "/users/me", `{"password":{"a":["`+secret+`"]},"jobTitle":"`+token+`"}`)
	c.do(token, "PATCH", "/users/me", `{"password":"`+secret+`"}`, "-Content-Type", "Content-Type: application/x-www-form-urlencoded")
	c.do(token, "GET", "/users/me?password="+secret+"&access_token="+token+"&x="+token, "", "Cookie: session="+secret, "X-Api-Key: "+secret, "X-Other: "+token, "Referer: http://a/?token="+token)
	c.do(token, "GET", "/users/"+token, "", "Proxy-Authorization: Basic "+secret)
	c.do("", "GET", "/users/me", "", "Authorization: "+secret)
	for _, path := range []string{"/worlds/default/journal", "/worlds/default/journal.har", "/worlds/default/journal/counts"} {
		text := c.control(200, "GET", path, "").text
		for what, hidden := range map[string]string{"a token": token, "a password": secret} {
			if strings.Contains(text, hidden) {
				t.Errorf("%s tells %s: %s", path, what, text)
			}
		}
		if path == "/worlds/default/journal" && (strings.Count(text, "redacted") < 10 || !strings.Contains(text, "a@example.com")) {
			t.Errorf("it tells %s", text)
		}
	}
	if strings.Contains(log.String(), token) || strings.Contains(log.String(), secret) {
		t.Errorf("the log tells %s", log.String())
	}
}

// TestNoSecretKeyIsTold has a document with a secret in a path, one in a form and
// one in a query.
func TestNoSecretKeyIsTold(t *testing.T) {
	doc, err := spec.Load("secrets.yaml", []byte(`
openapi: 3.1.0
info: {title: Secrets, version: "1"}
components: {securitySchemes: {key: {type: apiKey, in: query, name: k}}}
paths:
  /verify/{reset_token}:
    parameters: [{name: reset_token, in: path, required: true, schema: {type: string, maxLength: 10}}]
    get: {security: [{key: []}], responses: {"204": {description: ok}}}
    post:
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {code: {type: string, writeOnly: true}, name: {type: string}}}}}}
      responses: {"204": {description: ok}}
`))
	if err != nil {
		t.Fatal(err)
	}
	c := newClientOf(t, "", doc)
	c.do("", "GET", "//verify/hunter2-in-a-path?k=hunter2-in-a-query", "")
	c.do("", "POST", "//verify/hunter2?x=1", "code=hunter2-in-a-form&name=Ann", "-Content-Type", "Content-Type: application/x-www-form-urlencoded")
	if text := c.control(200, "GET", "/worlds/default/journal", "").text; strings.Contains(text, "hunter2") || !strings.Contains(text, "name=Ann") {
		t.Errorf("it tells %s", text)
	}
}

// TestTheJournalIsWaitedFor has a test ask for what an app does a little later.
func TestTheJournalIsWaitedFor(t *testing.T) {
	c := newClient(t, "v3")
	answer := make(chan reply)
	go func() {
		answer <- c.do("", "GET", v1+"/worlds/w1/journal?operation=getV3UsersMe&atLeast=2&timeout=30", "")
	}()
	for range 2 {
		c.want(200, "", "client", "GET", "/users/me", "", inW1)
	}
	c.equal("awaited", (<-answer).at("total"), 2)
	c.equal("in vain", c.control(200, "GET", "/worlds/w1/journal?operation=getV3Users&timeout=0.01", "").at("total"), 0)
}

// TestTheJournalIsStreamed reads events as they come, and goes on where it was. The
// stream ends when the mock does.
func TestTheJournalIsStreamed(t *testing.T) {
	c := newClient(t, "v3")
	listen := func(last string) (*bufio.Scanner, func()) {
		ctx, end := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+"/_rolecall/v1/worlds/w1/journal/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		if last != "" {
			r.Header.Set("Last-Event-ID", last)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil || res.Header.Get("Content-Type") != "text/event-stream" {
			t.Fatalf("%v, %v", res, err)
		}
		t.Cleanup(func() { end(); res.Body.Close() })
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<20)
		lines.Scan() // the first line says that it listens
		return lines, end
	}
	next := func(lines *bufio.Scanner) string {
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "id: ") || strings.HasPrefix(lines.Text(), "data: ") {
				return lines.Text()
			}
		}
		return "the stream ended"
	}
	serving(t, c)
	lines, end := listen("")
	c.want(200, "", "client", "GET", "/users/me", "", inW1)
	if id, data := next(lines), next(lines); id != "id: 1" || !strings.Contains(data, `"operation":"getV3UsersMe"`) {
		t.Errorf("got %s %s", id, data)
	}
	end()
	c.want(200, "", "client", "GET", "/users/me", "", inW1)
	c.want(403, "", "client", "GET", "/users", "", inW1)
	lines, _ = listen("1")
	for _, want := range []string{"id: 2", `"status":200`, "id: 3", `"status":403`} {
		if got := next(lines); !strings.Contains(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestTheJournalIsBounded asks more, and longer, than it keeps.
func TestTheJournalIsBounded(t *testing.T) {
	c := newClient(t, "v3")
	w, err := c.mock.World("w1")
	if err != nil {
		t.Fatal(err)
	}
	title := strings.Repeat("x", 6000)
	const number = 3000
	for i := range number {
		r := httpRequest(fmt.Sprintf("/api/v3/users/me?%s=%d", strings.Repeat("y", i%3000), i), `{"jobTitle":"`+title+`"}`)
		for n := range i % 40 {
			r.Header.Set(fmt.Sprint("X-", n), strings.Repeat("z", i%500))
		}
		w.ServeHTTP(&sink{header: http.Header{}}, r)
	}
	entries, err := w.Journal(mockserver.JournalFilter{})
	if err != nil || len(entries) < 16 || len(entries) > 2048 || entries[len(entries)-1].ID != number {
		t.Fatalf("it keeps %d, the last of them %d: %v", len(entries), entries[len(entries)-1].ID, err)
	}
	size := 0
	for i, e := range entries {
		if i > 0 && e.ID != entries[i-1].ID+1 {
			t.Fatalf("behind %d comes %d", entries[i-1].ID, e.ID)
		}
		if !e.Request.Cut || len(e.Request.Body) > 4<<10 {
			t.Fatalf("it keeps a body of %d bytes, cut: %v", len(e.Request.Body), e.Request.Cut)
		}
		size += len(e.Path) + len(e.Request.Body) + len(e.Reply.Body)
	}
	if size > 1<<20 {
		t.Errorf("it keeps %d bytes", size)
	}
}

func httpRequest(target, body string) *http.Request {
	address, _ := url.Parse(target)
	return &http.Request{
		Method: http.MethodPatch, URL: address, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		Header: http.Header{"Authorization": {"Bearer client"}, "Content-Type": {"application/json"}},
	}
}

func TestWithoutAJournal(t *testing.T) {
	c := newClient(t, "v3", mockserver.WithoutJournal())
	c.want(200, "", "client", "GET", "/users/me", "")
	c.control(404, "GET", "/worlds/default/journal", "")
	c.control(404, "GET", "/worlds/default/journal/events", "")
}

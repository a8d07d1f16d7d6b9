package matchers_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/cotalker/rolecall/conformance"
	. "github.com/cotalker/rolecall/conformance/matchers"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

const john = "5fa2dc5d0a3d2e7b8c9d0e1f"

// connect begins with the mock, whose replies may be changed on their way.
func connect(t *testing.T, around func(http.ResponseWriter, *http.Request, http.Handler)) *API {
	t.Helper()
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	var handler http.Handler = mock
	if around != nil {
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { around(w, r, mock) })
	}
	api, err := Connect(&conformance.Target{Handler: handler, Features: contract.Features, Personas: []conformance.Persona{
		{Name: conformance.Bootstrap, Token: "TOKEN", Permissions: []string{"admin-*-read", "admin-*-write"}},
		{Name: "client", Token: "client"},
		{Name: "user-read", Token: "user-read", Permissions: []string{"admin-user-read"}},
	}}, conformance.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(api.Close)
	return api
}

func send(t *testing.T, s Sender, operation string, parts ...Part) *Reply {
	t.Helper()
	reply, err := s.Send(operation, parts...)
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

// fails wants a matcher to fail, with a message that tells each of the texts.
func fails(t *testing.T, actual any, matcher types.GomegaMatcher, tells ...string) {
	t.Helper()
	ok, err := matcher.Match(actual)
	if ok || err != nil {
		t.Errorf("it matches: %v, %v", ok, err)
		return
	}
	message := matcher.FailureMessage(actual)
	for _, text := range tells {
		if !strings.Contains(message, text) {
			t.Errorf("the message does not tell %q:\n%s", text, message)
		}
	}
	if strings.Contains(message, "TOKEN ") || strings.Contains(message, "Bearer TOKEN") {
		t.Errorf("the message shows a token:\n%s", message)
	}
}

// errs wants a matcher that cannot judge to say why.
func errs(t *testing.T, actual any, matcher types.GomegaMatcher, tells string) {
	t.Helper()
	if _, err := matcher.Match(actual); err == nil || !strings.Contains(err.Error(), tells) {
		t.Errorf("the error is %v, without %q", err, tells)
	}
}

func id(t *testing.T, api *API) string {
	t.Helper()
	me := send(t, api.As(conformance.Bootstrap), "getV3UsersMe")
	id, _ := me.At("data", "_id").(string)
	return id
}

func TestTheMockIsAsTheMatchersWantIt(t *testing.T) {
	g, api := NewWithT(t), connect(t, nil)
	who := id(t, api)
	g.Expect(api.As("user-read").Send("getV3Users", Query("limit", "5"))).To(And(BeAccepted(), FitTheContract()))
	g.Expect(api.As("client").Send("getV3Users")).To(And(BeRefused(403, "PRM-3"), FitTheContract()))
	g.Expect(api.As("client").Send("GET /v3/users?limit=5")).To(BeRefused(403))
	g.Expect(api.As("client").Send("GET /api/v3/users/" + who)).To(BeRefused(403))
	g.Expect(api.As("user-read").Send("GET /v3/users/{id}", Key(who))).To(And(BeAccepted(), FitTheContract()))
	g.Expect(api.As("user-read").Send("getV3UsersId", Key(who))).NotTo(BeRefused(403))
	g.Expect(api.As("user-read").Send("getV3Users", Header("Admin"))).To(BeRefused(403, "HDR-3"))
	g.Expect(api.Nobody().Send("getV3UsersMe")).To(And(BeRefused(401), FitTheContract()))
	g.Expect(api.Holding("admin-user-write").Send("patchV3UsersId", Key(who), Body(map[string]any{"jobTitle": "Clerk"}))).To(BeAccepted())
	g.Expect(api.As(conformance.Bootstrap).Send("patchV3UsersId", Key(who), Raw("{"))).To(And(BeRefused(400), FitTheContract()))
	g.Expect(api.Nobody().Send("GET /api/v3/nowhere")).To(BeRefused(404))
	g.Expect(func() (*Reply, error) {
		return api.As("client").Send("patchV3UsersId", Key(who), Body(map[string]any{"jobTitle": "x"}))
	}).To(ChangeNothing(api, who))
	g.Expect(func() {
		g.Expect(api.As("client").Send("postV3Users", Body(map[string]any{"email": "a@example.com"}))).To(BeRefused(403))
	}).To(ChangeNothing(api))
}

func TestAFailureTellsTheExchange(t *testing.T) {
	api := connect(t, nil)
	who := id(t, api)
	granted := send(t, api.As(conformance.Bootstrap), "getV3UsersId", Key(who))
	refused := send(t, api.As("client"), "getV3Users")
	fails(t, granted, BeRefused(403, "PRM-3"), "expected  403", "for PRM-3: ", "got       200 application/json", "as bootstrap:", "> GET http", "< 200 OK", `$ curl -i -X GET`, "$TOKEN")
	fails(t, refused, BeAccepted(), "expected  200, as getV3Users", "got       403 application/problem+json", "as client:", "< 403 Forbidden")
	fails(t, refused, BeRefused(401), "expected  401", "got       403")
	fails(t, refused, BeRefused(403, "HDR-3"), "403 for PRM-3, not HDR-3")
	fails(t, func() {
		send(t, api.As(conformance.Bootstrap), "patchV3UsersId", Key(who), Body(map[string]any{"jobTitle": "changed"}))
	}, ChangeNothing(api, who), "expected  nothing changed by the call", `jobTitle is "changed"`)
	fails(t, func() {
		send(t, api.As(conformance.Bootstrap), "postV3Users", Body(map[string]any{"email": "b@example.com", "name": map[string]any{"names": "B", "lastName": ""}}))
	}, ChangeNothing(api), "users holds ")
}

func TestWhatDoesNotFitIsTold(t *testing.T) {
	api := connect(t, func(w http.ResponseWriter, r *http.Request, mock http.Handler) {
		record := httptest.NewRecorder()
		mock.ServeHTTP(record, r)
		for name, values := range record.Header() {
			w.Header()[name] = values
		}
		status, body := record.Code, record.Body.Bytes()
		switch r.Header.Get("X-Fault") {
		case "status":
			status = http.StatusTeapot
		case "schema":
			var v map[string]any
			_ = json.Unmarshal(body, &v)
			delete(v["data"].(map[string]any), "email")
			body, _ = json.Marshal(v)
		case "media":
			w.Header().Set("Content-Type", "text/html")
		case "password":
			body = []byte(strings.Replace(string(body), `"jobTitle"`, `"password":"x","jobTitle"`, 1))
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(status)
		_, _ = w.Write(body)
	})
	with := func(fault string) *Reply {
		return send(t, api.As(conformance.Bootstrap), "getV3UsersMe", Header("X-Fault", fault))
	}
	fails(t, with("status"), FitTheContract(), "418", "a status that getV3UsersMe declares: 200")
	fails(t, with("schema"), FitTheContract(), "email")
	fails(t, with("media"), FitTheContract(), "text/html", "application/json")
	fails(t, with("password"), FitTheContract(), "no password in a reply")
	refused := send(t, api.As("client"), "getV3Users", Header("X-Fault", "media"))
	fails(t, refused, FitTheContract(), "application/problem+json with a refusal")
}

func TestWhatCannotBeJudgedIsAnError(t *testing.T) {
	api := connect(t, nil)
	reply := send(t, api.Nobody(), "GET /api/v3/nowhere")
	errs(t, reply, FitTheContract(), "is not an operation of the contract")
	errs(t, "text", BeAccepted(), "judges a reply, not string")
	errs(t, reply, BeRefused(200), "200 is not a status of refusal")
	errs(t, reply, BeRefused(404, "PRM-99"), `no requirement "PRM-99"`)
	errs(t, reply, ChangeNothing(api), "calls a function without parameters, not *matchers.Reply")
	errs(t, func() {}, ChangeNothing(api, john), `has the id "`+john+`"`)
	errs(t, func() error { _, err := api.As("client").Send("nonsense"); return err }, ChangeNothing(api), "the call failed")
	for _, try := range []struct {
		sender          Sender
		operation, want string
	}{
		{api.As("nobody-knows"), "getV3Users", "the target has no persona \"nobody-knows\"; it has bootstrap, client, user-read"},
		{api.As("client"), "getV3UserS", "the contract has no operation \"getV3UserS\""},
		{api.As("client"), "getV3UsersId", "lacks a key"},
	} {
		if _, err := try.sender.Send(try.operation); err == nil || !strings.Contains(err.Error(), try.want) {
			t.Errorf("the error is %v, without %q", err, try.want)
		}
	}
}

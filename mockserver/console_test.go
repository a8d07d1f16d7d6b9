package mockserver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// askAs sends a GET with what a client accepts, and gives status, type and body.
func askAs(t *testing.T, url, accept string) (int, string, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, reply.Header.Get("Content-Type"), string(text)
}

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

func TestTheConsoleIsForBrowsers(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract)
	server := httptest.NewServer(mock)
	defer server.Close()
	for _, path := range []string{"/", "/_rolecall/", "/_rolecall"} {
		if status, kind, text := askAs(t, server.URL+path, browser); status != 200 || !strings.HasPrefix(kind, "text/html") || !strings.Contains(text, "<title>") {
			t.Errorf("a browser gets %d %s from %s: %s", status, kind, path, text)
		}
		for _, accept := range []string{"", "*/*", "application/json"} {
			status, kind, text := askAs(t, server.URL+path, accept)
			var index map[string]any
			if status != 200 || kind != "application/json" || json.Unmarshal([]byte(text), &index) != nil || index["console"] != "/_rolecall/" {
				t.Errorf("who accepts %q gets %d %s from %s: %s", accept, status, kind, path, text)
			}
		}
	}
	reply, err := http.Post(server.URL+"/", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	if reply.Body.Close(); reply.StatusCode != http.StatusMethodNotAllowed || reply.Header.Get("Allow") == "" {
		t.Errorf("POST / is %d", reply.StatusCode)
	}
	if status, _, _ := askAs(t, server.URL+"/favicon.ico", browser); status != 404 {
		t.Errorf("another path is %d", status)
	}
}

func TestWithoutConsole(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract, mockserver.WithoutConsole())
	server := httptest.NewServer(mock)
	defer server.Close()
	for _, path := range []string{"/", "/_rolecall/", "/_rolecall/console/app.js"} {
		if status, _, _ := askAs(t, server.URL+path, browser); status != 404 {
			t.Errorf("%s is %d", path, status)
		}
	}
}

const rooted = `
openapi: 3.1.0
info: {title: Rooted, version: "1"}
paths:
  /:
    get:
      responses: {"200": {description: x, content: {application/json: {example: {hello: world}}}}}
`

// TestAnOperationAtTheRootIsTheContracts is about a contract whose root is taken:
// the console is at its other place.
func TestAnOperationAtTheRootIsTheContracts(t *testing.T) {
	contract, err := spec.Load("rooted.yaml", []byte(rooted))
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract)
	server := httptest.NewServer(mock)
	defer server.Close()
	if status, _, text := askAs(t, server.URL+"/", browser); status != 200 || !strings.Contains(text, `"hello"`) {
		t.Errorf("/ is %d: %s", status, text)
	}
	if status, kind, _ := askAs(t, server.URL+"/_rolecall/", browser); status != 200 || !strings.HasPrefix(kind, "text/html") {
		t.Errorf("the console is %d %s", status, kind)
	}
}

// TestTheRootOfAServerElsewhereIsItsOwn has another server answer what the contract
// lacks, its page at / among it.
func TestTheRootOfAServerElsewhereIsItsOwn(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "the app's own page") })
	mock := newMock(t, contract, mockserver.WithElsewhere(elsewhere))
	server := httptest.NewServer(mock)
	defer server.Close()
	if status, _, text := askAs(t, server.URL+"/", browser); status != 200 || text != "the app's own page" {
		t.Errorf("/ is %d: %s", status, text)
	}
	if status, _, text := askAs(t, server.URL+"/_rolecall/", browser); status != 200 || !strings.Contains(text, "rolecall console") {
		t.Errorf("the console is %d: %s", status, text)
	}
}

// TestTheContractAsTheConsoleShowsIt asks for what the page is made of, of every
// small document.
func TestTheContractAsTheConsoleShowsIt(t *testing.T) {
	for name, contract := range smallContracts(t) {
		mock := newMock(t, contract)
		server := httptest.NewServer(mock)
		status, _, text := askAs(t, server.URL+"/_rolecall/v1/contract", "")
		var view struct {
			Title      string
			Operations []struct {
				ID, Method, Path string
				Access           struct{ Ways [][]string }
				Parameters       []struct{ In string }
				Replies          []struct{ Status string }
			}
		}
		if err := json.Unmarshal([]byte(text), &view); err != nil || status != 200 || view.Title != contract.Title || len(view.Operations) != len(contract.Operations) {
			t.Errorf("%s: %d, %v, %d of %d operations", name, status, err, len(view.Operations), len(contract.Operations))
		}
		for i, op := range contract.Operations {
			if i < len(view.Operations) && (view.Operations[i].ID != op.ID || len(view.Operations[i].Parameters) != len(op.PathKeys)+len(op.Query)+len(op.Headers)+len(op.Cookies)) {
				t.Errorf("%s: %s %s is shown as %+v", name, op.Method, op.Path, view.Operations[i])
			}
		}
		for _, list := range []string{"ways", "members", "parameters", "replies", "headers", "schemes", "tags", "rules"} {
			if strings.Contains(text, `"`+list+`":null`) {
				t.Errorf("%s: %s is null where it is empty", name, list)
			}
		}
		if status, _, text := askAs(t, server.URL+"/_rolecall/v1/document", ""); status != 200 || !json.Valid([]byte(text)) {
			t.Errorf("%s: the document is %d", name, status)
		}
		server.Close()
	}
}

// TestAnEditThatIsKeptOutIsTold asks which contract is served, as the console does.
func TestAnEditThatIsKeptOutIsTold(t *testing.T) {
	contract, err := spec.Load("rooted.yaml", []byte(rooted))
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract)
	server := httptest.NewServer(mock)
	defer server.Close()
	for _, trouble := range []string{"", "rooted.yaml:3: something is wrong", ""} {
		mock.SetTrouble(trouble)
		status, _, text := askAs(t, server.URL+"/_rolecall/v1/edition", "")
		var edition struct{ Digest, Title, Trouble string }
		if err := json.Unmarshal([]byte(text), &edition); err != nil || status != 200 || edition.Digest != contract.Digest() || edition.Title != "Rooted" || edition.Trouble != trouble {
			t.Errorf("with the trouble %q it is %d, %v: %s", trouble, status, err, text)
		}
		if strings.Contains(text, "trouble") != (trouble != "") {
			t.Errorf("where nothing is wrong it tells of trouble: %s", text)
		}
	}
}

// smallContracts are the embedded contract and every small document, by file.
func smallContracts(t *testing.T) map[string]*spec.Contract {
	t.Helper()
	out := map[string]*spec.Contract{}
	var err error
	if out["users.yaml"], err = spec.Default(); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("../internal/corpus/testdata/*.yaml")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if out[filepath.Base(file)], err = spec.Load(file, text); err != nil {
			t.Fatal(err)
		}
	}
	if len(out) < 12 {
		t.Fatalf("there are %d documents", len(out))
	}
	return out
}

package mockserver_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// fills has requests add people to a world of the Users mock, so many with 8 KB each,
// and gives the last status and body.
func fills(t *testing.T, mock *mockserver.Server, world string, number int) (status int, text string) {
	t.Helper()
	for i := range number {
		r := httptest.NewRequest("PUT", fmt.Sprintf("/_rolecall/v1/worlds/%s/collections/users/records/%024x", world, i), strings.NewReader(`{"note":"`+strings.Repeat("x", 8<<10)+`"}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		mock.ServeHTTP(w, r)
		if status, text = w.Code, w.Body.String(); status >= 400 {
			return status, text
		}
	}
	return status, text
}

// TestWorldsTogetherHoldNoMoreThanTheyMay fills worlds until the one that nobody uses
// goes, and until none may go.
func TestWorldsTogetherHoldNoMoreThanTheyMay(t *testing.T) {
	var log lockedBuffer
	mock := newMock(t, contract(t), mockserver.WithWorldMemory(1<<20), mockserver.WithLog(log.logger()))
	if status, text := fills(t, mock, "old", 80); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	world := func(name string) *mockserver.World {
		w, err := mock.World(name)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	world("old").Age(2 * time.Minute)
	if status, text := fills(t, mock, "new", 80); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	if names := fmt.Sprint(len(mock.Worlds())); names != "2" || !strings.Contains(log.String(), "world old was dropped: the worlds held more than 1024 KiB together, and it was used longest ago") {
		t.Errorf("%s worlds, and the log has %s", names, log.String())
	}
	if status, text := fills(t, mock, "default", 200); status != 503 || !strings.Contains(text, "--world-memory allows 1024 KiB") {
		t.Errorf("both worlds are in use: %d %s", status, text)
	}
	if held := mock.Held(); held < 900<<10 || held > 1<<20+1<<18 {
		t.Errorf("they hold %d bytes", held)
	}
	server := httptest.NewServer(mock)
	defer server.Close()
	c := &client{t: t, url: server.URL, mock: mock, base: "/api/v3"}
	r := c.do("TOKEN", "POST", "/users", `{"email":"a@example.com","name":{"names":"A","lastName":"B"}}`, "Rolecall-World: new")
	if r.status != 503 || !strings.Contains(r.text, "reset or delete worlds") || r.header.Get("Retry-After") == "" || r.header.Get("Rolecall-Stage") != "action" {
		t.Errorf("a request that adds somebody: %d %s", r.status, r.text)
	}
	if r := c.do("TOKEN", "GET", "/users/me", "", "Rolecall-World: new"); r.status != 200 {
		t.Errorf("a request that reads: %d %s", r.status, r.text)
	}
	mock.Reset()
	if status, text := fills(t, mock, "new", 3); status != 200 {
		t.Errorf("there is room again: %d %s", status, text)
	}
}

// TestWhatWasDroppedForMemoryIsBackFromAStore has a world that nobody uses make room
// for another, with a store behind both, then names it again.
func TestWhatWasDroppedForMemoryIsBackFromAStore(t *testing.T) {
	var log lockedBuffer
	mock, err := mockserver.New(contract(t), mockserver.WithWorldMemory(1<<20), mockserver.WithLog(log.logger()),
		mockserver.WithStore(storetest.NewMemory(), mockserver.StoreSettings{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mock.Close(context.Background()) })
	if status, text := fills(t, mock, "old", 80); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	old, err := mock.World("old")
	if err != nil {
		t.Fatal(err)
	}
	old.Age(2 * time.Minute)
	if status, text := fills(t, mock, "new", 80); status != 201 {
		t.Fatalf("%d %s", status, text)
	}
	if !strings.Contains(log.String(), "world old was dropped: the worlds held more than 1024 KiB together") {
		t.Fatalf("the log has %s", log.String())
	}
	for _, w := range mock.Worlds() {
		w.Age(2 * time.Minute) // so that it makes room
	}
	if status, text := fills(t, mock, "old", 1); status != 200 {
		t.Errorf("the record is there: %d %s", status, text)
	}
	back, err := mock.World("old")
	if err != nil {
		t.Fatal(err)
	}
	if _, total, err := back.Records("users", "xxx", 0, 1); err != nil || total != 80 {
		t.Errorf("%d of 80 records are back, %v", total, err)
	}
}

// TestRulesCountToo gives worlds rules with large bodies, until there is no room, and
// takes them away.
func TestRulesCountToo(t *testing.T) {
	mock, err := mockserver.New(contract(t), mockserver.WithWorldMemory(1<<20))
	if err != nil {
		t.Fatal(err)
	}
	rule := mockserver.Rule{Answer: mockserver.RuleAnswer{Status: 200, Body: strings.Repeat("x", 100<<10)}}
	var full error
	for i := 0; full == nil && i < 40; i++ {
		w, err := mock.World(fmt.Sprint("w", i%4))
		if err != nil {
			t.Fatal(err)
		}
		_, full = w.AddRule(rule)
	}
	if full == nil || !strings.Contains(full.Error(), "--world-memory allows 1024 KiB") || mock.Held() < 1<<20 {
		t.Fatalf("they hold %d bytes: %v", mock.Held(), full)
	}
	for _, w := range mock.Worlds() {
		w.ClearRules()
	}
	if _, err := mock.Worlds()[1].AddRule(rule); err != nil || mock.Held() > 200<<10 {
		t.Errorf("there is room again: %v, they hold %d bytes", err, mock.Held())
	}
}

// TestWhatIsSharedCountsOnce keeps the same state many times.
func TestWhatIsSharedCountsOnce(t *testing.T) {
	text, err := os.ReadFile("../internal/corpus/testdata/projects.yaml")
	if err != nil {
		t.Fatal(err)
	}
	projects, err := spec.Load("projects.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, projects)
	if held := mock.Held(); held != 0 {
		t.Errorf("a fresh mock holds %d bytes", held)
	}
	w, err := mock.World("w")
	if err != nil {
		t.Fatal(err)
	}
	collection := projects.Resources[0].Collection
	for i := range 300 {
		if _, err := w.PutRecord(collection, fmt.Sprintf("00000000-0000-4000-8000-%012d", i), map[string]any{"note": strings.Repeat("x", 1000)}); err != nil {
			t.Fatal(err)
		}
		if i%10 == 0 {
			if err := w.Snapshot(fmt.Sprint("s", i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	once := mock.Held()
	if once < 300_000 || once > 1_000_000 {
		t.Errorf("300 records of 1 KB and 30 snapshots of them hold %d bytes", once)
	}
	if _, err := w.Fork("other"); err != nil {
		t.Fatal(err)
	}
	if held := mock.Held(); held != once {
		t.Errorf("with a fork that nobody wrote to they hold %d bytes, want %d", held, once)
	}
}

// TestDeletesMakeRoom fills a mock, then has each kind of delete take away what fills it.
func TestDeletesMakeRoom(t *testing.T) {
	contract, err := spec.Load("notes.yaml", []byte(`
openapi: 3.1.0
info: {title: Notes, version: "1"}
paths:
  /notes:
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Note"}}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}}
    delete: {responses: {"204": {description: gone}}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}}}
    delete: {responses: {"204": {description: gone}}}
components:
  schemas:
    Note: {type: object, properties: {id: {type: string, readOnly: true}, text: {type: string}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract, mockserver.WithWorldMemory(1<<18))
	ask := func(method, path, body string) (int, string) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		mock.ServeHTTP(w, r)
		return w.Code, w.Header().Get("Location")
	}
	fill := func() (made string) {
		t.Helper()
		for range 100 {
			status, at := ask("POST", "/notes", `{"text":"`+strings.Repeat("x", 8<<10)+`"}`)
			if status == 503 {
				return made
			}
			made = at
		}
		t.Fatal("the mock is never full")
		return ""
	}
	if status, _ := ask("DELETE", fill(), ""); status != 204 {
		t.Errorf("one note: %d", status)
	}
	fill()
	if status, _ := ask("DELETE", "/notes", ""); status != 204 {
		t.Errorf("all notes: %d", status)
	}
	if status, _ := ask("POST", "/notes", `{"text":"x"}`); status != 201 {
		t.Errorf("a note when all are gone: %d", status)
	}
}

// TestManyWritersMeetTheBound writes to several worlds at once.
func TestManyWritersMeetTheBound(t *testing.T) {
	mock := newMock(t, contract(t), mockserver.WithWorldMemory(1<<20))
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			if status, text := fills(t, mock, fmt.Sprint("w", i), 100); status != 503 {
				t.Errorf("%d %s", status, text)
			}
		})
	}
	wait.Wait()
	if held := mock.Held(); held > 3<<19 {
		t.Errorf("they hold %d bytes", held)
	}
}

// TestAPageOfAnotherSiteTakesNobodysPlace names worlds as the page of anybody can.
func TestAPageOfAnotherSiteTakesNobodysPlace(t *testing.T) {
	mock := newMock(t, contract(t), mockserver.WithWorldLimits(2, time.Hour), mockserver.WithAllowedOrigins("https://app.test"))
	ask := func(path string, headers ...string) (int, string) {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Authorization", "Bearer client")
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		mock.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	const me = "/api/v3/users/me"
	for _, name := range []string{"one", "two"} {
		if status, text := ask(me, "Rolecall-World: "+name, "Origin: https://evil.test"); status != 200 {
			t.Fatalf("there is room: %d %s", status, text)
		}
	}
	for _, headers := range [][]string{{"Origin: https://evil.test"}, {"Origin: null"}, {"Sec-Fetch-Site: cross-site"}, {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"}} {
		if status, text := ask("/_rolecall/w/three"+me, headers...); status != 503 || !strings.Contains(text, "none of them goes for a page of another site") {
			t.Errorf("%v: %d %s", headers, status, text)
		}
		if status, text := ask("/_rolecall/w/three", headers...); status != 503 {
			t.Errorf("a visit with %v: %d %s", headers, status, text)
		}
		if status, _ := ask("/_rolecall/w/two"+me, headers...); status != 200 {
			t.Errorf("a world that there is, with %v: %d", headers, status)
		}
	}
	for i, headers := range [][]string{nil, {"Origin: http://localhost:5173", "Sec-Fetch-Site: cross-site"}, {"Origin: https://app.test"}, {"Sec-Fetch-Site: same-origin"}} {
		if status, text := ask(fmt.Sprint("/_rolecall/w/own", i, me), headers...); status != 200 {
			t.Errorf("%v: %d %s", headers, status, text)
		}
	}
	for _, w := range mock.Worlds()[1:] {
		w.Age(2 * time.Minute)
	}
	if status, text := ask(me, "Rolecall-World: three", "Origin: https://evil.test"); status != 200 {
		t.Errorf("nobody uses the others: %d %s", status, text)
	}
}

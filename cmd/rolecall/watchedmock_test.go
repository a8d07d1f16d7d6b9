package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/connections"
)

// watchedDocument says its edition at two places, one of them in another file.
const watchedDocument = `openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /about:
    get:
      responses:
        "200":
          description: which edition this is
          content: {application/json: {schema: {$ref: "schemas.yaml#/About"}, example: {here: %[1]d, there: %[1]d, title: %[2]q}}}
  /things:
    get:
      responses:
        "200": {description: all, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
  /things/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
components:
  schemas:
    Thing:
      type: object
      required: [id, name]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string, maxLength: %[3]d}
`

// edit is a document that tells its edition.
func edit(edition int) string {
	return fmt.Sprintf(watchedDocument, edition, strings.Repeat(fmt.Sprint(edition%10), 5000), 100+edition)
}

// watching is a mock that follows the files of a folder.
type watching struct {
	t             *testing.T
	folder, url   string
	said          *lockedOutput
	good, refused int // changes so far
}

func startWatching(t *testing.T, args mockFlags, files map[string]string) *watching {
	t.Helper()
	w := &watching{t: t, folder: t.TempDir(), said: &lockedOutput{}}
	for name, text := range files {
		w.write(name, text)
	}
	args.worldMode = replaceWorld
	args.contract.file = filepath.Join(w.folder, "openapi.yaml")
	if args.world != "" {
		args.world = filepath.Join(w.folder, args.world)
	}
	m, err := buildWatched(t.Context(), args, nil, w.said)
	if err != nil {
		t.Fatal(err)
	}
	m.interval, m.rebuilt = time.Millisecond, func(*servedMock) error { return nil }
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- connections.Serve(ctx, listener, m.server, nil, 0) }()
	stop := m.following(ctx)
	t.Cleanup(func() {
		stop()
		cancel()
		<-ended
	})
	w.url = "http://" + listener.Addr().String()
	return w
}

// write puts a file in the place of another, as editors do.
func (w *watching) write(name, text string) {
	w.t.Helper()
	file := filepath.Join(w.folder, name)
	if err := os.WriteFile(file+"~", []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	if err := os.Rename(file+"~", file); err != nil {
		w.t.Fatal(err)
	}
}

// takenOver waits until so many changes are, and refused until so many are not.
func (w *watching) takenOver() {
	w.t.Helper()
	w.good++
	w.await(" taken over in ", w.good)
}

func (w *watching) notTakenOver() {
	w.t.Helper()
	w.refused++
	w.await("not taken over: ", w.refused)
}

func (w *watching) await(text string, times int) {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); strings.Count(w.said.String(), text) < times; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("%q was not said %d times:\n%s", text, times, w.said)
		}
	}
}

// ask sends a request and returns the decoded body.
func (w *watching) ask(method, path, body string, status int) map[string]any {
	w.t.Helper()
	text, err := exchange(http.DefaultClient, method, w.url+path, body, status)
	if err != nil {
		w.t.Fatal(err)
	}
	value := map[string]any{}
	json.Unmarshal(text, &value)
	return value
}

func exchange(client *http.Client, method, url, body string, status int) ([]byte, error) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != status {
		err = fmt.Errorf("%s %s: %s, want %d: %s", method, url, res.Status, status, text)
	}
	return text, err
}

// TestEditsUnderLoad edits a document while 64 clients read and write: no request
// fails, no reply is of two editions, no record is lost, and ten broken edits
// change nothing.
func TestEditsUnderLoad(t *testing.T) {
	w := startWatching(t, mockFlags{}, map[string]string{"openapi.yaml": edit(1), "schemas.yaml": "About: {type: object}\n"})
	var stop atomic.Bool
	var clients sync.WaitGroup
	var made sync.Map
	var asked atomic.Int64
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	client := &http.Client{Transport: transport}
	t.Cleanup(transport.CloseIdleConnections)
	for n := range 64 {
		clients.Go(func() {
			for i := 0; !stop.Load(); i++ {
				asked.Add(1)
				text, err := exchange(client, "GET", w.url+"/about", "", 200)
				var about struct {
					Here, There int
					Title       string
				}
				if err == nil {
					err = json.Unmarshal(text, &about)
				}
				if err != nil || about.Here != about.There || about.Title != strings.Repeat(fmt.Sprint(about.Here%10), 5000) {
					t.Errorf("client %d: %v, or the reply is of two editions: %d, %d, %.20s…", n, err, about.Here, about.There, about.Title)
					return
				}
				if i%4 > 0 {
					continue
				}
				name := fmt.Sprintf("thing %d of %d", i, n)
				text, err = exchange(client, "POST", w.url+"/things", fmt.Sprintf(`{"name":%q}`, name), 201)
				var thing struct{ ID, Name string }
				if err == nil {
					err = json.Unmarshal(text, &thing)
				}
				if err != nil || thing.Name != name {
					t.Errorf("client %d: %v: %s", n, err, text)
					return
				}
				made.Store(thing.ID, name)
			}
		})
	}
	edits := 12
	if testing.Short() {
		edits = 4
	}
	for edition := 2; edition < 2+edits; edition++ {
		w.write("openapi.yaml", edit(edition))
		w.takenOver()
	}
	last := 1 + edits
	for i := range 10 {
		broken := strings.Replace(edit(90+i), "openapi: 3.1.0", []string{"openapi: [", "swagger: '2.0'", "nothing: {}"}[i%3], 1)
		w.write("openapi.yaml", broken)
		w.notTakenOver()
		if got := w.ask("GET", "/about", "", 200)["here"]; got != float64(last) {
			t.Errorf("a broken edit is served: %v", got)
		}
	}
	w.write("openapi.yaml", edit(last+1))
	w.takenOver()
	stop.Store(true)
	clients.Wait()
	number := 0
	made.Range(func(id, name any) bool {
		number++
		if got := w.ask("GET", "/things/"+id.(string), "", 200)["name"]; got != name {
			t.Errorf("%s is %v, want %s", id, got, name)
		}
		return true
	})
	t.Logf("%d reads, %d writes, %d edits and 10 broken ones", asked.Load(), number, edits+1)
	if number == 0 {
		t.Error("nothing was written")
	}
}

// TestEditsOfEveryFile changes a schema in another file, adds a file, changes the
// world, and mends what was broken.
func TestEditsOfEveryFile(t *testing.T) {
	world := `collections: {things: [{id: a, name: %s}]}`
	w := startWatching(t, mockFlags{world: "world.yaml"}, map[string]string{
		"openapi.yaml": edit(1), "schemas.yaml": "About: {type: object}\n", "world.yaml": fmt.Sprintf(world, "first"),
	})
	thing := w.ask("POST", "/things", `{"name":"`+strings.Repeat("x", 60)+`"}`, 201)
	id := thing["id"].(string)
	if got := w.ask("GET", "/things/a", "", 200)["name"]; got != "first" {
		t.Fatalf("the world has %v", got)
	}

	w.write("world.yaml", fmt.Sprintf(world, "second"))
	w.takenOver()
	if got := w.ask("GET", "/things/a", "", 200)["name"]; got != "second" {
		t.Errorf("the edited world has %v", got)
	}
	w.ask("GET", "/things/"+id, "", 200)

	w.write("schemas.yaml", "About: {$ref: 'more.yaml'}\n")
	w.notTakenOver()
	if said := w.said.String(); !strings.Contains(said, "openapi.yaml:9: ") || !strings.Contains(said, "schemas.yaml#/About") {
		t.Errorf("it is not told what is broken:\n%s", said)
	}
	w.write("more.yaml", "type: object\n")
	w.takenOver()

	w.write("openapi.yaml", strings.Replace(edit(1), "maxLength: 101", "maxLength: 20", 1))
	w.takenOver()
	w.ask("GET", "/things/"+id, "", 404)
	w.ask("GET", "/things/a", "", 200)
	if said := w.said.String(); !strings.Contains(said, "1 are not:\n  things "+id+": /name ") {
		t.Errorf("the record that does not fit is not named:\n%s", said)
	}
}

// lockedOutput is a writer for several goroutines.
type lockedOutput struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *lockedOutput) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *lockedOutput) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/bench/bare"
	"github.com/cotalker/rolecall/spec"
)

// peerInput is what the peers are given to serve.
type peerInput struct {
	folder   string            // absolute, of the scripts
	versions map[string]string // of the modules
	document string            // the contract in OpenAPI 3.0, its base path in its paths
	stubs    string            // folder of WireMock's stubs
	records  string            // file of json-server
}

func (g *peerInput) script(path string) string { return filepath.Join(g.folder, path) }

// preparePeers installs the peers with npm ci, unless they are there, and
// writes down what they serve: the contract, and what the mock answered.
func (b *bench) preparePeers(ctx context.Context, work *workload, cases []testCase, replies []*bare.Reply) (*peerInput, error) {
	folder, err := filepath.Abs(peerFolder)
	if err != nil {
		return nil, err
	}
	g := &peerInput{
		folder:   folder,
		document: filepath.Join(b.dir, "openapi.json"),
		stubs:    filepath.Join(b.dir, "wiremock"),
		records:  filepath.Join(b.dir, "json-server.json"),
	}
	text, err := os.ReadFile(g.script("package.json"))
	if err != nil {
		return nil, fmt.Errorf("reading the versions of the peers: %w; run bench in internal/bench, as make bench-peers does", err)
	}
	var manifest struct{ Dependencies map[string]string }
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, err
	}
	g.versions = manifest.Dependencies
	if !g.installed() {
		b.progress("installing the peers with npm ci")
		cmd := exec.CommandContext(ctx, "npm", "ci")
		cmd.Dir = folder
		if text, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("npm ci in %s: %w\n%s", peerFolder, err, text)
		}
	}
	if err := g.writeDocument(work.contract); err != nil {
		return nil, err
	}
	if err := g.writeStubs(cases, replies); err != nil {
		return nil, err
	}
	return g, g.writeRecords(work)
}

// installed tells whether what npm has put here is what the lock file says.
func (g *peerInput) installed() bool {
	lock, err := os.Stat(g.script("package-lock.json"))
	if err != nil {
		return false
	}
	done, err := os.Stat(g.script("node_modules/.package-lock.json"))
	return err == nil && !done.ModTime().Before(lock.ModTime())
}

// writeDocument writes the contract as tools of OpenAPI 3.0 read it. Prism
// leaves a server's path aside, so it goes into the paths.
func (g *peerInput) writeDocument(c *spec.Contract) error {
	text, err := c.Print("json", "3.0")
	if err != nil {
		return err
	}
	var document object
	if err := json.Unmarshal(text, &document); err != nil {
		return err
	}
	paths := object{}
	for path, item := range document["paths"].(object) {
		paths[c.BasePath+path] = item
	}
	document["paths"] = paths
	document["servers"] = []object{{"url": "/"}}
	return writeJSON(g.document, document)
}

// writeStubs has WireMock answer each case with the recorded bytes, to the
// method, path and headers of the case.
func (g *peerInput) writeStubs(cases []testCase, replies []*bare.Reply) error {
	folder := filepath.Join(g.stubs, "mappings")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for i, c := range cases {
		r := replies[i]
		sent, err := c.parse(0)
		if err != nil {
			return err
		}
		headers := object{}
		for name := range sent.Header {
			if !slices.Contains([]string{"Accept", "Content-Type", "Content-Length"}, name) {
				headers[name] = object{"equalTo": sent.Header.Get(name)}
			}
		}
		// A case without a query must not answer for one that has it: of the
		// stubs that match, the one with the lowest number is taken.
		match := object{"method": sent.Method, "urlPath": sent.URL.Path, "headers": headers}
		if c.keyed {
			delete(match, "urlPath")
			match["urlPathPattern"] = sent.URL.Path[:strings.LastIndex(sent.URL.Path, "/")] + "/[^/]+"
		}
		if len(sent.URL.Query()) > 0 {
			query := object{}
			for name, values := range sent.URL.Query() {
				var each []object
				for _, value := range values {
					each = append(each, object{"equalTo": value})
				}
				query[name] = object{"hasExactly": each}
			}
			match["queryParameters"] = query
		}
		given := object{}
		for name := range r.Header {
			if name != "Content-Length" {
				given[name] = r.Header.Get(name)
			}
		}
		stub := object{"priority": len(cases) - i, "request": match, "response": object{"status": r.Status, "headers": given, "base64Body": r.Body}}
		if err := writeJSON(filepath.Join(folder, strconv.Itoa(i)+".json"), stub); err != nil {
			return err
		}
	}
	return nil
}

// writeRecords gives json-server the records of the first page.
func (g *peerInput) writeRecords(work *workload) error {
	collection := "/" + work.resource.Collection
	prefix, found := strings.CutSuffix(work.list.Path, collection)
	if !found {
		return fmt.Errorf("json-server needs a list whose path ends with %s; this one is %s", collection, work.list.Path)
	}
	return writeJSON(g.records, object{
		"db": object{work.resource.Collection: work.page}, "id": work.resource.ID,
		"prefix": prefix, "self": work.self.Path, "own": collection + "/" + work.id(0),
	})
}

func writeJSON(file string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}

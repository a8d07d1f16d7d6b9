package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// printedSchema is a schema as the program prints it, compiled: that it is one
// is seen by that.
func printedSchema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	var out bytes.Buffer
	if code := run(t.Context(), []string{"schema", name}, strings.NewReader(""), &out, io.Discard); code != int(exitOK) {
		t.Fatalf("rolecall schema %s ends with %d", name, code)
	}
	document, err := jsonschema.UnmarshalJSON(&out)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	id := document.(map[string]any)["$id"].(string)
	if err := compiler.AddResource(id, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// plainValue is a YAML or JSON text as a schema sees it.
func plainValue(t *testing.T, text []byte) any {
	t.Helper()
	root, err := document.Parse("file", text)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(root.Value())
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(again))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// TestWrittenFilesFitTheirSchemas holds what the program writes, and what it
// ships, to the schemas that it prints.
func TestWrittenFilesFitTheirSchemas(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { mock.ServeHTTP(unsniffed{w}, r) }))
	defer server.Close()
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	if err := writeTargetFile(in("target.yaml"), server.URL, contract, mock); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	code := run(context.Background(), []string{
		"verify", "--target-file", in("target.yaml"), "--filter", "(HDR-7 || HDR-3) && v3", "--strict", "--json", in("report.json"),
		"--write-waivers", in("waivers.yaml"), "--expires", "2999-12-31", "--implementation", "Mock 1.0", "--shard", "1/2",
	}, strings.NewReader(""), &out, &out)
	if code != int(exitViolated) {
		t.Fatalf("ends with %d:\n%s", code, out.String())
	}
	if code := run(t.Context(), []string{"fixtures", "--count", "20", "--personas", "--format", "world", "--out", in("world.yaml")}, strings.NewReader(""), &out, &out); code != int(exitOK) {
		t.Fatalf("fixtures end with %d:\n%s", code, out.String())
	}
	if code := run(t.Context(), []string{
		"fixtures", "--count", "20", "--shard", "2/3", "--format", "csv", "--out", in("people.csv.zst"), "--manifest", in("manifest.json"),
	}, strings.NewReader(""), &out, &out); code != int(exitOK) {
		t.Fatalf("fixtures end with %d:\n%s", code, out.String())
	}
	for name, id := range map[string]string{"manifest": manifestSchemaID, "report": conformance.ReportSchemaID, "target": conformance.TargetSchemaID, "waivers": conformance.WaiversSchemaID, "world": fixtures.WorldSchemaID} {
		schema := printedSchema(t, name)
		if schema.Location != id+"#" {
			t.Errorf("the schema of %s is %s, and files name %s", name, schema.Location, id)
		}
		file := in(name + ".yaml")
		if name == "report" || name == "manifest" {
			file = in(name + ".json")
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(text, []byte(id)) {
			t.Errorf("%s does not name its schema", file)
		}
		if err := schema.Validate(plainValue(t, text)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if err := schema.Validate(plainValue(t, []byte(`{"target": 1, "verdict": "fine", "personas": []}`))); err == nil {
			t.Errorf("the schema of %s takes anything", name)
		}
	}
	if err := printedSchema(t, "world").Validate(plainValue(t, []byte(fixtures.SeedSource()))); err != nil {
		t.Errorf("the embedded world: %v", err)
	}
	for text, fits := range map[string]bool{`{"lab": "us:${LAB}", "gate": "x"}`: true, `{"gate": 7}`: false, `{"gate": ""}`: false, `["x"]`: false} {
		err := printedSchema(t, "target").Validate(plainValue(t, []byte(`{"target": "http://127.0.0.1:1", "features": ["v3"], "keys": `+text+"}")))
		if (err == nil) != fits {
			t.Errorf("a target file with the keys %s: %v", text, err)
		}
	}
	first := "target: https://staging.example.com/api          # /v3/users and /v2/users follow it"
	if err := printedSchema(t, "target").Validate(plainValue(t, []byte(first+"\n"+sample(t, "conformance.md", first)))); err != nil {
		t.Errorf("the printed target file: %v", err)
	}
}

// TestFilesThatNameTheirSchemaAreRead has the member $schema in each.
func TestFilesThatNameTheirSchemaAreRead(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conformance.ParseTarget(contract, "target.yaml", []byte("$schema: x\ntarget: http://127.0.0.1:1/api\nfeatures: [v3]\n"), os.LookupEnv); err != nil {
		t.Error(err)
	}
	if _, err := fixtures.LoadWorld(contract, "world.yaml", []byte("$schema: x\ncollections: {}\n")); err != nil {
		t.Error(err)
	}
}

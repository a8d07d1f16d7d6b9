package consumers

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
)

// variables are the names of the tables in generated sources.
var variables = map[string][2]string{ // Go, TypeScript
	"users": {"Users", "users"}, "accessroles": {"Accessroles", "accessroles"}, "personas": {"Personas", "personas"},
}

const printer = `package main

import (
	"encoding/json"
	"os"

	"people/people"
)

func main() {
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{
`

// TestGoBuildsTheLiterals builds the file into a program that prints it.
func TestGoBuildsTheLiterals(t *testing.T) {
	compiler, gofmt := need(t, "go", "install Go"), need(t, "gofmt", "install Go")
	for pack, set := range people(t, true) {
		folder := t.TempDir()
		main := printer
		for _, part := range set.Parts {
			main += "\t\t\"" + part.Table.Name + "\": people." + variables[part.Table.Name][0] + ",\n"
		}
		main += "\t}); err != nil {\n\t\tpanic(err)\n\t}\n}\n"
		source, err := os.ReadFile(write(t, fixtures.Go, set.Parts, "people.go"))
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"go.mod": "module people\n\ngo 1.24\n", "main.go": main, "people/people.go": string(source)} {
			os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o755)
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if odd := output(t, exec.Command(gofmt, "-l", filepath.Join(folder, "people"))); len(odd) > 0 {
			t.Errorf("gofmt would change %s", odd)
		}
		build := exec.Command(compiler, "build", "-o", "printer", ".")
		build.Dir, build.Env = folder, append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		output(t, build)
		compareAll(t, pack, set, output(t, exec.Command(filepath.Join(folder, "printer"))))
	}
}

// TestTypeScriptCompilesTheLiterals compiles the file strictly and has node
// print it.
func TestTypeScriptCompilesTheLiterals(t *testing.T) {
	tsc, node := need(t, "tsc", "npm ci"), need(t, "node", "install Node.js")
	for pack, set := range people(t, true) {
		source := write(t, fixtures.TypeScript, set.Parts, "people.ts")
		folder := filepath.Dir(source)
		compile := exec.Command(tsc, "--strict", "--target", "es2020", "--module", "es2020", "--outDir", folder, source)
		output(t, compile)
		if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"type": "module"}`), 0o644); err != nil {
			t.Fatal(err)
		}
		print := "import * as people from './people.js'; console.log(JSON.stringify(people))"
		if err := os.WriteFile(filepath.Join(folder, "print.js"), []byte(print), 0o644); err != nil {
			t.Fatal(err)
		}
		compareAll(t, pack, set, output(t, exec.Command(node, filepath.Join(folder, "print.js"))))
	}
}

func compareAll(t *testing.T, pack string, set *fixtures.Set, printed []byte) {
	t.Helper()
	var got map[string][]map[string]any
	if err := json.Unmarshal(printed, &got); err != nil {
		t.Fatal(err)
	}
	for _, part := range set.Parts {
		want, list := records(t, part), got[part.Table.Name]
		if len(list) != len(want) {
			t.Errorf("%s: %d of %s, want %d", pack, len(list), part.Table.Name, len(want))
			continue
		}
		for i := range want {
			if !reflect.DeepEqual(list[i], want[i]) {
				t.Fatalf("%s: %s %d is %v, want %v", pack, part.Table.Name, i, list[i], want[i])
			}
		}
	}
}

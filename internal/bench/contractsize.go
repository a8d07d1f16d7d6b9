package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// measureContract is what becomes of reads when the contract grows.
func measureContract(ctx context.Context, b *bench) error {
	var stages []*stage
	for _, operations := range b.contracts {
		s, err := b.stageOf(operations)
		if err != nil {
			return fmt.Errorf("making a contract of %d operations: %w", operations, err)
		}
		stages = append(stages, s)
	}
	t := &table{Name: "contract", Title: "operations in the contract"}
	err := b.grow(ctx, t, stages, func(work *workload) ([]testCase, error) {
		return collect([]func() (testCase, error){work.readSelf, work.readOne, work.readList, work.readTwo, work.unknown, work.denied})
	})
	if err != nil {
		return err
	}
	for _, s := range stages {
		t.Notes = append(t.Notes, fmt.Sprintf("first reply with %s operations after %.0f ms, %.0f MB resident", s.name, milliseconds(s.took), megabytes(s.holds)))
	}
	b.report.Tables = append(b.report.Tables, t)
	return nil
}

// stageOf writes a contract of so many operations.
func (b *bench) stageOf(operations int) (*stage, error) {
	text, err := resize(b.contract, operations)
	if err != nil {
		return nil, err
	}
	name := number(float64(operations), 0)
	file := filepath.Join(b.dir, "contract-"+strconv.Itoa(operations)+".json")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		return nil, err
	}
	contract, err := spec.Load(file, text)
	if err != nil {
		return nil, err
	}
	if n := len(contract.Operations); n != operations {
		return nil, fmt.Errorf("it has %d", n)
	}
	return &stage{name: name, contract: contract, args: []string{"--spec", file}, settle: time.Duration(operations) * 10 * time.Millisecond}, nil
}

// object is a JSON object that is being rewritten.
type object = map[string]any

// resize takes operations off the end of a contract, or adds copies of its
// smallest collection, each with paths and schemas of its own.
func resize(c *spec.Contract, operations int) ([]byte, error) {
	text, err := c.Print("json", "3.1")
	if err != nil {
		return nil, err
	}
	var document object
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	paths := document["paths"].(object)
	for _, op := range c.Operations[min(operations, len(c.Operations)):] {
		path := strings.TrimPrefix(op.Path, c.BasePath)
		item := paths[path].(object)
		delete(item, strings.ToLower(op.Method))
		if !hasOperation(item) {
			delete(paths, path)
		}
	}
	template := smallest(c)
	schemas := document["components"].(object)["schemas"].(object)
	own := reaching(schemas, template.resource.SchemaName)
	missing := operations - len(c.Operations)
	for i := 1; missing > 0; i++ {
		copied := copying{collection: template.resource.Collection, schemas: own, suffix: strconv.Itoa(i)}
		for name := range own {
			schemas[name+copied.suffix] = copied.of(schemas[name], "")
		}
		for _, op := range template.operations[:min(missing, len(template.operations))] {
			from := strings.TrimPrefix(op.Path, c.BasePath)
			to := template.root + copied.suffix + strings.TrimPrefix(from, template.root)
			item, _ := paths[to].(object)
			if item == nil {
				item = object{}
				paths[to] = item
			}
			for name, value := range paths[from].(object) {
				if name == strings.ToLower(op.Method) || !isMethod(name) {
					item[name] = copied.of(value, "")
				}
			}
			missing--
		}
	}
	return json.Marshal(document)
}

func isMethod(name string) bool {
	switch name {
	case "get", "put", "post", "delete", "patch", "head", "options", "trace":
		return true
	}
	return false
}

func hasOperation(item object) bool {
	for name := range item {
		if isMethod(name) {
			return true
		}
	}
	return false
}

// template is the collection that is copied: its operations of one version, and
// the path that they begin with.
type template struct {
	resource   *spec.Resource
	root       string
	operations []*spec.Operation
}

// smallest finds the collection with the fewest operations, a list among them.
func smallest(c *spec.Contract) template {
	var best template
	for _, r := range c.Resources {
		m := template{resource: r}
		for _, op := range c.Operations {
			if op.Action.Resource != r || op.Version != c.Operations[0].Version {
				continue
			}
			m.operations = append(m.operations, op)
			if op.Action.Kind == spec.List {
				m.root = strings.TrimPrefix(op.Path, c.BasePath)
			}
		}
		if m.root != "" && (best.resource == nil || len(m.operations) < len(best.operations)) {
			best = m
		}
	}
	return best
}

// reaching are the schemas that lead to one, and itself.
func reaching(schemas object, name string) map[string]bool {
	found := map[string]bool{name: true}
	for before := 0; before != len(found); {
		before = len(found)
		for other, schema := range schemas {
			text, _ := json.Marshal(schema)
			for target := range found {
				if strings.Contains(string(text), `"#/components/schemas/`+target+`"`) {
					found[other] = true
					break
				}
			}
		}
	}
	return found
}

// copying renames what a copy of a collection must not share.
type copying struct {
	collection string
	schemas    map[string]bool
	suffix     string
}

// of copies a value that stands under a name.
func (c copying) of(value any, under string) any {
	switch v := value.(type) {
	case object:
		out := object{}
		for name, member := range v {
			out[name] = c.of(member, name)
			if (under == "x-action" || under == "x-resource") && member == c.collection {
				out[name] = c.collection + c.suffix
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = c.of(item, "")
		}
		return out
	case string:
		name, isSchema := strings.CutPrefix(v, "#/components/schemas/")
		if under == "operationId" || under == "$ref" && isSchema && c.schemas[name] {
			return v + c.suffix
		}
	}
	return value
}

package state

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// TestADocumentIsCompletedApart inserts what stays as it is, in worlds of many
// contracts: whole, and without members that a record must have.
func TestADocumentIsCompletedApart(t *testing.T) {
	files, _ := filepath.Glob("../../../internal/corpus/testdata/*.yaml")
	inserted, deep, mended := 0, 0, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		contract, err := spec.Load(file, text)
		if err != nil {
			t.Fatal(err)
		}
		seed, err := fixtures.Seed(contract)
		if err != nil {
			t.Fatal(err)
		}
		m := NewModel(contract)
		m.Prepare()
		w, err := m.NewState(seed)
		if err != nil {
			t.Fatal(err)
		}
		for _, resource := range contract.Resources {
			c := w.Writable(resource)
			for one := range c.All.From(0) {
				value, err := jsonvalue.Decode([]byte(one.JSON))
				document, is := value.(map[string]any)
				if err != nil || !is {
					continue
				}
				for _, member := range document {
					if below, is := member.(map[string]any); is {
						clear(below) // so that it has to be mended
					}
				}
				if c.Plan.deep {
					deep++
				}
				if c.Plan.Shown != nil && !c.Plan.Shown.Valid(document) {
					mended++
				}
				before := string(jsonvalue.Append(nil, document))
				var buffer []byte
				if _, taken := w.Insert(c, Newcomer{Document: c.Plan.Apart(document), Parents: one.Parents}, &buffer); taken == nil {
					inserted++
				}
				if after := string(jsonvalue.Append(nil, document)); after != before {
					t.Errorf("%s, %s: the document was\n%s\nand is\n%s", file, resource.Collection, before, after)
				}
				break
			}
		}
	}
	if inserted == 0 || deep == 0 || mended == 0 {
		t.Errorf("%d were inserted, %d of them written to below their members, %d mended", inserted, deep, mended)
	}
}

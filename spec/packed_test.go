package spec

import (
	"flag"
	"os"
	"testing"

	"github.com/cotalker/rolecall/internal/document"
)

var update = flag.Bool("update", false, "write the packed documents anew")

// TestPackedDocuments holds the packed documents to those that they are packed
// from, and writes them with -update.
func TestPackedDocuments(t *testing.T) {
	for _, d := range []struct {
		name   string
		packed string
		source []byte
	}{
		{"users", usersPacked, usersDocument},
		{"requirements", requirementsPacked, requirementsDocument},
		{"requirements-plain", plainRequirementsPacked, plainRequirementsDocument},
	} {
		root, err := document.Parse(d.name+".yaml", d.source)
		if err != nil {
			t.Fatal(err)
		}
		packed := document.Pack(root, d.source)
		if *update {
			if err := os.WriteFile(d.name+".packed", []byte(packed), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if packed != d.packed {
			t.Errorf("%s.packed is not that of %s.yaml: run go generate ./spec", d.name, d.name)
		}
		got, unchanged, err := document.Unpack(packed, d.name+".yaml", d.source)
		if err != nil || !unchanged {
			t.Fatal(unchanged, err)
		}
		if again := document.Pack(got, d.source); again != packed {
			t.Errorf("%s.yaml is another when it is packed and unpacked", d.name)
		}
	}
}

func TestAChangedDocumentIsReadAsItIsWritten(t *testing.T) {
	root, unchanged, err := document.Unpack(usersPacked, "changed.yaml", []byte("openapi: 3.1.0"))
	if err != nil || unchanged || len(root.Keys) != 1 {
		t.Errorf("got %v, %v", root, err)
	}
}

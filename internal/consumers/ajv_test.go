package consumers

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// TestAnotherValidatorAgrees has ajv check records against the schemas of the
// printed document, and see that it refuses one that is broken.
func TestAnotherValidatorAgrees(t *testing.T) {
	node := need(t, "node", "install Node.js")
	if _, err := os.Stat("node_modules/ajv"); err != nil {
		need(t, "ajv in node_modules", "npm ci")
	}
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	text, err := contract.Print("json", "3.1")
	if err != nil {
		t.Fatal(err)
	}
	document := filepath.Join(t.TempDir(), "spec.json")
	if err := os.WriteFile(document, text, 0o644); err != nil {
		t.Fatal(err)
	}
	sets := people(t, false)
	for _, pack := range []string{"valid", "edge"} {
		for _, part := range sets[pack].Parts {
			schema, unique := "COTUser", "email"
			if part.Table.Name == "accessroles" {
				schema, unique = "AccessRole", "_id"
			}
			file := write(t, fixtures.NDJSON, []fixtures.Part{part}, "people.ndjson")
			out := output(t, exec.Command(node, "validate.mjs", document, schema, unique, file))
			if !strings.Contains(string(out), " 0 invalid, 0 repeated") {
				t.Errorf("%s %s: %s", pack, part.Table.Name, out)
			}
			lines, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			broken := strings.Replace(string(lines), `"createdAt":"`, `"createdAt":"x`, 1)
			if err := os.WriteFile(file, []byte(broken), 0o644); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command(node, "validate.mjs", document, schema, unique, file).Output(); err == nil || !strings.Contains(string(out), " 1 invalid") {
				t.Errorf("a broken record is not seen: %s", out)
			}
		}
	}
}

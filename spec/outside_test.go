package spec_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestADocumentReadsNothingElse names a file and an address in every way that
// JSON Schema has: neither is read, and the mistake is told.
func TestADocumentReadsNothingElse(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		fmt.Fprint(w, `{"type": "string"}`)
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "secret.json")
	if err := os.WriteFile(file, []byte(`{"type": "string", "const": "what nobody may read"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, keyword := range []string{"$schema", "$ref", "$dynamicRef"} {
		for _, address := range []string{"file://" + file, server.URL + "/schema.json"} {
			text := strings.Replace(string(spec.DefaultSource()), "        names: {type: string, minLength: 1, x-fake: firstName}\n",
				"        names: {type: string, minLength: 1, x-fake: firstName, "+keyword+": \""+address+"\"}\n", 1)
			c, err := spec.Load("outside.yaml", []byte(text))
			if err == nil && !strings.Contains(c.Warnings.Error(), address) {
				t.Errorf("%s: %s is let be without a word", keyword, address)
			} else if err != nil && strings.Contains(err.Error(), "what nobody may read") {
				t.Errorf("%s: %v", keyword, err)
			}
		}
	}
	if asked.Load() > 0 {
		t.Errorf("the address was asked %d times", asked.Load())
	}
}

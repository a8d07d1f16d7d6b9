package document_test

import (
	"testing"

	"github.com/cotalker/rolecall/internal/document"
)

func TestBlank(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, " \n\t\n": true, "# a\n  # b": true, "---\n# a\n...\n": true, "\ufeff# a\r\n": true,
		"[]": false, "a: 1 # b": false, "# a\n- b": false, "--- a": false,
	} {
		if got := document.Blank([]byte(text)); got != want {
			t.Errorf("%q is blank: %t", text, got)
		}
	}
}

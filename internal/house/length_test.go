package house

import (
	"bytes"
	"testing"
)

// TestFilesAreShort holds that a file is one noun: what has outgrown 300 lines has
// become two.
func TestFilesAreShort(t *testing.T) {
	sources(t, func(path string, text []byte) {
		if lines := bytes.Count(text, []byte("\n")); lines > 300 {
			t.Errorf("%s has %d lines, and may have 300: give one of its nouns a file of its own", path, lines)
		}
	})
}

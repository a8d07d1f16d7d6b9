package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAFileURLNamesAFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for url, folder := range map[string]string{
		"file:state":                         "state",
		"file:a folder/state.db":             "a folder/state.db",
		"file:50%":                           "50%",
		"file:" + here + "/absolute":         "absolute",
		"file://" + here + "/with%20space":   "with space",
		"file://localhost" + here + "/local": "local",
	} {
		s, err := Open(t.Context(), url)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		if _, err := os.Stat(filepath.Join(here, folder, "store.json")); err != nil {
			t.Errorf("%s: %v", url, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAWrongURLIsTold(t *testing.T) {
	for url, want := range map[string]string{
		"":               "not a URL",
		"state":          "not a URL",
		"file:":          "names no folder",
		"file://state":   "name of a machine",
		"redis://x:y@z/": `"redis" is not a kind of store`,
	} {
		if _, err := Open(t.Context(), url); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "y@z") {
			t.Errorf("%q: %v", url, err)
		}
	}
}

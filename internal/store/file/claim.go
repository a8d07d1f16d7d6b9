package file

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What a store's folder holds.
const (
	markFile = "store.json"
	lockName = "lock"
	worlds   = "worlds"
)

// mark is what store.json says.
type mark struct {
	RolecallStore int `json:"rolecallStore"`
}

const version = 1

// claim makes the folder, or sees that it is a store's.
func claim(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		return fmt.Errorf("open the store: %s is a file; name a folder, which is made where it is missing", path)
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("open the store: %w", err)
	}
	marked := filepath.Join(path, markFile)
	text, err := os.ReadFile(marked)
	if errors.Is(err, fs.ErrNotExist) {
		there, err := os.ReadDir(path)
		if err != nil {
			return fmt.Errorf("open the store: %w", err)
		}
		foreign := slices.IndexFunc(there, func(e fs.DirEntry) bool { // the others are of a process that starts at the same time
			return !strings.HasPrefix(e.Name(), temporaryPrefix) && !slices.Contains([]string{markFile, lockName, worlds}, e.Name())
		})
		if foreign >= 0 {
			return fmt.Errorf("open the store: the folder %s holds %s and is not a store; name one that is empty or is not there yet", path, there[foreign].Name())
		}
		err = replace(marked, func(w io.Writer) error { return json.NewEncoder(w).Encode(mark{version}) })
		if err != nil {
			return fmt.Errorf("open the store: %w", err)
		}
	} else if err != nil {
		return fmt.Errorf("open the store: %w", err)
	} else {
		var m mark
		if err := json.Unmarshal(text, &m); err != nil || m.RolecallStore != version {
			return fmt.Errorf("open the store: %s says %s; this rolecall knows version %d", marked, strings.TrimSpace(string(text)), version)
		}
	}
	if err := os.MkdirAll(filepath.Join(path, worlds), 0o700); err != nil {
		return fmt.Errorf("open the store: %w", err)
	}
	return nil
}

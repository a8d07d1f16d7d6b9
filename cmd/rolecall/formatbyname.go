package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
)

// formatsOf are the formats that a file of a name's ending may hold, the one that is
// written first.
var formatsOf = map[string][]fixtures.Format{
	".ndjson": {fixtures.NDJSON, fixtures.Mongo},
	".jsonl":  {fixtures.NDJSON, fixtures.Mongo},
	".json":   {fixtures.Array, fixtures.NDJSON, fixtures.Mongo},
	".csv":    {fixtures.CSV},
	".sql":    {fixtures.SQL, fixtures.Copy},
	".go":     {fixtures.Go},
	".ts":     {fixtures.TypeScript},
	".yaml":   {fixtures.WorldFormat},
	".yml":    {fixtures.WorldFormat},
}

// formatByName takes the format from the name of --out where --format does not say it,
// and tells where they differ: who gives both may well mean it.
func (f *fixturesFlags) formatByName(given bool, errOut io.Writer) {
	name := strings.ToLower(filepath.Base(f.out))
	for _, packed := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, packed)
	}
	known := formatsOf[filepath.Ext(name)]
	if len(known) == 0 {
		return
	}
	if !given {
		f.format = string(known[0])
		return
	}
	if format, err := fixtures.ParseFormat(f.format); err == nil && !slices.Contains(known, format) {
		fmt.Fprintf(errOut, "rolecall: --out %s is written as %s, as --format says; its name is that of %s\n", f.out, format, known[0])
	}
}

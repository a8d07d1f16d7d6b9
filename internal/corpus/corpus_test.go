package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/figures.tsv anew")

// TestTheDozenKeepTheirFigures holds what is understood of each small document
// to what is written down. What they cost is not told here: make corpus does.
func TestTheDozenKeepTheirFigures(t *testing.T) {
	files, err := documents("testdata")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 12 {
		t.Errorf("%d documents", len(files))
	}
	var list bytes.Buffer
	fmt.Fprintln(&list, "document\toperations\tstate\tsoft\texample\tnone\tcollections\trights\twarnings")
	for _, file := range files {
		l, err := load(file)
		if err != nil {
			t.Fatal(err)
		}
		if l.Problem != "" {
			t.Errorf("%s does not load: %s", file, l.Problem)
		}
		fmt.Fprintf(&list, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", filepath.Base(file), l.Operations, l.State, l.Soft, l.Example, l.None, l.Collections, l.Rights, l.Warnings)
	}
	golden := filepath.Join("testdata", "figures.tsv")
	if *update {
		if err := os.WriteFile(golden, list.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, list.Bytes()) {
		t.Errorf("the figures are\n%s\nand %s has\n%s\nif that is right, go test ./internal/corpus -update writes them", list.Bytes(), golden, want)
	}
}

func TestOperationsWithoutStateAreToldByKind(t *testing.T) {
	c := &corpus{rows: []row{{loaded: loading{Stateless: []stateless{{"GET /a", "rare"}, {"GET /b", "usual"}, {"GET /c", "usual"}}}}}}
	var out bytes.Buffer
	c.printStateless(&out)
	if want := "2 usual\n    GET /b\n    GET /c\n1 rare\n    GET /a\n"; out.String() != want {
		t.Errorf("%s, want %s", &out, want)
	}
}

package conformance

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

var update = flag.Bool("update", false, "write the golden list of check ids anew")

// TestCheckIDsStay compares the ids of the checks of the users contract, with
// level and topic, with those that were published: waivers and baselines name
// them. A new check adds a line; a line that goes or changes breaks somebody.
func TestCheckIDsStay(t *testing.T) {
	users, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	var list bytes.Buffer
	for _, c := range Catalog(users) {
		fmt.Fprintf(&list, "%s\t%s\t%s\n", c.ID, c.Level, c.Topic)
	}
	golden := filepath.Join("testdata", "check-ids.tsv")
	if *update {
		if err := os.WriteFile(golden, list.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(want, list.Bytes()) {
		return
	}
	published, now := lines(want), lines(list.Bytes())
	for line := range published {
		if !now[line] {
			t.Errorf("this check is gone or changed: %s", line)
		}
	}
	for line := range now {
		if !published[line] {
			t.Errorf("this check is new: %s", line)
		}
	}
	t.Errorf("%s differs; where that is meant, write it anew with -update", golden)
}

// lines is the set of the lines of a text.
func lines(text []byte) map[string]bool {
	set := map[string]bool{}
	for scan := bufio.NewScanner(bytes.NewReader(text)); scan.Scan(); {
		set[scan.Text()] = true
	}
	return set
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/cotalker/rolecall/internal/race"
)

// small is the story of one contract: it is linted, listed and used for
// fixtures, and its mock keeps it.
const small = `exec rolecall spec lint %[1]s
stdout 'no mistakes'
exec rolecall verify --spec %[1]s --list
stdout '(HDR-7|SHAPE-1)/'
exec rolecall fixtures --spec %[1]s --count 3%[3]s
stdout .
exec rolecall mock --spec %[1]s --world %[2]s --port 0 --quiet --target-file target.yaml &mock&
await target.yaml 'target: (.*)' URL
exec rolecall verify --spec %[1]s --target-file target.yaml --strict
stdout '^conformant$'
stdout ', 0 failed, .* 0 broken'
kill -INT mock
wait mock
`

// TestSmallContractsTellTheirStories runs the program on each of the small
// contracts that the suite is tested with.
func TestSmallContractsTellTheirStories(t *testing.T) {
	worlds, err := filepath.Glob("../../conformance/testdata/contracts/*.world.yaml")
	if err != nil || len(worlds) < 12 {
		t.Fatalf("%d contracts: %v", len(worlds), err)
	}
	if testing.Short() {
		worlds = worlds[:1] // each is verified as a whole
	} else if race.Enabled { // the suite itself is asked of each in the tests of conformance
		worlds = slices.DeleteFunc(worlds, func(world string) bool { return world != worlds[0] && !strings.Contains(world, "three-collections") })
	}
	stories := t.TempDir()
	for _, world := range worlds {
		world, err := filepath.Abs(world)
		if err != nil {
			t.Fatal(err)
		}
		contract := strings.TrimSuffix(world, ".world.yaml") + ".yaml"
		more := ""
		if strings.Contains(contract, "three-collections") {
			more = " --with people" // who own the projects
		}
		name := strings.TrimSuffix(filepath.Base(contract), ".yaml") + ".txtar"
		if err := os.WriteFile(filepath.Join(stories, name), []byte(fmt.Sprintf(small, contract, world, more)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	testscript.Run(t, testscript.Params{Dir: stories, Cmds: commands, RequireExplicitExec: true})
}

// TestDocumentsTellTheirStories serves documents in which nobody wrote a word of
// ours.
func TestDocumentsTellTheirStories(t *testing.T) {
	documents, err := filepath.Abs("../../internal/corpus/testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/documents", Cmds: commands, RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("DOCUMENTS", documents)
			env.Setenv("CONTRACTS", filepath.Join(documents, "../../../conformance/testdata/contracts"))
			return nil
		},
	})
}

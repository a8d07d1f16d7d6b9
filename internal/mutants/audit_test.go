package mutants_test

import (
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/mutants"
	"github.com/cotalker/rolecall/spec"
)

var update = flag.Bool("update", false, "write testdata/kills.tsv anew, from what the mutants show")

// killsFile names for each kind of check a mutant that it sees: the kind, a tab
// and the mutant's name. TestMutants holds each mutant to it.
const killsFile = "testdata/kills.tsv"

func kills(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(killsFile)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(text)) {
		kind, mutant, both := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !both || out[kind] != "" {
			t.Errorf("%s: the line %q is not one kind, a tab and a mutant, once for each kind", killsFile, line)
		}
		out[kind] = mutant
	}
	return out
}

func writeKills(t *testing.T, of map[string]string) {
	t.Helper()
	text := ""
	for _, kind := range slices.Sorted(maps.Keys(of)) {
		text += kind + "\t" + of[kind] + "\n"
	}
	if err := os.WriteFile(killsFile, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// every gives the contract and its mutants.
func every(t *testing.T) (*spec.Contract, []mutants.Mutant) {
	t.Helper()
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	all, err := mutants.All(contract, spec.DefaultSource())
	if err != nil {
		t.Fatal(err)
	}
	return contract, all
}

// TestEveryCheckHasAMutant asks nothing of any server: it looks whether each
// kind of check has a mutant that is said to be seen by it, and each requirement
// a check and a mutant.
func TestEveryCheckHasAMutant(t *testing.T) {
	contract, all := every(t)
	if len(all) < 120 {
		t.Errorf("%d mutants; the suite wants 120 at least", len(all))
	}
	named, breaks := map[string]bool{}, map[string]bool{}
	for _, m := range all {
		named[m.Name], breaks[m.Requirement] = true, true
	}
	kills, kinds, asked := kills(t), map[string]bool{}, map[string]bool{}
	for _, c := range conformance.Catalog(contract) {
		asked[c.Requirement.ID] = true
		kind := mutants.Kind(c)
		if kinds[kind] {
			continue
		}
		kinds[kind] = true
		switch mutant := kills[kind]; {
		case mutant == "":
			t.Errorf("the check %s has no mutant that it sees: add one, and the line %q to %s", c.ID, kind+"\tNAME OF THE MUTANT", killsFile)
		case !named[mutant]:
			t.Errorf("the check %s is to see the mutant %q, and there is none of that name; correct %s", c.ID, mutant, killsFile)
		}
	}
	for kind := range kills {
		if !kinds[kind] {
			t.Errorf("%s names %s, and there is no such check; take the line out", killsFile, kind)
		}
	}
	for _, q := range contract.Requirements {
		if !asked[q.ID] {
			t.Errorf("no check asks for %s", q.ID)
		}
		if !breaks[q.ID] {
			t.Errorf("no mutant breaks %s", q.ID)
		}
	}
}

// seen are the kinds of check that failed with a mutant, and whether they are of
// the requirement that it breaks.
func seen(k mutants.Kill) map[string]bool {
	out := map[string]bool{}
	for _, r := range k.Report.Results {
		if r.Status == conformance.Failed {
			out[mutants.Kind(r.Check)] = r.Check.Requirement.ID == k.Mutant.Requirement
		}
	}
	return out
}

// owed are the kinds of check that are to see a mutant and did not.
func owed(kills map[string]string, k mutants.Kill) []string {
	var out []string
	saw := seen(k)
	for kind, mutant := range kills {
		if _, is := saw[kind]; mutant == k.Mutant.Name && !is {
			out = append(out, kind)
		}
	}
	slices.Sort(out)
	return out
}

// chosen is for each kind of check the first mutant of its own requirement that
// it saw, or else the first of another. The mutants stand in the order of their
// list, each with what saw it.
func chosen(all []mutants.Mutant, saw []map[string]bool) map[string]string {
	of, own := map[string]string{}, map[string]bool{}
	for i, m := range all {
		for kind, its := range saw[i] {
			if of[kind] == "" || its && !own[kind] {
				of[kind], own[kind] = m.Name, its
			}
		}
	}
	return of
}

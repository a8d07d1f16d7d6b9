package checks

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// TestEveryCheckNamesARequirementThatThereIs builds the catalogues of several
// contracts: no id is used twice, and no requirement is made up.
func TestEveryCheckNamesARequirementThatThereIs(t *testing.T) {
	users, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	contracts := map[string]*spec.Contract{"users": users}
	files, _ := filepath.Glob("../../testdata/contracts/*.yaml")
	for _, file := range files {
		if strings.HasSuffix(file, ".world.yaml") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if contracts[file], err = spec.Load(file, text); err != nil {
			t.Fatal(err)
		}
	}
	if len(contracts) < 10 {
		t.Fatalf("only %d contracts", len(contracts))
	}
	for name, contract := range contracts {
		seen := map[string]bool{}
		for _, c := range Catalog(contract) {
			if seen[c.ID] {
				t.Errorf("%s: two checks are called %s", name, c.ID)
			}
			seen[c.ID] = true
			if c.Requirement.ID != engine.OwnRule && contract.Requirement(c.Requirement.ID) != c.Requirement {
				t.Errorf("%s: %s is of the requirement %s, which there is not", name, c.ID, c.Requirement.ID)
			}
			for _, feature := range c.Features {
				if !strings.Contains(","+strings.Join(contract.Features, ",")+",", ","+feature+",") {
					t.Errorf("%s: %s wants the feature %s, which the contract has not: it could never be asked", name, c.ID, feature)
				}
			}
		}
	}
}

func TestACheckOfAnUnknownRequirementIsNoCheck(t *testing.T) {
	users, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if said, _ := recover().(string); !strings.Contains(said, "XYZ-9") {
			t.Errorf("it says %q, and nothing of XYZ-9", said)
		}
	}()
	b := &builder{contract: users, families: engine.Families(users)}
	b.add(engine.Check{Topic: engine.State, Rule: "XYZ-9", Operation: users.Operations[0], Name: "name", Title: "title", Run: func(*engine.Trial) {}})
	t.Errorf("it became a check of level %s", b.checks[0].Level)
}

// TestFeaturesAreThoseOfTheDocument tells that a contract is not said to have
// what only the requirements of another speak of.
func TestFeaturesAreThoseOfTheDocument(t *testing.T) {
	users, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(users.Features, " "); got != "v3 v2 listing bulk accessroles login problem" {
		t.Errorf("users have the features %s", got)
	}
	text, err := os.ReadFile("../../testdata/contracts/three-collections.yaml")
	if err != nil {
		t.Fatal(err)
	}
	other, err := spec.Load("three-collections.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	if len(other.Features) > 0 {
		t.Errorf("people, groups and projects have the features %v", other.Features)
	}
}

// TestHostileDocumentsAreListed lists the checks of documents that would have no
// end, or no letters, for who did not see them coming.
func TestHostileDocumentsAreListed(t *testing.T) {
	text, err := os.ReadFile("../../testdata/contracts/three-collections.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var crowd []string
	for _, word := range strings.Split(strings.Repeat("read write see make keep give take hold find lose ", 10), " ") {
		if word != "" {
			crowd = append(crowd, "{token: [crowd"+string(rune('a'+len(crowd)/10))+"."+word+"]}")
		}
	}
	holds := "        text: {type: string}\n"
	for _, name := range []string{"m0", "m1", "m2", "m3"} {
		holds += "        " + name + ": {$ref: \"#/components/schemas/ProjectChange\"}\n"
	}
	for name, pair := range map[string][2]string{
		"holds itself":             {"        text: {type: string}\n", holds},
		"empty permission":         {"[{token: [people-read]}]", `[{token: [""]}]`},
		"letters of two bytes":     {"[{token: [people-read]}]", `[{token: [é-ñ, ß]}]`},
		"many permissions":         {"[{token: [people-read]}]", "[" + strings.Join(crowd, ", ") + "]"},
		"dashes and nothing else":  {"[{token: [people-read]}]", `[{token: ["-", "--"]}]`},
		"a member of a short text": {"title: {type: string}", "title: {type: string, maxLength: 3}"},
	} {
		contract, err := spec.Load(name, []byte(strings.ReplaceAll(string(text), pair[0], pair[1])))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if n := len(Catalog(contract)); n < 500 || n > 12_000 {
			t.Errorf("%s: %d checks", name, n)
		}
	}
}

// TestAContractThatTheCatalogueStumblesOverIsNotGreen lists the checks of a
// contract that is not whole.
func TestAContractThatTheCatalogueStumblesOverIsNotGreen(t *testing.T) {
	checks := Catalog(&spec.Contract{Operations: []*spec.Operation{{
		ID: "listThings", Method: http.MethodGet, Path: "/things", Action: spec.Action{Kind: spec.List, Resource: &spec.Resource{}},
	}}})
	if !slices.ContainsFunc(checks, func(c *engine.Check) bool { return strings.HasPrefix(c.ID, "OWN/catalogue/") }) {
		t.Errorf("of %d checks none stands for those that could not be listed", len(checks))
	}
}

// TestPartsAreCalledAsTheirMethods reads the lists of parts: what a part that could not
// be listed is called leads to its method.
func TestPartsAreCalledAsTheirMethods(t *testing.T) {
	entry, seen := regexp.MustCompile(`\{"(\w+)", b\.(openAPI)?(\w+)\}`), 0
	for _, file := range []string{"catalogue.go", "openapi.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range entry.FindAllStringSubmatch(string(text), -1) {
			if seen++; !strings.EqualFold(m[1], m[3]) {
				t.Errorf("%s: the part %s is listed by %s%s; call both the same", file, m[1], m[2], m[3])
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d parts seen", seen)
	}
}

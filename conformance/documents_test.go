package conformance_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestSmallDocumentsAreKeptByTheirOwnMock asks the mock of each contract of
// testdata all that its document gives rise to: nothing is violated, and nothing
// is broken, whatever the document lacks.
func TestSmallDocumentsAreKeptByTheirOwnMock(t *testing.T) {
	files, err := filepath.Glob("testdata/contracts/*.world.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no contracts in testdata", err)
	}
	if testing.Short() {
		files = files[:1] // each is asked the whole suite
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".world.yaml")
		t.Run(name, func(t *testing.T) {
			contract := loaded(t, strings.TrimSuffix(file, ".world.yaml")+".yaml")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			world, err := fixtures.LoadWorld(contract, file, text)
			if err != nil {
				t.Fatal(err)
			}
			report := askedOfItsMock(t, contract, mockserver.WithWorld(world))
			kept(t, report)
		})
	}
}

// TestPeopleOfAnotherHandAreKeptByTheirOwnMock has contracts with callers that were not
// written after the one of users: no check of what must be fails, and none breaks. They
// have collections below others, records that are put and taken away, keys beside the
// tokens, tokens in a header of their own, and bodies that are whole records.
func TestPeopleOfAnotherHandAreKeptByTheirOwnMock(t *testing.T) {
	for name, passed := range map[string]int{"staff": 350, "library": 750, "tickets": 600, "clinic": 450, "club": 300, "ferry": 450, "quay": 450} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name != "staff" {
				t.Skip("another whole suite")
			}
			report := askedOfItsMock(t, loaded(t, "testdata/contracts/"+name+".yaml"))
			if report.Counts.Passed < passed {
				t.Errorf("few checks passed: %+v", report.Counts)
			}
			for _, r := range report.Results {
				if r.Status == conformance.Broken || r.Status == conformance.Failed {
					t.Errorf("%s %s: %s %+v", r.Status, r.Check.ID, r.Reason, r.Problems)
				}
			}
			for _, made := range report.Made {
				if made.Left > 0 && !made.Lasting {
					t.Errorf("%d of %s are left", made.Left, made.Collection)
				}
			}
		})
	}
}

func loaded(t *testing.T, file string) *spec.Contract {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := spec.Load(file, text)
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// askedOfItsMock runs the suite against a mock of the contract.
func askedOfItsMock(t *testing.T, contract *spec.Contract, options ...mockserver.Option) *conformance.Report {
	t.Helper()
	mock, err := mockserver.New(contract, options...)
	if err != nil {
		t.Fatal(err)
	}
	return askedOf(t, contract, mock, "")
}

func askedOf(t *testing.T, contract *spec.Contract, mock *mockserver.Server, filter string) *conformance.Report {
	t.Helper()
	target := &conformance.Target{Handler: mock, Features: contract.Features}
	target.Personas, target.Keys = mock.Personas(), mock.Keys()
	report, err := conformance.Run(t.Context(), target, conformance.Options{Contract: contract, Strict: true, Filter: filter})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// kept wants a report without a finding and without a broken check.
func kept(t *testing.T, report *conformance.Report) {
	t.Helper()
	if report.Verdict != conformance.Conformant || report.Counts.Broken > 0 || report.Counts.Passed == 0 {
		t.Errorf("%s: %s %+v", report.Verdict, report.Reason, report.Counts)
	}
	for _, f := range report.Findings {
		t.Errorf("%s", f)
	}
	reasons := map[string][]string{}
	for _, r := range report.Results {
		if r.Status != conformance.Passed {
			reasons[string(r.Status)+": "+r.Reason] = append(reasons[string(r.Status)+": "+r.Reason], r.Check.ID)
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%d %s (%s)", len(reasons[reason]), reason, reasons[reason][0])
	}
}

// teams is the contract of users with the collection that docs/extensions.md
// prints, and what else is added to it.
func teams(t *testing.T, paths, schemas string) *spec.Contract {
	t.Helper()
	page, err := os.ReadFile("../docs/extensions.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(page), "```yaml\npaths:\n")
	block, _, closed := strings.Cut(after, "```")
	morePaths, moreSchemas, both := strings.Cut(block, "components:\n  schemas:\n")
	if !found || !closed || !both {
		t.Fatal("docs/extensions.md prints no collection with paths and schemas")
	}
	text := replaced(t, string(spec.DefaultSource()), 1, "\npaths:\n", "\npaths:\n"+morePaths+paths, "\n  schemas:\n", "\n  schemas:\n"+moreSchemas+schemas)
	contract, err := spec.Load("teams.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

const (
	oneTeamPaths = `
  /v3/teams/{id}:
    x-feature: v3
    parameters: [{name: id, in: path, required: true, schema: {$ref: "#/components/schemas/ObjectId"}}]
    get:
      operationId: getV3Team
      security: [{accessToken: [team-read], admin: []}]
      x-action: {read: teams}
      responses: {"200": {description: The team., content: {application/json: {schema: {type: object, properties: {team: {$ref: "#/components/schemas/Team"}}}}}}}
    patch:
      operationId: patchV3Team
      security: [{accessToken: [team-write], admin: []}]
      x-action: {update: teams}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/TeamChange"}}}}
      responses: {"200": {description: The team., content: {application/json: {schema: {type: object, properties: {team: {$ref: "#/components/schemas/Team"}}}}}}}
`
	oneTeamSchemas = `
    TeamChange:
      type: object
      additionalProperties: false
      minProperties: 1
      properties:
        title: {type: string}
        members: {type: array, items: {$ref: "#/components/schemas/ObjectId"}}
`
)

// TestTheTeamsOfTheDocumentationAreKept asks for teams too, whose permissions
// the bootstrap of the seed world does not hold: somebody who does is made.
func TestTheTeamsOfTheDocumentationAreKept(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite")
	}
	t.Run("list and create", func(t *testing.T) {
		contract := teams(t, "", "")
		mock, err := mockserver.New(contract)
		if err != nil {
			t.Fatal(err)
		}
		kept(t, askedOf(t, contract, mock, "getV3Teams || postV3Teams"))
	})
	t.Run("read and update", func(t *testing.T) { kept(t, askedOfItsMock(t, teams(t, oneTeamPaths, oneTeamSchemas))) })
}

// TestPagesFollowTheDocument asks of a contract with longer pages what it says,
// and finds a server whose pages are longer still.
func TestPagesFollowTheDocument(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the queries of several documents")
	}
	paged := func(standard string) *spec.Contract {
		text := replaced(t, string(spec.DefaultSource()), 1,
			"{type: integer, minimum: 1, maximum: 100, default: 10}", "{type: integer, minimum: 1, maximum: 50, default: "+standard+"}",
			"maxItems: 100", "maxItems: 30")
		contract, err := spec.Load("paged.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return contract
	}
	contract := paged("20")
	t.Run("kept", func(t *testing.T) {
		mock, err := mockserver.New(contract)
		if err != nil {
			t.Fatal(err)
		}
		kept(t, askedOf(t, contract, mock, onceMore()))
	})
	t.Run("longer", func(t *testing.T) {
		mock, err := mockserver.New(paged("25"))
		if err != nil {
			t.Fatal(err)
		}
		report := askedOf(t, contract, mock, "queries && v3")
		if report.Verdict != conformance.Violated {
			t.Fatalf("%s: %+v", report.Verdict, report.Counts)
		}
		for _, r := range report.Results {
			sized := func(part string) bool { return strings.Contains(r.Check.ID, part) }
			// What is found by one parameter, or put in order, is on pages of the usual size, too.
			if r.Status == conformance.Failed && !sized("limit") && !sized("/alone/") && !sized("/narrowed-pages") {
				t.Errorf("%s failed too: %v", r.Check.ID, r.Problems)
			}
		}
	})
}

package conformance_test

import (
	"context"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// richer are members of many kinds, as they stand below the user's own in the
// document, in the words that a create, a change and a reply share.
const richer = `
        badge: &badge {type: string, pattern: "^E[0-9]{6}$"}
        country: &country {type: string, enum: [CL, DE, NZ]}
        age: &age {type: integer, minimum: 18, maximum: 99}
        birthday: &birthday {type: string, format: date}
        site: &site {type: string, format: uri}
        serial: &serial {type: string, format: uuid}
        tags: &tags {type: array, items: {type: string, enum: [a, b]}, maxItems: 2}
        phones: &phones {type: array, items: {type: string, pattern: "^[+][0-9]{5,9}$"}, minItems: 1}
        weight: &weight {type: number, minimum: 0.5}
        address: &address
          type: object
          properties:
            street: {type: string, maxLength: 20}
            zip: {type: string, pattern: "^[0-9]{5}$"}
`

// TestARicherDocumentIsCheckedToo has the suite make values of members that it
// has never seen, some required and one unique: no line of Go knows them.
func TestARicherDocumentIsCheckedToo(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite on a larger document")
	}
	var own, shared strings.Builder
	for line := range strings.Lines(strings.TrimPrefix(richer, "\n")) {
		own.WriteString(line)
		if name, _, isMember := strings.Cut(strings.TrimPrefix(line, "        "), ":"); isMember && name[0] != ' ' {
			shared.WriteString("        " + name + ": *" + name + "\n")
		}
	}
	text := replaced(t, string(spec.DefaultSource()), 1,
		"          x-fake: jobTitle\n", "          x-fake: jobTitle\n"+own.String(),
		"unique: [{member: email, ignoreCase: true}]", "unique: [{member: email, ignoreCase: true}, {member: badge}]",
		"required: [email, name]", "required: [email, name, badge, country, age, phones]",
		"              jobTitle: rear admiral\n", "              jobTitle: rear admiral\n              badge: E123456\n              country: CL\n              age: 20\n              phones: [\"+12345\"]\n",
	)
	text = replaced(t, text, -1, "        jobTitle: *jobTitle\n", "        jobTitle: *jobTitle\n"+shared.String())
	contract, err := spec.Load("richer.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	target := &conformance.Target{Handler: mock, Features: contract.Features}
	target.Personas = mock.Personas()
	report, err := conformance.Run(context.Background(), target, conformance.Options{Contract: contract, Strict: true, Filter: onceMore()})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verdict != conformance.Conformant {
		t.Errorf("it is %s: %+v", report.Verdict, report.Counts)
		for _, r := range report.Results {
			if r.Status != conformance.Passed {
				t.Logf("%s: %s %v", r.Check.ID, r.Reason, r.Problems)
			}
		}
	}
}

// replaced replaces pairs of texts, each of which must be there.
func replaced(t *testing.T, text string, times int, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("the document has no %q", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], times)
	}
	return text
}

// TestASearchLooksAtWhatNobodyHasYet has a search of roles look at a description that no
// create sets: it is given another one where it is to be as it was.
func TestASearchLooksAtWhatNobodyHasYet(t *testing.T) {
	text := replaced(t, string(spec.DefaultSource()), 1,
		"        name: *roleName\n        description: *roleDescription\n        active: *roleActive\n", "        name: *roleName\n        active: *roleActive\n")
	contract, err := spec.Load("undescribed.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	kept(t, askedOf(t, contract, mock, "OP-12 && queries"))
}

package spec_test

import (
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestWhatIsPlaced has three operations at a path below a shelf, and wants them to be
// about something that is there or not, or to be left alone.
func TestWhatIsPlaced(t *testing.T) {
	const (
		dim   = `responses: {"404": {description: none}, "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Lamp"}}}}}`
		lamp  = `responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Lamp"}}}}}`
		other = `responses: {"200": {description: ok, content: {application/json: {schema: {type: object, properties: {jobId: {type: string}}}}}}}`
		lamps = `responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Lamp"}}}}}}`
		shelf = `responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Shelf"}}}}}`
	)
	watts := bodied(`{type: object, properties: {watts: {type: integer}}}`)
	for _, c := range []struct {
		name, get, method, write, gone string
		want                           bool
	}{
		{"put", dim, "put", watts + lamp, emptied, true},
		{"post without a body", dim, "post", lamp, emptied, true},
		{"it may be there for ever", lamp, "put", watts + lamp, emptied, false},
		{"another reply", dim, "put", watts + other, emptied, false},
		{"a list", lamps, "post", watts + lamps, emptied, false},
		{"another way to the record", shelf, "post", watts + shelf, emptied, false},
		{"what is deleted is told", dim, "put", watts + lamp, other, false},
		{"what is deleted is named", dim, "put", watts + lamp, watts + emptied, false},
	} {
		text := held("/shelves/{id}/lamp", "get", c.get, "")
		const keys = `parameters: [{name: id, in: path, required: true, schema: {type: string}}], `
		text = strings.Replace(text, "\ncomponents:", "\n    "+c.method+": {"+keys+c.write+"}\n    delete: {"+keys+c.gone+"}\ncomponents:", 1)
		text = strings.Replace(text, "  schemas:\n", "  schemas:\n    Lamp: {type: object, required: [lit], properties: {lit: {type: boolean}, colour: {type: string}}}\n", 1)
		contract, err := spec.Load("shelves.yaml", []byte(text))
		if err != nil {
			t.Fatalf("%s: %v\n%s", c.name, err, text)
		}
		placed := 0
		for _, op := range contract.Operations {
			if r := op.Action.Resource; strings.HasSuffix(op.Path, "/lamp") && r != nil && r.Empty && op.Action.Single && !contract.Soft(op) {
				placed++
			}
		}
		if c.want != (placed == 3) || !c.want && placed > 0 {
			t.Errorf("%s: %d of 3", c.name, placed)
		}
	}
}

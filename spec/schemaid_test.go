package spec_test

import (
	"strings"
	"testing"
)

// TestReferencesBelowAnIDStartThere has schemas with $id, each a document of its
// own: references in it begin at it, and two may call an anchor the same.
func TestReferencesBelowAnIDStartThere(t *testing.T) {
	const schemas = `components: {schemas: {
    Outer: {$id: "https://example.com/s/outer", type: object, properties: {v: REF}, $defs: {Size: {type: integer}, K: {$anchor: k, type: integer}, N: {$id: nested/n, type: integer}}},
    Other: {$id: "https://example.com/s/other", type: integer, $defs: {K: {$anchor: k, type: string}}},
    Plain: {type: integer}}}`
	for _, ref := range []string{"#/$defs/Size", "#k", "other", "https://example.com/s/other", "outer#/$defs/Size", "nested/n", "https://example.com/s/nested/n", "#/components/schemas/Plain"} {
		text := small31("3.1.0", `requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Outer"}}}}, `+anyReply,
			strings.Replace(schemas, "REF", `{$ref: "`+ref+`"}`, 1))
		op := load(t, text).Operations[0]
		if op.Body.Schema.Valid(map[string]any{"v": "text"}) || !op.Body.Schema.Valid(map[string]any{"v": 1}) {
			t.Errorf("%s: it leads to an integer", ref)
		}
	}
}

package spec_test

import (
	"encoding/json"
	"testing"
)

// TestBoundsAreExactlyWhatIsWritten holds numbers to bounds that no floating-point number is.
func TestBoundsAreExactlyWhatIsWritten(t *testing.T) {
	for _, c := range []struct{ schema, fits, fails string }{
		{"{type: integer, maximum: 9223372036854775807}", "9223372036854775807", "9223372036854775808"},
		{"{type: integer, minimum: -9223372036854775808}", "-9223372036854775808", "-9223372036854775809"},
		{"{maximum: 9007199254740993}", "9007199254740993", "9007199254740994"},
		{"{maximum: 18446744073709551615}", "18446744073709551615", "18446744073709551616"},
		{"{exclusiveMaximum: 18446744073709551616}", "18446744073709551615", "18446744073709551616"},
		{"{maximum: 100000000000000000000001}", "100000000000000000000001", "100000000000000000000002"},
		{"{maximum: 12345678901234567890.12}", "12345678901234567890.12", "12345678901234567890.13"},
		{"{multipleOf: 9007199254740993}", "9007199254740993", "9007199254740992"},
		{"{const: 18446744073709551616}", "18446744073709551616", "18446744073709551617"},
		{"{enum: [0xFFFFFFFFFFFFFFFF]}", "18446744073709551615", "18446744073709551614"},
	} {
		text := small31("3.1.0", `requestBody: {content: {application/json: {schema: `+c.schema+`}}}, `+anyReply, "")
		body := load(t, text).Operations[0].Body.Schema
		if !body.Valid(json.Number(c.fits)) || body.Valid(json.Number(c.fails)) {
			t.Errorf("%s takes %s: %v, and %s: %v", c.schema, c.fits, body.Valid(json.Number(c.fits)), c.fails, body.Valid(json.Number(c.fails)))
		}
	}
}

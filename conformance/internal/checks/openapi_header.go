package checks

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// promisesHeaders tells whether a document says of replies of success which headers they
// have, or that these are numbers.
func promisesHeaders(op *spec.Operation) bool {
	return slices.ContainsFunc(op.Replies, func(r *spec.Reply) bool {
		return r.Status/100 == 2 && slices.ContainsFunc(r.Headers, func(h *spec.Parameter) bool { return h.Required || isNumeric(h) })
	})
}

func isNumeric(h *spec.Parameter) bool {
	return h.Schema.Type() == "integer" || h.Schema.Type() == "number"
}

// declaredHeaders wants a reply of success to have the headers that must be there, and
// numbers where those are declared. A refusal may be that of a gateway.
func declaredHeaders(x *wire.Exchange) *engine.Problem {
	reply := x.Operation.Reply(x.Status)
	if reply == nil || x.Status/100 != 2 || reply.Status != x.Status || x.Status == http.StatusPartialContent || x.Method != x.Operation.Method {
		return nil
	}
	for _, h := range reply.Headers {
		values := x.ReplyHeader.Values(h.Name)
		switch {
		case len(values) == 0 && h.Required:
			return &engine.Problem{Expected: "the header " + h.Name + " with " + fmt.Sprint(x.Status), Got: "none"}
		case len(values) == 1 && isNumeric(h) && !isNumber(h.Schema, values[0]):
			return &engine.Problem{Expected: "a number in the header " + h.Name, Got: engine.Short(values[0])}
		}
	}
	return nil
}

// isNumber tells whether a text is a number of a schema.
func isNumber(s *spec.Schema, text string) bool {
	var n json.Number
	return json.Unmarshal([]byte(strings.TrimSpace(text)), &n) == nil && s.Valid(n)
}

package conformance

import (
	"net/http"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/document"
)

// headers reads what goes with every request: a world of the mock, the key of a
// gateway.
func (r *targetReader) headers(n *document.Node) http.Header {
	if n.Kind != document.Object {
		r.At(n, "headers is not an object", "write each as Name: value, such as X-Api-Key: ${API_KEY}")
		return nil
	}
	out := http.Header{}
	for name, item := range n.Members() {
		if !wire.IsHeaderName(name) {
			r.At(item, "it is not the name of a header", "write Name: value, such as X-Api-Key: ${API_KEY}")
			continue
		}
		out.Add(name, r.secret(item, "value of the header", "its text"))
	}
	return out
}

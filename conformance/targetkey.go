package conformance

import (
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/document"
)

// keys reads the credentials that a document asks for beside the token of log-in, by
// the names of their schemes. They are the target's and no persona's: a key tells which
// program asks and not who, and callers that the run makes have no line in the file.
func (r *targetReader) keys(n *document.Node) map[string]string {
	const how = "write each as SCHEME: KEY, such as machine: ${MACHINE_KEY}"
	if n.Kind != document.Object {
		r.At(n, "keys is not an object", how)
		return nil
	}
	out := map[string]string{}
	for name, item := range n.Members() {
		out[name] = r.secret(item, "key", "the key as it is sent, user:password for basic")
		if what, mend := wire.FitKey(r.contract, name, out[name]); what != "" {
			r.At(item, what, mend)
		}
	}
	return out
}

package wire

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// FillKey is a path with a key in the place of its first parameter.
func FillKey(path, key string) string {
	open, end := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
	if open < 0 || end < open {
		return path
	}
	return path[:open] + key + path[end+1:]
}

// secretsIn are the values of a member anywhere in a body.
func secretsIn(v any, member string) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if text, is := value.(string); is && name == member {
				out = append(out, text)
			}
			out = append(out, secretsIn(value, member)...)
		}
	case []any:
		for _, item := range v {
			out = append(out, secretsIn(item, member)...)
		}
	}
	return out
}

// Request is what an option changes before it is sent.
type Request struct {
	Operation *spec.Operation
	address
	header  http.Header
	cookies []string
	content
	credential
	Unobserved bool // by observers of the operation
}

// address is the method of a request, and where it is sent.
type address struct {
	Method string
	Path   string
	Key    string // of the path
	filled bool   // the keys of the path are filled in
	Query  string
	URL    string // instead of path and key, where it is set
}

// content is the body of a request.
type content struct {
	body    []byte
	media   []string
	Chunked bool
	secret  string   // member whose values are not shown
	secrets []string // those values
}

// credential is the token of a request's caller, and how it is sent.
type credential struct {
	caller          *Caller
	schemes         []*spec.Scheme    // that the token is sent by
	asked           []*spec.HeaderKey // headers that are sent with it
	credentialQuery string
	rights          *spec.Permissions // of the contract
	keys            keys              // of the target
	instead         string            // what is sent by insteadBy
	insteadBy       []*spec.Scheme
}

// Option is one thing about a request that is not as usual.
type Option func(*Request)

// Prepare is the exchange that an operation's request begins, nil where it names
// neither an operation nor a path. The headers that the operation needs are sent
// without being named; howTo tells a person how to get the caller's token.
func (c *Client) Prepare(op *spec.Operation, as *Caller, howTo string, options ...Option) (*Exchange, *Request) {
	r := &Request{
		Operation: op, header: http.Header{"Accept": {"application/json, application/problem+json"}},
		content: content{secret: c.password}, credential: credential{caller: as, rights: c.rights, keys: c.keys},
	}
	if op != nil {
		r.Method, r.Path = op.Method, op.Path
		for _, h := range op.Access.Headers() {
			r.header[h.Name] = []string{h.Value}
		}
	}
	if as != nil {
		var by []*spec.Scheme
		if way := c.keys.wayOf(op); way != nil {
			by = way.Schemes
		}
		r.enter(by, as.Token)
	}
	for _, apply := range options {
		apply(r)
	}
	r.finish()
	if op == nil && r.Path == "" && r.URL == "" {
		return nil, r
	}
	x := &Exchange{
		Operation: op, Sent: Sent{Method: r.Method, Header: r.header, Body: r.body}, evidenceBudget: &c.evidenceBudget,
		confidential: confidential{secrets: r.secrets, redactor: c.secrets, passwords: c.passwords, extra: slices.Sorted(maps.Keys(c.extra))},
	}
	if op != nil && (r.Method != op.Method || r.Path != op.Path && !r.filled) {
		x.Operation = nil
	}
	if len(r.media) > 0 {
		x.Header["Content-Type"] = r.media
	}
	at := r.Path
	if r.Key != "" {
		at = FillKey(r.Path, r.Key)
	}
	x.URL = c.Locate(op, at)
	if r.URL != "" {
		x.URL = r.URL
	}
	if r.Query != "" {
		x.URL += "?" + r.Query
	}
	if as != nil {
		x.Keys = r.sentKeys()
	}
	if as != nil && r.bringsToken() {
		x.Caller, x.token, x.howTo = as.Name, as.Token, howTo
	}
	return x, r
}

// Key fills in the operation's path.
func Key(id string) Option { return func(r *Request) { r.Key = id } }

// Query adds names and values to the URL, in turn.
func Query(pairs ...string) Option {
	return func(r *Request) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if r.Query != "" {
				r.Query += "&"
			}
			r.Query += url.QueryEscape(pairs[i]) + "=" + url.QueryEscape(pairs[i+1])
		}
	}
}

// Body sends a value as JSON, with the media type of the contract.
func Body(v any) Option {
	return func(r *Request) {
		r.body, r.media = jsonvalue.Append(nil, v), r.mediaOfJSON()
		r.secrets = append(r.secrets, secretsIn(v, r.secret)...)
	}
}

// Raw sends bytes as they are.
func Raw(text string) Option {
	return func(r *Request) { r.body, r.media = []byte(text), r.mediaOfJSON() }
}

// mediaOfJSON is the media type of a body of JSON: the one that the operation reads.
func (r *Request) mediaOfJSON() []string {
	if r.Operation != nil && r.Operation.Body != nil && mediatype.IsJSON(r.Operation.Body.MediaType) {
		return []string{r.Operation.Body.MediaType}
	}
	return []string{mediatype.JSON}
}

// Media sends another Content-Type, "" for none.
func Media(value string) Option {
	return func(r *Request) {
		if r.media = []string{value}; value == "" {
			r.media = nil
		}
	}
}

// Chunked sends the body without its length.
func Chunked() Option { return func(r *Request) { r.Chunked = true } }

// Header sends a header with exactly these values, under exactly this name;
// with no values it is left out.
func Header(name string, values ...string) Option {
	return func(r *Request) {
		for known := range r.header {
			if strings.EqualFold(known, name) {
				delete(r.header, known)
			}
		}
		if len(values) > 0 {
			r.header[name] = values
		}
	}
}

// Method asks with another method than the operation's.
func Method(name string) Option { return func(r *Request) { r.Method = name } }

// Path asks for another path than the operation's.
func Path(p string) Option { return func(r *Request) { r.Path = p } }

// Caller is who a request is sent as.
type Caller struct {
	Name  string // for people
	Token string
	ID    string // of the caller's own record
}

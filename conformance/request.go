package conformance

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// request is what an option changes before it is sent.
type request struct {
	op      *spec.Operation
	secret  string // member whose values are not shown
	method  string
	path    string
	url     string // instead of all that, where it is set
	key     string
	query   string
	caller  *caller
	header  http.Header
	body    []byte
	media   []string
	chunked bool
	secrets []string

	unwatched bool // by those who watch the operation
}

type option func(*request)

// prepare is the exchange that an operation's request begins, nil where it names
// neither an operation nor a path. The headers that the operation needs are sent
// without being named; howTo tells a person how to get the caller's token.
func (c *client) prepare(op *spec.Operation, as *caller, howTo string, options ...option) (*Exchange, *request) {
	r := &request{op: op, secret: c.password, caller: as, header: http.Header{"Accept": {"application/json, application/problem+json"}}}
	if op != nil {
		r.method, r.path = op.Method, op.Path
		for _, h := range op.Access.Headers() {
			r.header[h.Name] = []string{h.Value}
		}
	}
	if as != nil && as.token != "" {
		r.header["Authorization"] = []string{"Bearer " + as.token}
	}
	for _, apply := range options {
		apply(r)
	}
	if op == nil && r.path == "" && r.url == "" {
		return nil, r
	}
	x := &Exchange{Operation: op, Method: r.method, Header: r.header, Body: r.body, secrets: r.secrets, hide: c.secrets, passwords: c.passwords, extra: sortedKeys(c.extra), room: &c.room}
	if op != nil && (r.method != op.Method || r.path != op.Path) {
		x.Operation = nil
	}
	if len(r.media) > 0 {
		x.Header["Content-Type"] = r.media
	}
	at := r.path
	if r.key != "" {
		at = fillKey(r.path, r.key)
	}
	x.URL = c.locate(op, at)
	if r.url != "" {
		x.URL = r.url
	}
	if r.query != "" {
		x.URL += "?" + r.query
	}
	if as != nil {
		x.Caller, x.token, x.howTo = as.name, as.token, howTo
	}
	return x, r
}

// key fills in the operation's path.
func key(id string) option { return func(r *request) { r.key = id } }

// query adds names and values to the URL, in turn.
func query(pairs ...string) option {
	return func(r *request) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if r.query != "" {
				r.query += "&"
			}
			r.query += url.QueryEscape(pairs[i]) + "=" + url.QueryEscape(pairs[i+1])
		}
	}
}

// body sends a value as JSON, with the media type of the contract.
func body(v any) option {
	return func(r *request) {
		r.body, r.media = spec.AppendJSON(nil, v, nil), []string{"application/json"}
		r.secrets = append(r.secrets, secretsIn(v, r.secret)...)
	}
}

// raw sends bytes as they are.
func raw(text string) option {
	return func(r *request) { r.body, r.media = []byte(text), []string{"application/json"} }
}

// media sends another Content-Type, "" for none.
func media(value string) option {
	return func(r *request) {
		if r.media = []string{value}; value == "" {
			r.media = nil
		}
	}
}

// chunked sends the body without its length.
func chunked() option { return func(r *request) { r.chunked = true } }

// header sends a header with exactly these values, under exactly this name;
// with no values it is left out.
func header(name string, values ...string) option {
	return func(r *request) {
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

// method asks with another method than the operation's.
func method(name string) option { return func(r *request) { r.method = name } }

// path asks for another path than the operation's.
func path(p string) option { return func(r *request) { r.path = p } }

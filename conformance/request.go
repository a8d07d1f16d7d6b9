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

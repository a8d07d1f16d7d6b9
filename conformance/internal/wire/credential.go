package wire

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/cotalker/rolecall/spec"
)

// By sends the caller's token, and the keys of the target, by these schemes, and by no
// others, with the headers that are asked of who enters so.
func By(schemes ...*spec.Scheme) Option {
	return func(r *Request) {
		if r.caller == nil {
			return
		}
		r.withoutCredential()
		r.enter(schemes, r.caller.Token)
	}
}

// enter adds what is wanted of a caller who enters by some schemes.
func (r *Request) enter(schemes []*spec.Scheme, own string) {
	r.authorize(schemes, own)
	if own == "" || r.Operation == nil {
		return
	}
	r.asked = r.Operation.Access.HeadersBy(schemes)
	for _, h := range r.asked {
		r.header[h.Name] = []string{h.Value}
	}
}

func (r *Request) withoutCredential() {
	delete(r.header, "Authorization")
	for _, h := range r.asked {
		if !slices.Contains(r.Operation.Access.Headers(), h) { // those are sent of whoever asks
			delete(r.header, h.Name)
		}
	}
	for _, s := range r.schemes {
		if s.Kind == spec.APIKey && s.In == "header" {
			delete(r.header, s.Key)
		}
	}
	r.credentialQuery, r.cookies = "", nil
}

// authorize adds a token in each of the ways that the schemes want it, and the keys
// that stand beside it.
func (r *Request) authorize(schemes []*spec.Scheme, own string) {
	if own == "" {
		return
	}
	r.schemes = schemes
	if len(schemes) == 0 {
		r.header["Authorization"] = []string{"Bearer " + own}
	}
	for _, s := range schemes {
		token := r.secretFor(s, own)
		switch {
		case token == "":
		case s.Kind == spec.Basic && s.Foreign && token == r.keys[s.Name]:
			r.header["Authorization"] = []string{"Basic " + base64.StdEncoding.EncodeToString([]byte(token))}
		case s.Kind == spec.Bearer:
			r.header["Authorization"] = []string{"Bearer " + token}
		case s.Kind == spec.Basic:
			r.header["Authorization"] = []string{"Basic " + r.basic(token)}
		case s.Kind == spec.APIKey && s.In == "query":
			r.credentialQuery = withOne(r.credentialQuery, url.QueryEscape(s.Key)+"=", url.QueryEscape(token))
		case s.Kind == spec.APIKey && s.In == "cookie":
			r.cookies = append(slices.Clone(r.cookies), cookie(s.Key, token))
		case s.Kind == spec.APIKey:
			r.header[s.Key] = []string{token}
		}
	}
}

// withOne is a query with one value of a name, in the place of others: two schemes may
// have their credentials sent in one parameter.
func withOne(query, name, value string) string {
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool { return pair == "" || strings.HasPrefix(pair, name) })
	return strings.Join(append(pairs, name+value), "&")
}

// basic is the credential of a token that is a user name, or name and password
// with a colon between. The name of a permission, which may have a colon in it, is
// a name.
func (r *Request) basic(token string) string {
	named := func(text string) bool { return r.rights != nil && r.rights.Rights(text).Len() > 0 }
	if first, _, _ := strings.Cut(token, "+"); !strings.Contains(token, ":") || named(token) || named(first) {
		token += ":rolecall"
	}
	return base64.StdEncoding.EncodeToString([]byte(token))
}

// finish puts the parts of the credential where they belong.
func (r *Request) finish() {
	if r.credentialQuery != "" {
		if r.Query != "" {
			r.Query += "&"
		}
		r.Query += r.credentialQuery
	}
	if len(r.cookies) > 0 {
		r.header["Cookie"] = []string{strings.Join(r.cookies, "; ")}
	}
}

// Cookie sends a cookie.
func Cookie(name, value string) Option {
	return func(r *Request) {
		r.cookies = append(slices.Clone(r.cookies), cookie(name, value))
	}
}

// cookie is a cookie as it is sent. Letters that are not of ASCII go as they are:
// net/http would leave them out, and write to the log.
func cookie(name, value string) string {
	if strings.ContainsFunc(value, func(r rune) bool { return r > unicode.MaxASCII }) {
		return name + "=" + value
	}
	return (&http.Cookie{Name: name, Value: value}).String()
}

// Keys fill in the operation's path, in order, escaped.
func Keys(ids ...string) Option {
	return func(r *Request) {
		for _, id := range ids {
			r.Path = FillKey(r.Path, url.PathEscape(id))
		}
		r.filled = true
	}
}

// Content sends bytes of a media type.
func Content(media string, body []byte) Option {
	return func(r *Request) { r.body, r.media = body, []string{media} }
}

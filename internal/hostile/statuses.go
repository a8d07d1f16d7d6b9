package hostile

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// A status with a promise has a Retry-After.
var statuses = []struct {
	status int
	after  string
}{
	{500, ""},
	{429, "0"},
	{204, ""},
	{503, ""},
	{401, ""},
	{200, ""},
	{302, ""},
	{404, ""},
	{502, ""},
	{429, ""},
	{201, ""},
	{403, ""},
	{503, "1"},
	{202, ""},
	{409, ""},
	{206, ""},
	{418, ""},
	{301, ""},
	{429, "86400"},
	{504, ""},
	{304, ""},
	{400, ""},
	{501, ""},
	{503, "Fri, 31 Dec 2100 23:59:59 GMT"},
	{429, "-1"},
	{599, ""},
	{503, "soon"},
}

func statusOf(seed uint64) (int, string) {
	s := statuses[random(seed, "status").IntN(len(statuses))]
	return s.status, s.after
}

func statusText(seed uint64) string {
	code, after := statusOf(seed)
	if after != "" {
		return fmt.Sprintf("%d after %q", code, after)
	}
	return strconv.Itoa(code)
}

// status answers with another status and what body there was.
func status(a *answer) {
	code, after := statusOf(a.seed)
	a.same = a.status == code && len(a.body) > 0
	a.status = code
	if after != "" {
		a.header.Set("Retry-After", after)
		a.same = false
	}
	if a.header.Get("Content-Type") == "" { // nobody was asked
		a.header.Set("Content-Type", "application/json")
	}
}

var redirects = []struct {
	status   int
	location string // %s is the request's own
}{
	{302, "%s"}, {301, "http://127.0.0.1:1%s"}, {307, "%s?again"}, {308, "/"}, {303, ""}, {307, "https://rolecall.invalid%s"}, {302, "//"}, {301, ":"},
}

func redirectText(seed uint64) string {
	r := redirects[seed/2%uint64(len(redirects))]
	return fmt.Sprintf("%d to %q", r.status, r.location)
}

// redirect sends the client in a circle, elsewhere, or nowhere.
func redirect(a *answer) {
	r := redirects[a.seed/2%uint64(len(redirects))]
	a.status = r.status
	a.header.Del("Content-Type")
	a.header.Set("Location", strings.ReplaceAll(r.location, "%s", a.request.URL.RequestURI()))
	a.body = nil
}

var types = []string{"", "text/html", "application/json; charset=utf-16", "application/xml", "json", "application/problem+json", "multipart/form-data", "application/json, text/html", "a/b/c;;=", "image/png"}

func typeText(seed uint64) string { return fmt.Sprintf("%q", types[seed/2%uint64(len(types))]) }

// wrongType says that the body is something else.
func wrongType(a *answer) {
	media := types[a.seed/2%uint64(len(types))]
	a.same = len(a.body) == 0 || a.header.Get("Content-Type") == media
	a.header.Set("Content-Type", media)
	if media == "" {
		a.header["Content-Type"] = nil // and none is guessed
	}
}

var spoiltHeaders = []func(h http.Header){
	func(h http.Header) { clear(h) },
	func(h http.Header) { h.Set("Location", "http://[::1") },
	func(h http.Header) { h.Set("Www-Authenticate", `Bearer realm="a`) },
	func(h http.Header) { h.Set("Cache-Control", "max-age=31536000, public") },
	func(h http.Header) { h["X-Content-Type-Options"] = []string{"a", "b"} },
	func(h http.Header) { h.Set("Allow", "") },
	func(h http.Header) { h.Set("Date", "yesterday") },
	func(h http.Header) { h.Set("Set-Cookie", "a=b; Path=/; Max-Age=x") },
	func(h http.Header) { h.Set("Content-Encoding", "br") },
	func(h http.Header) { h.Set("Date", "Thu, 01 Jan 1970 00:00:00 GMT") },
}

func headersText(seed uint64) string { return strconv.Itoa(int(seed / 2 % uint64(len(spoiltHeaders)))) }

// headers spoils the headers of a reply.
func headers(a *answer) { spoiltHeaders[a.seed/2%uint64(len(spoiltHeaders))](a.header) }

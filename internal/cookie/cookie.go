// Package cookie reads cookies as they are sent: net/http leaves out those whose
// letters are not of ASCII.
//
//	cookie.Values(r.Header, "session") // ["größe"] of "Cookie: session=größe"
package cookie

import (
	"net/http"
	"net/url"
	"strings"
)

// Values are those of a name, in the order in which they were sent.
func Values(h http.Header, name string) []string {
	var out []string
	for one, value := range all(h) {
		if one == name {
			out = append(out, value)
		}
	}
	return out
}

// All are the values of all names.
func All(h http.Header) []string {
	var out []string
	for _, value := range all(h) {
		out = append(out, value)
	}
	return out
}

func all(h http.Header) func(yield func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		for _, line := range h["Cookie"] {
			for part := range strings.SplitSeq(line, ";") {
				name, value, _ := strings.Cut(strings.Trim(part, " \t"), "=")
				if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
					value = value[1 : len(value)-1]
				}
				if !yield(name, value) {
					return
				}
			}
		}
	}
}

// Unescaped are values in which some letters were sent as %C3%A4, as they were meant;
// nil where none were. Clients differ in whether they escape a cookie.
func Unescaped(values []string) []string {
	var out []string
	for i, value := range values {
		meant, err := url.PathUnescape(value)
		if err != nil || meant == value {
			continue
		}
		if out == nil {
			out = append([]string{}, values...)
		}
		out[i] = meant
	}
	return out
}

// IsPlain tells whether every server reads a value as it is sent.
func IsPlain(value string) bool {
	return !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`";\%`, r) })
}

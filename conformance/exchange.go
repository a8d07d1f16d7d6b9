package conformance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// Exchange is one request and the reply to it.
type Exchange struct {
	Operation   *spec.Operation // that was asked, nil for a path that is none
	Method, URL string
	Header      http.Header // as it was sent
	Body        []byte
	Caller      string // persona or user whose token was sent, "" for none

	Status      int
	ReplyHeader http.Header
	ReplyBody   []byte
	JSON        any   // the decoded body
	JSONError   error // why it could not be decoded; nil for an empty body too
	Took        time.Duration

	secrets []string // tokens and passwords that were sent
}

// success tells whether the reply is 2xx.
func (x *Exchange) success() bool { return x.Status/100 == 2 }

// at walks the decoded body, nil where it leads nowhere.
func (x *Exchange) at(path ...string) any {
	v := x.JSON
	for _, name := range path {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

// one is the resource that the reply's envelope holds, nil for none.
func (x *Exchange) one() map[string]any {
	if x.Operation == nil || x.Operation.Success() == nil {
		return nil
	}
	object, _ := x.at(x.Operation.Success().Envelope...).(map[string]any)
	return object
}

// many are the resources that the reply's envelope holds, and whether it is a
// list of objects at all.
func (x *Exchange) many() ([]map[string]any, bool) {
	list, ok := x.at(x.Operation.Success().Envelope...).([]any)
	out := make([]map[string]any, 0, len(list))
	for _, item := range list {
		object, is := item.(map[string]any)
		ok = ok && is
		out = append(out, object)
	}
	return out, ok
}

// describe is the answer in a few words.
func (x *Exchange) describe() string {
	media, _, _ := strings.Cut(x.ReplyHeader.Get("Content-Type"), ";")
	if media == "" {
		return fmt.Sprint(x.Status)
	}
	return fmt.Sprintf("%d %s", x.Status, media)
}

const redacted = "[redacted]"

func (x *Exchange) redact(text string) string {
	for _, secret := range x.secrets {
		if len(secret) > 2 {
			text = strings.ReplaceAll(text, secret, redacted)
		}
	}
	return text
}

// shownHeaders of a reply are worth a line in a report.
var shownHeaders = []string{"Content-Type", "Location", "Allow", "Www-Authenticate", "Cache-Control", "X-Content-Type-Options", "Retry-After"}

// String writes the exchange as HTTP, with its secrets redacted and long
// bodies cut.
func (x *Exchange) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "> %s %s\n", x.Method, x.redact(x.URL))
	for _, name := range sortedKeys(x.Header) {
		if name == "User-Agent" || name == "X-Request-Id" {
			continue
		}
		for _, value := range x.Header[name] {
			fmt.Fprintf(&b, "> %s: %s\n", name, x.redact(value))
		}
	}
	if len(x.Body) > 0 {
		fmt.Fprintf(&b, "> %s\n", x.redact(clipped(x.Body)))
	}
	fmt.Fprintf(&b, "< %d %s\n", x.Status, http.StatusText(x.Status))
	for _, name := range shownHeaders {
		for _, value := range x.ReplyHeader[name] {
			fmt.Fprintf(&b, "< %s: %s\n", name, x.redact(value))
		}
	}
	if len(x.ReplyBody) > 0 {
		fmt.Fprintf(&b, "< %s\n", x.redact(clipped(x.ReplyBody)))
	}
	return strings.TrimRight(b.String(), "\n")
}

// Curl is a line for a POSIX shell that repeats the request; the token is the
// variable TOKEN and other secrets are redacted.
func (x *Exchange) Curl() string {
	parts := []string{"curl -i -X " + x.Method}
	if x.Method == http.MethodHead {
		parts[0] = "curl -I"
	}
	for _, name := range sortedKeys(x.Header) {
		if name == "User-Agent" || name == "X-Request-Id" {
			continue
		}
		for _, value := range x.Header[name] {
			switch {
			case name == "Authorization" && x.Caller != "":
				scheme, _, _ := strings.Cut(value, " ")
				parts = append(parts, fmt.Sprintf(`-H "Authorization: %s $TOKEN"`, scheme))
			case value == "":
				parts = append(parts, "-H "+shellText(name+";"))
			default:
				parts = append(parts, "-H "+shellText(name+": "+x.redact(value)))
			}
		}
	}
	if len(x.Body) > 0 {
		parts = append(parts, "--data-binary "+shellText(x.redact(clipped(x.Body))))
	}
	return strings.Join(append(parts, shellText(x.redact(x.URL))), " ")
}

func shellText(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

func clipped(body []byte) string {
	const most = 600
	if len(body) <= most {
		return string(body)
	}
	return strings.ToValidUTF8(string(body[:most]), "") + fmt.Sprintf("… (%d bytes)", len(body))
}

func sortedKeys(h http.Header) []string {
	var out []string
	for name := range h {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

package wire

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// maxPasted is how long a body may be that a person pastes, in bytes.
const maxPasted = 8 << 10

// Curl is a line for a POSIX shell that repeats the request; the token is the
// variable TOKEN, a gateway's header one of its own name, a body or an
// address that is too long to paste BODY or URL, and other secrets are redacted.
func (x *Exchange) Curl() string { return x.curl(maxPasted) }

// curl pastes a body of up to so many bytes.
func (x *Exchange) curl(most int) string {
	parts := []string{"curl -i -X " + x.Method}
	if x.Method == http.MethodHead {
		parts[0] = "curl -I"
	}
	for _, name := range slices.Sorted(maps.Keys(x.Header)) {
		if name == "User-Agent" || name == "X-Request-Id" {
			continue
		}
		for _, value := range x.Header[name] {
			switch {
			case value == "":
				parts = append(parts, "-H "+shellText(name+";"))
			case name == "Authorization":
				parts = append(parts, "-H "+x.shellToken(name+": "+value))
			default:
				parts = append(parts, "-H "+shellText(name+": "+x.Redact(value)))
			}
		}
	}
	for _, name := range x.extra {
		parts = append(parts, fmt.Sprintf(`-H "%s: $%s"`, name, variable(name)))
	}
	switch {
	case len(x.Body) > most:
		parts = append(parts, `--data-binary "$BODY"`)
	case len(x.Body) > 0:
		parts = append(parts, "--data-binary "+shellText(x.Redact(string(x.Body))))
	}
	if len(x.URL) > most {
		return strings.Join(append(parts, `"$URL"`), " ")
	}
	return strings.Join(append(parts, x.shellToken(x.URL)), " ")
}

// variable is the shell's for the value of a gateway's header.
func variable(header string) string {
	return strings.ToUpper(strings.ReplaceAll(header, "-", "_"))
}

// shellToken is a text for a shell with the caller's token as the variable
// TOKEN, as it is sent or without its last character.
func (x *Exchange) shellToken(text string) string {
	form, variable := x.token, "$TOKEN"
	switch {
	case form == "":
		return shellText(x.Redact(text))
	case strings.Contains(text, form):
	case strings.Contains(text, url.QueryEscape(form)):
		form = url.QueryEscape(form)
	case strings.HasSuffix(text, " "+form[:len(form)-1]):
		form, variable = form[:len(form)-1], "${TOKEN%?}"
	default:
		return shellText(x.Redact(text))
	}
	before, after, _ := strings.Cut(text, form)
	if after != "" && variable == "$TOKEN" {
		variable = "${TOKEN}"
	}
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace
	return `"` + noCommands(quote(x.Redact(before))+variable+quote(x.Redact(after)), `"`) + `"`
}

// noCommands writes a quoted text so that a shell reads the same, and a reader
// of logs finds no command in it.
func noCommands(text, quote string) string {
	return strings.NewReplacer("##[", "##"+quote+quote+"[", "##vso[", "##vso"+quote+quote+"[", "\n::", "\n"+quote+quote+"::").Replace(text)
}

func shellText(text string) string {
	return "'" + noCommands(strings.ReplaceAll(text, "'", `'\''`), "'") + "'"
}

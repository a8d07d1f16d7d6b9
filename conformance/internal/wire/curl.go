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
// variable TOKEN, a key one of the name of its scheme, a gateway's header one of its own name, a body or an
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
			_, _, key := x.keyIn(name, value)
			switch {
			case key != "" && name == "Authorization":
				parts = append(parts, `-u "$`+key+`"`)
			case key != "":
				parts = append(parts, "-H "+x.shellKey(name+": ", name, value))
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
	if _, _, key := x.keyIn("", x.URL); key != "" {
		return strings.Join(append(parts, x.shellKey("", "", x.URL)), " ")
	}
	return strings.Join(append(parts, x.shellToken(x.URL)), " ")
}

// shellKey is a value of a header, or with "" the URL, for a shell that has the key in it
// as a variable.
func (x *Exchange) shellKey(prefix, header, text string) string {
	before, after, variable := x.keyIn(header, text)
	if after != "" {
		variable = "{" + variable + "}"
	}
	return `"` + noCommands(inQuotes(prefix+x.Redact(before))+"$"+variable+inQuotes(x.Redact(after)), `"`) + `"`
}

// inQuotes writes a text as it stands between double quotes.
func inQuotes(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(text)
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
	return `"` + noCommands(inQuotes(x.Redact(before))+variable+inQuotes(x.Redact(after)), `"`) + `"`
}

// noCommands writes a quoted text so that a shell reads the same, and a reader
// of logs finds no command in it.
func noCommands(text, quote string) string {
	return strings.NewReplacer("##[", "##"+quote+quote+"[", "##vso[", "##vso"+quote+quote+"[", "\n::", "\n"+quote+quote+"::").Replace(text)
}

func shellText(text string) string {
	return "'" + noCommands(strings.ReplaceAll(text, "'", `'\''`), "'") + "'"
}

package wire

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// SchemaComment tells an editor by which schema a YAML file is to be checked.
func SchemaComment(id string) string { return "# yaml-language-server: $schema=" + id + "\n" }

// TargetSchemaID names the JSON Schema of target files; nothing is fetched from
// there.
const TargetSchemaID = "https://github.com/cotalker/rolecall/schema/target.json"

// WriteYAML writes the target as a target file that [ParseTarget] reads.
func (t *Target) WriteYAML(w io.Writer) error {
	var b strings.Builder
	b.WriteString(SchemaComment(TargetSchemaID))
	fmt.Fprintf(&b, "target: %s\n", YamlText(t.Address))
	if t.Login != "" {
		fmt.Fprintf(&b, "login: %s\n", YamlText(t.Login))
	}
	if len(t.Header) > 0 {
		b.WriteString("headers:\n")
	}
	for _, name := range slices.Sorted(maps.Keys(t.Header)) {
		fmt.Fprintf(&b, "  %s: %s\n", YamlText(name), YamlText(t.Header.Get(name)))
	}
	fmt.Fprintf(&b, "writable: %v\n", t.Writable)
	fmt.Fprintf(&b, "features: %s\n", YamlList(t.Features))
	if len(t.Personas) > 0 {
		b.WriteString("personas:\n")
	}
	for _, p := range t.Personas {
		fmt.Fprintf(&b, "  %s: {token: %s, permissions: %s", YamlText(p.Name), YamlText(p.Token), YamlList(p.Permissions))
		if len(p.InactivePermissions) > 0 {
			fmt.Fprintf(&b, ", inactivePermissions: %s", YamlList(p.InactivePermissions))
		}
		if p.Disabled {
			b.WriteString(", disabled: true")
		}
		b.WriteString("}\n")
	}
	if len(t.Keys) > 0 {
		b.WriteString("keys:\n")
	}
	for _, name := range slices.Sorted(maps.Keys(t.Keys)) {
		fmt.Fprintf(&b, "  %s: %s\n", YamlText(name), YamlText(t.Keys[name]))
	}
	if len(t.Refused) > 0 {
		b.WriteString("refused:\n")
	}
	for _, r := range t.Refused {
		fmt.Fprintf(&b, "  %s: %s\n", YamlText(r.Name), YamlText(r.Token))
	}
	_, err := io.WriteString(w, b.String())
	if err != nil {
		return fmt.Errorf("writing the target file: %w", err)
	}
	return nil
}

// plainText is what YAML reads as the same text without quotes, within
// brackets too.
var plainText = regexp.MustCompile(`^[A-Za-z]([A-Za-z0-9+*._:/-]*[A-Za-z0-9])?$`)

// YamlText is a text as YAML reads it back, with quotes where it needs them.
func YamlText(text string) string {
	words := []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
	if plainText.MatchString(text) && !slices.Contains(words, strings.ToLower(text)) {
		return text
	}
	return strconv.QuoteToASCII(text)
}

// YamlList is a list of texts in YAML, in one line.
func YamlList(texts []string) string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = YamlText(text)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

package main

import (
	"fmt"
	"os"
	"strings"
)

// writeMarkdown puts each table of a report between its markers in a file,
// and leaves all else as it is.
func writeMarkdown(file string, r *report) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	page := string(text)
	for _, t := range r.Tables {
		begin, end := "<!-- bench:"+t.Name+" -->\n", "<!-- /bench:"+t.Name+" -->"
		before, rest, found := strings.Cut(page, begin)
		_, after, ended := strings.Cut(rest, end)
		if !found || !ended {
			return fmt.Errorf("%s has no %s … %s for the table of %s", file, strings.TrimSpace(begin), end, t.Name)
		}
		page = before + begin + t.markdown(r.Machine) + end + after
	}
	return os.WriteFile(file, []byte(page), 0o644)
}

func (t *table) markdown(machine string) string {
	var b strings.Builder
	for i, line := range t.cells() {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(line, " | "))
		if i == 0 {
			b.WriteString("|---|" + strings.Repeat("---:|", len(line)-1) + "\n")
		}
	}
	fmt.Fprintf(&b, "\n%s.\n", machine)
	for _, note := range t.Notes {
		fmt.Fprintf(&b, "%s.\n", strings.ToUpper(note[:1])+note[1:])
	}
	return b.String()
}

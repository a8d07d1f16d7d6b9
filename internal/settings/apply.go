package settings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// exclusive is how cobra marks flags of which one alone may be given.
const exclusive = "cobra_annotation_mutually_exclusive"

// Apply sets the flags that the command line has left alone, from the
// environment, and what that leaves alone from the file. A flag that excludes one
// of a place that goes before stays as it is. The error is that of the flag; the
// value's origin is then known to [Explain].
func Apply(cmd *cobra.Command, file *File, lookup func(string) (string, bool)) error {
	flags := cmd.Flags()
	if err := applyFrom(flags, func(f *pflag.Flag) ([]string, string) {
		name := VariableOf(f.Name)
		text, _ := lookup(name)
		if text == "" { // as one that is not there: a shell cannot always unset one
			return nil, ""
		}
		if _, many := f.Value.(pflag.SliceValue); many {
			return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), name
		}
		return []string{text}, name
	}); err != nil {
		return err
	}
	return applyFrom(flags, func(f *pflag.Flag) ([]string, string) {
		value := file.of(cmd, f.Name)
		if value == nil {
			return nil, ""
		}
		var texts []string
		for _, item := range itemsOf(value) {
			texts = append(texts, textOf(item))
		}
		return texts, fmt.Sprintf("%s:%d", file.name, value.Line)
	})
}

// applyFrom sets flags from one place, which gives each the texts of its values
// and where they stand.
func applyFrom(flags *pflag.FlagSet, from func(*pflag.Flag) ([]string, string)) error {
	var given []string // before this place
	flags.Visit(func(f *pflag.Flag) { given = append(given, f.Name) })
	var problem error
	flags.VisitAll(func(f *pflag.Flag) {
		if problem != nil || f.Changed || slices.Contains(unsettable, f.Name) || excluded(f, given) {
			return
		}
		texts, at := from(f)
		for _, text := range texts {
			setOrigin(f, at)
			if problem = flags.Set(f.Name, text); problem != nil {
				return
			}
		}
	})
	return problem
}

// excluded tells whether a flag may not be given beside one that is.
func excluded(f *pflag.Flag, given []string) bool {
	for _, group := range f.Annotations[exclusive] {
		if slices.ContainsFunc(strings.Fields(group), func(name string) bool { return slices.Contains(given, name) }) {
			return true
		}
	}
	return false
}

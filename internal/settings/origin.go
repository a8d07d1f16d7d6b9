package settings

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Place is where a flag may have its value from. A later one goes before an
// earlier one.
type Place int

// The places.
const (
	Default Place = iota
	InFile
	InEnvironment
	OnCommandLine
)

// Origin is where a flag has its value from: a place, and within the file or the
// environment where there: rolecall.yaml:3, ROLECALL_PORT.
type Origin struct {
	Place Place
	At    string
}

// note marks a flag with its origin.
const note = "rolecall_origin"

// OriginOf tells where a flag has its value from.
func OriginOf(flag *pflag.Flag) Origin {
	switch at := flag.Annotations[note]; {
	case len(at) == 1 && at[0] == VariableOf(flag.Name):
		return Origin{InEnvironment, at[0]}
	case len(at) == 1:
		return Origin{InFile, at[0]}
	case flag.Changed:
		return Origin{Place: OnCommandLine}
	}
	return Origin{}
}

func setOrigin(flag *pflag.Flag, at string) {
	if flag.Annotations == nil {
		flag.Annotations = map[string][]string{}
	}
	flag.Annotations[note] = []string{at}
}

// flagName matches a flag in an error's text.
var flagName = regexp.MustCompile(`--([a-z][a-z-]*)`)

// Explain adds to an error that speaks of flags where these have their values
// from, as far as that is not the command line.
func Explain(cmd *cobra.Command, err error) error {
	var told []string
	said := map[string]bool{}
	for _, found := range flagName.FindAllStringSubmatch(err.Error(), -1) {
		flag := cmd.Flags().Lookup(found[1])
		if flag == nil || said[found[1]] {
			continue
		}
		said[found[1]] = true
		if origin := OriginOf(flag); origin.At != "" {
			told = append(told, "--"+flag.Name+" is set by "+origin.At)
		}
	}
	if len(told) == 0 {
		return err
	}
	return fmt.Errorf("%w (%s)", err, strings.Join(told, ", "))
}

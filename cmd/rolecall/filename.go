package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// nameFlags are the flags whose value is the name of a file or an address. An empty one
// is what a shell makes of a variable that is not set: taken for none, the command
// would go on with another document, server or place than was meant.
var nameFlags = []string{
	"spec", "allow-ref", "overlay", "world", "profile", "config", "out", "manifest", "into", "target-file", "target", "proxy", "ca-file", "waivers", "baseline",
	"junit", "json", "sarif", "html", "har", "annotate-at", "write-waivers", "timings", "self-test-report", "tls-cert", "tls-key", "tls-write-cert", "store",
}

// errEmptyName is told of such a flag by [flagError].
var errEmptyName = errors.New("is empty")

// givenName is the value of a flag that is in nameFlags.
type givenName struct{ pflag.Value }

func (n givenName) Set(text string) error {
	if text == "" {
		return errEmptyName
	}
	return n.Value.Set(text)
}

// givenNames is the value of one that may be given more than once.
type givenNames struct {
	givenName
	pflag.SliceValue
}

// refusesEmptyNames lets no command take an empty name, in a flag or as an argument.
func refusesEmptyNames(cmd *cobra.Command) {
	refuse := func(f *pflag.Flag) {
		if !slices.Contains(nameFlags, f.Name) {
			return
		}
		if list, many := f.Value.(pflag.SliceValue); many {
			f.Value, f.DefValue = givenNames{givenName{f.Value}, list}, "" // a default that --help would tell, else
			return
		}
		f.Value = givenName{f.Value}
	}
	cmd.LocalNonPersistentFlags().VisitAll(refuse)
	cmd.PersistentFlags().VisitAll(refuse)
	if fits := cmd.Args; fits != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if i := slices.Index(args, ""); i >= 0 {
				return fmt.Errorf("argument %d is empty, as a variable is that is not set; see %s --help", i+1, cmd.CommandPath())
			}
			return fits(cmd, args)
		}
	}
	for _, sub := range cmd.Commands() {
		refusesEmptyNames(sub)
	}
}

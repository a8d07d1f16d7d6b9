package main

import (
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/spf13/cobra"
)

// addLocales adds --locale to a command that makes people.
func addLocales(cmd *cobra.Command, names *[]string) {
	cmd.Flags().StringSliceVar(names, "locale", nil, "where people come from, one or several: "+strings.Join(fixtures.Locales(), ",")+
		" (default "+strings.Join(fixtures.DefaultLocales(), ",")+")")
	completes(cmd, "locale", fixtures.Locales()...)
}

func knownLocales(names []string) error {
	if err := fixtures.CheckLocales(names...); err != nil {
		return fmt.Errorf("--locale: %w", err)
	}
	return nil
}

package main

import (
	"embed"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed schemas/*.json
var schemas embed.FS

// schemaNames are the files that have a JSON Schema.
var schemaNames = []string{"manifest", "report", "target", "waivers", "world"}

func newSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema NAME",
		Short: "Print the JSON Schema of a file: manifest, report, target, waivers or world",
		Long: "Print the JSON Schema (draft 2020-12) of a file that rolecall reads or writes: manifest, report, target,\n" +
			"waivers or world. Written files name theirs by an identifier, from which nothing is fetched.",
		Example:   "  rolecall schema target > target.schema.json",
		ValidArgs: schemaNames,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("one name is taken, and %d were given; write rolecall schema with one of %s", len(args), strings.Join(schemaNames, ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := schemas.ReadFile("schemas/" + args[0] + ".json")
			if err != nil {
				return fmt.Errorf("there is no schema %q; it is one of %s%s", args[0], strings.Join(schemaNames, ", "), meant(args[0], schemaNames))
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
}

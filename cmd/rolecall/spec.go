package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newSpecCommand() *cobra.Command {
	var format, version string
	var contract contractFlags
	cmd := &cobra.Command{
		Use:   "spec",
		Short: "Print the contract with every anchor resolved",
		Long: "Print the contract with every anchor resolved, for tools that do not read YAML anchors.\n" +
			"For OpenAPI 3.0 the role names of security move to x-roles.",
		Args: noArguments("--spec %s", "lint %s", "infer %s"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := contract.load(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			text, err := c.Print(format, version)
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
	contract.add(cmd.Flags())
	cmd.Flags().StringVar(&format, "format", "yaml", "yaml or json")
	cmd.Flags().StringVar(&version, "openapi", "3.1", "3.1 or 3.0")
	completes(cmd, "format", "yaml", "json")
	completes(cmd, "openapi", "3.1", "3.0")
	matrix := &cobra.Command{
		Use:   "matrix",
		Short: "Print who may call each operation and write each member",
		Args:  noArguments("--spec %s"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := contract.load(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), c.Matrix())
			return err
		},
	}
	contract.add(matrix.Flags())
	cmd.AddCommand(matrix, newLintCommand(&contractFlags{}), newInferCommand())
	return cmd
}

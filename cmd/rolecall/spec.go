package main

import (
	"fmt"

	"github.com/cotalker/rolecall/spec"
	"github.com/spf13/cobra"
)

func newSpecCommand() *cobra.Command {
	var file, format, version string
	cmd := &cobra.Command{
		Use:   "spec",
		Short: "Print the contract with every anchor resolved",
		Long: "Print the contract with every anchor resolved, for tools that do not read YAML anchors.\n" +
			"For OpenAPI 3.0 the role names of security move to x-roles.",
		Args: noArguments("--spec %s", "lint %s"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			contract, err := loadContract(file)
			if err != nil {
				return err
			}
			text, err := contract.Print(spec.Format(format), version)
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
	cmd.PersistentFlags().StringVar(&file, "spec", "", "OpenAPI document to use instead of the embedded one")
	cmd.Flags().StringVar(&format, "format", "yaml", "yaml or json")
	cmd.Flags().StringVar(&version, "openapi", "3.1", "3.1 or 3.0")
	completes(cmd, "format", "yaml", "json")
	completes(cmd, "openapi", "3.1", "3.0")
	cmd.AddCommand(&cobra.Command{
		Use:   "matrix",
		Short: "Print who may call each operation and write each member",
		Args:  noArguments("--spec %s"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			contract, err := loadContract(file)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), contract.Matrix())
			return err
		},
	}, &cobra.Command{
		Use:   "lint FILE",
		Short: "Check a contract and tell every mistake with its line",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("one file is taken, and %d were given; write rolecall spec lint FILE", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			contract, err := loadContract(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: no mistakes; %d operations, %d collections, %d permissions\n",
				args[0], len(contract.Operations), len(contract.Resources), len(contract.Permissions.Names()))
			return err
		},
	})
	return cmd
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// run is the whole program: arguments and streams in, an exit code out.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRootCommand()
	root.SetArgs(jsonWithoutFile(args))
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return int(exitOK)
	}
	code := exitUsage
	var exit *exitError
	if errors.As(err, &exit) {
		code = exit.code
	}
	if text := err.Error(); text != "" {
		fmt.Fprintln(errOut, "rolecall: "+strings.TrimSpace(text))
	}
	return int(code)
}

func newRootCommand() *cobra.Command {
	var versionAsked bool
	root := &cobra.Command{
		Use:   "rolecall",
		Short: "Mock, verify and populate APIs where who you are decides what you get",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			hint := "see rolecall --help"
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				hint = "did you mean rolecall " + near[0] + "?"
			}
			return fmt.Errorf("there is no command %s; %s", args[0], hint)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if versionAsked { // cobra's own flag would link text/template into the binary
				_, err := fmt.Fprintln(cmd.OutOrStdout(), versionLine())
				return err
			}
			return cmd.Help()
		},
		SilenceErrors: true, SilenceUsage: true,
	}
	root.Flags().BoolVar(&versionAsked, "version", false, "print the version")
	root.SuggestionsMinimumDistance = 2 // letters
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", flagError(err), cmd.CommandPath())
	})
	root.AddCommand(newMockCommand(), newVerifyCommand(), newReportCommand(), newSchemaCommand(), newFixturesCommand(), newSpecCommand(), newVersionCommand())
	return root
}

// flagError says in plain words what number a flag takes.
func flagError(err error) error {
	var wrong *pflag.InvalidValueError
	var number *strconv.NumError
	if !errors.As(err, &wrong) {
		return err
	}
	hint := ""
	switch kind := wrong.GetFlag().Value.Type(); {
	case kind == "uint64" && errors.As(err, &number) && errors.Is(number, strconv.ErrRange):
		hint = fmt.Sprintf("write a whole number up to %d", uint64(math.MaxUint64))
	case kind == "uint64":
		hint = "write a whole number, 0 or greater"
	case kind == "int":
		hint = "write a whole number"
	default:
		return err
	}
	return fmt.Errorf("--%s %q: %s", wrong.GetFlag().Name, wrong.GetValue(), hint)
}

// loadWorld reads the world of --world, that of the contract where it is "".
func loadWorld(contract *spec.Contract, file string) (*fixtures.World, error) {
	if file == "" {
		world, err := mockserver.SeedWorld(contract)
		if err != nil {
			return nil, fmt.Errorf("no world could be made for the contract:\n%w\ngive --world one that fits, such as: rolecall fixtures --spec FILE --format world --out world.yaml", err)
		}
		return world, nil
	}
	data, err := readInput(file)
	if err != nil {
		return nil, fmt.Errorf("reading the world: %w; give --world a YAML or JSON file", err)
	}
	return fixtures.LoadWorld(contract, file, data)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/settings"
	"github.com/cotalker/rolecall/internal/spelling"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// run is the whole program: arguments and streams in, an exit code out.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRootCommand()
	root.SetArgs(jsonWithoutFile(args))
	root.SetIn(in)
	standard := &standardOutput{out: out}
	root.SetOut(standard)
	root.SetErr(errOut)
	cmd, err := root.ExecuteContextC(ctx)
	if err = standard.judged(err); err == nil {
		return int(exitOK)
	}
	err = settings.Explain(cmd, err)
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
			if near := commandLike(cmd, args[0]); near != "" {
				hint = "did you mean rolecall " + near + "?"
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
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; %s", flagError(err), flagHint(cmd, err))
	})
	root.AddCommand(newMockCommand(), newVerifyCommand(), newProxyCommand(), newReportCommand(), newSchemaCommand(), newFixturesCommand(), newSpecCommand(), newVersionCommand())
	takesSettings(root)
	refusesEmptyNames(root)
	return root
}

// flagHint says what to do where the flags of a command cannot be read.
func flagHint(cmd *cobra.Command, err error) string {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		word := unknown.GetSpecifiedName()
		if habit := habits[cmd.Name()][word]; habit != "" && cmd.Parent() == cmd.Root() {
			return habit
		}
		var names, longer []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			names = append(names, f.Name)
			if slices.Contains(strings.Split(f.Name, "-"), word) {
				longer = append(longer, f.Name)
			}
		})
		near := spelling.Within(word, names, max(1, len(word)/3))
		if near == "" && len(longer) == 1 {
			near = longer[0]
		}
		if near != "" && len(word) > 2 { // one letter of two is any flag
			return "did you mean --" + near + "?"
		}
	}
	return "see " + cmd.CommandPath() + " --help"
}

// flagError says in plain words what a flag takes.
func flagError(err error) error {
	var wrong *pflag.InvalidValueError
	var number *strconv.NumError
	if !errors.As(err, &wrong) {
		return err
	}
	hint := ""
	switch kind := wrong.GetFlag().Value.Type(); {
	case errors.Is(err, errEmptyName):
		hint = "it is empty, as a variable is that is not set; give it a value, or leave the flag out"
	case kind == "uint64" && errors.As(err, &number) && errors.Is(number, strconv.ErrRange):
		hint = fmt.Sprintf("write a whole number up to %d", uint64(math.MaxUint64))
	case kind == "uint64":
		hint = "write a whole number, 0 or greater"
	case kind == "int":
		hint = "write a whole number"
	case kind == "bool":
		hint = "write true or false"
	case kind == "duration":
		hint = "write a time with its unit, such as 10s or 5m"
	default:
		return err
	}
	return fmt.Errorf("--%s %q: %s", wrong.GetFlag().Name, wrong.GetValue(), hint)
}

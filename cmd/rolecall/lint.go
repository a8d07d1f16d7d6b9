package main

import (
	"fmt"
	"io"

	"github.com/cotalker/rolecall/spec"
	"github.com/spf13/cobra"
)

// mostAlike is how many problems of one kind are told without --all.
const mostAlike = 3

func newLintCommand(contract *contractFlags) *cobra.Command {
	var strict, all bool
	cmd := &cobra.Command{
		Use:   "lint FILE",
		Short: "Check a contract and tell every mistake with its line",
		Long: "Check a contract and tell every mistake with its line.\n" +
			"What makes the document unusable is an error, and the command ends with 2. What is wrong and is\n" +
			"worked around is a warning; what has no effect is a note. With --strict these end with 2 too.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("one file is taken, and %d were given; write rolecall spec lint FILE", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			contract.file = args[0]
			c, err := interruptible(cmd.Context(), "reading the contract", contract.read)
			if err != nil {
				return err
			}
			problems, err := interruptible(cmd.Context(), "checking the document", func() (spec.Problems, error) { return c.Lint(), nil })
			if err != nil {
				return err
			}
			said := "no mistakes"
			if len(problems) > 0 {
				if !all {
					problems = shortened(problems)
				}
				if strict {
					return problems
				}
				said = "can be used"
				if _, err := fmt.Fprintln(cmd.OutOrStdout(), problems); err != nil {
					return err
				}
			}
			return summary(cmd.OutOrStdout(), args[0], said, c)
		},
	}
	contract.addReading(cmd.Flags())
	cmd.Flags().BoolVar(&strict, "strict", false, "let warnings and notes end with 2 too")
	cmd.Flags().BoolVar(&all, "all", false, "tell all warnings and notes, also those that are alike")
	return cmd
}

func summary(w io.Writer, file, said string, c *spec.Contract) error {
	_, err := fmt.Fprintf(w, "%s: %s; %d operations, %d collections, %d permissions\n",
		file, said, len(c.Operations), len(c.Resources), len(c.Permissions.Names()))
	if state, soft, example, none := c.Understood(); err == nil && state < len(c.Operations) {
		_, err = fmt.Fprintf(w, "%d operations with state, %d softly (shown, and not changed), %d by example, %d not at all\n", state, soft, example, none)
	}
	return err
}

// shortened leaves out those of many problems that ask for the same, and counts
// them at the last that is told.
func shortened(problems spec.Problems) spec.Problems {
	type kind struct{ level, mend string }
	count := map[kind]int{}
	for _, p := range problems {
		count[kind{string(p.Level), p.Mend}]++
	}
	told := map[kind]int{}
	var out spec.Problems
	for _, p := range problems {
		k := kind{string(p.Level), p.Mend}
		told[k]++
		if n := count[k]; n > mostAlike+1 && told[k] > mostAlike {
			continue
		} else if n > mostAlike+1 && told[k] == mostAlike {
			p.Mend += fmt.Sprintf(" (%d more like this one; --all tells them)", n-mostAlike)
		}
		out = append(out, p)
	}
	return out
}

package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newInferCommand() *cobra.Command {
	var contract contractFlags
	cmd := &cobra.Command{
		Use:   "infer FILE",
		Short: "Print what is worked out of a document, as an OpenAPI overlay",
		Long: "Print what is worked out of a document that does not say it: which collections there are, what each\n" +
			"operation does to them, what the parameters of lists filter by, who may call what. It is an OpenAPI\n" +
			"overlay with a reason for each action: keep it, mend what is wrong, and give it with --overlay.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("one file is taken, and %d were given; write rolecall spec infer FILE > overlay.yaml", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			contract.file = args[0]
			c, err := contract.load(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			text := c.InferredOverlay()
			if text == nil {
				return fmt.Errorf("inferring from %s: nothing was worked out: the document says all itself, or x-infer: false", args[0])
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
	contract.addReading(cmd.Flags())
	return cmd
}

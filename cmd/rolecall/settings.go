package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/cotalker/rolecall/internal/settings"
	"github.com/spf13/cobra"
)

// usualSettings is the file whose settings hold in its folder.
const usualSettings = "rolecall.yaml"

// settable says, below the flags of a command, where else they may stand.
const settable = `
Each flag may stand in the environment too, --target-file as ROLECALL_TARGET_FILE, or in the
file rolecall.yaml of this folder (another with --config), as target-file: FILE. What the
command line says goes before the environment, and that before the file.
`

// takesSettings lets the flags of all commands stand in the environment and in a
// file.
func takesSettings(root *cobra.Command) {
	var file string
	root.PersistentFlags().StringVar(&file, "config", "", "file with values of flags, instead of "+usualSettings+" of this folder")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if !settings.Settable(cmd) {
			return nil
		}
		for _, warning := range settings.Warnings(root, os.Environ()) {
			fmt.Fprintln(cmd.ErrOrStderr(), "rolecall: "+warning)
		}
		found, err := readSettings(root, file)
		if err == nil {
			err = flagError(settings.Apply(cmd, found, os.LookupEnv))
		}
		return err
	}
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		help(cmd, args)
		if settings.Settable(cmd) {
			fmt.Fprint(cmd.OutOrStdout(), settable)
		}
	})
}

// readSettings reads the file of --config, or the usual one where there is one.
func readSettings(root *cobra.Command, name string) (*settings.File, error) {
	asked := true
	if name == "" {
		name = os.Getenv(settings.VariableOf("config"))
	}
	if name == "" {
		name, asked = usualSettings, false
	}
	text, err := readInput(name)
	if !asked && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the settings: %w; give --config a YAML file with flags, such as port: 5000", err)
	}
	return settings.ReadFile(root, name, text)
}

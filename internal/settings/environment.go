package settings

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/spelling"

	"github.com/spf13/cobra"
)

// prefix begins the names of the variables that are flags.
const prefix = "ROLECALL_"

// VariableOf is the variable that a flag has in the environment.
func VariableOf(flag string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Warnings tells which variables of an environment, as [os.Environ] gives it, are
// likely to be misspelled: they begin as ours do, no command has such a flag, and
// one has a flag that is almost called so. Others may be another program's.
func Warnings(root *cobra.Command, environ []string) []string {
	variables := []string{VariableOf("config")}
	for name := range flagsBelow(root) {
		variables = append(variables, VariableOf(name))
	}
	slices.Sort(variables)
	var out []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, prefix) || slices.Contains(variables, name) {
			continue
		}
		if near := spelling.Within(name, variables, max(1, (len(name)-len(prefix))/4)); near != "" {
			out = append(out, name+" of the environment is not a flag of any command; did you mean "+near+"?")
		}
	}
	return out
}

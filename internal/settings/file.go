package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/spelling"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// File holds the flags of a file. The nil File holds none.
type File struct {
	name string
	root *document.Node
}

// unsettable are the flags that say what is asked of the program now, and not how
// it works.
var unsettable = []string{"help", "version", "config"}

// ReadFile reads the text of a file for the commands below root. The error is a
// [document.Problems] with every key that no command knows, and its line.
func ReadFile(root *cobra.Command, name string, text []byte) (*File, error) {
	if document.Blank(text) {
		return nil, nil
	}
	node, err := document.Parse(name, text)
	if err != nil {
		return nil, err
	}
	report := &document.Reporter{File: name}
	if node.Kind != document.Object {
		report.At(node, "settings are an object", "write a flag a line, such as port: 5000, or a command with its flags, such as mock: {port: 5000}")
	} else {
		judge(report, node, root)
	}
	if err := report.Err(); err != nil {
		return nil, err
	}
	return &File{name, node}, nil
}

// judge reports the keys of an object that mean nothing to a command.
func judge(report *document.Reporter, n *document.Node, cmd *cobra.Command) {
	flags := flagsBelow(cmd)
	for key, value := range n.Members() {
		if report.Full() {
			return
		}
		sub := childOf(cmd, key)
		flag := flags[key]
		switch {
		case value.Kind == document.Object && sub != nil:
			judge(report, value, sub)
		case flag != nil:
			if problem := unfit(flag, value); problem != "" {
				report.At(value, "--"+key+" "+problem, "write a value as on the command line")
			}
		case sub != nil:
			report.At(value, key+" is a command, and this is not an object", "write its flags, such as "+key+": {config: FILE}")
		default:
			what := "no flag %q"
			if cmd.HasSubCommands() {
				what = "no flag and no command %q"
			}
			report.At(value, fmt.Sprintf("%s has "+what, cmd.CommandPath(), key), meant(key, cmd, flags))
		}
	}
}

// meant is what to write instead of a key that is not known.
func meant(key string, cmd *cobra.Command, flags map[string]*pflag.Flag) string {
	var known []string
	for name := range flags {
		known = append(known, name)
	}
	for _, sub := range cmd.Commands() {
		known = append(known, sub.Name())
	}
	slices.Sort(known)
	if near := spelling.Nearest(strings.TrimLeft(key, "-"), known); near != "" {
		return "did you mean " + near + "?"
	}
	return cmd.CommandPath() + " --help lists its flags, which stand here without their dashes"
}

// childOf is the command of a name below another, nil for none.
func childOf(cmd *cobra.Command, name string) *cobra.Command {
	for _, sub := range cmd.Commands() {
		if sub.Name() == name {
			return sub
		}
	}
	return nil
}

// Settable tells whether a command has a flag that a file can set.
func Settable(cmd *cobra.Command) bool {
	found := false
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) { found = found || !slices.Contains(unsettable, f.Name) })
	return found
}

// flagsBelow are the flags of a command and of all below it, by their names.
func flagsBelow(cmd *cobra.Command) map[string]*pflag.Flag {
	out := map[string]*pflag.Flag{}
	for _, sub := range cmd.Commands() {
		for name, flag := range flagsBelow(sub) {
			out[name] = flag
		}
	}
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(unsettable, f.Name) {
			out[f.Name] = f
		}
	})
	return out
}

// unfit says why a value is none for a flag, "" where it may be one.
func unfit(flag *pflag.Flag, value *document.Node) string {
	_, many := flag.Value.(pflag.SliceValue)
	switch {
	case value.Kind == document.Object:
		return "takes no object"
	case value.Kind == document.Array && !many:
		return "takes one value, and this is a list"
	}
	for _, text := range itemsOf(value) {
		if text.Kind != document.Scalar {
			return "takes a list of texts, and one of these is not a text"
		}
		if text.Scalar == nil {
			return "has no value"
		}
	}
	return ""
}

func itemsOf(value *document.Node) []*document.Node {
	if value.Kind == document.Array {
		return value.Items
	}
	return []*document.Node{value}
}

// of is what the file says for a flag of a command, nil for nothing. What stands
// in the object of a command goes before what stands above it.
func (f *File) of(cmd *cobra.Command, flag string) *document.Node {
	if f == nil {
		return nil
	}
	var path []string
	for at := cmd; at.HasParent(); at = at.Parent() {
		path = append([]string{at.Name()}, path...)
	}
	var found *document.Node
	at := f.root
	for i := 0; at != nil && at.Kind == document.Object; i++ {
		if value := at.Own(flag); value != nil && value.Kind != document.Object {
			found = value
		}
		if i == len(path) {
			break
		}
		at = at.Own(path[i])
	}
	return found
}

// textOf is a value as it would stand on the command line. A number with a point
// keeps it: 3.0 is a version too.
func textOf(value *document.Node) string {
	switch v := value.Scalar.(type) {
	case string:
		return v
	case float64:
		text := strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(text, ".") {
			text += ".0"
		}
		return text
	}
	return fmt.Sprint(value.Scalar)
}

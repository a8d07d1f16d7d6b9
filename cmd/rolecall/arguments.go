package main

import (
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/internal/spelling"
	"github.com/spf13/cobra"
)

// noArguments refuses arguments, and says which flags take what people tend to
// write without one: each is a text with a place for the argument.
func noArguments(instead ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		if near := commandLike(cmd, args[0]); near != "" {
			return fmt.Errorf("there is no command %s %s; did you mean %s %s?", cmd.CommandPath(), args[0], cmd.CommandPath(), near)
		}
		hint := "see " + cmd.CommandPath() + " --help"
		for i, text := range instead {
			if i == 0 {
				hint = "write "
			} else {
				hint += ", or "
			}
			hint += cmd.CommandPath() + " " + fmt.Sprintf(text, args[0])
		}
		return fmt.Errorf("no argument is taken, and %s was given; %s", args[0], hint)
	}
}

// commandLike is the command below another that was likely to be meant by a word,
// "" for none.
func commandLike(cmd *cobra.Command, word string) string {
	var names []string
	for _, sub := range cmd.Commands() {
		if strings.HasPrefix(sub.Name(), strings.ToLower(word)) {
			return sub.Name()
		}
		names = append(names, sub.Name())
	}
	return spelling.Within(word, names, 2)
}

// wrongWord says which words a flag takes, and which of them was likely to be
// meant.
func wrongWord[T ~string](flag, word string, words []T) error {
	return fmt.Errorf("%s %q: it can be %s%s", flag, word, oneOf(words), meant(word, words))
}

// meant asks whether one of the words was meant, "" where none is like it.
func meant[T ~string](word string, words []T) string {
	known := make([]string, len(words))
	for i, w := range words {
		known[i] = string(w)
	}
	if near := spelling.Nearest(word, known); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// completes completes a flag that takes one of a few words.
func completes[T ~string](cmd *cobra.Command, flag string, words ...T) {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = string(word)
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag is there
	}
}

package main

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// namesPlace matches what the flags say of themselves whose value is a file, a folder or
// an address.
var namesPlace = regexp.MustCompile(`\bfile\b|\bfolder\b|document to use|overlay to lay|write .*\bhere\b|address of (the|a real) |JSON report of|JSON that|are kept beyond|postgres://`)

// TestNoFlagTakesAnEmptyName gives each flag that names a file or an address an empty
// one, in each command that has it.
func TestNoFlagTakesAnEmptyName(t *testing.T) {
	tried := 0
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if kind := f.Value.Type(); kind != "string" && kind != "stringArray" {
				return
			}
			if namesPlace.MatchString(f.Usage) != slices.Contains(nameFlags, f.Name) {
				t.Errorf("%s --%s (%s): it names a place, or it is one of nameFlags, and not the other", cmd.CommandPath(), f.Name, f.Usage)
			}
			if !slices.Contains(nameFlags, f.Name) {
				return
			}
			tried++
			var out, errOut bytes.Buffer
			args := append(strings.Fields(cmd.CommandPath())[1:], "--"+f.Name+"=")
			code := run(context.Background(), args, strings.NewReader(""), &out, &errOut)
			if code != int(exitUsage) || !strings.HasPrefix(errOut.String(), "rolecall: --"+f.Name+` "": it is empty`) {
				t.Errorf("%s ends with %d: %s", strings.Join(args, " "), code, errOut.String())
			}
		})
		for _, sub := range cmd.Commands() {
			visit(sub)
		}
	}
	visit(newRootCommand())
	if tried < 40 {
		t.Errorf("%d flags were tried", tried)
	}
}

// TestNoCommandTakesAnEmptyArgument gives one to each command.
func TestNoCommandTakesAnEmptyArgument(t *testing.T) {
	for _, line := range []string{"spec lint", "spec infer", "report merge", "fixtures", "fixtures verify", "schema", "mock", "verify", "proxy", "spec", "spec matrix", ""} {
		var out, errOut bytes.Buffer
		code := run(context.Background(), append(strings.Fields(line), ""), strings.NewReader(""), &out, &errOut)
		if code != int(exitUsage) || !strings.Contains(errOut.String(), "argument 1 is empty, as a variable is that is not set") || out.Len() > 0 {
			t.Errorf("rolecall %s \"\" ends with %d: %s%s", line, code, out.String(), errOut.String())
		}
	}
}

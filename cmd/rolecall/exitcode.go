package main

import (
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/conformance"
)

// exitCode is what the program ends with. No other file here names a number; that of a
// run is what its verdict says (conformance/verdict.go).
type exitCode int

// The exit codes of every command.
const (
	exitOK           exitCode = 0
	exitViolated     exitCode = 1
	exitUsage        exitCode = 2
	exitInconclusive exitCode = 3
)

// exitCodes are all of them, each with what it means.
var exitCodes = []struct {
	code    exitCode
	word    string
	meaning string // more than the word says, "" for nothing
}{
	{exitOK, "conformant", ""},
	{exitViolated, "violated", ""},
	{exitUsage, "wrong usage", ""},
	{exitInconclusive, "inconclusive", "the target is down, nothing was\nselected, checks could not be asked, a report could not be written"},
}

// exitCodesText is the sentence of --help.
func exitCodesText() string {
	var list []string
	for _, e := range exitCodes {
		text := fmt.Sprintf("%d %s", e.code, e.word)
		if e.meaning != "" {
			text += " (" + e.meaning + ")"
		}
		list = append(list, text)
	}
	return "Exit codes: " + strings.Join(list, ", ") + "."
}

// codeOf is the exit code of a verdict, which conformance decides. A command that
// could not do its work ends with exitInconclusive of itself.
func codeOf(v conformance.Verdict) exitCode { return exitCode(v.ExitCode()) }

// exitError ends the program with a code of its own. Any other error ends
// it with exitUsage.
type exitError struct {
	code exitCode
	err  error // told to the user; nil when all has been said
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

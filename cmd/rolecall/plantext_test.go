package main

import (
	"os"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// TestAPlanIsToldInTheWordsOfItsContract has plans with callers and without.
func TestAPlanIsToldInTheWordsOfItsContract(t *testing.T) {
	load := func(file string) *spec.Contract {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		contract, err := spec.Load(file, text)
		if err != nil {
			t.Fatal(err)
		}
		return contract
	}
	callers, none := load("../../conformance/testdata/contracts/library.yaml"), load("../../internal/corpus/testdata/library.yaml")
	for _, c := range []struct {
		contract *spec.Contract
		plan     conformance.Plan
		want     string
	}{
		{callers, conformance.Plan{Checks: 9, Users: 5}, "9 checks; makes at most 5 patrons, and disables all that it makes"},
		{callers, conformance.Plan{Checks: 9, Users: 5, Records: 7, Deletes: true, Skips: 1}, "9 checks, 1 more do not apply; makes at most 5 patrons and 7 other records, and disables or deletes all that it makes"},
		{callers, conformance.Plan{Checks: 9, Users: 5, Records: 7}, "9 checks; makes at most 5 patrons and 7 other records, and disables all that it makes"},
		{callers, conformance.Plan{Checks: 9, Users: 5, Lasting: []string{"roles"}}, "9 checks; makes at most 5 patrons, and disables what can be disabled: the contract has no way to for what it makes in roles"},
		{none, conformance.Plan{Checks: 9}, "9 checks; makes nothing"},
		{none, conformance.Plan{Checks: 9, Records: 3}, "9 checks; makes at most 3 records, and deletes all that it makes"},
		{none, conformance.Plan{Checks: 9, Records: 3, Lasting: []string{"books"}}, "9 checks; makes at most 3 records, and deletes what can be deleted: the document has no way to for what it makes in books"},
	} {
		if got := planned(c.contract, c.plan); got != c.want {
			t.Errorf("told %q, want %q", got, c.want)
		}
	}
}

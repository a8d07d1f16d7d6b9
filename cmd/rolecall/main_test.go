package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the stories of testdata/script run this program as rolecall.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"rolecall": func() { os.Exit(program()) },
	})
}

func TestStories(t *testing.T) {
	page, err := filepath.Abs("../../internal/clienttest/page")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", Cmds: commands, RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("PAGE", page) // the samples of the published page, as printed there
			return nil
		},
	})
}

package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the stories of testdata/script run this program as rolecall.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"rolecall": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
			stop()
			os.Exit(code)
		},
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

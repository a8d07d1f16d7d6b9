package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// profilesOf is the environment variable that tells a program built with -tags
// profile where to put what it saw.
const profilesOf = "ROLECALL_PROFILES"

// buildProfiled builds the program so that each of its processes leaves a profile.
func (b *bench) buildProfiled(ctx context.Context) (string, error) {
	folder := b.profiles()
	if err := os.Mkdir(folder, 0o755); err != nil {
		return "", err
	}
	if err := os.Setenv(profilesOf, folder); err != nil {
		return "", err
	}
	return b.build(ctx, "rolecall", checkout, "./cmd/rolecall", "-tags", "profile")
}

// profiles is the folder of the profiles of all processes.
func (b *bench) profiles() string { return filepath.Join(b.dir, "profiles") }

// writeProfile puts what all processes saw into one file.
func (b *bench) writeProfile(ctx context.Context, name string) error {
	files, err := filepath.Glob(filepath.Join(b.profiles(), "*.pprof"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no process left a profile in %s", b.profiles())
	}
	merged, err := exec.CommandContext(ctx, "go", append([]string{"tool", "pprof", "-proto"}, files...)...).Output()
	if err != nil {
		return fmt.Errorf("go tool pprof, of %d profiles: %w", len(files), err)
	}
	return os.WriteFile(name, merged, 0o644)
}

package main

import (
	"context"
	"os"
	"os/exec"
	"strings"
)

// measureSize is what a user downloads.
func measureSize(ctx context.Context, b *bench) error {
	info, err := os.Stat(b.binary)
	if err != nil {
		return err
	}
	text, err := exec.CommandContext(ctx, "go", "version", "-m", b.binary).Output()
	if err != nil {
		return err
	}
	t := &table{Name: "size", Title: "binary", Columns: []column{{"figure", "", 1}}}
	t.add("stripped, everything embedded, MB", []float64{megabytes(info.Size())}, bound{"figure", binaryBudget})
	t.add("modules in it, beside its own", []float64{float64(strings.Count(string(text), "\n\tdep\t"))})
	b.report.Tables = append(b.report.Tables, t)
	return nil
}

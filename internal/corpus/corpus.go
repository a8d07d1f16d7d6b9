package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// corpus is some documents, and what became of each.
type corpus struct {
	log     io.Writer
	dir     string // for what is written on the way
	program string // rolecall, "" where nothing is verified
	rows    []row
}

// row is one document.
type row struct {
	file   string
	loaded loading
	cost   cost
	verification
}

// build makes the program as it is released.
func (c *corpus) build(ctx context.Context) error {
	var err error
	if c.dir, err = os.MkdirTemp("", "rolecall-corpus-"); err != nil {
		return err
	}
	program := filepath.Join(c.dir, "rolecall")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, "github.com/cotalker/rolecall/cmd/rolecall")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building rolecall: %w\n%s", err, text)
	}
	c.program = program
	return nil
}

// try does with a document what is asked.
func (c *corpus) try(ctx context.Context, file string) {
	if ctx.Err() != nil {
		return
	}
	fmt.Fprintf(c.log, "corpus: %s\n", file)
	r := row{file: file}
	var err error
	if r.loaded, r.cost, err = loadApart(ctx, file); err != nil {
		r.loaded.Problem = err.Error()
	}
	if c.program != "" && r.loaded.Problem == "" {
		r.verification = c.verify(ctx, file)
	}
	c.rows = append(c.rows, r)
}

// failed tells whether a document did not load, or its mock did not pass.
func (c *corpus) failed() bool {
	for _, r := range c.rows {
		if r.loaded.Problem != "" || r.verdict != "" && !r.passed() {
			return true
		}
	}
	return false
}

// print writes the table, a sum, and why anything is not as it should be.
func (c *corpus) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "document\tKB\toperations\tstate\tsoft\texample\tnone\tcollections\trights\twarnings\tCPU ms\tMB\tverify\tchecks\tmock MB\tCPU s\t")
	var sum loading
	loaded, asked, passed := 0, 0, 0
	for _, r := range c.rows {
		l := r.loaded
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t", filepath.Base(r.file), l.Bytes>>10, l.Operations, l.State, l.Soft, l.Example, l.None, l.Collections, l.Rights, l.Warnings,
			r.cost.cpu.Milliseconds(), r.cost.memory>>20)
		fmt.Fprintf(w, "%s\t%d\t%d\t%.1f\t\n", r.verdict, r.checks, r.mock.memory>>20, (r.mock.cpu + r.suite.cpu).Seconds())
		sum.Operations, sum.State, sum.Soft = sum.Operations+l.Operations, sum.State+l.State, sum.Soft+l.Soft
		sum.Example, sum.None = sum.Example+l.Example, sum.None+l.None
		loaded, asked, passed = loaded+count(l.Problem == ""), asked+count(r.verdict != ""), passed+count(r.passed())
	}
	w.Flush()
	share := func(n int) float64 { return 100 * float64(n) / float64(max(1, sum.Operations)) }
	fmt.Fprintf(out, "\n%d of %d documents load; %d operations: %.1f%% with state, %.1f%% softly, %.1f%% by example, %.1f%% without a reply\n", loaded, len(c.rows), sum.Operations, share(sum.State), share(sum.Soft), share(sum.Example), share(sum.None))
	if asked > 0 {
		fmt.Fprintf(out, "%d of %d mocks are conformant to their document\n", passed, asked)
	}
	for _, r := range c.rows {
		switch {
		case r.loaded.Problem != "":
			fmt.Fprintf(out, "%s does not load: %s\n", filepath.Base(r.file), r.loaded.Problem)
		case r.verdict != "" && !r.passed():
			fmt.Fprintf(out, "%s is %s: %s\n", filepath.Base(r.file), r.verdict, strings.TrimSpace(fmt.Sprintf("%d failed; %s", r.failed, r.reason)))
		}
	}
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	set := flag.NewFlagSet("corpus", flag.ContinueOnError)
	set.SetOutput(errOut)
	verify := set.Bool("verify", false, "serve each document, and let rolecall verify ask its mock everything")
	why := set.Bool("stateless", false, "list the operations that answer by example, by what they are like, the largest kind first")
	load := set.Bool("load", false, "load one document and print what it came to, as JSON: what this program asks of itself")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	name := "internal/corpus/testdata"
	if set.NArg() > 0 {
		name = set.Arg(0)
	}
	if *load {
		return printLoading(name, out, errOut)
	}
	files, err := documents(name)
	if err != nil {
		fmt.Fprintln(errOut, "corpus:", err)
		return 2
	}
	c := corpus{log: errOut}
	if *verify {
		if err := c.build(ctx); err != nil {
			fmt.Fprintln(errOut, "corpus:", err)
			return 1
		}
		defer os.RemoveAll(c.dir)
	}
	for _, file := range files {
		c.try(ctx, file)
	}
	c.print(out)
	if *why {
		fmt.Fprintln(out)
		c.printStateless(out)
	}
	if ctx.Err() != nil || c.failed() {
		return 1
	}
	return 0
}

// documents are the OpenAPI documents of a folder, or the one that is named. A
// folder in it stands for the document of several files that begins in it.
func documents(name string) ([]string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("reading the documents: %w; name a folder or a file", err)
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, fmt.Errorf("reading the documents: %w", err)
	}
	var files []string
	for _, entry := range entries {
		path := filepath.Join(name, entry.Name())
		if entry.IsDir() {
			inside, _ := filepath.Glob(filepath.Join(path, "*.yaml"))
			files = append(files, inside...)
		} else if slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(filepath.Ext(path))) {
			files = append(files, path)
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s has no document: no file that ends in .yaml, .yml or .json", name)
	}
	return files, nil
}

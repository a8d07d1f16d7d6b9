package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/pgcopy"
	"github.com/spf13/pflag"
)

// intoFlags are those of a load into a database.
type intoFlags struct {
	url    string
	resume bool
	flags  *pflag.FlagSet
}

func (f *intoFlags) add(flags *pflag.FlagSet) {
	f.flags = flags
	flags.StringVar(&f.url, "into", "", "load the records into tables of PostgreSQL: postgres://USER@HOST/DATABASE?table=TABLE")
	flags.BoolVar(&f.resume, "resume", false, "go on where an earlier load of the same records with --into was ended")
}

// target is the database of --into, nil where there is none.
func (f *intoFlags) target() (*pgcopy.Target, error) {
	if f.url == "" {
		if f.resume {
			return nil, errors.New("--resume goes on with a load into a database; give its --into too")
		}
		return nil, nil
	}
	for _, name := range []string{"out", "format", "manifest"} {
		if f.flags.Changed(name) {
			return nil, fmt.Errorf("--into loads into a database, and --%s is for a file; take one of them out", name)
		}
	}
	target, err := pgcopy.ParseTarget(f.url)
	if err != nil {
		return nil, fmt.Errorf("--into: %w", err)
	}
	return target, nil
}

// load loads a set into the database, and tells what it has come to.
func (f *intoFlags) load(ctx context.Context, target *pgcopy.Target, set *fixtures.Set, main, recipe string, w fixtures.Writing, p *progress, errOut io.Writer) error {
	result, err := pgcopy.Load(ctx, target, set, main, pgcopy.Options{
		Recipe: recipe, Shard: w.Shard, Jobs: w.Jobs, Resume: f.resume, Began: p.begin, Wrote: p.add,
	})
	p.end()
	var away *pgcopy.AwayError
	var stopped *pgcopy.StoppedError
	switch {
	case errors.As(err, &stopped):
		return &exitError{exitInconclusive, err}
	case err != nil && result.Loaded+result.Earlier > 0:
		err = fmt.Errorf("%w\n%d of %d records are in the database; the same line with --resume goes on there", err, result.Loaded+result.Earlier, result.Total)
	}
	if errors.As(err, &away) {
		return &exitError{exitInconclusive, err}
	}
	if err == nil && p.out != nil {
		before := ""
		if result.Earlier > 0 {
			before = fmt.Sprintf(", %d of them before", result.Earlier)
		}
		fmt.Fprintf(errOut, "rolecall: %d records are in %s%s\n", result.Total, target, before)
	}
	return err
}

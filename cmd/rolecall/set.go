package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
)

// collectionMark stands for the name of a collection in --out.
const collectionMark = "{collection}"

// writeSet writes the set to out, to one file, or to a file for each
// collection. Files appear when all of them are whole.
func writeSet(ctx context.Context, set *fixtures.Set, format fixtures.Format, name string, out io.Writer, p *progress) (err error) {
	defer p.end()
	if name == "" {
		return writeParts(ctx, set.Parts, format, out, p)
	}
	files := map[string][]fixtures.Part{name: set.Parts}
	if strings.Contains(name, collectionMark) {
		if format == fixtures.WorldFormat {
			return errors.New("a world is one file; take " + collectionMark + " out of --out")
		}
		files = map[string][]fixtures.Part{}
		for _, part := range set.Parts {
			files[strings.ReplaceAll(name, collectionMark, part.Table.Name)] = []fixtures.Part{part}
		}
	}
	mode := openMode
	if format == fixtures.WorldFormat {
		mode = secretMode // it holds the personas' tokens
	}
	var pending []*pendingFile
	defer func() {
		for _, file := range pending {
			file.discard()
		}
	}()
	for path, parts := range files {
		file, err := createPending(path, mode)
		if err != nil {
			return fmt.Errorf("writing --out: %w; name a file in a folder that there is", err)
		}
		pending = append(pending, file)
		if err := writeParts(ctx, parts, format, file, p); err != nil {
			return err
		}
	}
	for _, file := range pending {
		if err := file.commit(); err != nil {
			return fmt.Errorf("writing --out: %w", err)
		}
	}
	return nil
}

func writeParts(ctx context.Context, parts []fixtures.Part, format fixtures.Format, out io.Writer, p *progress) error {
	var tables []fixtures.Table
	for _, part := range parts {
		tables = append(tables, part.Table)
	}
	encoder, err := fixtures.NewEncoder(out, format, tables)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if err := encoder.Next(); err != nil {
			return err
		}
		for text, err := range part.Records {
			if err == nil {
				err = encoder.Record(text)
			}
			if err != nil {
				return err
			}
			if p.step() && ctx.Err() != nil {
				return errors.New("stopped before the end; a file of --out is only written whole")
			}
		}
	}
	if err := encoder.Close(); err != nil {
		return fmt.Errorf("writing the records: %w", err)
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
)

// collectionMark stands for the name of a collection in --out.
const collectionMark = "{collection}"

// setOutput is where and how a set is written.
type setOutput struct {
	format       fixtures.Format
	name         string // of --out, "" for the standard output
	standard     io.Writer
	manifestName string
	manifest     *manifest // nil where none is asked for
	writing      fixtures.Writing
}

// write writes the set to the standard output, to one file, or to a file for
// each collection. Files appear when all of them are whole, the manifest last.
func (o *setOutput) write(ctx context.Context, set *fixtures.Set, p *progress) error {
	total := uint64(0)
	names, sets, err := o.files(set)
	if err != nil {
		return err
	}
	for _, one := range sets {
		from, to := o.writing.Shard.Of(one.Size())
		total += to - from
	}
	p.begin(total, 0)
	o.writing.Wrote = p.add
	if o.name == "" {
		return o.writeTo(ctx, o.standard, set)
	}
	var pending []*pendingFile
	defer func() {
		for _, file := range pending {
			file.discard()
		}
	}()
	for i, name := range names {
		file, err := createPending(name, o.mode())
		if err != nil {
			return fmt.Errorf("writing --out: %w; name a file in a folder that there is", err)
		}
		pending = append(pending, file)
		packed, err := newPackedFile(name, file, o.manifest != nil)
		if err != nil {
			return err
		}
		if err := o.writeTo(ctx, packed, sets[i]); err != nil {
			return err
		}
		if err := packed.end(); err != nil {
			return fmt.Errorf("writing --out: %w", err)
		}
		if o.manifest != nil {
			if err := o.manifest.add(o.manifestName, name, packed, sets[i], o.writing.Shard); err != nil {
				return err
			}
		}
	}
	if o.manifest != nil {
		file, err := createPending(o.manifestName, openMode)
		if err != nil {
			return fmt.Errorf("writing --manifest: %w; name a file in a folder that there is", err)
		}
		pending = append(pending, file)
		if err := o.manifest.write(file); err != nil {
			return fmt.Errorf("writing --manifest: %w", err)
		}
	}
	for _, file := range pending {
		if err := file.commit(); err != nil {
			return fmt.Errorf("writing --out: %w", err)
		}
	}
	return nil
}

// files are the names of the files and what each holds.
func (o *setOutput) files(set *fixtures.Set) ([]string, []*fixtures.Set, error) {
	if !strings.Contains(o.name, collectionMark) {
		return []string{o.name}, []*fixtures.Set{set}, nil
	}
	if o.format == fixtures.WorldFormat {
		return nil, nil, errors.New("a world is one file; take " + collectionMark + " out of --out")
	}
	var names []string
	var sets []*fixtures.Set
	for _, part := range set.Parts {
		names = append(names, strings.ReplaceAll(o.name, collectionMark, part.Table.Name))
		sets = append(sets, &fixtures.Set{Parts: []fixtures.Part{part}})
	}
	return names, sets, nil
}

func (o *setOutput) mode() fs.FileMode {
	if o.format == fixtures.WorldFormat {
		return secretMode // it holds the personas' tokens
	}
	return openMode
}

func (o *setOutput) writeTo(ctx context.Context, out io.Writer, set *fixtures.Set) error {
	err := set.Write(ctx, out, o.format, o.writing)
	if err != nil && ctx.Err() != nil {
		return &exitError{exitInconclusive, errors.New("stopped before the end; a file of --out is only written whole")}
	}
	return err
}

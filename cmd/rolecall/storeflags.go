package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/engine"
	"github.com/cotalker/rolecall/mockserver"

	"github.com/spf13/cobra"
)

// storeFlags are those of rolecall mock about what outlives it.
type storeFlags struct {
	url, reads string
	keep       int
	expire     time.Duration
	noWait     bool
}

const (
	latestReads = "latest"
	localReads  = "local"
)

var waysToRead = []string{latestReads, localReads}

func (f *storeFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.url, "store", "", "where the worlds are kept beyond the end of the mock, and shared: file:PATH, postgres://… or nats://…")
	flags.StringVar(&f.reads, "reads", latestReads, "with --store: latest sees whatever was answered before, by any replica; local may lag behind, and asks nobody")
	flags.IntVar(&f.keep, "keep", mockserver.DefaultKeep, "with --store: entries of a world's log between two snapshots of it")
	flags.DurationVar(&f.expire, "expire", usualExpire, "with --store: how long a world stays in it that nobody uses, but for the default one; 0 for ever")
	flags.BoolVar(&f.noWait, "no-store-wait", false, "with --store: end with an error where the store does not answer at the start, instead of waiting for it")
	completes(cmd, "reads", waysToRead...)
}

// usualExpire lets somebody come back to a world after a holiday.
const usualExpire = 30 * 24 * time.Hour

// check refuses what makes no sense together.
func (f *storeFlags) check(cmd *cobra.Command, watch bool) error {
	switch {
	case f.reads != latestReads && f.reads != localReads:
		return wrongWord("--reads", f.reads, waysToRead)
	case f.keep < 1:
		return fmt.Errorf("--keep %d: a snapshot follows at least one entry", f.keep)
	case f.expire < 0:
		return fmt.Errorf("--expire %s: it is a time that passes, such as 72h, or 0 for ever", f.expire)
	case f.url == "" && (cmd.Flags().Changed("reads") || cmd.Flags().Changed("keep") || cmd.Flags().Changed("expire") || f.noWait):
		return errors.New("--reads, --keep, --expire and --no-store-wait say how a store is used; say which with --store")
	case f.url != "" && watch:
		return errors.New("--store keeps worlds of one document, and --watch goes from one to another; take one of them out")
	}
	return nil
}

// open opens the store, nil for none. Close gives it back behind the mock. One that
// does not answer yet is waited for, which is told.
func (f *storeFlags) open(ctx context.Context, errOut io.Writer) (store.Store, error) {
	if f.url == "" {
		return nil, nil
	}
	goOnBesideDisk(f.url)
	if f.noWait {
		ctx, cancel := context.WithTimeout(ctx, storeTimeout)
		defer cancel()
		return engine.Open(ctx, f.url)
	}
	return engine.OpenSoon(ctx, f.url, func(err error) {
		if err == nil {
			fmt.Fprintln(errOut, "rolecall: the store answers")
			return
		}
		fmt.Fprintf(errOut, "rolecall: waiting for the store, and ready when it answers: %v\n", err)
	})
}

func (f *storeFlags) option(kept store.Store) mockserver.Option {
	return mockserver.WithStore(kept, mockserver.StoreSettings{Keep: f.keep, ReadLocal: f.reads == localReads, Expire: f.expire})
}

// storeTimeout is how long the store may take to open, and for what is written to
// it at the end.
const storeTimeout = 30 * time.Second

// closeStore keeps snapshots for the next start, and lets go of the store.
func closeStore(mock *mockserver.Server, kept store.Store) error {
	ctx, cancel := context.WithTimeout(context.Background(), storeTimeout)
	defer cancel()
	if err := errors.Join(mock.Close(ctx), kept.Close()); err != nil {
		return &exitError{exitInconclusive, err}
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/watch"
	"github.com/cotalker/rolecall/mockserver"
)

// watchedMock is a mock that is built anew when a file that it was built of
// changes.
type watchedMock struct {
	flags    mockFlags
	options  []mockserver.Option
	server   *watch.Switch
	now      *servedMock
	files    *watch.Set
	errOut   io.Writer
	rebuilt  func(*servedMock) error // what else follows from another mock
	interval time.Duration
}

// buildWatched builds the mock for the first time, and notes the files.
func buildWatched(ctx context.Context, f mockFlags, options []mockserver.Option, errOut io.Writer) (*watchedMock, error) {
	m := &watchedMock{flags: f, options: options, errOut: errOut, files: watch.NewSet(), interval: watch.Interval}
	first, err := m.build(ctx, m.files, errOut)
	if err != nil {
		return nil, err
	}
	m.now, m.server = first, watch.NewSwitch(first.mock)
	return m, nil
}

func (m *watchedMock) build(ctx context.Context, files *watch.Set, errOut io.Writer) (*servedMock, error) {
	f := m.flags
	f.contract.opened = files.Add
	return f.build(ctx, m.options, errOut)
}

// following follows the files until the context ends or stop is called.
func (m *watchedMock) following(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		m.follow(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}

// follow builds the mock anew with each change until the context ends.
func (m *watchedMock) follow(ctx context.Context) {
	ticker := time.NewTicker(m.interval)
	defer ticker.Stop()
	for {
		changed := m.files.Wait(ctx, ticker.C)
		if changed == nil {
			return
		}
		for i, name := range changed {
			changed[i] = fromHere(name)
		}
		m.change(ctx, changed)
	}
}

// change lets another mock take the place of the one that serves, with its worlds,
// or says what is wrong with the files and leaves all as it is.
func (m *watchedMock) change(ctx context.Context, changed []string) {
	begun := time.Now()
	files := watch.NewSet()
	next, err := m.build(ctx, files, m.errOut)
	if err != nil {
		files.AddAll(m.files) // until one that was broken is mended
		m.files = files
		if ctx.Err() == nil {
			m.now.mock.SetTrouble(err.Error())
			m.say("%s\nnot taken over: %s; the mock goes on as it was", err, strings.Join(changed, ", "))
		}
		return
	}
	m.files = files
	var kept mockserver.Takeover
	late := m.server.Swap(watch.Patience, func() http.Handler {
		kept = next.mock.TakeOver(m.now.mock)
		return next.mock
	})
	m.now = next
	m.say("%s", tookOver(changed, next, kept, late, time.Since(begun)))
	if err := m.rebuilt(next); err != nil {
		m.say("%s", err)
	}
}

// tookOver says what a change has brought, and what it has cost.
func tookOver(changed []string, next *servedMock, kept mockserver.Takeover, late int, took time.Duration) string {
	text := fmt.Sprintf("%s taken over in %s: %d operations, %d collections", strings.Join(changed, ", "),
		took.Round(time.Millisecond), len(next.contract.Operations), len(next.contract.Resources))
	if kept.Kept > 0 {
		text += fmt.Sprintf("; %d records that requests wrote are kept", kept.Kept)
	}
	if kept.Lost > 0 {
		text += fmt.Sprintf("; %d are not:\n  %s", kept.Lost, strings.Join(kept.Why, "\n  "))
		if more := kept.Lost - len(kept.Why); more > 0 {
			text += fmt.Sprintf("\n  and %d more", more)
		}
	}
	if late > 0 {
		text += fmt.Sprintf("\n%d requests that may write were under way for longer than %s: what they write is not in it", late, watch.Patience)
	}
	return text
}

func (m *watchedMock) say(format string, args ...any) {
	fmt.Fprintf(m.errOut, "rolecall: "+format+"\n", args...)
}

// watchable tells whether there is a file to watch.
func (f mockFlags) watchable() error {
	if f.contract.file == "" && len(f.contract.overlays) == 0 && f.world == "" {
		return errors.New("--watch has no file to watch; give --spec, --overlay or --world one, or leave it out")
	}
	return nil
}

// fromHere is a path below the working folder as a person writes it.
func fromHere(path string) string {
	here, err := os.Getwd()
	if err != nil || !filepath.IsAbs(path) {
		return path
	}
	if below, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(below) {
		return below
	}
	return path
}

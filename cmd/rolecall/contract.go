package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/cotalker/rolecall/spec"
	"github.com/spf13/pflag"
)

// contractFlags say which contract a command is about.
type contractFlags struct {
	file      string
	allowRefs []string
	overlays  []string
	rights    string
	opened    func(string) // told each file before it is read, nil for nobody
}

func (f *contractFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.file, "spec", "", "OpenAPI document to use instead of the embedded one")
	f.addReading(flags)
}

// addReading adds the flags that say how a document is read.
func (f *contractFlags) addReading(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.allowRefs, "allow-ref", nil, "folder outside that of the document that its references may lead to; may be given more than once")
	flags.StringArrayVar(&f.overlays, "overlay", nil, "OpenAPI overlay to lay over the document; may be given more than once, and the last is on top")
	flags.StringVar(&f.rights, "rights-from", "", "extension that operations carry their rights in, such as x-required-permissions; the usual ones are found")
}

// load reads the contract: the embedded one where no file is given. It ends when
// the program is to end: a document may take seconds, the embedded one takes none.
// What is wrong with an overlay and hinders nothing is told at once: one that
// has no effect would make no difference that is seen.
func (f *contractFlags) load(ctx context.Context, errOut io.Writer) (*spec.Contract, error) {
	read := func() (*spec.Contract, error) { return interruptible(ctx, "reading the contract", f.read) }
	if f.file == "" && len(f.overlays) == 0 && f.rights == "" {
		read = f.read
	}
	c, err := read()
	if err != nil {
		return nil, err
	}
	for _, p := range c.Warnings {
		if slices.Contains(f.overlays, p.File) {
			fmt.Fprintln(errOut, "rolecall: "+p.String())
		}
	}
	return c, nil
}

// interruptible waits for what heeds no context, and no longer than the context
// lasts.
func interruptible[T any](ctx context.Context, what string, work func() (T, error)) (T, error) {
	if ctx.Err() != nil {
		return work() // who asks for no more than a look at what is wrong is told
	}
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := work()
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		var none T
		return none, &exitError{exitInconclusive, fmt.Errorf("%s was interrupted", what)}
	}
}

func (f *contractFlags) read() (*spec.Contract, error) {
	options := spec.Options{AllowRefs: f.allowRefs, RightsFrom: f.rights, Opened: f.opened}
	for _, name := range f.overlays {
		f.tell(name)
		text, err := readInput(name)
		if err != nil {
			return nil, fmt.Errorf("reading the overlay: %w; give --overlay an OpenAPI overlay", err)
		}
		options.Overlays = append(options.Overlays, spec.Overlay{File: name, Text: text})
	}
	if f.file == "" {
		return spec.Default(options)
	}
	f.tell(f.file)
	data, err := readInput(f.file)
	if err != nil {
		return nil, fmt.Errorf("reading the contract: %w; give --spec an OpenAPI document", err)
	}
	return spec.LoadFile(f.file, data, options)
}

func (f *contractFlags) tell(file string) {
	if f.opened != nil {
		f.opened(file)
	}
}

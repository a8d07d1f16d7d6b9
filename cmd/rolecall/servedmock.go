package main

import (
	"context"
	"errors"
	"io"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/proxy"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// servedMock is a mock with what it was built of.
type servedMock struct {
	mock     *mockserver.Server
	contract *spec.Contract
	people   *fixtures.Population // beside the world, nil for none
}

// build reads the files that the flags name and builds the mock of them.
func (f mockFlags) build(ctx context.Context, options []mockserver.Option, errOut io.Writer) (*servedMock, error) {
	contract, err := f.contract.load(ctx, errOut)
	if err != nil {
		return nil, err
	}
	if f.world != "" {
		f.contract.tell(f.world)
	}
	world, err := loadWorld(contract, f.world, f.worldMode, f.populate.locales...)
	if err != nil {
		return nil, err
	}
	people, err := f.populate.people(contract, world)
	if err != nil {
		return nil, err
	}
	options = append(options[:len(options):len(options)], f.populate.options(people)...)
	options = append(options, mockserver.WithWorld(world), mockserver.WithLocales(f.populate.locales...))
	if f.elsewhere != "" {
		target, err := addressOf("--proxy", f.elsewhere)
		if err != nil {
			return nil, err
		}
		secure, err := trusting(f.caFile)
		if err != nil {
			return nil, err
		}
		options = append(options, mockserver.WithElsewhere(proxy.Elsewhere(contract.BasePath, target, secure)))
	}
	if f.noConsole {
		options = append(options, mockserver.WithoutConsole())
	}
	mock, err := unlessStopped(ctx, func() (*mockserver.Server, error) { return mockserver.New(contract, options...) })
	if err != nil {
		return nil, err
	}
	return &servedMock{mock, contract, people}, nil
}

// unlessStopped waits for a mock, which takes seconds with a million people, or
// for the end of the program.
func unlessStopped(ctx context.Context, build func() (*mockserver.Server, error)) (*mockserver.Server, error) {
	var mock *mockserver.Server
	var err error
	built := make(chan struct{})
	go func() {
		defer close(built)
		mock, err = build()
	}()
	select {
	case <-built:
		return mock, err
	case <-ctx.Done():
		return nil, &exitError{code: exitOK, err: errors.New("stopped before the mock was there")}
	}
}

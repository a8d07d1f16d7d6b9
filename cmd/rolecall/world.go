package main

import (
	"fmt"
	"slices"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// The ways in which --world is used.
const (
	replaceWorld = "replace"
	extendWorld  = "extend"
)

var worldModes = []string{replaceWorld, extendWorld}

// loadWorld reads the world of --world, that of the contract where it is "". In the
// mode extend it is the contract's with that of the file behind it. Where the world
// is made of the document, its people are of the locales.
func loadWorld(contract *spec.Contract, file, mode string, locales ...string) (*fixtures.World, error) {
	if !slices.Contains(worldModes, mode) {
		return nil, wrongWord("--world-mode", mode, worldModes)
	}
	var base *fixtures.World
	if file == "" || mode == extendWorld {
		var err error
		if base, err = fixtures.Seed(contract, locales...); err != nil {
			return nil, fmt.Errorf("no world could be made for the contract:\n%w\ngive --world one that fits, such as: rolecall fixtures --spec FILE --format world --out world.yaml", err)
		}
	}
	if file == "" {
		return base, nil
	}
	data, err := readInput(file)
	if err != nil {
		return nil, fmt.Errorf("reading the world: %w; give --world a YAML or JSON file", err)
	}
	if base != nil {
		return fixtures.ExtendWorld(contract, base, file, data)
	}
	return fixtures.LoadWorld(contract, file, data)
}

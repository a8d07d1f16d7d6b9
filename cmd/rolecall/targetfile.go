package main

import (
	"fmt"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// writeTargetFile writes what rolecall verify needs to know of the mock: where
// it is, that it has every feature, its personas, and keys beside their tokens.
func writeTargetFile(name, url string, contract *spec.Contract, mock *mockserver.Server) error {
	target := conformance.Target{Address: url + contract.BasePath, Writable: true, Features: contract.Features, Keys: mock.Keys()}
	for _, op := range contract.Operations {
		if op.Action.Kind == spec.Login {
			target.Login = url + op.Path
		}
	}
	target.Personas = mock.Personas()
	file, err := createPending(name, secretMode)
	if err != nil {
		return fmt.Errorf("writing the target file: %w; name a file in a folder that there is", err)
	}
	defer file.discard()
	if err := target.WriteYAML(file); err != nil {
		return err
	}
	if err := file.commit(); err != nil {
		return fmt.Errorf("writing the target file: %w", err)
	}
	return nil
}

package main

import (
	"errors"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

func writeTargetFile(file, url string, contract *spec.Contract, personas []mockserver.PersonaInfo) error {
	return errors.New("later")
}

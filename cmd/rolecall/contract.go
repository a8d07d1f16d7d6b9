package main

import (
	"fmt"

	"github.com/cotalker/rolecall/spec"
	"github.com/spf13/pflag"
)

// contractFlags say which contract a command is about.
type contractFlags struct {
	file      string
	allowRefs []string
}

func (f *contractFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.file, "spec", "", "OpenAPI document to use instead of the embedded one")
	f.addReading(flags)
}

// addReading adds the flags that say how a document is read.
func (f *contractFlags) addReading(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.allowRefs, "allow-ref", nil, "folder outside that of the document that its references may lead to; may be given more than once")
}

// load reads the contract: the embedded one where no file is given.
func (f *contractFlags) load() (*spec.Contract, error) {
	if f.file == "" {
		return spec.Default()
	}
	data, err := readInput(f.file)
	if err != nil {
		return nil, fmt.Errorf("reading the contract: %w; give --spec an OpenAPI document", err)
	}
	return spec.LoadFile(f.file, data, spec.Options{AllowRefs: f.allowRefs})
}

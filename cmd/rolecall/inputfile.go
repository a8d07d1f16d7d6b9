package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// maxInput is how many bytes a file that is read may have: several times the
// largest OpenAPI documents and reports there are.
const maxInput = 128 << 20

// readInput reads a file that a flag names, a pipe too, within a bound: a device
// may have no end.
func readInput(name string) ([]byte, error) {
	file, err := os.Open(name)
	switch {
	case err == nil:
	case strings.HasPrefix(name, "https://") || strings.HasPrefix(name, "http://"):
		return nil, fmt.Errorf("%s is an address, and nothing is fetched: download it, and name the file", name)
	case name == standardOut && errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no file called -: the standard input is /dev/stdin")
	default:
		return nil, err
	}
	defer file.Close()
	tooLarge := fmt.Errorf("%s has more than %d MiB", name, maxInput>>20)
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() && info.Size() > maxInput {
		return nil, tooLarge // not read first: that takes seconds
	}
	data, err := io.ReadAll(io.LimitReader(file, maxInput+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxInput {
		return nil, tooLarge
	}
	return data, nil
}

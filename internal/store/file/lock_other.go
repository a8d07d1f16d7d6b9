//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package file

import (
	"errors"
	"os"
)

func lockFile(*os.File) error {
	return errors.New("this system has no lock that ends with its process: use postgres:// or nats://")
}

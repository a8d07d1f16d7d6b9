//go:build !unix

package main

import (
	"io/fs"
	"os"
)

func copyModeAndOwner(file *os.File, old fs.FileInfo) error { return file.Chmod(old.Mode().Perm()) }

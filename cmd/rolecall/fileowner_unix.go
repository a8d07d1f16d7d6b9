//go:build unix

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// copyModeAndOwner gives a file the mode and, where it may, the owner of the file in whose
// place it will be.
func copyModeAndOwner(file *os.File, old fs.FileInfo) error {
	if owner, known := old.Sys().(*syscall.Stat_t); known {
		file.Chown(int(owner.Uid), int(owner.Gid)) // another's file stays who writes it
	}
	return file.Chmod(old.Mode().Perm())
}

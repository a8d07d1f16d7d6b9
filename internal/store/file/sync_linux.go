package file

import (
	"os"
	"syscall"
)

// Sync has what was written reach the disk, and of what the system notes beside it
// the length, but no times: for these a journal would be written as well.
func (f entriesFile) Sync() error {
	for {
		if err := syscall.Fdatasync(int(f.Fd())); err != syscall.EINTR {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}

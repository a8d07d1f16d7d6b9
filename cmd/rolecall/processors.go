package main

import (
	"os"
	"runtime"
	"strings"
)

// fileStore begins the URL of a store that this process writes itself.
const fileStore = "file:"

// goOnBesideDisk lets requests go on while a goroutine waits for the disk, where the
// program has one processor: the runtime takes that from a call of the system only
// when its monitor comes by. What two give is in docs/performance.md. What GOMAXPROCS
// says in the environment holds.
func goOnBesideDisk(url string) {
	if strings.HasPrefix(url, fileStore) && runtime.GOMAXPROCS(0) == 1 && os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2)
	}
}

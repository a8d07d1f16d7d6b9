package main

import (
	"fmt"
	"io"
	"net/url"
	"os/exec"
	"runtime"
)

// openBrowser shows a page in the browser of whoever runs the program. It waits for
// nothing, and what goes wrong is told and hinders nothing: there are machines
// without a browser.
func openBrowser(page string, errOut io.Writer) {
	name, args := browserCommand(page)
	cmd := exec.Command(name, args...)
	failed := func(err error) {
		fmt.Fprintf(errOut, "rolecall: no browser was opened: %s: %v; open %s yourself\n", name, err, page)
	}
	if err := cmd.Start(); err != nil {
		failed(err)
		return
	}
	go func() {
		if err := cmd.Wait(); err != nil {
			failed(err)
		}
	}()
}

// browserCommand is what shows a page on this system.
func browserCommand(page string) (name string, args []string) {
	switch runtime.GOOS {
	case "darwin":
		return "open", []string{page}
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler", page}
	}
	return "xdg-open", []string{page}
}

// reachable is an address of this machine for one that stands for all of them,
// which no browser goes to.
func reachable(address string) string {
	at, err := url.Parse(address)
	if err != nil {
		return address
	}
	switch at.Hostname() {
	case "0.0.0.0", "::", "":
		at.Host = "localhost:" + at.Port()
	}
	return at.String()
}

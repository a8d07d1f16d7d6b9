//go:build linux

package main

import (
	"bytes"
	"io"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// TestADumbTerminalIsNone opens a terminal and calls it dumb.
func TestADumbTerminalIsNone(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("there are no terminals here: ", err)
	}
	defer terminal.Close()
	if err := unix.IoctlSetWinsize(int(terminal.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 33}); err != nil {
		t.Fatal(err)
	}
	t.Setenv("NO_COLOR", "")
	t.Setenv("CLICOLOR", "")
	t.Setenv("CLICOLOR_FORCE", "")
	t.Setenv("TERM", "xterm")
	if !isTerminal(terminal) {
		t.Error("a terminal is not seen as one")
	}
	for _, out := range []io.Writer{terminal, &brokenPipeOutput{out: terminal}} {
		if style := styleOf(out); !style.Color || style.Width != 33 {
			t.Errorf("its style is %+v", style)
		}
	}
	t.Setenv("CLICOLOR", "0")
	if styleOf(terminal).Color {
		t.Error("CLICOLOR=0 is not heard")
	}
	t.Setenv("CLICOLOR_FORCE", "1")
	if !styleOf(&bytes.Buffer{}).Color {
		t.Error("CLICOLOR_FORCE is not heard")
	}
	t.Setenv("NO_COLOR", "1")
	if styleOf(&bytes.Buffer{}).Color {
		t.Error("CLICOLOR_FORCE goes before NO_COLOR")
	}
	t.Setenv("CLICOLOR", "")
	t.Setenv("CLICOLOR_FORCE", "")
	if styleOf(terminal).Color {
		t.Error("NO_COLOR is not heard")
	}
	for _, kind := range []string{"dumb", ""} {
		t.Setenv("TERM", kind)
		if isTerminal(terminal) || styleOf(terminal).Color {
			t.Errorf("a terminal of the kind %q is sent escape sequences", kind)
		}
	}
	t.Setenv("TERM", "xterm")
	if isTerminal(&bytes.Buffer{}) {
		t.Error("a buffer is a terminal")
	}
}

package main

import (
	"io"
	"os"
	"runtime"

	"github.com/cotalker/rolecall/conformance/report"
)

// isTerminal tells whether a person is likely to watch, on something that knows
// how to move a cursor: a character device that is neither the null device nor
// called dumb, or of which nothing is said.
func isTerminal(w io.Writer) bool {
	file := fileOf(w)
	kind := os.Getenv("TERM")
	if file == nil || kind == "dumb" || kind == "" && runtime.GOOS != "windows" {
		return false
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// fileOf is the file that is written to, nil where it is not a file.
func fileOf(w io.Writer) *os.File {
	if output, is := w.(*brokenPipeOutput); is {
		w = output.out
	}
	if output, is := w.(*standardOutput); is {
		w = output.out
	}
	file, _ := w.(*os.File)
	return file
}

// styleOf is how text for a stream looks.
func styleOf(out io.Writer) report.Style {
	style := report.Style{Color: colored(out)}
	if isTerminal(out) {
		style.Width = columns(fileOf(out))
	}
	return style
}

// colored tells whether text for a stream is coloured: NO_COLOR forbids it,
// CLICOLOR_FORCE asks for it anywhere, and else a terminal has it that is not
// called dumb, unless CLICOLOR is 0.
func colored(out io.Writer) bool {
	switch force := os.Getenv("CLICOLOR_FORCE"); {
	case os.Getenv("NO_COLOR") != "":
		return false
	case force != "" && force != "0":
		return true
	}
	return os.Getenv("CLICOLOR") != "0" && isTerminal(out)
}

// widthOf is how many columns a line for a stream may take: those of a terminal, 80
// elsewhere, and the last is left free.
func widthOf(out io.Writer) int {
	width := styleOf(out).Width
	if width == 0 {
		width = 80
	}
	return width - 1
}

// painted is a text in a colour, by its number for a terminal.
func painted(color bool, number, text string) string {
	if !color {
		return text
	}
	return "\x1b[" + number + "m" + text + "\x1b[0m"
}

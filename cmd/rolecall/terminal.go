package main

import (
	"io"
	"os"

	"github.com/cotalker/rolecall/conformance/report"
)

// isTerminal tells whether a person is likely to watch, on something that knows
// how to move a cursor: a character device that is neither the null device nor
// called dumb.
func isTerminal(w io.Writer) bool {
	file := fileOf(w)
	if file == nil || os.Getenv("TERM") == "dumb" {
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
	file, _ := w.(*os.File)
	return file
}

// styleOf is how text for a stream looks.
func styleOf(out io.Writer) report.Style {
	if !isTerminal(out) {
		return report.Style{}
	}
	return report.Style{Color: os.Getenv("NO_COLOR") == "", Width: columns(fileOf(out))}
}

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
	"github.com/spf13/pflag"
)

// reportFiles are the reports that a command writes, and where.
type reportFiles struct {
	junit, json, sarif, html string
	har                      string // of verify alone: what is merged has no exchanges
	github                   bool
	annotateAt               string
	waivers, expires         string

	lastDay time.Time // of the waivers
}

func (f *reportFiles) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.junit, "junit", "", "write a JUnit report here")
	flags.StringVar(&f.json, "json", "", "write a JSON report here")
	flags.StringVar(&f.sarif, "sarif", "", "write a SARIF report here")
	flags.StringVar(&f.html, "html", "", "write an HTML report here")
	flags.BoolVar(&f.github, "github", false, "print annotations for a GitHub workflow")
	flags.StringVar(&f.annotateAt, "annotate-at", "", "file of your repository that annotations, SARIF and JUnit point at; the target file without it")
	flags.StringVar(&f.waivers, "write-waivers", "", "write what failed as a file for --waivers here; wants --expires")
	flags.StringVar(&f.expires, "expires", "", "last day of the waivers that --write-waivers writes, such as 2030-01-31")
}

type reportFile struct{ flag, file string }

// files are those that are asked for.
func (f *reportFiles) files() []reportFile {
	var out []reportFile
	for _, one := range []reportFile{{"--junit", f.junit}, {"--json", f.json}, {"--sarif", f.sarif}, {"--html", f.html}, {"--har", f.har}, {"--write-waivers", f.waivers}} {
		if one.file != "" {
			out = append(out, one)
		}
	}
	return out
}

// fit tells what is wrong with the flags before anything is asked.
func (f *reportFiles) fit() error {
	reports := map[string]string{}
	for _, one := range f.files() {
		if one.file == standardOut {
			return fmt.Errorf("%s -: the standard output has the findings; name a file, or /dev/stdout", one.flag)
		}
		file := filepath.Clean(one.file)
		if other := reports[file]; other != "" {
			return fmt.Errorf("%s and %s name one file, %s; give each its own", other, one.flag, one.file)
		}
		reports[file] = one.flag
		if err := tryPending(one.file); err != nil {
			return fmt.Errorf("%s: %w; name a file that can be written", one.flag, err)
		}
	}
	if f.annotateAt != "" {
		if _, err := os.Stat(f.annotateAt); err != nil {
			return fmt.Errorf("--annotate-at: %w; name a file of your repository", err)
		}
	}
	if (f.waivers == "") != (f.expires == "") {
		return errors.New("--write-waivers and --expires go together; write --write-waivers FILE --expires 2030-01-31")
	}
	if f.expires == "" {
		return nil
	}
	var err error
	if f.lastDay, err = time.Parse(time.DateOnly, f.expires); err != nil {
		return fmt.Errorf("--expires %q is not a date; write one such as 2030-01-31", f.expires)
	}
	if !time.Now().Before(f.lastDay.AddDate(0, 0, 1)) {
		return fmt.Errorf("--expires %s is over; write a day to come", f.expires)
	}
	return nil
}

// write writes every report that was asked for, whatever becomes of the others,
// and joins what goes wrong.
func (f *reportFiles) write(found *conformance.Report, out io.Writer) error {
	var problems []error
	for _, one := range []struct {
		file  string
		write func(io.Writer) error
	}{
		{f.junit, func(w io.Writer) error { return report.JUnit(w, found, f.annotateAt) }},
		{f.json, func(w io.Writer) error { return report.JSON(w, found) }},
		{f.sarif, func(w io.Writer) error { return report.SARIF(w, found, f.annotateAt) }},
		{f.html, func(w io.Writer) error { return report.HTML(w, found) }},
		{f.har, func(w io.Writer) error { return report.HAR(w, found) }},
		{f.waivers, func(w io.Writer) error { return conformance.WriteWaivers(w, found, f.lastDay) }},
	} {
		if one.file == "" {
			continue
		}
		if err := writeReport(one.file, one.write); err != nil {
			problems = append(problems, fmt.Errorf("writing the report: %w; name a file that can be written", err))
		}
	}
	if f.github {
		problems = append(problems, report.GitHub(out, found, f.annotateAt))
	}
	return errors.Join(problems...)
}

// writeReport writes a report whole or not at all. What goes wrong in writing
// one, however, keeps none of the others from being written.
func writeReport(name string, write func(io.Writer) error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("the report %s failed itself: %v", name, fault)
		}
	}()
	file, err := createPending(name, openMode)
	if err != nil {
		return err
	}
	defer file.discard()
	if err := write(file); err != nil {
		return err
	}
	return file.commit()
}

// conclude prints what was found, writes the reports, and makes the verdict the
// exit code.
func (f *reportFiles) conclude(found *conformance.Report, style report.Style, out io.Writer) error {
	err := errors.Join(report.Terminal(out, found, style), f.write(found, out))
	if err != nil {
		return &exitError{exitInconclusive, err}
	}
	if code := codeOf(found.Verdict); code != exitOK {
		return &exitError{code: code}
	}
	return nil
}

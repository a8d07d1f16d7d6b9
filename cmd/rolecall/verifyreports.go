package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
)

// writeReports writes every report that was asked for, and joins what goes
// wrong.
func writeReports(f verifyFlags, found *conformance.Report, out io.Writer) error {
	var problems []error
	for _, one := range []struct {
		file  string
		write func(io.Writer) error
	}{
		{f.junit, func(w io.Writer) error { return report.JUnit(w, found, "") }},
		{f.json, func(w io.Writer) error { return report.JSON(w, found) }},
		{f.sarif, func(w io.Writer) error { return report.SARIF(w, found, "") }},
		{f.html, func(w io.Writer) error { return report.HTML(w, found) }},
	} {
		if one.file == "" {
			continue
		}
		if err := writeReport(one.file, one.write); err != nil {
			problems = append(problems, fmt.Errorf("writing the report: %w; name a file that can be written", err))
		}
	}
	if f.github {
		problems = append(problems, report.GitHub(out, found, ""))
	}
	return errors.Join(problems...)
}

// writeReport writes a report whole or not at all.
func writeReport(name string, write func(io.Writer) error) error {
	file, err := createPending(name)
	if err != nil {
		return err
	}
	defer file.discard()
	if err := write(file); err != nil {
		return err
	}
	return file.commit()
}

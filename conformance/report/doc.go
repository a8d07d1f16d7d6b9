// Package report writes what a conformance run found, for people and for
// programs.
//
//	report.Terminal(os.Stdout, found, report.Style{})
//	report.JUnit(file, found, "")
//
// One file a form. None of them decides anything: they read the
// [conformance.Report].
package report

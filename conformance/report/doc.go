// Package report writes what a conformance run found, for people and for
// programs.
//
//	report.Terminal(os.Stdout, found, report.Style{})
//	report.JUnit(file, found, "")
//
// One file a form: terminal, html (with htmlfinding), json, junit, sarif, github,
// har; progress is for a run that is not over. None of them decides anything: they
// read the [conformance.Report]. Several show the permission matrix (matrix), name a
// file of the caller's (place), or may hold no odd characters (characters).
package report

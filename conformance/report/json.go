package report

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/cotalker/rolecall/conformance"
)

// JSON writes the report as docs/report.md describes it.
func JSON(w io.Writer, r *conformance.Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// ReadJSON reads a report that JSON wrote, whole.
func ReadJSON(file string, data []byte) (*conformance.Report, error) {
	return read(file, data, conformance.ReportSchema)
}

// ReadChecks reads a report for the checks in it, as a baseline or for their
// times; one of the form before will do.
func ReadChecks(file string, data []byte) (*conformance.Report, error) {
	return read(file, data, conformance.ReportSchema, conformance.OldReportSchema)
}

func read(file string, data []byte, schemas ...string) (*conformance.Report, error) {
	r := &conformance.Report{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("reading the report %s: %w; name a file that rolecall verify --json wrote", file, err)
	}
	for _, schema := range schemas {
		if r.Schema == schema {
			return r, nil
		}
	}
	return nil, fmt.Errorf("reading the report %s: its schema is %q, not %q; write it anew with rolecall verify --json", file, r.Schema, schemas[0])
}

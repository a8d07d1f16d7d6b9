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
	return e.Encode(r)
}

// ReadJSON reads a report that JSON wrote, as a baseline.
func ReadJSON(file string, data []byte) (*conformance.Report, error) {
	r := &conformance.Report{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("reading the report %s: %w; name a file that rolecall verify --json wrote", file, err)
	}
	if r.Schema != conformance.ReportSchema {
		return nil, fmt.Errorf("reading the report %s: its schema is %q, not %q; write it anew with rolecall verify --json", file, r.Schema, conformance.ReportSchema)
	}
	return r, nil
}

package conformance

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

// Waiver accepts failures for a while.
type Waiver struct {
	Check   string    // id of a check, or of a requirement for all of its checks
	Reason  string    // why it is accepted
	Expires time.Time // the last day, in UTC, on which it is
}

// ParseWaivers reads a waivers file: a list of {check, reason, expires}. The
// error is a [spec.Problems] with every mistake and its line. A file from which the last
// one was taken has none.
func ParseWaivers(contract *spec.Contract, file string, data []byte) ([]Waiver, error) {
	if document.Blank(data) {
		return nil, nil
	}
	root, err := document.Parse(file, data)
	if err != nil {
		return nil, err
	}
	r := &document.Reporter{File: file}
	if root.Kind != document.Array {
		r.At(root, "a waivers file is a list", "write each as - {check: HDR-7, reason: …, expires: 2030-01-31}")
	}
	known := map[string]bool{}
	for _, c := range Catalog(contract) {
		known[c.ID], known[c.Requirement.ID] = true, true
	}
	var out []Waiver
	for _, n := range root.Items {
		w := Waiver{Check: n.Get("check").Text(), Reason: strings.TrimSpace(n.Get("reason").Text())}
		if !known[w.Check] {
			r.At(n, fmt.Sprintf("there is no check or requirement %q", w.Check), "name one that rolecall verify --list prints")
		}
		if w.Reason == "" {
			r.At(n, "the waiver of "+w.Check+" has no reason", "say why the failure is accepted")
		}
		if w.Expires, err = time.Parse(time.DateOnly, n.Get("expires").Text()); err != nil {
			r.At(n, "the waiver of "+w.Check+" does not say when it expires", "add expires: with a date such as 2030-01-31")
		}
		for _, name := range n.Keys {
			if name != "check" && name != "reason" && name != "expires" {
				r.At(n.Own(name), fmt.Sprintf("a waiver has no %q", name), "it has check, reason and expires")
			}
		}
		out = append(out, w)
	}
	return out, r.Err()
}

// applyWaivers marks a failure that a waiver accepts or that the baseline has too.
func (o Options) applyWaivers(r *Result) {
	if r.Status != Failed {
		return
	}
	r.Known = o.Baseline != nil && slices.ContainsFunc(o.Baseline.Checks, func(c CheckReport) bool { return c.ID == r.Check.ID && c.Status == Failed })
	for _, w := range o.Waivers {
		if w.Check != r.Check.ID && w.Check != r.Check.Requirement.ID {
			continue
		}
		if o.Now().Before(w.Expires.AddDate(0, 0, 1)) {
			r.Waived, r.Reason = true, w.Reason
			return
		}
		r.Reason = "the waiver expired on " + w.Expires.Format(time.DateOnly)
	}
}

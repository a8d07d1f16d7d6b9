package conformance

import (
	"github.com/cotalker/rolecall/spec"
)

// ListSchema names the form in which a list of checks is written as JSON.
const ListSchema = "rolecall-checks/1"

// Listing is every check of a contract, or some, as a program reads them.
type Listing struct {
	Schema   string   `json:"schema"`
	Contract string   `json:"contract"`
	Document Document `json:"document"`
	Suite    Suite    `json:"suite"`
	Checks   []Listed `json:"checks"`
}

// Listed is one check: who asks what, and what must be so.
type Listed struct {
	ID          string         `json:"id"`
	Topic       Topic          `json:"topic"`
	Requirement string         `json:"requirement"`
	Level       spec.Level     `json:"level"`
	Sentence    string         `json:"sentence"`    // of the requirement
	Expectation string         `json:"expectation"` // of the check
	Operation   string         `json:"operation,omitempty"`
	Method      string         `json:"method,omitempty"`
	Path        string         `json:"path,omitempty"`
	Features    []string       `json:"features"`
	Callers     []ListedCaller `json:"callers"` // beside nobody, and whoever has a token that is none
	Writes      bool           `json:"writes"`
	Makes       int            `json:"makes"` // records of its own, beside those that it acquires
	Watches     bool           `json:"watches,omitempty"`
	Row         string         `json:"row,omitempty"`
	Column      string         `json:"column,omitempty"`
	Granted     *bool          `json:"granted,omitempty"` // of a cell of the permission matrix
	Labels      []string       `json:"labels"`            // that a filter can choose it by
}

// ListedCaller is a caller and what its user may do.
type ListedCaller struct {
	Name                string   `json:"name"` // bootstrap, or what tells its rights from others
	Permissions         []string `json:"permissions,omitempty"`
	InactivePermissions []string `json:"inactivePermissions,omitempty"`
	Disabled            bool     `json:"disabled,omitempty"`
}

// List describes checks of a contract.
func List(contract *spec.Contract, checks []*Check) Listing {
	out := Listing{
		Schema: ListSchema, Contract: contract.Title + " " + contract.Version, Suite: ThisSuite(), Checks: make([]Listed, 0, len(checks)),
		Document: Document{Title: contract.Title, Version: contract.Version, File: contract.File, Digest: contract.Digest()},
	}
	for _, c := range checks {
		out.Checks = append(out.Checks, listed(c))
	}
	return out
}

func listed(c *Check) Listed {
	out := Listed{
		ID: c.ID, Topic: c.Topic, Requirement: c.Requirement.ID, Level: c.Level, Sentence: c.Requirement.Text, Expectation: c.Title,
		Features: append([]string{}, c.Features...), Callers: []ListedCaller{}, Writes: c.Writes, Makes: c.Makes, Watches: c.Invariant != nil, Labels: c.Labels(),
	}
	if op := c.Operation; op != nil {
		out.Operation, out.Method, out.Path = op.ID, op.Method, op.Path
	}
	if c.Cell != nil {
		granted := c.Cell.Grant
		out.Row, out.Column, out.Granted = c.Cell.Row, c.Cell.Column, &granted
	}
	if !c.Alone {
		out.Callers = append(out.Callers, ListedCaller{Name: Bootstrap})
	}
	for _, r := range c.Callers {
		out.Callers = append(out.Callers, ListedCaller{Name: r.Name, Permissions: r.Active, InactivePermissions: r.Inactive, Disabled: r.Disabled})
	}
	return out
}

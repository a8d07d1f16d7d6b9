package mutants

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// Kill is what became of one mutant.
type Kill struct {
	Mutant Mutant
	Killed bool     // a check of the requirement that the fault breaks failed
	Checks []string // ids of those checks
	Others []string // requirements of other checks that failed
	Report *conformance.Report

	Panicked string // the first panic of a handler with its stack, "" for none
}

// Try asks a mutant the checks of the requirement that its fault breaks, as
// far as they are of its topic; or all there are.
func Try(ctx context.Context, contract *spec.Contract, m Mutant, all bool) (Kill, error) {
	if all {
		return try(ctx, contract, m, "")
	}
	return try(ctx, contract, m, m.scope())
}

// scope is the filter of the checks that are to see the fault, "" for all.
func (m Mutant) scope() string {
	switch {
	case m.Topic == "":
		return ""
	case m.wide:
		return string(m.Topic)
	}
	return string(m.Topic) + " && " + m.Requirement
}

func try(ctx context.Context, contract *spec.Contract, m Mutant, filter string) (Kill, error) {
	var panicked firstPanic
	target, stop, err := m.serve(contract, log.New(&panicked, "", 0))
	if err != nil {
		return Kill{}, err
	}
	defer stop()
	o := conformance.Options{Contract: contract, Strict: true, Timeout: 5 * time.Second, Filter: filter}
	report, err := conformance.Run(ctx, target, o)
	if err != nil {
		return Kill{}, fmt.Errorf("asking the mutant %s: %w", m.Name, err)
	}
	k := Kill{Mutant: m, Report: report, Panicked: panicked.String()}
	for _, r := range report.Results {
		switch {
		case r.Status != conformance.Failed:
		case r.Check.Requirement.ID == m.Requirement:
			k.Checks = append(k.Checks, r.Check.ID)
		case !slices.Contains(k.Others, r.Check.Requirement.ID):
			k.Others = append(k.Others, r.Check.Requirement.ID)
		}
	}
	k.Killed = len(k.Checks) > 0
	return k, nil
}

// firstPanic is a log of a server that keeps its first panic.
type firstPanic struct {
	mu   sync.Mutex
	text string
}

func (p *firstPanic) Write(line []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.text == "" && bytes.Contains(line, []byte("panic serving")) {
		p.text = string(line)
	}
	return len(line), nil
}

func (p *firstPanic) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text
}

// Kind is the part of a check's id that is the same for every operation: what
// the catalogue is audited by.
func Kind(c *conformance.Check) string {
	name := strings.TrimPrefix(c.ID, c.Requirement.ID+"/")
	if c.Operation != nil {
		name = strings.TrimPrefix(name, c.Operation.ID+"/")
	}
	first, _, _ := strings.Cut(name, "/")
	if c.Cell != nil {
		first = "cell"
	}
	return c.Requirement.ID + "/" + first
}

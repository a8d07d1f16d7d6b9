package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// loading is what a document came to.
type loading struct {
	Bytes       int    `json:"bytes"`
	Operations  int    `json:"operations"`
	State       int    `json:"state"`   // a collection stands behind them
	Soft        int    `json:"soft"`    // the same, and less sure
	Example     int    `json:"example"` // answer by example or schema
	None        int    `json:"none"`    // have no reply to give
	Collections int    `json:"collections"`
	Rights      int    `json:"rights"`
	Warnings    int    `json:"warnings"`
	Problem     string `json:"problem,omitempty"` // why it does not load

	Stateless []stateless `json:"stateless,omitempty"` // the operations that answer by example
}

// load reads a document as every command does.
func load(file string) (loading, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return loading{}, err
	}
	l := loading{Bytes: len(data)}
	contract, err := spec.LoadFile(file, data, spec.Options{})
	if err != nil {
		l.Problem = firstLine(err.Error())
		return l, nil
	}
	l.Operations, l.Collections, l.Warnings = len(contract.Operations), len(contract.Resources), len(contract.Warnings)
	l.Rights = len(contract.Permissions.Names())
	l.State, l.Soft, l.Example, l.None = contract.Understood()
	l.Stateless = statelessIn(contract)
	return l, nil
}

// printLoading is what the process of one document does.
func printLoading(file string, out, errOut io.Writer) int {
	l, err := load(file)
	if err == nil {
		err = json.NewEncoder(out).Encode(l)
	}
	if err != nil {
		fmt.Fprintln(errOut, "corpus:", err)
		return 1
	}
	return 0
}

const loadLimit = 60 * time.Second

// cost is what a process took.
type cost struct {
	cpu    time.Duration
	memory int64 // bytes at its peak
}

// loadApart loads a document in a process of its own.
func loadApart(ctx context.Context, file string) (loading, cost, error) {
	ctx, cancel := context.WithTimeout(ctx, loadLimit)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "--load", file)
	var out, complaint bytes.Buffer
	child.Stdout, child.Stderr = &out, &complaint
	err := child.Run()
	var l loading
	if err == nil {
		err = json.Unmarshal(out.Bytes(), &l)
	} else if text := firstLine(complaint.String()); text != "" {
		err = fmt.Errorf("%w: %s", err, text)
	}
	return l, cost{child.ProcessState.UserTime() + child.ProcessState.SystemTime(), peakMemory(child.ProcessState)}, err
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

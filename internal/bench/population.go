package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// measurePopulation is what becomes of each figure when the store grows.
func measurePopulation(ctx context.Context, b *bench) error {
	var stages []*stage
	for _, size := range b.sizes {
		count := strconv.Itoa(size)
		stages = append(stages, &stage{
			name: number(float64(size), 0), contract: b.contract, args: []string{"--populate", count},
			settle: time.Duration(size) * 30 * time.Microsecond, // a read for each record, or nearly
		})
	}
	t := &table{Name: "population", Title: "records in the store"}
	err := b.grow(ctx, t, stages, func(work *workload) ([]testCase, error) { return work.deep(b.creations / 4) })
	if err != nil {
		return err
	}
	t.Notes = append(t.Notes, "a search is linear in the store, by its nature, and stands outside of this")
	l := &table{Name: "load", Title: "loading records", Columns: []column{{"first reply", "s", 2}, {"resident", "MB", 0}, {"each", "bytes", 0}}}
	for i, s := range stages {
		figures := []float64{s.took.Seconds(), megabytes(s.holds), 0}
		if i == 0 {
			l.add(s.name, figures)
			continue
		}
		more := b.sizes[i] - b.sizes[0]
		figures[2] = float64(s.holds-stages[0].holds) / float64(more)
		bounds := []bound{{"first reply", loadBudget}}
		if more >= settledSize {
			bounds = append(bounds, bound{"each", userBudget})
		}
		l.add(s.name, figures, bounds...)
	}
	l.Notes = []string{"resident memory after the first reply, the garbage of loading included; bytes each beyond those of the smallest world"}
	b.report.Tables = append(b.report.Tables, t, l)
	return nil
}

// settledSize is how many users it takes for a user's memory to stand out from
// that of the process.
const settledSize = 50_000

// deep are the cases that a large store could slow down.
func (b *workload) deep(creations int) ([]testCase, error) {
	makers := []func() (testCase, error){b.readSelf, b.readOne, b.readList}
	middle, err := b.records()
	if err != nil {
		return nil, err
	}
	for _, p := range b.list.Query {
		if p.Filter.Kind != spec.Page {
			continue
		}
		total, err := b.count()
		if err != nil {
			return nil, err
		}
		pages := total / len(b.page)
		if middle, err = b.records(p.Name, strconv.Itoa(max(1, pages/2))); err != nil {
			return nil, err
		}
		makers = append(makers, b.query("last page", p.Name, strconv.Itoa(pages)))
	}
	for _, p := range b.list.Query {
		switch {
		case p.Filter.Kind == spec.Sort:
			order := p.Schema.Words().Enum
			if len(order) == 0 {
				return nil, fmt.Errorf("the parameter %s has no order to ask for", p.Name)
			}
			makers = append(makers, b.query("sorted", p.Name, fmt.Sprint(order[len(order)-1])))
		case p.Filter.Kind == spec.Count:
			makers = append(makers, b.query("counted", p.Name, "true"))
		case (p.Filter.Kind == spec.In || p.Filter.Kind == spec.Has) && !p.Schema.IsInstant():
			value := firstValue(middle, p.Filter.Members[0])
			if value == "" {
				return nil, fmt.Errorf("no record of the middle page has a value for the parameter %s", p.Name)
			}
			makers = append(makers, b.query("filtered", p.Name, value))
		}
	}
	makers = append(makers, func() (testCase, error) { return b.creation(creations) }, b.change)
	return collect(makers)
}

// query is a list with one parameter, and what it is for.
func (b *workload) query(what, name, value string) func() (testCase, error) {
	return func() (testCase, error) {
		c, err := b.admit(list, request{op: b.list, query: []string{name, value}})
		c.name += " " + what
		return c, err
	}
}

// firstValue is the first value of a member, or of its list, in some records.
func firstValue(records []map[string]any, member string) string {
	for _, record := range records {
		var at any = record
		for name := range strings.SplitSeq(member, ".") {
			object, _ := at.(map[string]any)
			at = object[name]
		}
		switch v := at.(type) {
		case nil:
		case []any:
			if len(v) > 0 {
				return fmt.Sprint(v[0])
			}
		default:
			return fmt.Sprint(v)
		}
	}
	return ""
}

package state

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/printable"
	"github.com/cotalker/rolecall/spec"
)

// Move carries records from the worlds of one contract to those of another.
type Move struct {
	from, to *Model
	Told     Carried
}

// NewMove is one without a record yet.
func NewMove(from, to *Model) *Move { return &Move{from: from, to: to} }

// Carried tells what became of records.
type Carried struct {
	Kept, Lost int
	Why        []string // of the first few that were lost: which, and what does not fit
}

// Records is how many there were.
func (c Carried) Records() int { return c.Kept + c.Lost }

// mostWhy is how many lost records are named.
const mostWhy = 20

// Carry makes of a state, which came from base, what would have come of onto by
// the same changes.
func (m *Move) Carry(base, state, onto *State) *State {
	out := onto.Fork()
	if base == state {
		return out
	}
	base.Mu.RLock()
	defer base.Mu.RUnlock()
	state.Mu.RLock()
	defer state.Mu.RUnlock()
	out.Serial = max(out.Serial, state.Serial)
	byDepth := slices.SortedStableFunc(slices.Values(m.from.Contract.Resources), func(a, b *spec.Resource) int { return len(a.Parents) - len(b.Parents) })
	for _, was := range byDepth {
		at := slices.IndexFunc(m.to.Contract.Resources, func(r *spec.Resource) bool { return r.Collection == was.Collection })
		for old, now := range differences(base.Of(was).All, state.Of(was).All) {
			if at < 0 {
				m.lose(was, now, "the contract has no such collection any more")
				continue
			}
			is := m.to.Contract.Resources[at]
			if old != nil && (now == nil || now.ID != old.ID) {
				if gone := out.Of(is).FindBelow(old.Parents, old.ID); gone != nil {
					out.Remove(out.Writable(is), gone)
				}
			}
			m.put(out, is, was, now)
		}
	}
	m.carryTokens(base, state, out)
	m.carryPersonas(base, state, out)
	if c := state.clock.Load(); c != base.clock.Load() {
		out.clock.Store(c)
	}
	state.deletedSingles.Scan(func(key string) bool {
		out.deletedSingles.Insert(key)
		return true
	})
	return out
}

// put stores a record that was of another contract, if it fits.
func (m *Move) put(w *State, is, was *spec.Resource, old *Record) {
	if old == nil {
		return
	}
	plan := w.Plans[is.Index]
	value, _ := jsonvalue.Decode([]byte(old.JSON))
	document, _ := value.(map[string]any)
	if wrong := misfit(plan, document); wrong != "" && misfit(m.from.Plans[was.Index], document) == "" {
		m.lose(was, old, wrong)
		return
	}
	c := w.Writable(is)
	r := w.record(plan, string(plan.encode(nil, document)))
	r.ID, r.Password, r.Content = old.ID, old.Password, old.Content
	if r.Parents = old.Parents; len(r.Parents) != len(is.Parents) {
		r.Parents = make([]string, len(is.Parents))
		for i := len(is.Parents) - 1; i >= 0; i-- {
			r.Parents[i] = w.parentOf(r, i, 0, is.Parents)
		}
	}
	if member := c.conflictWith(r, nil); member != nil {
		m.lose(was, old, "another record has this "+member.Member)
		return
	}
	if there := c.FindBelow(r.Parents, r.ID); there != nil {
		c.replace(there, r, nil)
	} else {
		c.add(r)
	}
	c.lists.catchUpIfFarBehind(c.All)
	m.Told.Kept++
}

// misfit says where a record is not what its collection shows, "" where it is.
// What is written and never shown no record has.
func misfit(p *Plan, document map[string]any) string {
	schema := p.Resource.Schema
	if p.Shown != nil {
		schema = p.Shown
	}
	for _, v := range schema.Check(document) {
		if member := schema.Member(strings.TrimPrefix(v.Pointer, "/")); member == nil || !member.WriteOnly {
			return strings.TrimSpace(v.Pointer + " " + v.Detail)
		}
	}
	return ""
}

func (m *Move) lose(was *spec.Resource, r *Record, why string) {
	if r == nil {
		return // it had been deleted
	}
	m.Told.Lost++
	if len(m.Told.Why) < mostWhy {
		m.Told.Why = append(m.Told.Why, fmt.Sprintf("%s %s: %s", was.Collection, printable.Line(r.ID), why))
	}
}

// carryTokens lets the tokens of log-ins stand for the same callers.
func (m *Move) carryTokens(base, state, out *State) {
	was, is := m.from.Contract.Principal, m.to.Contract.Principal
	if was == nil || is == nil {
		return
	}
	callers := state.Of(was.Resource).All
	for token, seq := range state.tokens.all() {
		if before, known := base.tokens.of(token); known && before == seq {
			continue
		}
		if old := callers.At(seq); old != nil {
			if caller := out.caller(old.ID); caller != nil {
				out.tokens.add(strings.Clone(token), caller.Seq)
			}
		}
	}
}

// carryPersonas keeps the personas that were minted, and what became of tokens.
func (m *Move) carryPersonas(base, state, out *State) {
	named := func(p fixtures.Persona) func(fixtures.Persona) bool {
		return func(other fixtures.Persona) bool { return other.Name == p.Name }
	}
	minted := map[string]*Bearer{} // by their tokens
	for _, p := range state.Personas {
		if slices.ContainsFunc(base.Personas, named(p)) || slices.ContainsFunc(out.Personas, named(p)) {
			continue
		}
		if p.Caller != "" && out.caller(p.Caller) == nil {
			continue
		}
		out.Personas = append(slices.Clip(out.Personas), p)
		minted[p.Token] = &Bearer{Name: p.Name, Rights: m.to.Contract.Permissions.Rights(p.Permissions...)}
	}
	changes := state.tokenChanges.Load()
	if changes == nil || changes == base.tokenChanges.Load() {
		return
	}
	kept := map[string]TokenChange{}
	for token, change := range *changes {
		if change.Bearer != nil { // whose rights are those of the other contract
			change.Bearer = minted[token]
		}
		if change.Bearer != nil || change.Expired || change.Revoked {
			kept[token] = change
		}
	}
	out.tokenChanges.Store(&kept)
}

package mockserver

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/journal"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// move carries records from the worlds of one contract to those of another.
type move struct {
	from, to *model
	told     carried
}

func newMove(from, to *model) *move { return &move{from: from, to: to} }

// carried tells what became of records.
type carried struct {
	kept, lost int
	why        []string // of the first few that were lost: which, and what does not fit
}

// records is how many there were.
func (c carried) records() int { return c.kept + c.lost }

// mostWhy is how many lost records are named.
const mostWhy = 20

// carry makes of a state, which came from base, what would have come of onto by
// the same changes.
func (m *move) carry(base, state, onto *world) *world {
	out := onto.fork()
	if base == state {
		return out
	}
	base.mu.RLock()
	defer base.mu.RUnlock()
	state.mu.RLock()
	defer state.mu.RUnlock()
	out.serial = max(out.serial, state.serial)
	byDepth := slices.SortedStableFunc(slices.Values(m.from.contract.Resources), func(a, b *spec.Resource) int { return len(a.Parents) - len(b.Parents) })
	for _, was := range byDepth {
		at := slices.IndexFunc(m.to.contract.Resources, func(r *spec.Resource) bool { return r.Collection == was.Collection })
		for old, now := range differences(base.of(was).all, state.of(was).all) {
			if at < 0 {
				m.lose(was, now, "the contract has no such collection any more")
				continue
			}
			is := m.to.contract.Resources[at]
			if old != nil && (now == nil || now.id != old.id) {
				if gone := out.of(is).findBelow(old.parents, old.id); gone != nil {
					out.remove(out.own(is), gone)
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

// differences yields the records of two tables that are not the same, by their
// numbers: nil where one of them has none. Tables that came from one another share
// chunks, which are passed over.
func differences(a, b *table) func(yield func(old, now *record) bool) {
	at := func(t *table, chunk, i int) *record {
		if chunk >= len(t.chunks) || i >= len(t.chunks[chunk].records) {
			return nil
		}
		return t.chunks[chunk].records[i]
	}
	return func(yield func(old, now *record) bool) {
		for chunk := range max(len(a.chunks), len(b.chunks)) {
			if chunk < len(a.chunks) && chunk < len(b.chunks) && a.chunks[chunk] == b.chunks[chunk] {
				continue
			}
			for i := range chunkSize {
				if old, now := at(a, chunk, i), at(b, chunk, i); old != now && !yield(old, now) {
					return
				}
			}
		}
	}
}

// put stores a record that was of another contract, if it fits.
func (m *move) put(w *world, is, was *spec.Resource, old *record) {
	if old == nil {
		return
	}
	plan := w.plans[is.Index]
	value, _ := jsonvalue.Decode([]byte(old.json))
	document, _ := value.(map[string]any)
	if wrong := misfit(plan, document); wrong != "" && misfit(m.from.plans[was.Index], document) == "" {
		m.lose(was, old, wrong)
		return
	}
	c := w.own(is)
	r := w.record(plan, string(plan.encode(nil, document)))
	r.id, r.password = old.id, old.password
	if r.parents = old.parents; len(r.parents) != len(is.Parents) {
		r.parents = make([]string, len(is.Parents))
		for i := len(is.Parents) - 1; i >= 0; i-- {
			r.parents[i] = w.parentOf(r, i, 0, is.Parents)
		}
	}
	if member := c.conflictWith(r, nil); member != nil {
		m.lose(was, old, "another record has this "+member.Member)
		return
	}
	if there := c.findBelow(r.parents, r.id); there != nil {
		c.replace(there, r, nil)
	} else {
		c.add(r)
	}
	c.lists.catchUpIfFarBehind(c.all)
	m.told.kept++
}

// misfit says where a record is not what its collection shows, "" where it is.
// What is written and never shown no record has.
func misfit(p *storagePlan, document map[string]any) string {
	schema := p.resource.Schema
	if p.shown != nil {
		schema = p.shown
	}
	for _, v := range schema.Check(document) {
		if member := schema.Member(strings.TrimPrefix(v.Pointer, "/")); member == nil || !member.WriteOnly {
			return strings.TrimSpace(v.Pointer + " " + v.Detail)
		}
	}
	return ""
}

func (m *move) lose(was *spec.Resource, r *record, why string) {
	if r == nil {
		return // it had been deleted
	}
	m.told.lost++
	if len(m.told.why) < mostWhy {
		m.told.why = append(m.told.why, fmt.Sprintf("%s %s: %s", was.Collection, journal.Printable(r.id), why))
	}
}

// carryTokens lets the tokens of log-ins stand for the same callers.
func (m *move) carryTokens(base, state, out *world) {
	was, is := m.from.contract.Principal, m.to.contract.Principal
	if was == nil || is == nil {
		return
	}
	callers := state.of(was.Resource).all
	for token, seq := range state.tokens.all() {
		if before, known := base.tokens.of(token); known && before == seq {
			continue
		}
		if old := callers.at(seq); old != nil {
			if caller := out.caller(old.id); caller != nil {
				out.tokens.add(strings.Clone(token), caller.seq)
			}
		}
	}
}

// carryPersonas keeps the personas that were minted, and what became of tokens.
func (m *move) carryPersonas(base, state, out *world) {
	named := func(p fixtures.Persona) func(fixtures.Persona) bool {
		return func(other fixtures.Persona) bool { return other.Name == p.Name }
	}
	minted := map[string]*bearer{} // by their tokens
	for _, p := range state.personas {
		if slices.ContainsFunc(base.personas, named(p)) || slices.ContainsFunc(out.personas, named(p)) {
			continue
		}
		if p.Caller != "" && out.caller(p.Caller) == nil {
			continue
		}
		out.personas = append(slices.Clip(out.personas), p)
		minted[p.Token] = &bearer{name: p.Name, rights: m.to.contract.Permissions.Rights(p.Permissions...)}
	}
	changes := state.tokenChanges.Load()
	if changes == nil || changes == base.tokenChanges.Load() {
		return
	}
	kept := map[string]tokenChange{}
	for token, change := range *changes {
		if change.bearer != nil { // whose rights are those of the other contract
			change.bearer = minted[token]
		}
		if change.bearer != nil || change.expired || change.revoked {
			kept[token] = change
		}
	}
	out.tokenChanges.Store(&kept)
}

package checks

import (
	"net/http"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// changeRule is the requirement of what an operation changes.
func (b *builder) changeRule(f *engine.Family, op *spec.Operation) string {
	if op.Action.Kind == spec.UpdateMany {
		return "OP-8"
	}
	return b.ruleOf(f, "OP-7")
}

// changes are the checks of what a change does to a record, and what it leaves
// alone.
func (b *builder) changes() {
	for _, f := range b.families {
		b.switchedOff(f)
		for _, op := range f.Changers() {
			rule := b.changeRule(f, op)
			for m := range engine.Writable(engine.ChangeSchema(op)) {
				if m.WriteOnly || m.Name == f.Resource.ID || f.Resource.Stamped(m.Name) {
					continue // what a change of the id does, or of a stamp, nobody says
				}
				b.add(engine.Check{
					Topic: engine.State, Rule: rule, Operation: op, Name: "change/" + m.Name,
					Writes: true,
					Title:  "a change of " + m.Name + " is answered, kept, and leaves all else as it was",
					Run: func(t *engine.Trial) {
						wantChange(t, f, op, b.fill(t, row{op: op, change: map[string]any{m.Name: m.Schema}}))
					},
				})
				if m.Schema.Type() != "object" {
					continue
				}
				for leaf := range engine.Writable(m.Schema) {
					b.add(engine.Check{
						Topic: engine.State, Rule: rule, Operation: op, Name: "merge/" + m.Name + "." + leaf.Name,
						Writes: true,
						Title:  "a change of " + m.Name + " is merged member by member",
						Run: func(t *engine.Trial) {
							wantMerge(t, f, op, m, leaf)
						},
					})
				}
				b.add(engine.Check{
					Topic: engine.State, Rule: rule, Operation: op, Name: "merge-nothing/" + m.Name,
					Writes: true, Level: spec.SHOULD,
					Title: "an empty " + m.Name + " changes nothing but the date of the change",
					Run: func(t *engine.Trial) {
						wantChange(t, f, op, map[string]any{m.Name: map[string]any{}})
					},
				})
			}
			b.add(engine.Check{
				Topic: engine.State, Rule: b.ruleOf(f, "OP-9"), Operation: op, Name: "seen-at-once",
				Writes: true, Watch: engine.Watch{Stale: true},
				Title: "what a change answered is read and listed at once, in every version and by everyone",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, nil)
					owners := ownersOf(t, a)
					for _, r := range a.Records { // who remembers what it answered must forget it
						wantSeenEverywhere(t, f, r.State)
					}
					for _, own := range owners {
						t.Send(f.SelfRead, own)
					}
					x := a.Send(a.Caller)
					if !t.Want(x, "a change", 200) {
						return
					}
					for _, record := range a.RecordsIn(x) {
						wantSeenEverywhere(t, f, record)
					}
					for _, own := range owners {
						if y := t.Send(f.SelfRead, own); y.Status != http.StatusUnauthorized { // a token may end where there is a newer one
							t.WantSame(y, "the record as the write answered it, to its owner", f.Resource.Schema, a.RecordIn(x), y.Record())
						}
					}
				},
			})
		}
	}
}

// ownersOf are callers whose record an attempt is on: with a token of their own, and with
// the one from before that.
func ownersOf(t *engine.Trial, a *engine.Attempt) []*wire.Caller {
	if len(a.Records) == 0 || !a.Family.People() || a.Family.SelfRead == nil {
		return nil
	}
	r := a.Record()
	if r.Password == "" || !t.Session.CanLogIn() {
		if r.Caller == nil {
			return nil
		}
		return []*wire.Caller{r.Caller}
	}
	first := t.LogIn(r)
	r.Caller = nil
	second := t.LogIn(r)
	if a.Operation.Action.Self {
		a.Caller = second
	}
	return []*wire.Caller{second, first}
}

// wantChange makes one change and wants it in the reply and in the next read, with
// all else as it was but the date of the change, which has moved on.
func wantChange(t *engine.Trial, f *engine.Family, op *spec.Operation, change map[string]any) {
	a := t.Attempt(op, change)
	a.RequireFit()
	for _, r := range a.Records {
		if !op.Action.Self || r.Password != "" { // what a persona of the target lacks stays so
			fillUp(t, f, op, r)
		}
	}
	x := a.Send(a.Caller)
	if !t.Want(x, "a change of "+memberNames(change), 200) {
		return
	}
	wantChanged(t, a, x, change)
}

// fillUp gives a record the texts that it lacks, a user a role and a role a permission
// of no meaning, so that a change that takes them away is seen.
func fillUp(t *engine.Trial, f *engine.Family, op *spec.Operation, r *engine.Record) {
	if f.Update == nil {
		return
	}
	schema, lacks := engine.ChangeSchema(f.Update), map[string]any{}
	for _, path := range engine.Leaves(schema, func(path string) bool { return !f.Special(path) && schema.At(path).Type() == "string" }) {
		if jsonvalue.ValueAt(r.State, path) == nil {
			jsonvalue.SetAt(lacks, path, engine.Sample(schema.At(path), t.Mark(), false))
		}
	}
	if p := t.Session.Contract.Principal; op == f.Update && f.People() && t.Session.CanMakeRoles() && schema.Member(p.Roles) != nil {
		lacks[p.Roles] = t.RoleIDs(t.Role())
	}
	if p := t.Session.Contract.Principal; p != nil && f.Resource == p.Role && schema.Member(p.Permissions) != nil {
		lacks[p.Permissions] = []any{t.Mark()}
	}
	if len(lacks) > 0 {
		t.Set(f, r, lacks)
	}
}

func memberNames(change map[string]any) string {
	names := ""
	for name := range change {
		if names != "" {
			names += ", "
		}
		names += name
	}
	return names
}

// wantChanged compares the reply to a change, and what is read after it, with the
// records from before.
func wantChanged(t *engine.Trial, a *engine.Attempt, x *wire.Exchange, change map[string]any) {
	replied := a.RecordsIn(x)
	if len(replied) != len(a.Records) {
		t.Fail(x, "as many records as were changed", engine.Short(len(replied)))
		return
	}
	r := a.Family.Resource
	for i, record := range a.Records {
		want := engine.Merged(record.State, change)
		t.WantChanged(x, "the change, and all else as it was", r, record.State, change, replied[i])
		wantGrowth(t, x, r, record.State, replied[i])
		if now, again := t.Reread(a.Family, record.WithState(want)); now != nil {
			t.WantSame(again, "the record as the change answered it", r.Schema, replied[i], now)
			record.State = now
		}
	}
}

// wantGrowth wants the date of the last change to have moved on.
func wantGrowth(t *engine.Trial, x *wire.Exchange, r *spec.Resource, before, after map[string]any) bool {
	was, isWas := engine.Instant(before[r.Modified])
	is, isIs := engine.Instant(after[r.Modified])
	if isWas && isIs && is <= was {
		t.Fail(x, r.Modified+" later than before the change", "not later")
		return false
	}
	return true
}

// wantMerge sets all leaves of a nested object, changes one, and wants the others
// to stay.
func wantMerge(t *engine.Trial, f *engine.Family, op *spec.Operation, m spec.Member, leaf spec.Member) {
	change := map[string]any{m.Name: map[string]any{leaf.Name: engine.Another(leaf.Schema, t.Mark(), nil)}}
	a := t.Attempt(op, change)
	a.RequireFit()
	for _, r := range a.Records {
		t.Set(f, r, map[string]any{m.Name: engine.Another(m.Schema, t.Mark(), nil)}) // each its own: one's texts are not another's
	}
	x := a.Send(a.Caller)
	if t.Want(x, "a change of one member of "+m.Name, 200) {
		wantChanged(t, a, x, change)
	}
}

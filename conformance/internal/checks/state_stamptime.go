package checks

import (
	"fmt"
	"net/http"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// stampOff is how far a date that the server stamps may be from the Date of its
// reply: five seconds, and one for Date, which has no parts of a second.
const stampOff = 6 * time.Second

// stampTimes are the checks that the dates of records tell the time, as far as
// a server tells what time it takes it to be.
func (b *builder) stampTimes() {
	for _, f := range b.families {
		r := f.Resource
		for _, op := range append(f.Changers(), f.Create) {
			if op == nil || op.Body == nil || r.Modified == "" && r.Created == "" {
				continue
			}
			b.add(engine.Check{
				Topic: engine.State, Rule: "GEN-2", Operation: op, Name: "time",
				Writes: true, Needs: engine.Needs{Makes: b.users(op, 1)},
				Title: "the dates of a record are the time of its create and its change, by the Date of the reply",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, nil)
					x := a.Send(a.Caller)
					if !t.Want(x, "a write", op.Success().Status) {
						return
					}
					for _, record := range a.RecordsIn(x) {
						wantTimely(t, x, r.Modified, record)
						if op == f.Create {
							wantTimely(t, x, r.Created, record)
						}
					}
				},
			})
		}
		if f.People() && f.SelfRead != nil && f.SelfUpdate != nil && f.SelfUpdate.Body != nil && r.Modified != "" {
			b.add(engine.Check{
				Topic: engine.State, Rule: "GEN-2", Operation: f.SelfUpdate, Name: "time-long-after",
				Writes: true,
				Title:  "the date of a change is its time, also of a record that was not changed for long",
				Run:    func(t *engine.Trial) { changeLongAfter(t, f) },
			})
		}
	}
}

// wantTimely wants a date of a record within reach of the Date of the reply, where
// there is one. A server that takes its time may read the clock at any moment of
// it.
func wantTimely(t *engine.Trial, x *wire.Exchange, member string, record map[string]any) {
	date, err := http.ParseTime(x.ReplyHeader.Get("Date"))
	at, is := engine.Instant(record[member])
	if err != nil || !is {
		return
	}
	off := time.UnixMilli(at).Sub(date)
	if off.Abs() > stampOff+x.Took {
		side := "later"
		if off < 0 {
			side = "earlier"
		}
		t.Fail(x, member+" within 5 s of the reply's Date", fmt.Sprintf("%s, %s is %s by more", x.ReplyHeader.Get("Date"), engine.Short(record[member]), side))
	}
}

// changeLongAfter has a caller of the target file write to its own record what is
// there already: the one change that leaves a record of others as it was, and
// that date may be years old. Each version has a caller of its own.
func changeLongAfter(t *engine.Trial, f *engine.Family) {
	who := longUnchangedCaller(t, f)
	defer t.Session.Lock(who.Name)()
	before := t.SetUp(t.Send(f.SelfRead, who)).Record()
	change := map[string]any{}
	for _, path := range engine.Leaves(f.SelfUpdate.Body.Schema, func(path string) bool { return !f.Special(path) }) {
		if value, is := jsonvalue.ValueAt(before, path).(string); is && len(change) == 0 && f.SelfUpdate.Body.Schema.At(path).Valid(value) {
			jsonvalue.SetAt(change, path, value)
		}
	}
	if len(change) == 0 {
		panic(engine.NotApplicable("the caller's own record has no text that it may write"))
	}
	x := t.Send(f.SelfUpdate, who, wire.Body(change))
	if t.Want(x, "a change to the same value", http.StatusOK) {
		wantTimely(t, x, f.Resource.Modified, x.Record())
	}
}

// longUnchangedCaller is a caller of the target file that no other version's check
// has taken.
func longUnchangedCaller(t *engine.Trial, f *engine.Family) *wire.Caller {
	place := 0
	for _, other := range t.Session.Families {
		if other == f || other.Version == f.Version {
			break
		}
		if other.People() {
			place++
		}
	}
	who := t.Bootstrap()
	for _, p := range t.Session.Target.Personas {
		if p.Name == wire.Bootstrap || p.Disabled {
			continue
		}
		who = t.As(engine.Rights{Name: p.Name, Active: p.Permissions, Inactive: p.InactivePermissions})
		if place--; place < 0 {
			break
		}
	}
	return who
}

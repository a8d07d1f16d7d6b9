package conformance

import (
	"fmt"
	"net/http"
	"time"
)

// stampOff is how far a date that the server stamps may be from the Date of its
// reply: five seconds, and one for Date, which has no parts of a second.
const stampOff = 6 * time.Second

// stampTimes are the checks that the dates of records tell the time, as far as
// a server tells what time it takes it to be.
func (b *builder) stampTimes() {
	for _, f := range b.families {
		r := f.resource
		for _, op := range append(f.changers(), f.create) {
			if op == nil || op.Body == nil || r.Modified == "" && r.Created == "" {
				continue
			}
			b.add(Check{
				Topic: State, Rule: "GEN-2", Operation: op, Name: "time",
				Writes: true, Users: b.users(op, 1),
				Title: "the dates of a record are the time of its create and its change, by the Date of the reply",
				Run: func(t *Trial) {
					a := t.attempt(op, nil)
					x := a.ask(a.as)
					if !t.want(x, "a write", op.Success().Status) {
						return
					}
					for _, record := range a.replied(x) {
						t.timely(x, r.Modified, record)
						if op == f.create {
							t.timely(x, r.Created, record)
						}
					}
				},
			})
		}
		if f.people() && f.selfRead != nil && f.selfUpdate != nil && f.selfUpdate.Body != nil && r.Modified != "" {
			b.add(Check{
				Topic: State, Rule: "GEN-2", Operation: f.selfUpdate, Name: "time-long-after",
				Writes: true,
				Title:  "the date of a change is its time, also of a record that was not changed for long",
				Run:    func(t *Trial) { t.longAfter(f) },
			})
		}
	}
}

// timely wants a date of a record within reach of the Date of the reply, where
// there is one. A server that takes its time may read the clock at any moment of
// it.
func (t *Trial) timely(x *Exchange, member string, record map[string]any) {
	date, err := http.ParseTime(x.ReplyHeader.Get("Date"))
	at, is := instant(record[member])
	if err != nil || !is {
		return
	}
	off := time.UnixMilli(at).Sub(date)
	if off.Abs() > stampOff+x.Took {
		side := "later"
		if off < 0 {
			side = "earlier"
		}
		t.fail(x, member+" within 5 s of the reply's Date", fmt.Sprintf("%s, %s is %s by more", x.ReplyHeader.Get("Date"), short(record[member]), side))
	}
}

// longAfter has a caller of the target file write to its own record what is
// there already: the one change that leaves a record of others as it was, and
// that date may be years old. Each version has a caller of its own.
func (t *Trial) longAfter(f *family) {
	who := t.longUnchanged(f)
	defer t.session.lockPersona(who.name)()
	before := t.setUp(t.ask(f.selfRead, who)).one()
	change := map[string]any{}
	for _, path := range leaves(f.selfUpdate.Body.Schema, "", func(path string) bool { return !f.special(path) }) {
		if value, is := valueAt(before, path).(string); is && len(change) == 0 && f.selfUpdate.Body.Schema.At(path).Valid(value) {
			setAt(change, path, value)
		}
	}
	if len(change) == 0 {
		panic(notApplicable("the caller's own record has no text that it may write"))
	}
	x := t.ask(f.selfUpdate, who, body(change))
	if t.want(x, "a change to the same value", http.StatusOK) {
		t.timely(x, f.resource.Modified, x.one())
	}
}

// longUnchanged is a caller of the target file that no other version's check
// has taken.
func (t *Trial) longUnchanged(f *family) *caller {
	place := 0
	for _, other := range t.session.families {
		if other == f || other.version == f.version {
			break
		}
		if other.people() {
			place++
		}
	}
	who := t.bootstrap()
	for _, p := range t.session.target.Personas {
		if p.Name == Bootstrap || p.Disabled {
			continue
		}
		who = t.as(Rights{Name: p.Name, Active: p.Permissions, Inactive: p.InactivePermissions})
		if place--; place < 0 {
			break
		}
	}
	return who
}

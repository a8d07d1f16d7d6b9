package engine

import (
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// ChangeOptions are the options of a request that makes this change to records.
func (t *Trial) ChangeOptions(op *spec.Operation, change map[string]any, records ...*Record) []wire.Option {
	switch {
	case op.Action.Kind == spec.UpdateMany:
		ids := make([]any, len(records))
		for i, r := range records {
			ids[i] = IDValue(op.Action.Resource, r.ID)
		}
		return []wire.Option{wire.Body(map[string]any{op.Action.IDs: ids, op.Action.Changes: change})}
	case op.Action.Self:
		return []wire.Option{wire.Body(change)}
	}
	return []wire.Option{wire.Key(records[0].ID), wire.Body(change)}
}

// RecordsIn are the records that a change answered with.
func (a *Attempt) RecordsIn(x *wire.Exchange) []map[string]any {
	if a.Operation.Success().Many {
		many, ok := x.Records()
		if !ok {
			a.Trial.Fail(x, "the records in the reply", x.Describe())
			a.Trial.Broken("the reply held no list of records")
		}
		return many
	}
	if one := x.Record(); one != nil {
		return []map[string]any{one}
	}
	a.Trial.Fail(x, "the record in the reply", x.Describe())
	a.Trial.Broken("the reply held no record")
	return nil
}

// RecordIn is the first record that a write answered with.
func (a *Attempt) RecordIn(x *wire.Exchange) map[string]any {
	replied := a.RecordsIn(x)
	if len(replied) == 0 {
		a.Trial.Fail(x, "the records in the reply", "none")
		a.Trial.Broken("the reply held no record")
	}
	return replied[0]
}

// QuotedMember is a member of an object as JSON text: "name":value.
func QuotedMember(name string, value any) string {
	return string(jsonvalue.Append(nil, name)) + ":" + string(jsonvalue.Append(nil, value))
}

// QuotedFree is an object as JSON text without its braces, for more members to follow.
func QuotedFree(object map[string]any) string {
	text := string(jsonvalue.Append(nil, object))
	return text[1 : len(text)-1]
}

// WrapChange is the text of a change as the operation's body carries it.
func (a *Attempt) WrapChange(change string) string {
	if a.Operation.Action.Kind != spec.UpdateMany {
		return change
	}
	return "{" + QuotedMember(a.Operation.Action.IDs, a.Body[a.Operation.Action.IDs]) + "," + string(jsonvalue.Append(nil, a.Operation.Action.Changes)) + ":" + change + "}"
}

// SentText is a text of the body.
func (a *Attempt) SentText(member string) string {
	text, _ := a.Body[member].(string)
	return text
}

// letterPlace stands in a body where letters are put that JSON would write in another way,
// or that are many.
const letterPlace = "rolecall.letters"

// TooLargeBody is the body with a text in it that makes it one byte too long.
func (a *Attempt) TooLargeBody() string {
	grown, _ := jsonvalue.Clone(a.Body).(map[string]any)
	at, schema := grown, a.Operation.Body.Schema
	if a.Operation.Action.Kind == spec.UpdateMany {
		at, _ = grown[a.Operation.Action.Changes].(map[string]any)
		schema = ChangeSchema(a.Operation)
	}
	member := a.Family.FreeMember(schema)
	if a.Operation.Action.Kind == spec.Login {
		member = a.Trial.Session.Contract.Principal.Password
	}
	if member == "" {
		panic(NotApplicable("no text of any length is found in a body of " + RequestLine(a.Operation)))
	}
	jsonvalue.SetAt(at, member, letterPlace)
	before, after, _ := strings.Cut(string(jsonvalue.Append(nil, grown)), letterPlace)
	return before + wire.Letters(wire.Largest+1-len(before)-len(after)) + after
}

// BodyWithText is the text of the attempt's body with letters put into a text of it.
func (a *Attempt) BodyWithText(path, letters string) string {
	sent, _ := jsonvalue.Clone(a.Body).(map[string]any)
	change := sent
	if a.Operation.Action.Kind == spec.UpdateMany {
		change, _ = sent[a.Operation.Action.Changes].(map[string]any)
	}
	text, _ := jsonvalue.ValueAt(change, path).(string)
	jsonvalue.SetAt(change, path, text+letterPlace)
	return strings.Replace(string(jsonvalue.Append(nil, sent)), letterPlace, letters, 1)
}

// Record is the first of the records that an attempt is about. A check that has
// none does not apply.
func (a *Attempt) Record() *Record {
	if len(a.Records) == 0 {
		panic(NotApplicable(a.Operation.Method + " " + a.Operation.Path + " is about no record that a check could look at"))
	}
	return a.Records[0]
}

// ReplaceChange puts another change into the body of an attempt.
func (a *Attempt) ReplaceChange(change map[string]any) {
	if a.Operation.Action.Kind == spec.UpdateMany {
		a.Body = Merged(a.Body, map[string]any{a.Operation.Action.Changes: change})
		return
	}
	a.Body = Merged(a.Body, change)
}

// HarmlessChange is a change of a member that may be anything.
func (t *Trial) HarmlessChange(f *Family, op *spec.Operation) map[string]any {
	return f.Harmless(ChangeSchema(op), t.Mark())
}

// RequireFit ends a check whose body would be refused: it does not fit, or no two records
// may have the value that it has.
func (a *Attempt) RequireFit() {
	if !a.Operation.Body.Schema.Valid(a.Body) {
		panic(NotApplicable("no body that fits the schema of " + RequestLine(a.Operation) + " is found"))
	}
	if a.Operation.Action.Kind != spec.Create {
		return
	}
	for _, member := range distinctMembers(a.Family.Resource) {
		own := a.Operation.Body.Schema.At(member)
		if own != nil && jsonvalue.ValueAt(a.Body, member) != nil && Equal(UnusedID(own, a.Mark), UnusedID(own, another(a.Mark))) {
			panic(NotApplicable("no two values are found of " + member + ", which no two records may share"))
		}
	}
}

package mockserver

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// answerWith answers with a record, as far as the operation's reply has a body.
func (x *exchange) answerWith(r *state.Record) {
	x.tag(r)
	switch e := x.endpoint; {
	case e.mediaType == nil:
	case e.Success().Holds && (!e.Success().Many || e.Action.Listed):
		x.answer = e.envelope.one(x.answer, x.show(r))
	case e.Success().Holds && e.Action.Kind == spec.Create:
		x.answerWithMany([]*state.Record{r}, pageInfo{total: 1})
	default:
		x.answerAbout(r)
	}
}

// show makes of a record what this reply shows of it, where that is not what is
// stored: more members, fewer, or others.
func (x *exchange) show(r *state.Record) *state.Record {
	e := x.endpoint
	if e.shown == nil {
		return r
	}
	stored, _ := jsonvalue.Decode([]byte(r.JSON))
	document, isObject := stored.(map[string]any)
	if !isObject {
		return r
	}
	e.hidden.Prune(document)
	x.fitID(document, e.shown)
	if !e.shown.Valid(document) {
		x.server.model.ConformObject(e.shown, document, r.ID)
	}
	return &state.Record{ID: r.ID, JSON: string(e.shown.Append(nil, document))}
}

// fitID has the id of a record be a text or a number, as a reply shows it.
func (x *exchange) fitID(record map[string]any, s *spec.Schema) {
	name := x.endpoint.Action.Resource.ID
	value, shown := jsonvalue.ValueAt(record, name), s.At(name)
	if other := state.OtherID(value); shown != nil && !shown.Valid(value) && shown.Valid(other) {
		jsonvalue.SetAt(record, name, other)
	}
}

func (x *exchange) answerWithMany(list []*state.Record, info pageInfo) {
	switch e := x.endpoint; {
	case e.mediaType == nil:
	case e.Counts():
		x.answerCount(info.total)
	case e.Success().Holds && e.Success().Many:
		for i, r := range list {
			list[i] = x.show(r)
		}
		x.answer = e.envelope.many(x.answer, list, info)
	default:
		x.answerAbout(nil)
	}
}

// answerCount answers with how many there are, in the reply that the operation else
// gives.
func (x *exchange) answerCount(n int) {
	number := any(json.Number(strconv.Itoa(n)))
	schema, at := x.endpoint.Success().Schema, x.endpoint.Action.Total
	if at == "." {
		x.answer = schema.Append(x.answer, number)
		return
	}
	reply, _ := x.exampleValue().(map[string]any)
	if reply == nil {
		reply = map[string]any{}
	}
	jsonvalue.SetAt(reply, at, number)
	x.answer = schema.Append(x.answer, reply)
}

// answerAbout answers in a schema that is not the record's: an example or a made
// value, with those members of the record that it has too.
func (x *exchange) answerAbout(r *state.Record) {
	value := x.exampleValue()
	object, isObject := value.(map[string]any)
	if r != nil && isObject {
		stored, _ := jsonvalue.Decode([]byte(r.JSON))
		members, _ := stored.(map[string]any)
		x.fitID(members, x.endpoint.Success().Schema)
		for name, value := range members {
			if m := x.endpoint.Success().Schema.Member(name); m != nil && m.Schema.Valid(value) {
				object[name] = value
			}
		}
	}
	x.answer = x.endpoint.Success().Schema.Append(x.answer, value)
}

// answerWithoutState answers an operation that nothing is known of but its
// reply: with its example, else with a value of its schema.
func (x *exchange) answerWithoutState() *refusal {
	success := x.endpoint.Success()
	switch {
	case success == nil:
		return x.server.refuse(spec.NoAnswer, x.endpoint.Operation, "the document declares no reply of a granted request, so there is nothing to answer with")
	case x.endpoint.mediaType == nil:
	case mediatype.IsJSON(success.MediaType):
		x.answer = success.Schema.Append(x.answer, x.exampleValue())
	default:
		x.answer = append(x.answer, exampleText(success)...)
	}
	return nil
}

// exampleValue is what the operation's reply may say, the same for the same keys
// and query. The keys of the path stand in the members that are called so.
func (x *exchange) exampleValue() any {
	success := x.endpoint.Success()
	value, has := success.Example()
	if !has || !success.Schema.Valid(value) && success.Schema != nil {
		made := x.server.model.Sample(success.Schema, x.endpoint.ID+strings.Join(x.keys, "/")+x.request.URL.RawQuery)
		if !has || success.Schema.Valid(made) {
			value = made
		}
	}
	if !success.Holds {
		x.endpoint.hidden.Prune(value)
	}
	x.server.model.IssueTokens(success.Schema, value)
	echo(success.Schema, value, x.body)
	object, isObject := value.(map[string]any)
	for i, p := range x.endpoint.PathKeys {
		m := success.Schema.Member(p.Name)
		if !isObject || m == nil || i >= len(x.keys) {
			continue
		}
		if parsed, wrong := p.Parse(x.keys[i : i+1]); len(wrong) == 0 && len(parsed) == 1 && m.Schema.Valid(parsed[0]) {
			object[p.Name] = parsed[0]
		}
	}
	return value
}

// echo writes what was sent into the members of a reply that are called the same:
// who logs in with an email is who the reply is about. Both may stand in an object
// of the same name.
func echo(s *spec.Schema, reply, sent any) {
	object, isObject := reply.(map[string]any)
	body, has := sent.(map[string]any)
	if !isObject || !has {
		return
	}
	for name, value := range body {
		m := s.Member(name)
		if m == nil || m.WriteOnly {
			continue
		}
		if _, nested := value.(map[string]any); nested {
			echo(m.Schema, object[name], value)
			continue
		}
		if _, list := value.([]any); !list && m.Schema.Valid(value) {
			object[name] = value
		}
	}
}

// exampleText is the reply of a media type that is not JSON.
func exampleText(success *spec.Reply) string {
	if example, has := success.Example(); has {
		if text, is := example.(string); is {
			return text
		}
		return string(success.Schema.Append(nil, example))
	}
	switch media := mediatype.Of(success.MediaType); {
	case strings.HasSuffix(media, "xml"):
		return "<?xml version=\"1.0\"?><example/>"
	case media == "text/html":
		return "<!doctype html><title>example</title>"
	}
	return "example"
}

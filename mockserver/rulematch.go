package mockserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/cotalker/rolecall/internal/journal"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// followRule answers a request by the first rule of its world that it matches. It
// tells whether that was the answer.
func (x *exchange) followRule() (refused *refusal, answered bool) {
	rule, err := x.world.takeRule(x.matches)
	switch {
	case err != nil:
		return x.storeAway(err), false
	case rule == nil:
		return nil, false
	}
	x.byRule = rule.ID
	wait := rule.delay.at(share(0, x.world.rules.waits.Add(1)))
	x.waits = x.waits || rule.Answer.Delay != ""
	if !x.wait(wait) {
		return nil, true
	}
	a := &rule.Answer
	switch {
	case a.Drop:
		x.drop()
		return nil, true
	case !a.replaces():
		return nil, false
	}
	why := "the rule " + rule.ID + " of the world " + x.world.name
	declared := x.endpoint.declared(a.Status, a.Example)
	status := a.Status
	if status == 0 && declared != nil {
		status = statusOf(declared)
	}
	if status == 0 {
		status = http.StatusOK
	}
	reply := &givenReply{status: status, header: http.Header{}}
	if a.Body != nil {
		reply.mediaType, reply.body = jsonType, jsonvalue.Append(nil, a.Body)
		if declared != nil && declared.MediaType != "" {
			reply.mediaType = []string{declared.MediaType}
		}
		if status >= 400 && !x.server.noHints {
			reply.header["Rolecall-Reason"] = []string{reasonText(why)}
		}
	} else if reply, refused = x.give(status, declared, a.Example, false, why); refused != nil {
		refused.headers = a.Headers
		return refused, false
	}
	for name, value := range a.Headers {
		reply.header[http.CanonicalHeaderKey(name)] = []string{value}
	}
	x.writeGiven(reply)
	return nil, true
}

// declared is the reply of a status, or that which has an example, or that of a
// granted request; nil for none.
func (e *endpoint) declared(status int, example string) *spec.Reply {
	switch {
	case status != 0:
		return e.Reply(status)
	case example != "":
		return e.replyWithExample(example)
	}
	return e.Success()
}

func hasExample(r *spec.Reply, name string) bool {
	_, has := r.ExampleNamed(name)
	return has
}

// matches tells whether a rule is about this request.
func (x *exchange) matches(r *Rule) bool {
	if r.op != nil && r.op != x.endpoint.Operation {
		return false
	}
	if r.Persona != "" && x.askedBy() != r.Persona {
		return false
	}
	if r.Body == nil {
		return true
	}
	return x.readOnce() == nil && x.decoded && holds(x.body, r.Body)
}

// askedBy is the persona who asks, before the stage that identifies callers comes
// to it.
func (x *exchange) askedBy() string {
	before := x.rights
	x.identify()
	name := x.callerText()
	x.identity = identity{rights: before[:0]}
	return name
}

// readOnce is the stage that reads the body, whoever needs it first.
func (x *exchange) readOnce() *refusal {
	if !x.readAlready {
		x.readAlready = true
		x.readRefused = x.read()
		if !x.server.noJournal {
			x.sent = append(x.sent[:0], x.text[:min(len(x.text), journal.MaxKeptBody)]...)
		}
	}
	return x.readRefused
}

// holds tells whether a value has all that another says: the same members among
// others, the same lists, texts and numbers.
func holds(value, part any) bool {
	switch want := part.(type) {
	case map[string]any:
		object, is := value.(map[string]any)
		if !is {
			return false
		}
		for name, member := range want {
			if has, there := object[name]; !there || !holds(has, member) {
				return false
			}
		}
		return true
	case []any:
		list, is := value.([]any)
		if !is || len(list) != len(want) {
			return false
		}
		for i := range want {
			if !holds(list[i], want[i]) {
				return false
			}
		}
		return true
	case nil, bool, string:
		return value == want
	}
	a, err := strconv.ParseFloat(fmt.Sprint(part), 64)
	number, is := value.(json.Number)
	b, err2 := number.Float64()
	return is && err == nil && err2 == nil && a == b
}

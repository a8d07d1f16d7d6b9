package mockserver

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// envelope is the text around a resource, or a list of them, in a reply, and the
// places of what a list says of its pages.
type envelope struct {
	parts                  []part // each a text and what stands behind it
	last                   []part // parts where there is no next page, nil for the same
	countOpen, countClosed []byte // instead of the end, around the number of all matches
}

// part is a text of an envelope and what comes behind it.
type part struct {
	text []byte
	slot slot
}

// slot is what is written at a place of an envelope.
type slot byte

const (
	endSlot slot = iota
	recordsSlot
	totalSlot
	nextSlot
	moreSlot
	pageSlot
	sizeSlot
	pagesSlot
	offsetSlot
	firstSlot
	lastSlot
	hereSlot
	emptySlot
	earlierSlot
	laterSlot
)

// pageInfo is what a list says of itself: how many match in all, negative where
// nobody asked, the encoded way to the next page, "" where there is none, and which page
// it is, of how many records, as the request says it.
type pageInfo struct {
	total              int
	next               string
	page, size, offset int
	first, last        bool
}

func (c *config) newEnvelope(op *spec.Operation) envelope {
	success, a := op.Success(), op.Action
	slots := map[string]slot{a.Total: totalSlot, a.Next: nextSlot, a.More: moreSlot}
	slots[strings.Join(success.Envelope, ".")] = recordsSlot
	if len(success.Envelope) > 0 {
		delete(slots, "")
	}
	placePage(op, slots)
	compile := func(value any) []part { return split(success.Schema.Append(nil, value), success.Many) }
	e := envelope{parts: compile(c.around(success.Schema, "", slots, op.ID))}
	if a.Next != "" {
		delete(slots, a.Next)
		last := c.around(success.Schema, "", slots, op.ID)
		endAt(last, success.Schema, a.Next)
		e.last = compile(last)
	}
	for _, p := range op.Query {
		if p.Filter.Kind == spec.Count {
			e.placeCount(success.Envelope, p.Filter.At)
		}
	}
	return e
}

// endAt takes out of a reply what a made value of its schema says of a next page:
// where the member must be there it is null, or else empty.
func endAt(reply any, s *spec.Schema, path string) {
	object, is := reply.(map[string]any)
	name, rest, nested := strings.Cut(path, ".")
	m := s.Member(name)
	if _, has := object[name]; !is || !has || m == nil {
		return
	}
	switch {
	case nested:
		endAt(object[name], m.Schema, rest)
	case !m.Required:
		delete(object, name)
	case m.Schema.Valid(nil):
		object[name] = nil
	case m.Schema.Valid(""):
		object[name] = ""
	}
}

// slotMark stands before a slot's letter where AppendJSON writes it as it is.
const slotMark = "\x00"

// around is the reply with its slots, and with the members that it requires
// beside them.
func (c *config) around(s *spec.Schema, path string, slots map[string]slot, seed string) any {
	if here, is := slots[path]; is {
		return json.Number(slotMark + string('a'+byte(here)))
	}
	out := map[string]any{}
	members := s.Members()
	for i := range members {
		m := &members[i]
		below := strings.TrimPrefix(path+"."+m.Name, ".")
		switch {
		case leadsToSlot(slots, below):
			out[m.Name] = c.around(m.Schema, below, slots, seed)
		case m.Required && !m.WriteOnly:
			out[m.Name] = c.model.Sample(m.Schema, seed)
		}
	}
	return out
}

func leadsToSlot(slots map[string]slot, path string) bool {
	for at := range slots {
		if at == path || strings.HasPrefix(at, path+".") {
			return true
		}
	}
	return false
}

// split cuts an encoded reply at its slots. Those of a list of records stand in
// brackets.
func split(text []byte, many bool) []part {
	var out []part
	for {
		before, after, found := bytes.Cut(text, []byte(slotMark))
		if !found {
			return append(out, part{text: text})
		}
		one := part{before, slot(after[0] - 'a')}
		text = after[1:]
		if one.slot == recordsSlot && many {
			one.text = append(bytes.Clone(before), '[')
			text = append([]byte{']'}, text...)
		}
		out = append(out, one)
	}
}

// placeCount closes the list as far as the objects that the count shares with
// it, and opens the way to the count from there.
func (e *envelope) placeCount(list, count []string) {
	common := 0
	for common < len(list)-1 && common < len(count)-1 && list[common] == count[common] {
		common++
	}
	open := []byte("]" + strings.Repeat("}", max(len(list)-common-1, 0)) + ",")
	for i, name := range count[common:] {
		if i > 0 {
			open = append(open, '{')
		}
		open = append(appendKey(open, name), ':')
	}
	e.countOpen = open
	e.countClosed = []byte(strings.Repeat("}", len(count)))
}

func appendKey(dst []byte, name string) []byte { return jsonvalue.Append(dst, name) }

// one writes a reply with one resource.
func (e *envelope) one(dst []byte, r *state.Record) []byte {
	for _, p := range e.parts {
		dst = append(dst, p.text...)
		if p.slot == recordsSlot {
			dst = append(dst, r.JSON...)
		}
	}
	return dst
}

// many writes a reply with a list.
func (e *envelope) many(dst []byte, list []*state.Record, info pageInfo) []byte {
	parts := e.parts
	if info.next == "" && e.last != nil {
		parts = e.last
	}
	counted := info.total >= 0 && e.countOpen != nil
	for i, p := range parts {
		if counted && i == len(parts)-1 {
			dst = strconv.AppendInt(append(dst, e.countOpen...), int64(info.total), 10)
			return append(dst, e.countClosed...)
		}
		dst = append(dst, p.text...)
		switch p.slot {
		case recordsSlot:
			for j, r := range list {
				if j > 0 {
					dst = append(dst, ',')
				}
				dst = append(dst, r.JSON...)
			}
		case totalSlot:
			dst = strconv.AppendInt(dst, int64(max(info.total, 0)), 10)
		case nextSlot:
			dst = append(dst, info.next...)
		case moreSlot:
			dst = strconv.AppendBool(dst, info.next != "")
		case pageSlot:
			dst = strconv.AppendInt(dst, int64(info.page), 10)
		case sizeSlot:
			dst = strconv.AppendInt(dst, int64(info.size), 10)
		case pagesSlot:
			dst = strconv.AppendInt(dst, int64(pagesOf(info.total, info.size)), 10)
		case offsetSlot:
			dst = strconv.AppendInt(dst, int64(info.offset), 10)
		case firstSlot:
			dst = strconv.AppendBool(dst, info.first)
		case lastSlot:
			dst = strconv.AppendBool(dst, info.last)
		case hereSlot:
			dst = strconv.AppendInt(dst, int64(len(list)), 10)
		case emptySlot:
			dst = strconv.AppendBool(dst, len(list) == 0)
		case earlierSlot:
			dst = strconv.AppendBool(dst, !info.first)
		case laterSlot:
			dst = strconv.AppendBool(dst, !info.last)
		}
	}
	return dst
}

package mockserver

import (
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// envelope is the text around a resource, or a list of them, in a reply.
type envelope struct {
	open, close            []byte // around the resource, or the items of the list
	countOpen, countClosed []byte // instead of close, around the number of all matches
}

func newEnvelope(op *spec.Operation) envelope {
	var e envelope
	success := op.Success()
	for _, name := range success.Envelope {
		e.open = append(appendKey(append(e.open, '{'), name), ':')
	}
	if success.Many {
		e.open, e.close = append(e.open, '['), append(e.close, ']')
	}
	e.close = append(e.close, strings.Repeat("}", len(success.Envelope))...)
	for _, p := range op.Query {
		if p.Filter.Kind == spec.Count {
			e.placeCount(success.Envelope, p.Filter.At)
		}
	}
	return e
}

// placeCount closes the list as far as the objects that the count shares with
// it, and opens the way to the count from there.
func (e *envelope) placeCount(list, count []string) {
	common := 0
	for common < len(list)-1 && common < len(count)-1 && list[common] == count[common] {
		common++
	}
	open := []byte("]" + strings.Repeat("}", len(list)-common-1) + ",")
	for i, name := range count[common:] {
		if i > 0 {
			open = append(open, '{')
		}
		open = append(appendKey(open, name), ':')
	}
	e.countOpen = open
	e.countClosed = []byte(strings.Repeat("}", len(count)))
}

func appendKey(dst []byte, name string) []byte { return spec.AppendJSON(dst, name, nil) }

// one writes a reply with one resource.
func (e *envelope) one(dst []byte, r *record) []byte {
	dst = append(dst, e.open...)
	dst = append(dst, r.json...)
	return append(dst, e.close...)
}

// many writes a reply with a list; count is negative where none was asked for.
func (e *envelope) many(dst []byte, list []*record, count int) []byte {
	dst = append(dst, e.open...)
	for i, r := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, r.json...)
	}
	if count < 0 {
		return append(dst, e.close...)
	}
	dst = append(dst, e.countOpen...)
	dst = strconv.AppendInt(dst, int64(count), 10)
	return append(dst, e.countClosed...)
}

package mockserver_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// itemSeen tells whether what an operation does to a list that a record holds is seen by
// a read of the record. What changes or takes away is sent about an item that is there.
func (p *prover) itemSeen(op *spec.Operation) bool {
	item := op.Action.Item
	if len(p.mock.Places(item.Of)) == 0 { // all of them are deleted by now
		p.mock = newMock(p.t, p.contract)
	}
	places := p.mock.Places(item.Of)
	for _, at := range places[:min(len(places), 8)] {
		id := "item-1"
		switch there := itemIDs(item, at.JSON); {
		case op.Action.Kind != spec.AddItem && len(there) > 0:
			id = there[0]
		case op.Action.Kind != spec.AddItem:
			continue
		case item.Keyed:
			id = keyText(op.PathKeys[len(op.PathKeys)-1])
		case item.Numeric:
			id = "1234567"
		}
		before := p.replies(item.Of, at)
		if w := p.sendItem(op, at, id); w.Code >= 300 {
			p.said[op] = http.StatusText(w.Code) + " " + w.Body.String()
			continue
		}
		for reader, reply := range p.replies(item.Of, at) {
			if reply != before[reader] {
				return true
			}
		}
	}
	return false
}

// itemIDs are the ids of what a record has in a list.
func itemIDs(item *spec.ListItem, record string) (ids []string) {
	stored, _ := jsonvalue.Decode([]byte(record))
	list, _ := jsonvalue.ValueAt(stored, item.In).([]any)
	for _, one := range list {
		if item.ID != "" {
			one = jsonvalue.ValueAt(one, item.ID)
		}
		ids = append(ids, jsonvalue.Text(one))
	}
	return ids
}

// sendItem asks an operation about an item of a list that a record holds.
func (p *prover) sendItem(op *spec.Operation, at mockserver.Place, id string) *httptest.ResponseRecorder {
	r, item := requestFor(op, p.mock.Seed()), op.Action.Item
	own := append(slices.Clone(at.Parents), at.ID)
	if item.Keyed {
		own = append(own, id)
	}
	var keys []string
	for i, key := range op.PathKeys {
		text := ""
		if from := i - len(op.PathKeys) + len(own); from >= 0 {
			text = own[from]
		}
		if text == "" {
			text = keyText(key)
		}
		keys = append(keys, url.PathEscape(text))
	}
	target, _ := url.Parse(op.Expand(keys...))
	target.RawQuery = r.URL.RawQuery
	r.URL = target
	if op.Body != nil {
		sent, _ := io.ReadAll(r.Body)
		body, err := jsonvalue.Decode(sent)
		withoutReadOnly(op.Body.Schema, body)
		value := any(id)
		if item.Numeric {
			value = json.Number(id)
		}
		if object, is := body.(map[string]any); is && item.IDs != "" && item.IDs != "." {
			if op.Body.Schema.At(item.IDs).Type() == "array" {
				value = []any{value}
			}
			jsonvalue.SetAt(object, item.IDs, value)
		}
		if err == nil {
			sent = jsonvalue.Append(nil, body)
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(sent)), int64(len(sent))
	}
	w := httptest.NewRecorder()
	p.mock.ServeHTTP(w, r)
	return w
}

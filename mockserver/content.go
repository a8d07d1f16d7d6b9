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

// maxContent is the most that a body may hold whose bytes are kept as they are, in
// bytes: a photo, more than JSON ever is.
const maxContent = 8 << 20

// upload are bytes that were sent: all of a body, or a file in a form.
type upload struct {
	member string // of the form, "" for all of a body
	name   string // of the file, "" where it has none
	media  string
	bytes  []byte
}

// content is what a record is to hold of the body, nil for nothing.
func (x *exchange) content() *state.Content {
	if x.upload == nil || !x.endpoint.Action.Content {
		return nil
	}
	return &state.Content{Type: strings.Clone(x.upload.media), Bytes: x.upload.bytes}
}

// tellContent writes into a record what its members tell of the bytes that were
// sent. The bytes themselves are no member.
func (x *exchange) tellContent(document map[string]any) {
	sent, resource := x.upload, x.endpoint.Action.Resource
	if sent == nil || !x.endpoint.Action.Content {
		return
	}
	delete(document, sent.member)
	tell := func(member string, value any) {
		if m := resource.Schema.At(member); member != "" && value != "" && m.Valid(value) {
			jsonvalue.SetAt(document, member, value)
		}
	}
	if jsonvalue.ValueAt(document, resource.ContentName) == nil {
		tell(resource.ContentName, sent.name)
	}
	tell(resource.ContentType, sent.media)
	tell(resource.ContentSize, json.Number(strconv.Itoa(len(sent.bytes))))
}

// putContent lets a record hold the bytes of the body. Where there is no record one
// is made, if the operation says so.
func (x *exchange) putContent() *refusal {
	return x.write(func() *refusal {
		a := x.endpoint.Action
		c := x.state.Writable(a.Resource)
		old, refused := x.target(c)
		changes := map[string]any{}
		if old == nil && refused != nil && refused.kind == spec.UnknownID && a.Upsert {
			if a.Named != "" {
				jsonvalue.SetAt(changes, a.Named, x.recordKey())
			}
			x.tellContent(changes)
			return x.upsert(c, changes, nil)
		}
		if refused != nil {
			return refused
		}
		x.tellContent(changes)
		jsonvalue.RemoveAt(changes, a.Resource.ContentName) // it is called so already
		r, err := x.state.Merged(c, old, changes, nil, &x.text)
		if err != nil {
			return x.taken(err)
		}
		r.Content = x.content()
		x.state.Replace(c, old, r, changes)
		x.replaced()
		x.answerWith(r)
		return nil
	})
}

// answerWithContent answers with the bytes that a record holds, as they were sent,
// with their media type where the operation declares it. Of a record that nobody
// gave any, they are an example.
func (x *exchange) answerWithContent(r *state.Record) {
	success := x.endpoint.Success()
	x.header["Content-Security-Policy"] = sandboxed
	if r.Content == nil {
		x.answer = append(x.answer, exampleText(success)...)
		return
	}
	x.answer = append(x.answer, r.Content.Bytes...)
	if declares(append(success.Media, success.MediaType), mediatype.Of(r.Content.Type)) {
		x.answered = []string{r.Content.Type}
	}
}

package checks

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// mediaTypes are the checks of Content-Type and of size, on every operation
// that reads a body.
func (b *builder) mediaTypes() {
	for _, op := range b.operations {
		if op.Body == nil {
			continue
		}
		b.add(engine.Check{
			Topic: engine.Headers, Rule: "HDR-6", Operation: op, Name: "media-type",
			Writes: true,
			Title:  "a body that is not application/json is 415",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				for _, wrong := range []string{
					"", "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
					"application/json-patch+json", "application/merge-patch+json", "application/jsonp", "application/xml", "application/octet-stream",
				} {
					if takesMedia(op.Body, wrong) {
						continue
					}
					what := "Content-Type: " + wrong
					if wrong == "" {
						what = "a body without Content-Type"
					}
					t.Want(a.Send(a.Caller, wire.Media(wrong)), what, 415)
				}
				a.WantUntouched()
			},
		})
		b.add(engine.Check{
			Topic: engine.Headers, Rule: "HDR-6", Operation: op, Name: "media-type-parameters",
			Writes: true,
			Title:  "parameters and case of application/json do not matter",
			Run: func(t *engine.Trial) {
				a := t.Probe(op)
				name := mediatype.Of(op.Body.MediaType)
				for _, right := range []string{name + "; charset=utf-8", name + ";charset=UTF-8", name + `; charset="utf-8"`, strings.Replace(strings.ToUpper(name[:1])+name[1:], "/json", "/JSON", 1)} {
					if x := a.Send(a.Caller, wire.Media(right)); x.Status == 415 || x.Status >= 500 {
						t.Fail(x, "not 415 for Content-Type: "+right, x.Describe())
					}
				}
			},
		})
		b.add(engine.Check{
			Topic: engine.Headers, Rule: "HDR-6", Operation: op, Name: "size",
			Writes: true,
			Title:  "a body over 1 MiB is 413, one of 1 MiB is not",
			Run: func(t *engine.Trial) {
				b.sizes(t, op)
			},
		})
	}
}

// takesMedia tells whether a media type is one that a body may be of.
func takesMedia(body *spec.Body, media string) bool {
	return slices.ContainsFunc(body.Media, func(declared string) bool {
		return mediatype.Covers(declared, media)
	})
}

func (b *builder) sizes(t *engine.Trial, op *spec.Operation) {
	a := t.Attempt(op, nil)
	small := string(jsonvalue.Append(nil, a.Body))
	if op.Action.Kind == spec.Create {
		small = string(jsonvalue.Append(nil, t.Probe(op).Body)) // makes nothing
	}
	x := a.Send(a.Caller, wire.Raw(small+wire.Blanks(wire.Largest-len(small))))
	if x.Status == 413 || x.Status >= 500 {
		t.Fail(x, "not 413 for a body of exactly 1 MiB", x.Describe())
	}
	for _, r := range a.Records {
		t.Refresh(a.Family, r)
	}
	large := a.TooLargeBody()
	t.Want(a.Send(a.Caller, wire.Raw(large)), "a body of 1 MiB and a byte", 413)
	t.Want(a.Send(a.Caller, wire.Raw(large), wire.Chunked()), "a body of 1 MiB and a byte, sent in chunks", 413)
	a.WantUntouched()
}

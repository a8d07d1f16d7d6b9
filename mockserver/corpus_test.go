package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// TestEveryOperationAnswersAsItsDocumentSays asks all operations of the small
// documents once, with all rights: none fails, and each reply is what is
// declared for its status.
func TestEveryOperationAnswersAsItsDocumentSays(t *testing.T) {
	files, _ := filepath.Glob("../internal/corpus/testdata/*.yaml")
	if len(files) < 12 {
		t.Fatalf("there are %d documents", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			contract, err := spec.Load(file, text)
			if err != nil {
				t.Fatal(err)
			}
			mock := newMock(t, contract)
			granted := 0
			for _, op := range contract.Operations {
				w := httptest.NewRecorder()
				mock.ServeHTTP(w, requestFor(op, mock.Seed()))
				if w.Code < 300 {
					granted++
				}
				checkReply(t, op, w)
			}
			if granted == 0 {
				t.Error("nothing is granted")
			}
		})
	}
}

func checkReply(t *testing.T, op *spec.Operation, w *httptest.ResponseRecorder) {
	t.Helper()
	reply, bodiless := op.Reply(w.Code), w.Code == http.StatusNoContent || w.Code == http.StatusResetContent
	switch {
	case w.Code == http.StatusNotImplemented && op.Success() == nil:
	case w.Code >= 500 || w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden:
		t.Errorf("%s %s: %d %s", op.Method, op.Path, w.Code, w.Body)
	case reply == nil && w.Code < 300:
		t.Errorf("%s %s: %d is not declared", op.Method, op.Path, w.Code)
	case reply != nil && w.Code < 300 && !bodiless && w.Header().Get("Content-Type") != reply.MediaType:
		t.Errorf("%s %s: the media type is %q, want %q", op.Method, op.Path, w.Header().Get("Content-Type"), reply.MediaType)
	case reply != nil && reply.Schema != nil && !bodiless && mediatype.IsJSON(reply.MediaType):
		value, err := jsonvalue.Decode(w.Body.Bytes())
		if wrong := reply.Schema.Check(value); err != nil || len(wrong) > 0 {
			t.Errorf("%s %s: %d %s: %v %v", op.Method, op.Path, w.Code, w.Body, err, wrong)
		}
	}
}

// requestFor is a request that fits, as the persona with all rights.
func requestFor(op *spec.Operation, world *fixtures.World) *http.Request {
	text := func(p *spec.Parameter) string {
		if value := fixtures.Value(p.Schema, op.ID); value != nil {
			return strings.Trim(string(jsonvalue.Append(nil, value)), `"`)
		}
		return "any"
	}
	var keys []string
	for _, p := range op.PathKeys {
		keys = append(keys, url.PathEscape(text(p)))
	}
	if r := op.Action.Resource; r != nil && len(keys) == 1 && r.ID != "" && len(world.Of(r.Collection)) > 0 {
		keys[0] = strings.Trim(string(jsonvalue.Append(nil, world.Of(r.Collection)[0][r.ID])), `"`)
	}
	query, body, media := url.Values{}, "", ""
	for _, p := range op.Query {
		if p.Required {
			query.Set(p.Name, text(p))
		}
	}
	if op.Body != nil {
		example, has := op.Body.Example(op)
		if !has {
			example = fixtures.Value(op.Body.Schema, op.ID)
		}
		body, media = string(jsonvalue.Append(nil, example)), op.Body.MediaType
	}
	r := httptest.NewRequest(op.Method, op.Expand(keys...), strings.NewReader(body))
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	for _, p := range op.Headers {
		if p.Required {
			r.Header.Set(p.Name, text(p))
		}
	}
	if !op.Access.Public() {
		for _, s := range op.Access.Alternatives[0].Schemes {
			switch {
			case s.Kind == spec.Basic:
				r.SetBasicAuth("bootstrap", "")
			case s.Kind == spec.APIKey && s.In == "query":
				query.Set(s.Key, "bootstrap")
			case s.Kind == spec.APIKey && s.In == "cookie":
				r.AddCookie(&http.Cookie{Name: s.Key, Value: "bootstrap"})
			case s.Kind == spec.APIKey:
				r.Header.Set(s.Key, "bootstrap")
			default:
				r.Header.Set("Authorization", "Bearer bootstrap")
			}
		}
	}
	r.URL.RawQuery = query.Encode()
	return r
}

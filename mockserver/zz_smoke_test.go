package mockserver_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

var _ = fixtures.Seed

func TestSmokeCorpus(t *testing.T) {
	files, _ := filepath.Glob("/work/shared/corpus/*")
	for _, f := range files {
		st, _ := os.Stat(f)
		if strings.HasSuffix(f, "README.md") {
			continue
		}
		if st.IsDir() {
			m, _ := filepath.Glob(f + "/openapi.y*ml")
			if len(m) == 0 {
				fmt.Println("skip", f)
				continue
			}
			f = m[0]
		}
		text, _ := os.ReadFile(f)
		begin := time.Now()
		c, err := spec.LoadFile(f, text, spec.Options{})
		if err != nil {
			fmt.Printf("%-40s LOAD %v\n", filepath.Base(f), strings.Split(err.Error(), "\n")[0])
			continue
		}
		loaded := time.Since(begin)
		mock, err := mockserver.New(c)
		if err != nil {
			fmt.Printf("%-40s NEW %v\n", filepath.Base(f), err)
			continue
		}
		started := time.Since(begin)
		byStatus := map[int]int{}
		badReply, badMedia, undeclared := 0, 0, 0
		state := 0
		firstBad := ""
		for _, op := range c.Operations {
			if op.Action.Kind != spec.Answer {
				state++
			}
			var keys []string
			for _, p := range op.PathKeys {
				keys = append(keys, url.PathEscape(keyFor(mock, p)))
			}
			u := op.Expand(keys...)
			q := url.Values{}
			for _, p := range op.Query {
				if p.Required {
					q.Set(p.Name, keyFor(mock, p))
				}
			}
			if len(op.Access.Alternatives) > 0 {
				for _, s := range op.Access.Alternatives[0].Schemes {
					if s.Kind == spec.APIKey && s.In == "query" {
						q.Set(s.Key, "bootstrap")
					}
				}
			}
			if len(q) > 0 {
				u += "?" + q.Encode()
			}
			var body io.Reader
			if op.Body != nil {
				ex, has := op.Body.Example(op)
				if !has {
					ex = mockserver.SampleForTest(mock, op.Body.Schema)
				}
				body = bytes.NewReader(spec.AppendJSON(nil, ex, nil))
			}
			r := httptest.NewRequest(op.Method, "http://x"+u, body)
			if op.Body != nil {
				r.Header.Set("Content-Type", op.Body.MediaType)
			}
			if len(op.Access.Alternatives) > 0 {
				for _, s := range op.Access.Alternatives[0].Schemes {
					switch {
					case s.Kind == spec.Basic:
						r.SetBasicAuth("bootstrap", "x")
					case s.Kind == spec.Bearer:
						r.Header.Set("Authorization", "Bearer bootstrap")
					case s.Kind == spec.APIKey && s.In == "header":
						r.Header.Set(s.Key, "bootstrap")
					case s.Kind == spec.APIKey && s.In == "cookie":
						r.AddCookie(&http.Cookie{Name: s.Key, Value: "bootstrap"})
					}
				}
			}
			for _, p := range op.Headers {
				if p.Required {
					r.Header.Set(p.Name, keyFor(mock, p))
				}
			}
			w := httptest.NewRecorder()
			func() {
				defer func() {
					if e := recover(); e != nil {
						fmt.Printf("PANIC %s %s: %v\n", op.Method, op.Path, e)
						byStatus[999]++
					}
				}()
				mock.ServeHTTP(w, r)
			}()
			byStatus[w.Code]++
			reply := op.Reply(w.Code)
			if w.Code == 501 && op.Success() == nil {
				continue
			}
			if reply == nil {
				undeclared++
				if w.Code < 300 || w.Code >= 500 {
					fmt.Println("undeclared", op.Method, op.Path, w.Code, w.Body.String())
				}
				continue
			}
			if reply.Schema != nil && spec.IsJSON(reply.MediaType) && w.Body.Len() > 0 {
				v, err := spec.DecodeJSON(w.Body.Bytes())
				if bad := reply.Schema.Check(v); err != nil || len(bad) > 0 {
					badReply++
					if firstBad == "" {
						firstBad = fmt.Sprintf("%s %s %d: %v | %.300s", op.Method, op.Path, w.Code, bad, w.Body.String())
					}
				}
			}
			if w.Code < 300 && w.Body.Len() > 0 && w.Header().Get("Content-Type") != reply.MediaType {
				badMedia++
			}
		}
		j, _ := json.Marshal(byStatus)
		fmt.Printf("%-32s ops %d state %d load %v new %v status %s badReply %d badMedia %d undeclared %d\n", filepath.Base(f), len(c.Operations), state, loaded.Round(time.Millisecond), (started - loaded).Round(time.Millisecond), j, badReply, badMedia, undeclared)
		if firstBad != "" {
			fmt.Println("    ", firstBad)
		}
	}
}

func keyFor(mock *mockserver.Server, p *spec.Parameter) string {
	if p.Schema == nil {
		return "x"
	}
	v := mockserver.SampleForTest(mock, p.Schema)
	if s, is := v.(string); is {
		if s == "" {
			return "x"
		}
		return s
	}
	if v == nil {
		return "x"
	}
	return string(spec.AppendJSON(nil, v, nil))
}

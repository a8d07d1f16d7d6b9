package conformance_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// openAPIFault is a mistake of a server, and the rule that it breaks, "" for none.
// Each kind of check that a document without callers has sees one of them.
type openAPIFault struct {
	name, rule string
	breaks     func(http.Handler) http.Handler
}

// shopFaults are mistakes around the mock of the shop.
func shopFaults() []openAPIFault {
	return []openAPIFault{
		{"none", "", func(h http.Handler) http.Handler { return h }},
		{"a delete that does not delete", "STATE-4", func(h http.Handler) http.Handler {
			return answering(h, http.MethodDelete, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("X-Key") != "bootstrap" && r.Header.Get("X-Key") != "none" {
					h.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(http.StatusNoContent)
			})
		}},
		{"a replace that merges", "STATE-3", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
				before := ask(h, r, http.MethodGet, "bootstrap", "")
				var was, sent map[string]any
				_ = json.Unmarshal(before.Body.Bytes(), &was)
				if err := json.NewDecoder(r.Body).Decode(&sent); err != nil || sent["name"] == nil {
					h.ServeHTTP(w, clonedWith(r, "{}"))
					return
				}
				delete(was, "id")
				for name, value := range sent {
					was[name] = value
				}
				text, _ := json.Marshal(was)
				h.ServeHTTP(w, clonedWith(r, string(text)))
			})
		}},
		{"a size that a put does not keep", "STATE-3", dropped(http.MethodPut, "size")},
		{"a scope that is not enforced", "AUTH-2", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") == "Bearer toys:read" {
					r.Header.Set("Authorization", "Bearer bootstrap")
				}
				h.ServeHTTP(w, r)
			})
		}},
		{"a refused create that makes it all the same", "AUTH-2", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
				text := read(r)
				got := httptest.NewRecorder()
				h.ServeHTTP(got, clonedWith(r, text))
				if got.Code == http.StatusUnauthorized || got.Code == http.StatusForbidden {
					ask(h, r, http.MethodPost, "bootstrap", text)
				}
				copied(w, got)
			})
		}},
		{"any user by basic", "AUTH-1", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.Header.Get("Authorization"), "Basic ") {
					r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("bootstrap:x")))
				}
				h.ServeHTTP(w, r)
			})
		}},
		{"a cursor that repeats", "STATE-6", func(h http.Handler) http.Handler {
			return answering(h, http.MethodGet, func(w http.ResponseWriter, r *http.Request) {
				query := r.URL.Query()
				query.Del("cursor")
				r.URL.RawQuery = query.Encode()
				h.ServeHTTP(w, r)
			})
		}},
		{"a reply of another shape", "SHAPE-1", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
				got := httptest.NewRecorder()
				h.ServeHTTP(got, r)
				w.Header().Set("Content-Type", got.Header().Get("Content-Type"))
				w.WriteHeader(got.Code)
				_, _ = w.Write([]byte(strings.Replace(got.Body.String(), `"name":"`, `"label":"`, 1)))
			})
		}},
		{"a body that is not looked at", "INPUT-1", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
				h.ServeHTTP(w, clonedWith(r, `{"name":"any"}`))
			})
		}},
		{"nobody is let in", "AUTH-1", changed(func(r *http.Request) {
			if r.Header.Get("Authorization") == "" && r.Header.Get("X-Key") == "" {
				r.Header.Set("Authorization", "Bearer bootstrap")
			}
		})},
		{"a key that is known is refused", "AUTH-3", func(h http.Handler) http.Handler {
			return answering(h, http.MethodDelete, status(http.StatusUnauthorized))
		}},
		{"one scope is not enough", "AUTH-3", func(h http.Handler) http.Handler {
			return answering(h, http.MethodGet, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") == "Bearer toys:read" {
					w.WriteHeader(http.StatusForbidden)
					return
				}
				h.ServeHTTP(w, r)
			})
		}},
		{"another media type", "SHAPE-2", replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			if w.Code == http.StatusOK {
				w.Header().Set("Content-Type", "text/html")
			}
		})},
		{"an unknown id is 500", "SHAPE-3", replied(func(_ *http.Request, w *httptest.ResponseRecorder) {
			if w.Code == http.StatusNotFound {
				w.Code = http.StatusInternalServerError
			}
		})},
		{"nothing is made", "SHAPE-4", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPost, status(http.StatusUnprocessableEntity))
		}},
		{"every path is there", "ROUTE-1", replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			if !strings.HasPrefix(r.URL.Path, "/toys") {
				w.Code = http.StatusOK
			}
		})},
		{"no HEAD", "ROUTE-1", func(h http.Handler) http.Handler {
			return answering(h, http.MethodHead, status(http.StatusNotFound))
		}},
		{"a method that is not there is 404", "ROUTE-1", replied(func(_ *http.Request, w *httptest.ResponseRecorder) {
			if w.Code == http.StatusMethodNotAllowed {
				w.Code = http.StatusNotFound
			}
		})},
		{"any media type", "INPUT-3", changed(func(r *http.Request) {
			if r.ContentLength != 0 {
				r.Header.Set("Content-Type", "application/json")
			}
		})},
		{"a 401 without a challenge", "AUTH-6", replied(func(_ *http.Request, w *httptest.ResponseRecorder) { w.Header().Del("WWW-Authenticate") })},
		{"a filter that is ignored", "STATE-9", changed(func(r *http.Request) { withoutQuery(r, "size") })},
		{"a filter of the document's own that is ignored", "STATE-9", changed(func(r *http.Request) { withoutQuery(r, "color") })},
		{"creates at once of which one is forgotten", "STATE-1", forgetful},
		{"a limit that is not looked at", "INPUT-2", changed(func(r *http.Request) { withoutQuery(r, "limit") })},
		{"a header that need not be sent", "INPUT-2", changed(func(r *http.Request) {
			if r.Method == http.MethodPatch && r.Header.Get("X-Shop") == "" {
				r.Header.Set("X-Shop", "any")
			}
		})},
		{"any value of a header", "AUTH-4", changed(func(r *http.Request) {
			if r.Method == http.MethodPatch {
				r.Header.Set("X-Staff", "yes")
			}
		})},
		{"a member that anybody may write", "AUTH-5", changed(func(r *http.Request) {
			if r.Method == http.MethodPatch && r.Header.Get("Authorization") == "Bearer toys:write" {
				r.Header.Set("Authorization", "Bearer bootstrap")
			}
		})},
		{"another name than was sent", "STATE-1", replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			if r.Method == http.MethodGet && w.Code == http.StatusOK && r.URL.Path != "/toys" {
				respell(w, "name", "other")
			}
		})},
		{"an empty list", "STATE-6", replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			if r.Method == http.MethodGet && w.Code == http.StatusOK && r.URL.Path == "/toys" {
				w.Body.Reset()
				w.Body.WriteString(`{"items":[]}`)
			}
		})},
		{"an unknown id is there", "STATE-7", replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			if w.Code == http.StatusNotFound && strings.HasPrefix(r.URL.Path, "/toys/") {
				w.Code = http.StatusOK
				w.Header().Set("Content-Type", "application/json")
				w.Body.Reset()
				w.Body.WriteString(`{"id":"` + strings.TrimPrefix(r.URL.Path, "/toys/") + `","name":"x"}`)
			}
		})},
		{"what is put twice is refused", "STATE-3", func(h http.Handler) http.Handler {
			var mu sync.Mutex
			put := map[string]bool{}
			return answering(h, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
				got := httptest.NewRecorder()
				h.ServeHTTP(got, r)
				mu.Lock()
				defer mu.Unlock()
				if again := put[r.URL.Path]; again && got.Code == http.StatusOK {
					got.Code = http.StatusConflict
				}
				put[r.URL.Path] = put[r.URL.Path] || got.Code == http.StatusOK
				copied(w, got)
			})
		}},
		{"a limit that is not held", "STATE-6", replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			var page struct {
				Items []json.RawMessage `json:"items"`
			}
			if r.URL.Path == "/toys" && json.Unmarshal(w.Body.Bytes(), &page) == nil && len(page.Items) > 0 {
				text, _ := json.Marshal(map[string]any{"items": append(page.Items, page.Items...)})
				w.Body.Reset()
				w.Body.Write(text)
			}
		})},
		{"a change that is forgotten", "STATE-2", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPatch, func(w http.ResponseWriter, r *http.Request) {
				got, body := httptest.NewRecorder(), map[string]any{}
				_ = json.NewDecoder(r.Body).Decode(&body)
				text, _ := json.Marshal(body)
				if _, named := body["name"].(string); named {
					text = []byte("{}")
				}
				h.ServeHTTP(got, clonedWith(r, string(text)))
				if name, named := body["name"].(string); named && got.Code == http.StatusOK {
					respell(got, "name", name)
				}
				copied(w, got)
			})
		}},
		{"a name that two may have", "STATE-5", func(h http.Handler) http.Handler {
			var mu sync.Mutex
			alike := 0
			return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
				body := map[string]any{}
				text := read(r)
				got := httptest.NewRecorder()
				h.ServeHTTP(got, clonedWith(r, text))
				if name, _ := named(text, body); got.Code == http.StatusConflict {
					mu.Lock()
					alike++
					body["name"] = name + strings.Repeat("x", alike)
					mu.Unlock()
					again, _ := json.Marshal(body)
					got = httptest.NewRecorder()
					h.ServeHTTP(got, clonedWith(r, string(again)))
					respell(got, "name", name)
				}
				copied(w, got)
			})
		}},
	}
}

// forgetful is a server that forgets a create that comes while another is under way,
// and grants both. Each of those that are to meet waits for another.
func forgetful(h http.Handler) http.Handler {
	another := make(chan bool)
	return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
		got := httptest.NewRecorder()
		h.ServeHTTP(got, r)
		late := false
		if strings.Contains(r.Header.Get("X-Request-Id"), "/together") {
			select {
			case another <- true:
				late = true
			case <-another:
			case <-time.After(2 * time.Second):
			}
		}
		if late && got.Code == http.StatusCreated {
			var made struct{ ID string }
			_ = json.Unmarshal(got.Body.Bytes(), &made)
			gone := httptest.NewRequest(http.MethodDelete, r.URL.Path+"/"+made.ID, http.NoBody)
			gone.Header.Set("X-Key", "bootstrap")
			h.ServeHTTP(httptest.NewRecorder(), gone)
		}
		copied(w, got)
	})
}

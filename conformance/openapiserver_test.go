package conformance_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
)

// changed is a server that changes each request before it looks at it.
func changed(how func(*http.Request)) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			how(r)
			h.ServeHTTP(w, r)
		})
	}
}

// replied is a server that changes each reply.
func replied(how func(*http.Request, *httptest.ResponseRecorder)) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got := httptest.NewRecorder()
			h.ServeHTTP(got, r)
			how(r, got)
			copied(w, got)
		})
	}
}

// copied sends what a recorder holds.
func copied(w http.ResponseWriter, got *httptest.ResponseRecorder) {
	for name, values := range got.Header() {
		if name != "Content-Length" {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(got.Code)
	_, _ = w.Write(got.Body.Bytes())
}

// status is an answer that is a status alone.
func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// respell gives a reply another text in a member.
func respell(w *httptest.ResponseRecorder, member, text string) {
	var body map[string]any
	if json.Unmarshal(w.Body.Bytes(), &body) == nil && body[member] != nil {
		body[member] = text
		out, _ := json.Marshal(body)
		w.Body.Reset()
		w.Body.Write(out)
	}
}

// withoutQuery takes a parameter out of the query.
func withoutQuery(r *http.Request, name string) {
	query := r.URL.Query()
	query.Del(name)
	r.URL.RawQuery = query.Encode()
}

// read is the body of a request.
func read(r *http.Request) string {
	var b strings.Builder
	_, _ = io.Copy(&b, r.Body)
	return b.String()
}

// named reads a body and its name.
func named(text string, into map[string]any) (string, bool) {
	_ = json.Unmarshal([]byte(text), &into)
	name, is := into["name"].(string)
	return name, is
}

// answering is a server that answers one method in a way of its own.
func answering(h http.Handler, method string, how http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == method {
			how(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// ask asks a server for the path of another request.
func ask(h http.Handler, r *http.Request, method, token, body string) *httptest.ResponseRecorder {
	got := httptest.NewRecorder()
	asked := httptest.NewRequest(method, r.URL.Path, strings.NewReader(body))
	asked.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		asked.Header.Set("Content-Type", "application/json")
	}
	h.ServeHTTP(got, asked)
	return got
}

// clonedWith is a request with another body.
func clonedWith(r *http.Request, body string) *http.Request {
	out := httptest.NewRequest(r.Method, r.URL.RequestURI(), strings.NewReader(body))
	out.Header = r.Header.Clone()
	out.Header.Del("Content-Length")
	return out
}

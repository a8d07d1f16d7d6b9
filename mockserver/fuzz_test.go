package mockserver_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
)

// answer sends one request to a mock without a network and checks what every
// answer must be.
func answer(t *testing.T, mock *mockserver.Server, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	mock.ServeHTTP(w, r)
	if w.Code >= 500 {
		t.Fatalf("%s %s: %d %s", r.Method, r.URL, w.Code, w.Body)
	}
	if w.Body.Len() > 0 && !json.Valid(w.Body.Bytes()) {
		t.Fatalf("%s %s: no JSON: %s", r.Method, r.URL, w.Body)
	}
	if strings.Contains(w.Body.String(), `"password":`) {
		t.Fatalf("a password in the reply: %s", w.Body)
	}
	return w
}

func fuzzMock(f *testing.F) *mockserver.Server {
	mock, err := mockserver.New(contract(f))
	if err != nil {
		f.Fatal(err)
	}
	return mock
}

// FuzzBody sends bodies to a create and a change; what is created can be read
// back.
func FuzzBody(f *testing.F) {
	mock := fuzzMock(f)
	for _, seed := range []string{
		`{"email":"a@example.com","name":{"names":"A","lastName":"B"},"password":"longenough","accessRoles":["` + admins + `"]}`,
		`{"name":{"names":"A"}}`, `{}`, `[]`, `null`, `{"email":"é@example.com","name":{"names":"\u0000","lastName":"\ud83d\ude00"}}`, `{"isActive":1}`, `{"accessRoles":[1]}`, `{"jobTitle":"x"} `,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		mock.Reset()
		send := func(method, path, body string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(method, path, strings.NewReader(body))
			r.Header.Set("Authorization", "Bearer TOKEN")
			r.Header.Set("Admin", "true")
			r.Header.Set("Content-Type", "application/json")
			return answer(t, mock, r)
		}
		if created := send("POST", "/api/v3/users", body); created.Code == 201 {
			if read := send("GET", created.Header().Get("Location"), ""); read.Body.String() != created.Body.String() {
				t.Fatalf("created %s, read %s", created.Body, read.Body)
			}
		} else if created.Code != 400 && created.Code != 409 {
			t.Fatalf("%d %s", created.Code, created.Body)
		}
		send("PATCH", "/api/v3/users/"+ana, body)
		send("PATCH", "/api/v3/users", body)
		send("PATCH", "/api/v3/users/me", body)
		send("POST", "/auth/local", body)
	})
}

// FuzzQuery sends queries to the lists, as they are and with each name and value
// escaped anew by net/url: the answer is the same.
func FuzzQuery(f *testing.F) {
	mock := fuzzMock(f)
	for _, seed := range []string{"email=a@example.com&email=b@example.com", "limit=3&page=2&count=true&orderBy=desc", "search=%zz", "search=%4", "search=%", "search=a%2", "search=%+1", "created_gt=2020-01-01T00:00:00Z", "id=" + ana, "&&=&a", "isActive=true&accessRole=" + admins, "page=9999999999999999999999", "limit=1;page=2", "se%61rch=+J%6Fhn+%26%3d&search=b", "email=%6A%4Fhn.doe%40example.com&email=william.tell%40example.com"} {
		f.Add(seed)
	}
	ask := func(t *testing.T, query string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/api/v3/users", nil)
		r.URL.RawQuery = query
		r.Header.Set("Authorization", "Bearer TOKEN")
		r.Header.Set("Admin", "true")
		w := answer(t, mock, r)
		if w.Code != 200 && w.Code != 400 {
			t.Fatalf("%q: %d", query, w.Code)
		}
		return w
	}
	f.Fuzz(func(t *testing.T, query string) {
		got := ask(t, query)
		var anew []string
		for pair := range strings.SplitSeq(query, "&") {
			if pair == "" {
				continue
			}
			rawName, rawValue, _ := strings.Cut(pair, "=")
			name, err := url.QueryUnescape(rawName)
			value, err2 := url.QueryUnescape(rawValue)
			if err != nil || err2 != nil {
				if got.Code != 400 {
					t.Fatalf("%q: %d, and %q cannot be unescaped", query, got.Code, pair)
				}
				return
			}
			anew = append(anew, url.QueryEscape(name)+"="+url.QueryEscape(value))
		}
		want := ask(t, strings.Join(anew, "&"))
		if got.Code != want.Code || got.Body.String() != want.Body.String() {
			t.Fatalf("%q: %d %s\nescaped anew: %d %s", query, got.Code, got.Body, want.Code, want.Body)
		}
	})
}

// FuzzAuthorization sends Authorization headers: only the scheme and a known
// token, to the letter, let a caller in.
func FuzzAuthorization(f *testing.F) {
	mock := fuzzMock(f)
	for _, seed := range []string{"Bearer TOKEN", "bearer TOKEN", "Bearer  TOKEN", "Bearer TOKEN ", "Bearer token", "Basic TOKEN", "Bearer", "", "Bearer TOKEN,Bearer TOKEN", "Bearer\tTOKEN"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest("GET", "/api/v3/users/me", nil)
		r.Header["Authorization"] = []string{header}
		w := answer(t, mock, r)
		scheme, token, _ := strings.Cut(header, " ")
		if w.Code == 200 {
			token = strings.TrimLeft(token, " ")
			known := false
			for _, p := range mock.Personas() {
				known = known || p.Token == token && !p.Disabled
			}
			if !known || !strings.EqualFold(scheme, "bearer") {
				t.Fatalf("%q is let in", header)
			}
		} else if w.Code != 401 || w.Header().Get("WWW-Authenticate") == "" {
			t.Fatalf("%q: %d %v", header, w.Code, w.Header())
		}
	})
}

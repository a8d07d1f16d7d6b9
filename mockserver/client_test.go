package mockserver_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// contract loads the embedded document, or fails.
func contract(t testing.TB) *spec.Contract {
	t.Helper()
	c, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// client speaks to a fresh mock on a loopback port, in one version.
type client struct {
	t    testing.TB
	url  string
	base string // "/api/v3"
	mock *mockserver.Server
}

func newClient(t testing.TB, version string, options ...mockserver.Option) *client {
	t.Helper()
	return newClientOf(t, version, contract(t), options...)
}

// newClientOf is newClient for a mock of another contract.
func newClientOf(t testing.TB, version string, contract *spec.Contract, options ...mockserver.Option) *client {
	t.Helper()
	mock := newMock(t, contract, options...)
	server := httptest.NewServer(mock)
	t.Cleanup(server.Close)
	return &client{t: t, url: server.URL, base: "/api/" + version, mock: mock}
}

// reply is an answer with its body decoded.
type reply struct {
	status int
	header http.Header
	text   string
	body   any
}

// at follows a dotted path into the body; a number picks from a list.
func (r reply) at(path string) any {
	v := r.body
	for name := range strings.SplitSeq(path, ".") {
		switch value := v.(type) {
		case map[string]any:
			v = value[name]
		case []any:
			i := int(name[0] - '0')
			if i >= len(value) {
				return nil
			}
			v = value[i]
		default:
			return nil
		}
	}
	return v
}

// emails are those of a list of users, in order.
func (r reply) emails() string {
	var out []string
	list, _ := r.at("data.users").([]any)
	for _, u := range list {
		out = append(out, strings.TrimSuffix(u.(map[string]any)["email"].(string), "@example.com"))
	}
	return strings.Join(out, " ")
}

// do sends a request as a persona ("" for no token) with Admin: true. Extra
// headers are "Name: value"; "-Name" takes one away. A path that begins with
// "//" is from the root.
func (c *client) do(as, method, path, body string, headers ...string) reply {
	c.t.Helper()
	url := c.url + c.base + path
	if strings.HasPrefix(path, "//") {
		url = c.url + path[1:]
	}
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequest(method, url, reader)
	if err != nil {
		c.t.Fatal(err)
	}
	if as != "" {
		req.Header.Set("Authorization", "Bearer "+as)
	}
	req.Header.Set("Admin", "true")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		if name, drop := strings.CutPrefix(h, "-"); drop {
			req.Header.Del(name)
			continue
		}
		name, value, _ := strings.Cut(h, ": ")
		req.Header[http.CanonicalHeaderKey(name)] = append(req.Header[http.CanonicalHeaderKey(name)], value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	out := reply{status: res.StatusCode, header: res.Header, text: string(text)}
	if len(text) > 0 {
		d := json.NewDecoder(bytes.NewReader(text))
		if err := d.Decode(&out.body); err != nil {
			c.t.Errorf("%s %s: the body is not valid JSON: %v: %s", method, path, err, text)
		}
	}
	return out
}

// want sends a request and fails unless the status is as expected; a rule, if
// given, must be the one that the refusal cites.
func (c *client) want(status int, rule, as, method, path, body string, headers ...string) reply {
	c.t.Helper()
	r := c.do(as, method, path, body, headers...)
	if r.status != status {
		c.t.Errorf("%s %s %s as %q %v: got %d, want %d: %s", method, path, body, as, headers, r.status, status, r.text)
	}
	if rule != "" && r.at("rule") != rule {
		c.t.Errorf("%s %s %s as %q: the refusal cites %v, want %s: %s", method, path, body, as, r.at("rule"), rule, r.text)
	}
	return r
}

// equal fails unless two values are the same as JSON.
func (c *client) equal(what string, got, want any) {
	c.t.Helper()
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(want)
	if !bytes.Equal(g, w) {
		c.t.Errorf("%s: got %s, want %s", what, g, w)
	}
}

// Ids of the seed world.
const (
	john    = "5fb589b607ae0d8647792ec0"
	william = "5fb58a5c0175468479dacaa5"
	ana     = "581118cf1dabccc92616be4f"
	admins  = "5fb58a84444beecfca50a2b4"
	members = "5fb58a933fb872b7b7c28faa"
	unknown = "0123456789abcdef01234567"
)

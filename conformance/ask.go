package conformance

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// ask sends one request and lets those who watch the operation see it.
func (s *session) ask(ctx context.Context, id string, op *spec.Operation, as *caller, options ...option) (*Exchange, error) {
	as, err := s.privileged(ctx, op, as)
	if err != nil {
		return nil, err
	}
	r := &request{op: op, caller: as, header: http.Header{"Accept": {"application/json, application/problem+json"}}}
	if p := s.contract.Principal; p != nil {
		r.secret = p.Password
	}
	if op != nil {
		r.method, r.path = op.Method, op.Path
		for _, h := range op.Access.Headers() {
			r.header[h.Name] = []string{h.Value}
		}
	}
	if as != nil && as.token != "" {
		r.header["Authorization"] = []string{"Bearer " + as.token}
	}
	for _, apply := range options {
		apply(r)
	}
	if op == nil && r.path == "" && r.url == "" {
		return nil, skip{"it asks for an operation that the contract has not"}
	}
	x := &Exchange{Operation: op, Method: r.method, Header: r.header, Body: r.body, secrets: r.secrets, hide: s.secrets, passwords: s.passwords, extra: sortedKeys(s.options.Header), room: &s.client.room}
	if op != nil && (r.method != op.Method || r.path != op.Path) {
		x.Operation = nil
	}
	if len(r.media) > 0 {
		x.Header["Content-Type"] = r.media
	}
	at := r.path
	if r.key != "" {
		at = fillKey(r.path, r.key)
	}
	x.URL = s.client.locate(op, at)
	if r.url != "" {
		x.URL = r.url
	}
	if r.query != "" {
		x.URL += "?" + r.query
	}
	if as != nil {
		x.Caller, x.token, x.howTo = as.name, as.token, s.howTo(as)
	}
	defer x.letGo()
	if err := s.deliver(ctx, x, id, r.chunked); err != nil {
		return x, err
	}
	s.silent.Store(0)
	if op != nil && op.Action.Kind == spec.Login && x.success() {
		if token, is := x.at(op.Action.Token).(string); is {
			x.secrets = append(x.secrets, token)
			s.secrets.add(token)
		}
	}
	if r.method != http.MethodHead && !r.unwatched {
		watched := ""
		if x.Operation != nil {
			watched = op.ID
		}
		for _, w := range s.watchers[watched] {
			w.see(x)
		}
	}
	return x, nil
}

// howTo tells how a person gets the token of a caller that the run has made, ""
// for a persona, whose token the target file tells.
func (s *session) howTo(as *caller) string {
	people, login := s.people(), s.logInOperation()
	if as.token == "" || as.name == "nobody" || s.target.Persona(as.name) != nil || people == nil || people.create == nil || login == nil {
		return ""
	}
	rights := ""
	if as.name != "own" {
		rights = fmt.Sprintf(" with the rights of %q", as.name)
	}
	return fmt.Sprintf("of a user%s that the run made and disabled again; make one with %s %s, log in with %s %s, and set TOKEN to the %s of its reply",
		rights, people.create.Method, s.secrets.redact(s.client.locate(people.create, people.create.Path)), login.Method, s.secrets.redact(s.client.locate(login, login.Path)), login.Action.Token)
}

func fillKey(path, key string) string {
	open, end := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
	if open < 0 || end < open {
		return path
	}
	return path[:open] + key + path[end+1:]
}

// secretsIn are the values of a member anywhere in a body.
func secretsIn(v any, member string) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if text, is := value.(string); is && name == member {
				out = append(out, text)
			}
			out = append(out, secretsIn(value, member)...)
		}
	case []any:
		for _, item := range v {
			out = append(out, secretsIn(item, member)...)
		}
	}
	return out
}

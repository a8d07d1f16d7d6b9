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
	howTo := ""
	if as != nil {
		howTo = s.howTo(as)
	}
	x, r := s.client.prepare(op, as, howTo, options...)
	if x == nil {
		return nil, notApplicable("it asks for an operation that the contract has not")
	}
	defer x.letGo()
	if err := s.deliver(ctx, x, id, r.chunked); err != nil {
		return x, err
	}
	s.silent.Store(0)
	if op != nil && op.Action.Kind == spec.Login && x.success() {
		if token, is := x.at(op.Action.Token).(string); is {
			x.keepSecret(token)
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
		rights, people.create.Method, s.client.redact(s.client.locate(people.create, people.create.Path)), login.Method, s.client.redact(s.client.locate(login, login.Path)), login.Action.Token)
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

package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// Connection sends single requests to a target, for a team's own tests. The
// package matchers judges the replies in the contract's words.
type Connection struct {
	session *engine.Session
	end     func()
	lock    sync.Mutex // over setting up
	ready   bool
	closing sync.Once
	left    []Made
}

// Caller is who a request is sent as; nil is nobody.
type Caller struct{ caller *wire.Caller }

// Call is one request, as far as it is not what the operation's always are: the
// headers that the operation needs are sent without being named.
type Call struct {
	Operation string      // its id, or method and path: "GET /v3/users", keys filled in or not
	Keys      []string    // of the path, in their order
	Query     url.Values  // beside what the path has behind a ?
	Header    http.Header // replaces what is sent under the same name; no values leave it out
	Body      any         // sent as JSON, nil for none
	Raw       string      // sent as it is, in the place of Body
}

// Connect prepares a target for requests; nothing is sent before the first. Of
// the options it heeds Contract, Timeout, Header and CAFile. Close what was
// connected.
func Connect(target *Target, o Options) (*Connection, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	session, end, err := engine.Open(target, o.settings())
	if err != nil {
		return nil, err
	}
	return &Connection{session: session, end: end}, nil
}

// Contract is what the target is held to.
func (c *Connection) Contract() *spec.Contract { return c.session.Contract }

// Persona is a caller that the target has.
func (c *Connection) Persona(name string) (*Caller, error) {
	p := c.session.Target.Persona(name)
	if p == nil {
		var names []string
		for _, known := range c.session.Target.Personas {
			names = append(names, known.Name)
		}
		return nil, fmt.Errorf("the target has no persona %q; it has %s, and others may be added to it", name, strings.Join(names, ", "))
	}
	return &Caller{&wire.Caller{Name: p.Name, Token: p.Token}}, nil
}

// Holding is a caller with exactly these permissions: a persona of the target,
// or a user that bootstrap makes, once for all who ask for the same.
func (c *Connection) Holding(ctx context.Context, permissions ...string) (*Caller, error) {
	if err := c.setUp(ctx); err != nil {
		return nil, err
	}
	r := Rights{Name: strings.Join(permissions, "+"), Active: permissions}
	if len(permissions) == 0 {
		r.Name = "none"
	}
	who, err := c.session.Callers.Find(ctx, r)
	if err != nil {
		return nil, err
	}
	return &Caller{who}, nil
}

// setUp sees that bootstrap's token works.
func (c *Connection) setUp(ctx context.Context) error {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.ready {
		return nil
	}
	if c.session.Target.Persona(Bootstrap) == nil {
		return fmt.Errorf("the target has no persona %s, which sets up and reads again; add it", Bootstrap)
	}
	if problem := c.session.Preflight(ctx); problem != nil {
		return errors.New(wire.OneLine(c.Redact(problem.Reason)))
	}
	c.ready = true
	return nil
}

// Send sends one request. The error is of a request that cannot be made, or got
// no reply.
func (c *Connection) Send(ctx context.Context, as *Caller, call Call) (*Exchange, error) {
	op, at, err := c.find(call)
	if err != nil {
		return nil, err
	}
	options := []wire.Option{func(r *wire.Request) { r.Method, r.Query = at.method, at.query }}
	if op == nil {
		options = append(options, wire.Path(at.path))
	} else if at.path != op.Path {
		options = append(options, func(r *wire.Request) { r.URL = c.session.Client.Locate(op, at.path) })
	}
	for _, name := range slices.Sorted(maps.Keys(call.Query)) {
		for _, value := range call.Query[name] {
			options = append(options, wire.Query(name, value))
		}
	}
	switch {
	case call.Raw != "":
		options = append(options, wire.Raw(call.Raw))
	case call.Body != nil:
		value, err := decoded(call.Body)
		if err != nil {
			return nil, fmt.Errorf("the body of %s is not valid JSON: %w", call.Operation, err)
		}
		options = append(options, wire.Body(value))
	}
	for _, name := range slices.Sorted(maps.Keys(call.Header)) {
		options = append(options, wire.Header(name, call.Header[name]...))
	}
	var who *wire.Caller
	if as != nil {
		who = as.caller
	}
	x, err := c.session.Send(ctx, "own-test", op, who, options...)
	switch {
	case err == nil:
		return x, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	return nil, errors.New(wire.OneLine(c.Redact(err.Error())))
}

// place is a request line in its parts.
type place struct{ method, path, query string }

// find tells which operation a call is about, nil for a path that is none.
func (c *Connection) find(call Call) (*spec.Operation, place, error) {
	method, rest, isPath := strings.Cut(call.Operation, " ")
	target, search, _ := strings.Cut(rest, "?")
	for _, op := range c.session.Contract.Operations {
		at := place{op.Method, op.Path, search}
		switch {
		case op.ID == call.Operation:
		case isPath && op.Method == method && leads(op.Path, target):
			at.path = target
		case isPath && op.Method == method && leads(op.Path, c.session.Contract.BasePath+target):
			at.path = c.session.Contract.BasePath + target
		default:
			continue
		}
		for _, key := range call.Keys {
			at.path = wire.FillKey(at.path, url.PathEscape(key))
		}
		if strings.Contains(at.path, "{") {
			return nil, at, fmt.Errorf("the path %s lacks a key; give one for each part in braces", at.path)
		}
		return op, at, nil
	}
	if isPath && strings.HasPrefix(target, "/") {
		return nil, place{method, target, search}, nil
	}
	return nil, place{}, fmt.Errorf("the contract has no operation %q; name one by its id, such as %s, or by method and path, such as %q",
		call.Operation, c.session.Contract.Operations[0].ID, c.session.Contract.Operations[0].Method+" "+c.session.Contract.Operations[0].Path)
}

// leads tells whether a path is one of a template, its keys filled in or not.
func leads(template, path string) bool {
	want, have := strings.Split(template, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, have, func(want, have string) bool {
		return want == have || strings.HasPrefix(want, "{") && have != ""
	})
}

// Redact hides in a text what was sent in secret.
func (c *Connection) Redact(text string) string { return c.session.Client.Redact(text) }

// Close disables what was made through the connection, and tells how much that
// was. To call it again does nothing more.
func (c *Connection) Close(ctx context.Context) []Made {
	c.closing.Do(func() {
		if len(c.session.MadeIDs()) > 0 {
			_ = c.setUp(ctx) // without it nothing can be disabled, and the count says so
		}
		c.left = c.session.CleanUp(ctx)
		c.end()
	})
	return c.left
}

// decoded is a Go value as the JSON that it is written as.
func decoded(v any) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return jsonvalue.Decode(text)
}

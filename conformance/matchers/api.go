package matchers

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/cotalker/rolecall/conformance"
)

// API is a target that tests send requests to. It may be used from any
// goroutine.
type API struct{ connection *conformance.Connection }

// Connect prepares a target, which may be a handler, for requests; nothing is
// sent before the first. Close what was connected.
func Connect(target *conformance.Target, o conformance.Options) (*API, error) {
	connection, err := conformance.Connect(target, o)
	if err != nil {
		return nil, err
	}
	return &API{connection}, nil
}

// Close disables what was made through the target's API: the users and roles of
// [API.Holding], and what the tests have created.
func (a *API) Close() { a.connection.Close(context.Background()) }

// Sender sends requests as one caller.
type Sender struct {
	api  *API
	name string
	find func(context.Context) (*conformance.Caller, error)
}

// As sends as a persona of the target.
func (a *API) As(persona string) Sender {
	return Sender{a, persona, func(context.Context) (*conformance.Caller, error) { return a.connection.Persona(persona) }}
}

// Holding sends as a caller with exactly these permissions: a persona of the
// target, or a user that its bootstrap makes and Close disables.
func (a *API) Holding(permissions ...string) Sender {
	return Sender{a, fmt.Sprintf("a caller that holds %q", permissions), func(ctx context.Context) (*conformance.Caller, error) {
		return a.connection.Holding(ctx, permissions...)
	}}
}

// Nobody sends without a token.
func (a *API) Nobody() Sender {
	return Sender{a, "nobody", func(context.Context) (*conformance.Caller, error) { return nil, nil }}
}

// Send sends one request: an operation by its id, or by method and path. The
// headers that the operation needs go along. The error is of a request that
// cannot be made, or got no reply.
func (s Sender) Send(operation string, parts ...Part) (*Reply, error) {
	return s.SendContext(context.Background(), operation, parts...)
}

// SendContext is Send until the context ends.
func (s Sender) SendContext(ctx context.Context, operation string, parts ...Part) (*Reply, error) {
	caller, err := s.find(ctx)
	if err != nil {
		return nil, fmt.Errorf("sending %s as %s: %w", operation, s.name, err)
	}
	call := conformance.Call{Operation: operation, Query: url.Values{}, Header: http.Header{}}
	for _, part := range parts {
		part(&call)
	}
	x, err := s.api.connection.Send(ctx, caller, call)
	if err != nil {
		return nil, err
	}
	return &Reply{x, s.api.connection}, nil
}

// Part is what a request has beside its operation.
type Part func(*conformance.Call)

// Key fills in the next key of the path.
func Key(id string) Part { return func(c *conformance.Call) { c.Keys = append(c.Keys, id) } }

// Query adds names and values to the URL, in turn. A name may come again.
func Query(pairs ...string) Part {
	if len(pairs)%2 != 0 {
		panic("matchers.Query takes names and values in turn; one has no value: " + pairs[len(pairs)-1])
	}
	return func(c *conformance.Call) {
		for i := 0; i < len(pairs); i += 2 {
			c.Query.Add(pairs[i], pairs[i+1])
		}
	}
}

// Body sends a value as JSON.
func Body(v any) Part { return func(c *conformance.Call) { c.Body = v } }

// Raw sends a body as it is, as application/json unless a header says otherwise.
func Raw(text string) Part { return func(c *conformance.Call) { c.Raw = text } }

// Header sends a header with these values in the place of what is sent under its
// name; with none it is left out.
func Header(name string, values ...string) Part {
	return func(c *conformance.Call) { c.Header[http.CanonicalHeaderKey(name)] = values }
}

// Reply is what a request got.
type Reply struct {
	*conformance.Exchange
	connection *conformance.Connection
}

// At walks the body, nil where it leads nowhere: At("data", "email").
func (r *Reply) At(path ...string) any {
	v := r.JSON
	for _, name := range path {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

// GomegaString is how Gomega shows a reply.
func (r *Reply) GomegaString() string { return r.evidence() }

// evidence is the exchange with a line that repeats it.
func (r *Reply) evidence() string {
	caller := r.Caller
	if caller == "" {
		caller = "nobody"
	}
	return fmt.Sprintf("as %s:\n%s\n$ %s", caller, r.Exchange, r.Curl())
}

package engine

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/cookie"
	"github.com/cotalker/rolecall/spec"
)

// Call is a valid request of an operation of any document: its path's keys, what
// it requires of query, headers and cookies, and a body.
type Call struct {
	Trial     *Trial
	Operation *spec.Operation
	Subject   *Subject // the record that it is about, nil for none
	Holder    *Subject // the record of the run's own that holds the list whose items it is about, nil for none
	Keys      []string // of the path, in order
	Body      any      // nil for none
	Media     string   // of the body
	mark      string
	options   []wire.Option
	versions  map[string]any // members of the body that are to be as the record has them
}

// Call prepares a request of an operation. Where it would change a record, that
// is one of the check's own; where it reads, any that there is.
func (t *Trial) Call(op *spec.Operation) *Call {
	return t.callOn(op, nil)
}

// CallOn prepares a request of an operation that is about a certain record, or
// for a list or a create, stands beside it, or is about the items that it holds.
func (t *Trial) CallOn(op *spec.Operation, of *Subject) *Call { return t.callOn(op, of) }

func (t *Trial) callOn(op *spec.Operation, of *Subject) *Call {
	if bootstrap := t.Bootstrap(); op.Access.NeedsToken() && bootstrap.Token == "" {
		t.Broken("the target file has no persona %s; add it", wire.Bootstrap)
	}
	if op.Action.Kind == spec.DeleteMany && op.Action.IDs == "" {
		panic(NotApplicable("it deletes all of " + op.Action.Resource.Collection + ", which are not the run's own"))
	}
	if op.Access.Crossed() {
		panic(NotApplicable("no request can carry the credentials that it asks for: one header would hold two of them"))
	}
	c := &Call{Trial: t, Operation: op, Subject: of, mark: t.Mark()}
	if op.Action.Item != nil {
		c.Subject, c.Holder = nil, of
	}
	c.Keys = t.keysOf(c)
	c.require()
	c.fillBody()
	c.nameItem()
	return c
}

// Send sends the call as a caller, nil for nobody, with what makes this request
// special. What it makes is deleted at the end of the run.
func (c *Call) Send(as *wire.Caller, options ...wire.Option) *wire.Exchange {
	body := c.current()
	all := append([]wire.Option{wire.Header("Accept", "*/*"), wire.Keys(c.Keys...)}, c.options...)
	if body != nil || c.Media != "" {
		all = append(all, wire.Content(contentType(c.Media), encoded(c.Media, body)))
	}
	if MayWrite(c.Operation) {
		c.Trial.Session.Records.writing.RLock()
		defer c.Trial.Session.Records.writing.RUnlock()
	}
	x := c.Trial.Send(c.Operation, as, append(all, options...)...)
	c.keep(x)
	return x
}

// Bears tells whether a record shows a text that nobody but this call has sent.
func (c *Call) Bears(record map[string]any) bool {
	return BearsMark(c.Operation.Action.Resource.Schema, record, c.mark)
}

// WithBody is the call with another body.
func (c *Call) WithBody(body any) *Call {
	other := *c
	other.Body = body
	return &other
}

// WithKeys is the call with other keys in its path.
func (c *Call) WithKeys(keys ...string) *Call {
	other := *c
	other.Keys = keys
	return &other
}

// Without is the call without one of the parameters that it requires.
func (c *Call) Without(p *spec.Parameter) *Call {
	other := *c
	other.options = nil
	other.require(p)
	return &other
}

// require sends the parameters that the operation requires, but for some.
func (c *Call) require(but ...*spec.Parameter) {
	missing := func(p *spec.Parameter) bool { return !p.Required || slices.Contains(but, p) }
	for _, p := range c.Operation.Query {
		a := c.Operation.Action
		switch names := p.Name == a.Key || p.Name == a.IDs; {
		case missing(p) && (p.Name != a.IDs || slices.Contains(but, p)):
		case names && c.Subject != nil:
			c.options = append(c.options, wire.Query(p.Name, c.Subject.ID))
		default:
			c.options = append(c.options, wire.Query(inQuery(p, requiredTexts(c.Operation, p, c.mark))...))
		}
	}
	headers, err := c.Trial.Session.requiredHeaders(c.Operation, but...)
	if err != nil {
		panic(err)
	}
	c.options = append(c.options, headers...)
	for _, p := range c.Operation.Cookies {
		if !missing(p) {
			for _, text := range cookieTexts(p, requiredTexts(c.Operation, p, c.mark)) {
				c.options = append(c.options, wire.Cookie(p.Name, text))
			}
		}
	}
}

// cookieTexts are values of a cookie that every server reads alike: of others some know
// nothing, and some want them escaped.
func cookieTexts(p *spec.Parameter, texts []string) []string {
	plain := func(one []string) bool {
		return !slices.ContainsFunc(one, func(text string) bool { return !cookie.IsPlain(text) })
	}
	switch {
	case !wire.IsHeaderName(p.Name): // which is what a cookie may be called, too
		panic(NotApplicable("the cookie " + p.Name + " has a name that no cookie has"))
	case plain(texts):
		return texts
	}
	for _, value := range p.Schema.Words().Enum {
		if one := []string{fmt.Sprint(value)}; plain(one) && p.Accepts(one) {
			return one
		}
	}
	panic(NotApplicable("no value of the cookie " + p.Name + " is found that all servers would read alike"))
}

// fillBody gives the call a body that fits, where it reads one.
func (c *Call) fillBody() {
	body := c.Operation.Body
	if body == nil {
		return
	}
	c.Media = body.MediaType
	c.Body = c.Trial.bodyOf(c.Operation, c.mark)
	if c.Operation.Action.Listed && !c.Operation.Action.Content {
		c.Body = one(c.Operation, c.Body, c.mark)
	}
	c.nameSubject()
	r := c.Operation.Action.Resource
	if object, is := c.Body.(map[string]any); is && r != nil && c.Subject != nil && c.Operation.Action.Kind == spec.Replace && object[r.ID] != nil {
		if id := IDValue(r, c.Subject.ID); body.Schema.At(r.ID).Valid(id) {
			object[r.ID] = id // the path and the body name one record
		}
	}
	c.settleVersions()
}

// Granted is a reply of success that the operation declares, as one who may gets
// it. Where it is none the check, which only builds upon it, ends as broken.
func (c *Call) Granted() *wire.Exchange {
	x := c.Send(c.Trial.privilege(c.Operation))
	if !x.Success() {
		c.Trial.Broken("%s", x.Unready())
	}
	return x
}

// WantGranted notes a problem where one who may is refused.
func (c *Call) WantGranted(what string) (*wire.Exchange, bool) {
	x := c.Send(c.Trial.privilege(c.Operation))
	if x.Status == http.StatusNotFound && c.Operation.Action.Single && c.makeSingle() {
		x = c.Send(c.Trial.privilege(c.Operation))
		if x.Status == http.StatusNotFound && MayBeGone(c.Operation) {
			panic(NotApplicable("nothing is there, as its status says: another check takes away what this one puts"))
		}
	}
	if !x.Success() && x.Status/100 != 3 {
		c.Trial.relyOnKeys(x, true)
		if mayWantMore(x) {
			panic(NotApplicable(fmt.Sprintf("%s answers %d, which the document has for it, and nothing says when", RequestLine(c.Operation), x.Status)))
		}
		c.Trial.note(x, "success of "+what, x.Describe())
		return x, false
	}
	return x, true
}

// MayBeGone tells whether an operation is about the one thing that is there or not,
// which other checks put and take away.
func MayBeGone(op *spec.Operation) bool {
	return op.Action.Single && op.Action.Resource.Empty
}

// makeSingle makes the one record that a call is about, where none is there, and
// tells whether it could. A check for which none can be made does not apply.
func (c *Call) makeSingle() bool {
	t := c.Trial
	for _, op := range t.Session.Contract.Operations {
		a := op.Action
		makes := a.Kind == spec.Create || a.Kind == spec.Replace && a.Upsert
		if !makes || !a.Single || a.Resource != c.Operation.Action.Resource || !t.Session.Writable() || len(op.PathKeys) != len(c.Keys) {
			continue
		}
		maker := t.Call(op).WithKeys(c.Keys...)
		return maker.Send(t.privilege(op)).Success()
	}
	panic(NotApplicable("there is no " + c.Operation.Action.Resource.Collection + ", and no operation makes it"))
}

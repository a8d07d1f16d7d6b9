package mockserver

import (
	"fmt"
	"sync"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
	"github.com/tidwall/btree"
)

// world is one isolated state of the mock: the records, the tokens, the clock
// and the source of ids. Requests are handed the world they act on.
type world struct {
	*rules
	mu          sync.RWMutex
	collections []*collection // in the order of the contract's resources
	tokens      btree.Map[string, string]
	serial      uint64 // of ids and tokens given so far
}

// rules is what every world of a mock has in common.
type rules struct {
	contract *spec.Contract
	plans    []*storagePlan
	ordinal  map[*spec.Resource]int
	problem  *spec.Schema // of refusals: orders their members
	noRights spec.Rights  // none of the contract's permissions
	now      func() time.Time
	newID    func(serial uint64) string
	newToken func(serial uint64) string
}

// found builds a world from its data.
func (r *rules) found(data *fixtures.World) (*world, error) {
	w := &world{rules: r}
	for _, plan := range r.plans {
		w.collections = append(w.collections, newCollection(plan))
	}
	for _, c := range data.Collections {
		i, known := r.ordinal[c.Resource]
		if !known {
			return nil, fmt.Errorf("founding the world: its collection %s is of another contract; load the world with the contract that the mock is given", c.Resource.Collection)
		}
		for _, document := range c.Records {
			w.collections[i].add(w.record(c.Resource, document))
		}
	}
	for _, p := range data.Personas {
		w.tokens.Set(p.Token, p.Caller)
	}
	return w, nil
}

// fork gives an independent world with the same content, at no cost until one
// of the two is written to.
func (w *world) fork() *world {
	w.mu.Lock() // copying marks the trees of both as shared
	defer w.mu.Unlock()
	out := &world{rules: w.rules, tokens: *w.tokens.Copy(), serial: w.serial}
	for _, c := range w.collections {
		out.collections = append(out.collections, c.copy())
	}
	return out
}

func (w *world) of(r *spec.Resource) *collection { return w.collections[w.ordinal[r]] }

// record encodes a document for storing: its write-only members are left out,
// the principal's password is kept apart as a hash made on first need.
func (w *world) record(resource *spec.Resource, document map[string]any) *record {
	r := &record{}
	r.id, _ = document[resource.ID].(string)
	visible := make(map[string]any, len(document))
	for name, value := range document {
		if m := resource.Schema.Member(name); m == nil || !m.WriteOnly {
			visible[name] = value
		}
	}
	r.json = spec.AppendJSON(make([]byte, 0, 384), visible, resource.Schema)
	r.created, r.modified = instant(document[resource.Created]), instant(document[resource.Modified])
	principal := w.contract.Principal
	switch {
	case principal == nil:
	case resource == principal.Resource:
		r.enabled = document[principal.Enabled] == true
		r.roles = textList(document[principal.Roles])
		if plain, ok := document[principal.Password].(string); ok {
			r.password = lazyPassword(plain)
		}
	}
	if principal != nil && resource == principal.Role {
		r.enabled = principal.RolesEnabled == "" || document[principal.RolesEnabled] == true
		r.rights = w.contract.Permissions.Rights(textList(document[principal.Permissions])...)
	}
	return r
}

func instant(v any) int64 {
	text, _ := v.(string)
	if text == "" {
		return 0
	}
	ms, err := spec.ParseInstant(text)
	if err != nil {
		return 0
	}
	return ms
}

func textList(v any) []string {
	if one, ok := v.(string); ok {
		return []string{one}
	}
	list, _ := v.([]any)
	var out []string
	for _, item := range list {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// stampNow is the present in milliseconds, and later than after.
func (w *world) stampNow(after int64) int64 { return max(w.now().UnixMilli(), after+1) }

// nextID is an id that no record of the collection has.
func (w *world) nextID(c *collection) string {
	for {
		w.serial++
		id := w.newID(w.serial)
		if _, taken := c.byID.Get(id); !taken {
			return id
		}
	}
}

package checks

import (
	"slices"
	"sync"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/route"
	"github.com/cotalker/rolecall/spec"
)

// Catalog lists every check that a contract gives rise to, always in the same
// order.
func Catalog(contract *spec.Contract) []*engine.Check {
	var out []*engine.Check
	if contract.Principal != nil {
		b := builderOf(contract, false)
		out = b.list(b.parts())
	}
	if b := builderOf(contract, true); contract.Principal == nil || len(b.operations) > 0 {
		out = append(out, b.list(b.openAPIParts())...)
	}
	return out
}

// builderOf is a builder of the checks of the operations of a contract that are plain,
// or of those that are not.
func builderOf(contract *spec.Contract, plain bool) *builder {
	b := &builder{contract: contract}
	for _, op := range contract.Operations {
		if op.Plain == plain {
			b.operations = append(b.operations, op)
		}
	}
	b.has("", "") // before checks ask at once
	if !plain {
		b.families = engine.Families(contract)
	}
	return b
}

// list lists the checks of all parts.
func (b *builder) list(parts []part) []*engine.Check {
	for _, part := range parts {
		if err := engine.Guarded(part.list); err != nil {
			b.unlisted(part.name, err)
		}
	}
	return b.checks
}

// part is a part of the catalogue.
type part struct {
	name string
	list func()
}

// parts are the checks of operations that are not plain, of a document that says how a
// token becomes a caller.
func (b *builder) parts() []part {
	return []part{
		{"tokens", b.tokens},
		{"routes", b.routes},
		{"mediaTypes", b.mediaTypes},
		{"requiredHeaders", b.requiredHeaders},
		{"callers", b.callers},
		{"forgeries", b.forgeries},
		{"logIns", b.logIns},
		{"matrix", b.matrix},
		{"denials", b.denials},
		{"freshRights", b.freshRights},
		{"disabling", b.disabling},
		{"heldRights", b.heldRights},
		{"detours", b.detours},
		{"invariants", b.invariants},
		{"creation", b.creation},
		{"characters", b.characters},
		{"changes", b.changes},
		{"texts", b.texts},
		{"words", b.words},
		{"holders", b.holders},
		{"stamps", b.stamps},
		{"stampTimes", b.stampTimes},
		{"spellings", b.spellings},
		{"uniqueness", b.uniqueness},
		{"references", b.references},
		{"enabling", b.enabling},
		{"bulk", b.bulk},
		{"filters", b.filters},
		{"paging", b.paging},
		{"queryErrors", b.queryErrors},
		{"members", b.members},
		{"injections", b.injections},
		{"bodyCharacters", b.bodyCharacters},
		{"extremes", b.extremes},
		{"order", b.order},
		{"races", b.races},
		{"crossings", b.crossings},
		{"withdrawals", b.withdrawals},
	}
}

// unlisted is a check in the place of those that a contract kept from being
// listed: they are not passed over.
func (b *builder) unlisted(part string, err error) {
	b.add(engine.Check{
		Topic: engine.State, Rule: "", Name: "catalogue/" + part,
		Needs: engine.Needs{Alone: true},
		Title: "the checks of " + part + " are listed for this contract",
		Run: func(t *engine.Trial) {
			t.Broken("the checks of %s could not be listed: %v", part, err)
		},
	})
}

// builder collects the checks of some operations of a contract. All others are there
// for them to set up by, and to look again.
type builder struct {
	contract         *spec.Contract
	operations       []*spec.Operation // that are asked
	families         []*engine.Family
	mu               sync.Mutex
	cachedLookalikes []engine.Rights            // what lookalikes made
	cachedEverything []string                   // what everything made
	paths            *route.Tree[[]string]      // what has made
	crowded          bool                       // the matrix would have more cells than a run can ask
	first            map[string]*spec.Operation // of those of the same method and shape of path
	checks           []*engine.Check
}

// requirement finds the requirement of a check. What a requirement of a feature
// says of the operations of another contract, which has no such feature, is what
// the document itself says of them. An id that stands nowhere is a slip in a
// check, which must not pass for a rule: no catalogue is built with it.
func (b *builder) requirement(id string, c *engine.Check) *spec.Requirement {
	own := &spec.Requirement{ID: engine.OwnRule, Level: spec.MUST, Text: "The operation keeps what the document says of it; no requirement speaks of it in a sentence."}
	if id == "" || id == engine.OwnRule {
		return own
	}
	found := b.contract.Requirement(id)
	switch {
	case found == nil:
		panic("conformance: a check names the requirement " + id + ", which spec/requirements.yaml does not have; mend the id, or add the requirement")
	case found.Feature != "" && !slices.Contains(b.contract.Features, found.Feature):
		if c.Level == "" {
			c.Level = found.Level
		}
		return own
	}
	return found
}

// add completes a check with what follows from its rule and operation:
// requirement, id, level and features. The name tells it from others of the
// same two.
func (b *builder) add(c engine.Check) {
	c.Requirement = b.requirement(c.Rule, &c)
	c.ID = c.Requirement.ID
	if c.Operation != nil {
		c.ID += "/" + c.Operation.ID
	}
	c.ID += "/" + c.Name
	if c.Level == "" {
		c.Level = c.Requirement.Level
	}
	features := c.Features
	c.Features = nil
	if c.Operation != nil {
		features = append(slices.Clone(c.Operation.Features), features...)
	}
	for _, feature := range append(features, c.Requirement.Feature) {
		if feature != "" && !slices.Contains(c.Features, feature) {
			c.Features = append(c.Features, feature)
		}
	}
	b.checks = append(b.checks, &c)
}

// familyOf finds the family of an operation.
func (b *builder) familyOf(op *spec.Operation) *engine.Family {
	for _, f := range b.families {
		if f.Version == op.Version && f.Resource == op.Action.Resource {
			return f
		}
	}
	return nil
}

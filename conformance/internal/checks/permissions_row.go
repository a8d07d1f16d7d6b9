package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// wholeRow is the row that asks for the operation itself.
const wholeRow = "call"

// rows are the bodies that an operation is asked with: each member alone, and
// members of different rules together.
func (b *builder) rows(op *spec.Operation) []row {
	whole := row{op: op, name: wholeRow, full: true, rule: b.operationRule(op)}
	if op.Body == nil {
		return []row{whole}
	}
	var out []row
	if op.Action.Kind == spec.Create {
		out = append(out, whole)
	}
	rules, ruled := engine.ChangeRules(op), map[*spec.Access]bool{}
	first := map[*spec.Access]string{}
	for m := range engine.Writable(engine.ChangeSchema(op)) {
		if m.Required && op.Action.Kind == spec.Create || op.Action.Kind != spec.Create && (m.Name == op.Action.Resource.ID || op.Action.Resource.Stamped(m.Name)) {
			continue // what a change of the id does, or of a stamp, nobody says
		}
		access := memberAccess(rules, m.Name)
		r := row{op: op, name: m.Name, member: m.Name, change: map[string]any{m.Name: m.Schema}, full: !ruled[access], rule: b.memberRule(op, rules, m.Name)}
		if op.Action.Kind == spec.Create && access == nil {
			r.full = false
		}
		if !ruled[access] {
			first[access] = m.Name
		}
		ruled[access] = true
		out = append(out, r)
	}
	if op.Action.Kind != spec.Create && len(first) > 1 {
		mixed := row{op: op, name: "mixed", member: "mixed", change: map[string]any{}, full: true, rule: "PRM-12"}
		for _, name := range first {
			mixed.change[name] = engine.ChangeSchema(op).Member(name).Schema
		}
		out = append(out, mixed)
	}
	return out
}

func memberAccess(rules *spec.MemberRules, name string) *spec.Access {
	if rules == nil {
		return nil
	}
	if own := rules.Own[name]; own != nil {
		return own
	}
	return rules.Default
}

// operationRule is the requirement of who may call an operation.
func (b *builder) operationRule(op *spec.Operation) string {
	if op.Action.Self && op.Action.Writes() {
		return "PRM-2"
	}
	if op.Action.Self {
		return "PRM-1"
	}
	return b.contract.Rule(spec.NoPermission, op)
}

func (b *builder) memberRule(op *spec.Operation, rules *spec.MemberRules, name string) string {
	rule := ""
	switch {
	case rules != nil && rules.Own[name] != nil:
		rule = b.contract.Rule(spec.MemberOwn, op)
	case rules != nil && rules.Default != nil:
		rule = b.contract.Rule(spec.MemberDefault, op)
	}
	if rule == "" {
		rule = b.operationRule(op)
	}
	return rule
}

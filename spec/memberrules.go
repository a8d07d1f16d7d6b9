package spec

import (
	"fmt"
	"maps"
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// mostRuled is how many objects of a document may have rules for their members,
// each counted at every place of a body that it stands at. Below itself it is
// counted once.
const mostRuled = 100_000

// ruleGraph are the rules that were compiled, each by the schemas that say them
// together: what holds itself, at whatever depth, has the same rules there.
type ruleGraph struct {
	known   map[string]*MemberRules
	numbers map[*node]int
	found   rulings
	places  int // that have rules
	told    bool
}

func newRuleGraph() *ruleGraph {
	return &ruleGraph{known: map[string]*MemberRules{}, numbers: map[*node]int{}, found: rulings{}}
}

// key names the schemas of one value, in whatever order they are found, and what
// the value is.
func (g *ruleGraph) key(schemas []*node, of ruled) string {
	var numbers []int
	for _, schema := range schemas {
		number, known := g.numbers[schema]
		if !known {
			number = len(g.numbers)
			g.numbers[schema] = number
		}
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	return fmt.Sprint(of, slices.Compact(numbers))
}

// memberRules compiles the rules of a request schema, nil where it has none.
func (c *compiler) memberRules(schema *node) *MemberRules {
	if schema == nil {
		return nil
	}
	m := c.rulesOf([]*node{schema}, ruledBody)
	if c.rules.places += m.count(map[*MemberRules]bool{}, mostRuled+1); c.rules.places > mostRuled {
		c.tooManyRules(schema)
	}
	return m
}

func (c *compiler) tooManyRules(schema *node) {
	if !c.rules.told {
		c.rules.told = true
		c.report.At(schema, fmt.Sprintf("the members of request bodies have rules at more than %d places", mostRuled), "refer once to a schema with x-security or x-forbidden, or say it of the object that holds them all")
	}
}

// rulesOf compiles what several schemas say of one value together, nil where they
// say nothing of its members.
func (c *compiler) rulesOf(schemas []*node, of ruled) *MemberRules {
	if !slices.ContainsFunc(schemas, c.rules.found.has) {
		return nil
	}
	schemas = saying(schemas)
	key := c.rules.key(schemas, of)
	if m, known := c.rules.known[key]; known {
		return m
	}
	if len(c.rules.known) >= mostRuled {
		c.tooManyRules(schemas[0])
		return nil
	}
	m := &MemberRules{}
	c.rules.known[key] = m // before it is filled: it may hold itself
	if !c.fillRules(m, schemas, of) {
		c.rules.known[key] = nil
		return nil
	}
	return m
}

// fillRules compiles the rules of one value, and tells whether there are any.
func (c *compiler) fillRules(m *MemberRules, schemas []*node, of ruled) bool {
	r := partsOf(schemas, of)
	m.items = c.rulesOf(r.items, ruledItem)
	m.others, m.othersOwn = c.rulesOf(r.others, ruledMember), c.ownRule(r.others)
	if of != ruledBody && !r.isObject() {
		return m.items != nil || m.hasOthers() // a block that speaks of such a value is of the member that it is
	}
	m.Own, m.nested, m.defaults, m.types = map[string]*Access{}, map[string]*MemberRules{}, map[string]any{}, map[string]string{}
	m.Forbidden, m.forbids = r.forbidden, r.forbids
	blocks := r.blocks
	if len(r.items) > 0 {
		blocks = append(blocks, blocksOf(r.items, ruledItem)...)
	}
	m.Default = c.all(blocks)
	for _, name := range r.names {
		c.memberRule(m, name, r.members[name])
	}
	m.special = slices.Concat(slices.Collect(maps.Keys(m.Own)), m.Forbidden, slices.Collect(maps.Keys(m.nested)))
	slices.Sort(m.special)
	m.special = slices.Compact(m.special)
	return m.Default != nil || len(m.special) > 0 || m.items != nil || m.hasOthers()
}

// memberRule compiles what is said of one member.
func (c *compiler) memberRule(m *MemberRules, name string, schemas []*node) {
	if nested := c.rulesOf(schemas, ruledMember); nested != nil {
		m.nested[name] = nested
	}
	if rule := c.ownRule(schemas); rule != nil {
		m.Own[name] = rule
	}
	member := schemas[0]
	m.types[name] = document.TypeOf(member)
	if d := member.Get("default"); d != nil {
		m.defaults[name] = jsonDecoded(d)
	}
}

// ownRule is what schemas say of the member that they describe: beside a $ref it
// is of the member, and in the schema of an object of that object's members. What
// stands beside a $ref comes before what it refers to.
func (c *compiler) ownRule(schemas []*node) *Access {
	var own []*node
	for _, schema := range schemas {
		for _, link := range chain(schema) {
			if rule := link.Own("x-security"); rule != nil { // the nearest says it
				own = append(own, rule)
				break
			}
		}
	}
	if len(own) == 0 && slices.ContainsFunc(schemas, c.rules.found.has) {
		own = blocksOf(saying(schemas), ruledMember)
	}
	return c.all(own)
}

// mostWays bounds the alternatives that several rules have together.
const mostWays = 256

// all is the access that several blocks give together: each must admit. The same
// block, read in several places, counts once.
func (c *compiler) all(blocks []*node) *Access {
	var out *Access
	var read []*node
	for _, block := range blocks {
		if slices.Contains(read, block) {
			continue
		}
		read = append(read, block)
		next := c.access(block)
		if out == nil {
			out = next
			continue
		}
		both := &Access{node: out.node}
		for _, a := range out.Alternatives {
			for _, b := range next.Alternatives {
				if len(both.Alternatives) == mostWays {
					c.report.At(block, "the rules of a member have too many alternatives together", "say them in one x-security")
					return both
				}
				both.Alternatives = append(both.Alternatives, Alternative{
					Token: a.Token || b.Token, Schemes: union(a.Schemes, b.Schemes), Headers: union(a.Headers, b.Headers),
					Permissions: union(a.Permissions, b.Permissions),
				})
			}
		}
		c.accesses = append(c.accesses, both)
		out = both
	}
	return out
}

func union[T comparable](a, b []T) []T {
	out := slices.Clone(a)
	for _, item := range b {
		if !slices.Contains(out, item) {
			out = append(out, item)
		}
	}
	return out
}

package spec

import (
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cotalker/rolecall/internal/document"
)

// Cell is one right of the matrix: an operation, or one member of its body, and
// who may.
type Cell struct {
	Operation *Operation
	Member    string // JSON Pointer of the member, "" for the operation itself
	Access    *Access
	Forbidden bool // nobody may
	// Others tells whether the cell stands for all members without one of
	// their own.
	Others bool
}

// Cells lists who may call each operation and write each member, in the order of
// the document.
func (c *Contract) Cells() []Cell {
	var out []Cell
	for _, op := range c.Operations {
		out = append(out, Cell{Operation: op, Access: &op.Access})
		out = append(out, c.MemberCells(op)...)
	}
	return out
}

// Accesses are the rules of an operation: who may call it, and who may write the
// members of its body, those that nobody may write left out.
func (c *Contract) Accesses(op *Operation) []*Access {
	out := []*Access{&op.Access}
	for _, cell := range c.MemberCells(op) {
		if !cell.Forbidden {
			out = append(out, cell.Access)
		}
	}
	return out
}

// MemberCells lists who may write the members of an operation's body that have
// rules of their own.
func (c *Contract) MemberCells(op *Operation) []Cell {
	if op.Body == nil {
		return nil
	}
	return memberCells(op, op.Body.Schema, op.Body.Rules, "", map[*MemberRules]bool{})
}

// memberCells stops at rules that stand below themselves: what was listed above
// holds there too.
func memberCells(op *Operation, s *Schema, rules *MemberRules, pointer string, above map[*MemberRules]bool) []Cell {
	if rules == nil || above[rules] {
		return nil
	}
	above[rules] = true
	defer delete(above, rules)
	var out []Cell
	if rules.Default != nil {
		out = append(out, Cell{Operation: op, Member: pointer + "/*", Access: rules.Default, Others: true})
	}
	var names []string
	for _, m := range s.Members() {
		names = append(names, m.Name)
	}
	for _, name := range rules.special { // of alternatives
		if !slices.Contains(names, name) && !slices.Contains(rules.Forbidden, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		at := pointer + "/" + document.EscapePointer(name)
		if access := rules.Own[name]; access != nil {
			out = append(out, Cell{Operation: op, Member: at, Access: access})
		}
		var schema *Schema
		if m := s.Member(name); m != nil {
			schema = m.Schema
		}
		out = append(out, memberCells(op, schema, rules.nested[name], at, above)...)
	}
	if rules.items != nil {
		out = append(out, memberCells(op, s.Items(), rules.items, pointer+"/[]", above)...)
	}
	if rules.hasOthers() {
		if rules.othersOwn != nil {
			out = append(out, Cell{Operation: op, Member: pointer + "/{}", Access: rules.othersOwn})
		}
		out = append(out, memberCells(op, s.Additional(), rules.others, pointer+"/{}", above)...)
	}
	for _, name := range rules.Forbidden {
		out = append(out, Cell{Operation: op, Member: pointer + "/" + document.EscapePointer(name), Forbidden: true})
	}
	return out
}

// Allows tells whether a caller with these rights, a valid token and the right
// headers is granted the cell.
func (c Cell) Allows(r Rights) bool { return !c.Forbidden && c.Access.AllowsRights(r) }

// mostColumns is how many permissions the table has a column for each. With more
// it says which are needed instead.
const mostColumns = 24

// Matrix writes who may do what as a table: a line a cell, a column a permission
// held alone, and one for a caller with none.
func (c *Contract) Matrix() string {
	var b strings.Builder
	permissions := c.Permissions.Names()
	wide := len(permissions) > mostColumns
	if wide {
		b.WriteString("Who may: any of the ways, which are told apart by or; what a way names is needed together.\n")
	} else {
		b.WriteString("Who may: x with that permission alone, - not. none: an active caller without permissions.\n")
	}
	b.WriteString("A line below an operation is a member of its body; /* is every member without a line of its own.\n" +
		"It says who may write the member, once the operation's own line lets the caller in.\n\n")
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	row := func(cells ...string) { w.Write([]byte(strings.TrimRight(strings.Join(cells, "\t"), "\t") + "\n")) }
	if wide {
		row("OPERATION", "MEMBER", "NEEDS", "WAYS")
	} else {
		row(append([]string{"OPERATION", "MEMBER", "NEEDS", "none"}, permissions...)...)
	}
	for _, cell := range c.Cells() {
		cells := []string{"", cell.Member, ""}
		if cell.Member == "" {
			cells = []string{cell.Operation.Method + " " + cell.Operation.Path, "", needs(cell.Access)}
		}
		if wide {
			row(append(cells, cell.ways())...)
			continue
		}
		for _, held := range slices.Concat([][]string{nil}, single(permissions)) {
			mark := "-"
			if cell.Allows(c.Permissions.Rights(held...)) {
				mark = "x"
			}
			cells = append(cells, mark)
		}
		row(cells...)
	}
	w.Flush()
	return b.String()
}

// ways are the permissions that grant the cell, in words.
func (c Cell) ways() string {
	if c.Forbidden {
		return "nobody"
	}
	var ways []string
	for _, way := range c.Access.Ways() {
		text := strings.Join(way, " and ")
		if text == "" {
			return "anybody"
		}
		if !slices.Contains(ways, text) {
			ways = append(ways, text)
		}
	}
	if len(ways) == 0 {
		return "anybody"
	}
	return strings.Join(ways, " or ")
}

// needs is what a caller sends beside having the permission.
func needs(a *Access) string {
	if a.Public() {
		return "nothing"
	}
	out := []string{"token"}
	for _, h := range a.Headers() {
		out = append(out, h.Name+": "+h.Value)
	}
	return strings.Join(out, ", ")
}

func single(names []string) [][]string {
	out := make([][]string, len(names))
	for i, name := range names {
		out[i] = []string{name}
	}
	return out
}

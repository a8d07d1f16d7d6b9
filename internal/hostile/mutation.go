package hostile

import (
	"fmt"
	"math/rand/v2"
	"net/http"

	"github.com/cotalker/rolecall/spec"
)

// Mutation is one way of answering wrongly, and the replies that it befalls.
type Mutation struct {
	Kind   string // a name of Kinds
	Where  string // id of an operation, "" for all
	Status int    // of the replies: one such as 201, a class such as 2, 0 for all
	Share  int    // every such reply for 1, every fifth for 5
	Seed   uint64 // chooses within the kind: which member, which status, how much
}

// String names the mutation, as in
//
//	retype (seed 12) of getUser, 2xx, every 5th reply
func (m Mutation) String() string {
	text := fmt.Sprintf("%s (seed %d)", m.Kind, m.Seed)
	if detail := kindOf(m.Kind).detail; detail != nil {
		text = fmt.Sprintf("%s %s (seed %d)", m.Kind, detail(m.Seed), m.Seed)
	}
	if m.Where != "" {
		text += " of " + m.Where
	}
	switch {
	case m.Status >= 100:
		text += fmt.Sprintf(", %d", m.Status)
	case m.Status > 0:
		text += fmt.Sprintf(", %dxx", m.Status)
	}
	if m.Share > 1 {
		text += fmt.Sprintf(", one reply in %d", m.Share)
	}
	return text
}

// Refuses tells whether the server does not do what it is asked, beside
// answering wrongly.
func (m Mutation) Refuses() bool { return kindOf(m.Kind).mayRefuse && m.Seed&1 == 1 }

func kindOf(name string) kind {
	for _, k := range kinds {
		if k.name == name {
			return k
		}
	}
	panic("there is no kind of mutation " + name)
}

// turn is the kind whose turn it is.
func turn(number int) kind { return kinds[number%len(kinds)] }

// Combination is the mutation of a number, always the same one. As many in a
// row as there are kinds hold each kind once.
func Combination(c *spec.Contract, number int) Mutation {
	r := random(uint64(number), "combination")
	k := turn(number)
	m := Mutation{Kind: k.name, Seed: uint64(number), Share: 1}
	var op *spec.Operation
	if r.IntN(5) >= 2 && !k.everywhere {
		op = c.Operations[r.IntN(len(c.Operations))]
		m.Where = op.ID
	}
	switch r.IntN(6) {
	case 0:
		m.Status = 4
	case 1, 2:
		m.Status = 2
	case 3:
		if m.Status = http.StatusCreated; op != nil && op.Success() != nil {
			m.Status = op.Success().Status
		}
	}
	switch {
	case k.everywhere:
		m.Status = 0
	case r.IntN(2) == 0 && op == nil:
		m.Share = []int{2, 5, 17, 100}[r.IntN(4)]
	case r.IntN(2) == 0:
		m.Share = []int{2, 5}[r.IntN(2)] // one operation is not asked often
	}
	return m
}

// random yields the numbers of a seed, other ones for each purpose.
func random(seed uint64, purpose string) *rand.Rand {
	return rand.New(rand.NewPCG(seed, hash(purpose)))
}

func hash(text string) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

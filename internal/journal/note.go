package journal

import (
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// What a journal holds at most. Its first block is small: most worlds are those of
// one test.
const (
	maxBlocks      = 16
	smallBlock     = 16 << 10 // bytes: room for the longest exchange
	largeBlock     = 64 << 10
	maxInBlock     = 128
	blockNotes     = 36 << 10 // bytes of the notes of a block
	MaxKeptBody    = 4 << 10  // bytes of a body
	maxKeptHeaders = 2 << 10  // bytes of the headers one way
	maxKeptPath    = 2 << 10  // bytes of path and query
	allRoom        = 64 << 20 // bytes of all journals of a keeper together
)

// Keeper is what the journals of all worlds of a mock have in common, or what that
// of a proxy needs to know.
type Keeper struct {
	Contract *spec.Contract
	Vault    func(of any) Vault // whose tokens are no one's business, of [Facts]

	once     sync.Once
	secrets  *Secrets
	size     atomic.Int64 // bytes
	watchers atomic.Int32 // who wait for exchanges
}

// Secrets are those that the contract marks, read when they are first asked for.
func (k *Keeper) Secrets() *Secrets {
	k.once.Do(func() { k.secrets = newSecrets(k.Contract) })
	return k.secrets
}

// Note is an exchange to be kept. What it holds may change once it is.
type Note struct {
	Facts
	Path, Query            string // as they were sent
	Sent, Answer           []byte // the beginnings of the bodies
	Headers, AnswerHeaders http.Header
}

// Facts are what is kept of an exchange beside its texts.
type Facts struct {
	Began     time.Time
	Took      time.Duration
	Of        any             // what Vault of the keeper is asked with
	Operation *spec.Operation // nil for none
	Method    string
	Persona   string
	Status    int // 0 for a connection that ended without a reply

	Refusal
	By          string  // what was asked for in the place of the usual answer
	ClientBroke bool    // the reason of the refusal is how the client broke the contract
	Judged      *Judged // nil for nothing

	SentSize   int64 // of the body, negative where it was not told
	AnswerSize int
}

// Refusal is why an exchange was refused, empty where it was not.
type Refusal struct {
	Kind, Rule, Reason string
	Stage              string // where on its way it was refused, "" for nowhere
}

// Judged is what somebody beside the server found wrong with an exchange.
type Judged struct {
	Faults     []Fault // of the client
	Violations []Fault // of the server
}

// block holds exchanges, and the bytes of all of them.
type block struct {
	kept []kept
	text []byte
}

// kept is one exchange. Its texts stand in its block, one after another.
type kept struct {
	facts   Facts
	number  uint64
	start   int
	lengths [texts]int
}

// The texts of an exchange.
const (
	pathText = iota
	queryText
	sentText
	answerText
	headersText
	answerHeadersText
	texts
)

// blockSize is how large the block at a place is made.
func blockSize(place int) int64 {
	if place == 0 {
		return smallBlock
	}
	return largeBlock
}

// found is what is kept of an exchange, with its texts, apart from the journal.
type found struct {
	kept
	texts [texts]string
}

// after are the exchanges behind a number, the oldest first.
func (j *Journal) after(number uint64, fits func(*Facts) bool) []found {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []found
	for _, b := range j.blocks {
		from, _ := slices.BinarySearchFunc(b.kept, number+1, func(n kept, want uint64) int {
			switch {
			case n.number < want:
				return -1
			case n.number > want:
				return 1
			}
			return 0
		})
		for i := from; i < len(b.kept); i++ {
			n := &b.kept[i]
			if !fits(&n.facts) {
				continue
			}
			one := found{kept: *n}
			at := n.start
			for which, length := range n.lengths {
				one.texts[which] = string(b.text[at : at+length])
				at += length
			}
			out = append(out, one)
		}
	}
	return out
}

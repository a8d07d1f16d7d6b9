package mockserver

import (
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// journal keeps the last exchanges of a world. What was sent and answered is copied
// as it was, into blocks that are used again: a request costs no memory of its own.
// All else is worked out when somebody reads it.
type journal struct {
	mu     sync.Mutex
	blocks []*block // the oldest first
	number uint64   // of the last exchange, from 1
	ended  bool     // the world is gone: what is still under way is not kept

	news chan struct{} // closed when an exchange comes, where somebody waits
}

// What a journal holds at most. Its first block is small: most worlds are those of
// one test.
const (
	maxBlocks      = 16
	smallBlock     = 16 << 10 // bytes: room for the longest exchange
	largeBlock     = 64 << 10
	maxInBlock     = 128
	blockNotes     = 32 << 10 // bytes of the notes of a block
	maxKeptBody    = 4 << 10  // bytes of a body
	maxKeptHeaders = 2 << 10  // bytes of the headers one way
	maxKeptPath    = 2 << 10  // bytes of path and query
	journalRoom    = 64 << 20 // bytes of all journals of a mock together
)

// journals is what the journals of all worlds of a mock have in common.
type journals struct {
	off      bool
	size     atomic.Int64 // bytes
	watchers atomic.Int32 // who wait for exchanges
}

// block holds exchanges, and the bytes of all of them.
type block struct {
	notes []note
	text  []byte
}

// note is one exchange as it is kept. Its texts stand in its block, one after
// another.
type note struct {
	number     uint64
	began      time.Time
	took       time.Duration
	world      *world // whose tokens are no one's business
	operation  *spec.Operation
	refused    *refusal
	method     string
	persona    string
	by         string // what was asked for in the place of the world's answer
	status     int
	sentSize   int64 // of the body, negative where it was not told
	answerSize int
	start      int
	lengths    [noteTexts]int
}

// The texts of a note.
const (
	pathText = iota
	queryText
	sentText
	answerText
	headersText
	answerHeadersText
	noteTexts
)

// WithoutJournal keeps nothing of what was asked and answered.
func WithoutJournal() Option { return func(s *Server) { s.journals.off = true } }

// noteExchange keeps an exchange that is over.
func (x *exchange) noteExchange(refused *refusal, began time.Time) {
	took := time.Since(began)
	path, query := x.request.URL.EscapedPath(), x.request.URL.RawQuery
	path, query = path[:min(len(path), maxKeptPath)], query[:min(len(query), maxKeptPath)]
	answer := x.replied[:min(len(x.replied), maxKeptBody)]
	j := &x.in.journal
	persona := x.callerText()
	j.mu.Lock()
	defer j.mu.Unlock()
	b := j.room(x.server, len(path)+len(query)+len(x.sent)+len(answer))
	if b == nil {
		return
	}
	j.number++
	n := note{
		number: j.number, began: began, took: took, world: x.world, refused: refused, method: x.request.Method, persona: persona, by: x.by(),
		status: x.status, sentSize: x.request.ContentLength, answerSize: len(x.replied), start: len(b.text),
	}
	if x.endpoint != nil {
		n.operation = x.endpoint.Operation
	}
	b.text = append(append(append(append(b.text, path...), query...), x.sent...), answer...)
	n.lengths = [noteTexts]int{pathText: len(path), queryText: len(query), sentText: len(x.sent), answerText: len(answer)}
	before := len(b.text)
	b.text = appendHeaders(b.text, x.request.Header)
	n.lengths[headersText] = len(b.text) - before
	before = len(b.text)
	b.text = appendHeaders(b.text, x.header)
	n.lengths[answerHeadersText] = len(b.text) - before
	b.notes = append(b.notes, n)
	if j.news != nil {
		close(j.news)
		j.news = nil
	}
}

// appendHeaders writes headers a line each, as far as there is room. Those that
// hold a credential whatever the contract says are left out here already.
func appendHeaders(dst []byte, headers http.Header) []byte {
	most := min(len(dst)+maxKeptHeaders, cap(dst))
	for name, values := range headers {
		for _, value := range values {
			if isSecretHeader(name) {
				value = redacted
			}
			if len(dst)+len(name)+len(value)+3 > most {
				return dst
			}
			dst = append(append(append(append(dst, name...), ": "...), value...), '\n')
		}
	}
	return dst
}

// room is the block for the next exchange, of so many bytes beside its headers. A
// full one is followed by a new one, or by the oldest, of which all is forgotten.
func (j *journal) room(s *Server, size int) *block {
	if last := len(j.blocks) - 1; last >= 0 {
		if b := j.blocks[last]; len(b.notes) < maxInBlock && len(b.text)+size+maxKeptHeaders <= cap(b.text) {
			return b
		}
	}
	if len(j.blocks) < maxBlocks && !j.ended {
		more := blockSize(len(j.blocks))
		if s.journals.size.Add(more+blockNotes) <= journalRoom {
			j.blocks = append(j.blocks, &block{text: make([]byte, 0, more)})
			return j.blocks[len(j.blocks)-1]
		}
		s.journals.size.Add(-more - blockNotes)
	}
	if len(j.blocks) == 0 {
		return nil
	}
	b := j.blocks[0]
	copy(j.blocks, j.blocks[1:])
	j.blocks[len(j.blocks)-1] = b
	clear(b.notes)
	b.notes, b.text = b.notes[:0], b.text[:0]
	return b
}

// blockSize is how large the block at a place is made.
func blockSize(place int) int64 {
	if place == 0 {
		return smallBlock
	}
	return largeBlock
}

// ClearJournal forgets all exchanges, as a reset does. The numbers go on.
func (w *World) ClearJournal() {
	w.journal.mu.Lock()
	defer w.journal.mu.Unlock()
	w.journal.forget(w.server)
}

// end forgets all, and keeps nothing any more.
func (j *journal) end(s *Server) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.forget(s)
	j.ended = true
	if j.news != nil { // who waits need wait no longer
		close(j.news)
		j.news = nil
	}
}

// forget gives back what the blocks take. The caller holds the lock.
func (j *journal) forget(s *Server) {
	for i := range j.blocks {
		s.journals.size.Add(-blockSize(i) - blockNotes)
	}
	j.blocks = nil
}

// follow takes the place of the journal of another mock, and counts on: who reads
// that one as it comes finds here what it has not seen.
func (j *journal) follow(before *journal, of *Server) {
	before.end(of)
	number := before.last()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.number = max(j.number, number)
}

// over tells whether the journal gets no exchange any more.
func (j *journal) over() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.ended
}

// wait is closed when the next exchange comes.
func (j *journal) wait() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.news == nil {
		j.news = make(chan struct{})
	}
	return j.news
}

// last is the number of the last exchange.
func (j *journal) last() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.number
}

// keptNote is a note with its texts, apart from the journal.
type keptNote struct {
	note
	texts [noteTexts]string
}

// after are the exchanges behind a number, the oldest first.
func (j *journal) after(number uint64, fits func(*note) bool) []keptNote {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []keptNote
	for _, b := range j.blocks {
		from, _ := slices.BinarySearchFunc(b.notes, number+1, func(n note, want uint64) int {
			switch {
			case n.number < want:
				return -1
			case n.number > want:
				return 1
			}
			return 0
		})
		for i := from; i < len(b.notes); i++ {
			n := &b.notes[i]
			if !fits(n) {
				continue
			}
			kept := keptNote{note: *n}
			at := n.start
			for which, length := range n.lengths {
				kept.texts[which] = string(b.text[at : at+length])
				at += length
			}
			out = append(out, kept)
		}
	}
	return out
}

// by says what was asked for in the place of the world's answer, "" for nothing.
func (x *exchange) by() string {
	switch {
	case x.fault != "":
		return "fault " + x.fault
	case x.byRule != "":
		return "rule " + x.byRule
	case x.byWish != "":
		return "wish " + x.byWish
	}
	return ""
}

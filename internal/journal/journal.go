package journal

import (
	"net/http"
	"sync"
)

// Journal keeps the last exchanges of a world, or of a proxy. What was sent and
// answered is copied as it was, into blocks that are used again: a request costs no
// memory of its own. All else is worked out when somebody reads it. It may be used
// from many goroutines.
type Journal struct {
	keeper *Keeper

	mu     sync.Mutex
	blocks []*block // the oldest first
	number uint64   // of the last exchange, from 1
	ended  bool     // what is still under way is not kept

	news chan struct{} // closed when an exchange comes, where somebody waits
}

// New is an empty journal.
func New(k *Keeper) *Journal { return &Journal{keeper: k} }

// Keep keeps an exchange that is over.
func (j *Journal) Keep(n *Note) {
	path, query := n.Path[:min(len(n.Path), maxKeptPath)], n.Query[:min(len(n.Query), maxKeptPath)]
	sent, answer := n.Sent[:min(len(n.Sent), MaxKeptBody)], n.Answer[:min(len(n.Answer), MaxKeptBody)]
	j.mu.Lock()
	defer j.mu.Unlock()
	b := j.room(len(path) + len(query) + len(sent) + len(answer))
	if b == nil {
		return
	}
	j.number++
	b.kept = append(b.kept, kept{number: j.number, facts: n.Facts, start: len(b.text)})
	one := &b.kept[len(b.kept)-1]
	b.text = append(append(append(append(b.text, path...), query...), sent...), answer...)
	one.lengths = [texts]int{pathText: len(path), queryText: len(query), sentText: len(sent), answerText: len(answer)}
	before := len(b.text)
	b.text = appendHeaders(b.text, n.Headers)
	one.lengths[headersText] = len(b.text) - before
	before = len(b.text)
	b.text = appendHeaders(b.text, n.AnswerHeaders)
	one.lengths[answerHeadersText] = len(b.text) - before
	j.tell()
}

// tell wakes those who wait. The lock is held.
func (j *Journal) tell() {
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
				value = Redacted
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
func (j *Journal) room(size int) *block {
	if last := len(j.blocks) - 1; last >= 0 {
		if b := j.blocks[last]; len(b.kept) < maxInBlock && len(b.text)+size+maxKeptHeaders <= cap(b.text) {
			return b
		}
	}
	if len(j.blocks) < maxBlocks && !j.ended {
		more := blockSize(len(j.blocks))
		if j.keeper.size.Add(more+blockNotes) <= allRoom {
			j.blocks = append(j.blocks, &block{text: make([]byte, 0, more)})
			return j.blocks[len(j.blocks)-1]
		}
		j.keeper.size.Add(-more - blockNotes)
	}
	if len(j.blocks) == 0 {
		return nil
	}
	b := j.blocks[0]
	copy(j.blocks, j.blocks[1:])
	j.blocks[len(j.blocks)-1] = b
	clear(b.kept)
	b.kept, b.text = b.kept[:0], b.text[:0]
	return b
}

// Clear forgets all exchanges. The numbers go on.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.forget()
}

// End forgets all, and keeps nothing any more: who waits need wait no longer.
func (j *Journal) End() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.forget()
	j.ended = true
	j.tell()
}

// forget gives back what the blocks take. The lock is held.
func (j *Journal) forget() {
	for i := range j.blocks {
		j.keeper.size.Add(-blockSize(i) - blockNotes)
	}
	j.blocks = nil
}

// Follow ends another journal and counts on: who reads that one as it comes finds
// here what it has not seen.
func (j *Journal) Follow(before *Journal) {
	before.End()
	number := before.last()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.number = max(j.number, number)
}

// over tells whether the journal gets no exchange any more.
func (j *Journal) over() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.ended
}

// wait is closed when the next exchange comes.
func (j *Journal) wait() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.news == nil {
		j.news = make(chan struct{})
	}
	return j.news
}

// last is the number of the last exchange.
func (j *Journal) last() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.number
}

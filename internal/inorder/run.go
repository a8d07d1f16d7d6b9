package inorder

import (
	"context"
	"sync"
	"sync/atomic"
)

// Maker appends the text of the items from..to-1. A maker is called by one
// goroutine at a time.
type Maker func(dst []byte, from, to uint64) ([]byte, error)

// Piece is the text of a few items.
type Piece struct {
	Text     []byte // the receiver's until it returns
	From, To uint64
}

// Sizes of pieces: large enough that handing one on costs nothing beside making
// it, small enough that a few of them are no memory to speak of.
const (
	firstItems = 8  // of which nothing is known yet
	fewItems   = 64 // that are not worth a goroutine
	mostItems  = 8192
	wantedSize = 256 << 10
)

// Run makes the items from..to-1 in pieces, with as many makers as there are
// jobs, and hands them to take, in order, on the caller's goroutine. It holds
// about four pieces a job. It ends at the first error of a maker or of take,
// and between pieces when ctx does, with its cause; no goroutine outlives it.
func Run(ctx context.Context, from, to uint64, jobs int, newMaker func() (Maker, error), take func(Piece) error) error {
	if from >= to {
		return context.Cause(ctx)
	}
	if jobs < 2 || to-from <= fewItems {
		return alone(ctx, from, to, newMaker, take)
	}
	r := &run{work: make(chan *order), queue: make(chan *order, 2*jobs), stop: make(chan struct{})}
	var all sync.WaitGroup
	defer all.Wait()
	defer close(r.stop)
	all.Go(func() { r.give(from, to) })
	for range jobs {
		maker, err := newMaker()
		if err != nil {
			return err
		}
		all.Go(func() { r.make(maker) })
	}
	for o := range r.queue {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		select {
		case <-o.made:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if o.err != nil {
			return o.err
		}
		if err := take(Piece{o.text, o.from, o.to}); err != nil {
			return err
		}
		r.keep(o.text)
	}
	return nil
}

// run is what the goroutines of a Run share.
type run struct {
	pace  pace
	work  chan *order   // for the makers
	queue chan *order   // the same in their order, for the caller
	stop  chan struct{} // closed when nobody takes any more

	mu   sync.Mutex
	free [][]byte
}

// order is a piece to be made.
type order struct {
	from, to uint64
	made     chan struct{} // closed when it is
	text     []byte
	err      error
}

// give cuts the items into pieces.
func (r *run) give(from, to uint64) {
	defer close(r.queue)
	defer close(r.work)
	for from < to {
		o := &order{from: from, to: from + min(r.pace.items(), to-from), made: make(chan struct{})}
		from = o.to
		select {
		case r.queue <- o:
		case <-r.stop:
			return
		}
		select {
		case r.work <- o:
		case <-r.stop:
			return
		}
	}
}

func (r *run) make(maker Maker) {
	for o := range r.work {
		o.text, o.err = maker(r.buffer(), o.from, o.to)
		r.pace.saw(o.to-o.from, len(o.text))
		close(o.made)
	}
}

// buffer is room for a piece, used before where there is such.
func (r *run) buffer() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.free); n > 0 {
		text := r.free[n-1]
		r.free = r.free[:n-1]
		return text[:0]
	}
	return make([]byte, 0, wantedSize+wantedSize/4)
}

// keep takes back the room of a piece, but for one that was unusually large.
func (r *run) keep(text []byte) {
	if cap(text) > 4*wantedSize {
		return
	}
	r.mu.Lock()
	r.free = append(r.free, text)
	r.mu.Unlock()
}

// alone is a Run of one job, without a goroutine.
func alone(ctx context.Context, from, to uint64, newMaker func() (Maker, error), take func(Piece) error) error {
	maker, err := newMaker()
	if err != nil {
		return err
	}
	var p pace
	var text []byte
	for from < to {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		end := from + min(p.items(), to-from)
		if text, err = maker(text[:0], from, end); err != nil {
			return err
		}
		p.saw(end-from, len(text))
		if err := take(Piece{text, from, end}); err != nil {
			return err
		}
		if cap(text) > 4*wantedSize {
			text = nil
		}
		from = end
	}
	return nil
}

// pace knows how many items make a piece of the wanted size. It begins with few,
// for they may be large.
type pace struct{ perPiece atomic.Uint64 }

func (p *pace) items() uint64 {
	if n := p.perPiece.Load(); n > 0 {
		return n
	}
	return firstItems
}

func (p *pace) saw(items uint64, size int) {
	each := max(uint64(size)/items, 1)
	p.perPiece.Store(min(max(wantedSize/each, 1), mostItems))
}

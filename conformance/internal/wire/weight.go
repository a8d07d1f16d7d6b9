package wire

import (
	"sync"
)

// maxHeld is what the replies may take in memory, about, that checks hold at
// once.
const maxHeld = 80 << 20

// weight lets fewer checks be asked at once where replies are large: each may
// hold some until it ends.
type weight struct {
	mu       sync.Mutex
	changed  *sync.Cond
	heaviest int // bytes that a reply took, about
	asking   int
}

func newWeight() *weight {
	w := &weight{}
	w.changed = sync.NewCond(&w.mu)
	return w
}

// saw notes what a reply takes.
func (w *weight) saw(bytes int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heaviest = max(w.heaviest, bytes)
}

// Enter waits until another check may be asked and returns how it tells its
// end. A check that is asked waits for nothing here, so one always can be.
func (w *weight) Enter() (leave func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.asking > 0 && (w.asking+1)*w.heaviest > maxHeld {
		w.changed.Wait()
	}
	w.asking++
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.asking--
		w.changed.Broadcast()
	}
}

// Package wakeup wakes those who wait for news of a log, by the log's key.
//
//	told := w.Next(log) // before looking whether there is news
//	<-told              // after Wake(log)
package wakeup

import "sync"

// Waiting are those who wait. The zero value is nobody.
type Waiting[Key comparable] struct {
	mu    sync.Mutex
	byLog map[Key]chan struct{}
}

// Next gives what is closed at the next news of a log.
func (w *Waiting[Key]) Next(log Key) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	told := w.byLog[log]
	if told == nil {
		told = make(chan struct{})
		if w.byLog == nil {
			w.byLog = map[Key]chan struct{}{}
		}
		w.byLog[log] = told
	}
	return told
}

// Wake wakes who waits for a log.
func (w *Waiting[Key]) Wake(log Key) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if told := w.byLog[log]; told != nil {
		close(told)
		delete(w.byLog, log)
	}
}

// WakeAll wakes everybody, where something may have been missed.
func (w *Waiting[Key]) WakeAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, told := range w.byLog {
		close(told)
	}
	clear(w.byLog)
}

package ledger

import (
	"context"
	"time"
)

// Worlds of a store expire by its clock: each process tells the store of those that
// it uses, and each lets those go that none has told of.

// expiryRounds is how many times a world is looked at, and a use of it told, in the
// time for which it may be idle.
const expiryRounds = 4

// longestRound is for worlds that may be idle for days.
const longestRound = time.Hour

func (k *Storage) expiryRound() time.Duration { return min(k.expire/expiryRounds, longestRound) }

// LetExpire lets worlds go until the end, but for the one that is spared, and names
// each with how long nobody used it.
func (k *Storage) LetExpire(spared string, gone func(world string, idle time.Duration)) {
	if k.expiryRound() <= 0 {
		return
	}
	k.running.Go(func() {
		round := time.NewTicker(k.expiryRound())
		defer round.Stop()
		for {
			select {
			case <-k.ctx.Done():
				return
			case <-round.C:
			}
			ctx, cancel := context.WithTimeout(k.ctx, engineTimeout)
			names, _ := k.store.Expire(ctx, k.expire, spared) // a store that is away is asked the next time
			cancel()
			for _, name := range names {
				gone(name, k.expire)
			}
		}
	})
}

// TellUse tells the store that the world is in use, unless it was told lately.
func (l *Ledger) TellUse(now time.Time) {
	k := l.storage
	before := l.used.Load()
	if k.expiryRound() <= 0 || now.UnixNano()-before < int64(k.expiryRound()) || k.ctx.Err() != nil || !l.used.CompareAndSwap(before, now.UnixNano()) {
		return
	}
	k.running.Go(func() {
		ctx, cancel := context.WithTimeout(l.ctx, engineTimeout)
		defer cancel()
		if k.store.Touch(ctx, l.name) != nil {
			l.used.CompareAndSwap(now.UnixNano(), before) // the next request tries again
		}
	})
}

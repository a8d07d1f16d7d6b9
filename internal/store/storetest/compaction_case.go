package storetest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
)

// folded is a state that tells whether it is the fold of all entries, in order.
type folded struct {
	at  store.Position
	sum uint64
}

func (f *folded) apply(entry store.Entry) error {
	if entry.Position != f.at+1 {
		return fmt.Errorf("entry %d follows %d", entry.Position, f.at)
	}
	f.at, f.sum = entry.Position, f.sum*1099511628211+binary.BigEndian.Uint64(entry.Data)
	return nil
}

// padding makes a snapshot longer than one piece of any engine.
const padding = 200_000

func (f *folded) write(w io.Writer) error {
	return writing(append(binary.BigEndian.AppendUint64(nil, f.sum), make([]byte, padding)...))(w)
}

// catchUp reads what is after the state, by a snapshot where there is need.
func (f *folded) catchUp(ctx context.Context, l store.Log) error {
	for {
		entries, err := l.Read(ctx, f.at, 3)
		switch {
		case errors.Is(err, store.ErrCompacted):
			err = f.load(ctx, l)
		case len(entries) == 0:
			return err
		}
		if err != nil && !errors.Is(err, store.ErrCompacted) {
			return err
		}
		for _, entry := range entries {
			if err := f.apply(entry); err != nil {
				return err
			}
		}
	}
}

func (f *folded) load(ctx context.Context, l store.Log) error {
	at, r, err := l.Snapshot(ctx)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		return fmt.Errorf("read the snapshot of %d: %w", at, err)
	}
	if len(data) != 8+padding {
		return fmt.Errorf("the snapshot of %d has %d bytes", at, len(data))
	}
	f.at, f.sum = at, binary.BigEndian.Uint64(data)
	return nil
}

// compactionMeanwhile has two write, two take snapshots and two read; all end
// with the same state.
func compactionMeanwhile(t *testing.T, e Engine) {
	const n = 120
	world := unused()
	ctx := bounded(t)
	stores := []store.Store{e.open(t), e.open(t)}
	var all sync.WaitGroup
	ends := make([]folded, 6)
	for i := range ends {
		l := logOf(t, stores[i%2], world)
		all.Go(func() {
			f := &ends[i]
			for kept := store.Position(0); f.at < n; {
				err := f.catchUp(ctx, l)
				switch {
				case err != nil || f.at >= n:
				case i < 2:
					_, err = l.Append(ctx, f.at, binary.BigEndian.AppendUint64(nil, uint64(i)<<32+uint64(f.at)))
				case i < 4 && f.at >= kept+10:
					kept, err = f.at, l.Compact(ctx, f.at, f.write)
				default:
					err = l.Wait(ctx, f.at)
				}
				if err != nil && !errors.Is(err, store.ErrLostRace) {
					t.Errorf("number %d, at %d: %v", i, f.at, err)
					return
				}
			}
		})
	}
	all.Wait()
	for i, f := range ends {
		if f != ends[0] {
			t.Errorf("number %d ends with %v, number 0 with %v", i, f, ends[0])
		}
	}
}

package engine

import (
	"fmt"
	"net/http"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// A read that was sent after a reply came and shows the record as it was before
// that reply is stale. It is a fault of its own: what other checks make of such a
// read would blame the wrong rule.

// shownState is the newest state of a record that a reply has shown.
type shownState struct {
	modified int64     // of the state, in milliseconds
	at       time.Time // when the reply was here
}

// noteShown compares what a reply shows of the run's own records with what replies
// showed before its request was sent.
func (s *Session) noteShown(x *wire.Exchange, sent time.Time) {
	op := x.Operation
	if op == nil || op.Action.Resource == nil || op.Action.Resource.Modified == "" || !x.Success() || op.Action.Kind == spec.Login || x.Method != op.Method {
		return
	}
	records, _ := x.Records()
	if one := x.Record(); one != nil {
		records = append(records, one)
	}
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, record := range records {
		id := IDOf(op.Action.Resource, record)
		modified, dated := Instant(record[op.Action.Resource.Modified])
		if id == "" || !dated || !s.Records.ids[op.Action.Resource.Collection+" "+id] {
			continue
		}
		key := op.Action.Resource.Collection + " " + id
		before, known := s.Records.newest[key]
		switch {
		case x.Method != http.MethodGet:
			if !known || sent.After(before.at) || modified > before.modified {
				s.Records.newest[key] = shownState{modified, now}
			}
		case known && modified < before.modified && before.at.Before(sent):
			x.Stale = fmt.Sprintf("%s of %s ms, after one of %d ms had been seen", op.Action.Resource.Modified, fmt.Sprint(modified), before.modified)
		case !known || modified > before.modified:
			s.Records.newest[key] = shownState{modified, now}
		}
	}
}

// StaleRead is what the checks of stale reads look for.
func StaleRead(x *wire.Exchange) *Problem {
	if x.Stale == "" {
		return nil
	}
	return &Problem{Expected: "a state no older than one that a reply showed before", Got: "an older one"}
}

// rejectStale ends the check as broken where what it builds upon is a stale read; the
// checks that look for such reads say so themselves.
func (t *Trial) rejectStale(x *wire.Exchange) {
	if x.Stale != "" && !t.check.Stale {
		t.Broken("%s showed an older state than one that was seen before (a stale read)", RequestLine(x.Operation))
	}
}

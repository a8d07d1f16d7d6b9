package conformance

import (
	"fmt"
	"net/http"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// A read that was sent after a reply came and shows the record as it was before
// that reply is stale. It is a fault of its own: what other checks make of such a
// read would blame the wrong rule.

// sight is the newest state of a record that a reply has shown.
type sight struct {
	modified int64     // of the state, in milliseconds
	at       time.Time // when the reply was here
}

// seen compares what a reply shows of the run's own records with what replies
// showed before its request was sent.
func (s *session) seen(x *Exchange, sent time.Time) {
	op := x.Operation
	if op == nil || op.Action.Resource == nil || op.Action.Resource.Modified == "" || !x.success() || op.Action.Kind == spec.Login || x.Method != op.Method {
		return
	}
	records, _ := x.many()
	if one := x.one(); one != nil {
		records = append(records, one)
	}
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, record := range records {
		id := idOf(op.Action.Resource, record)
		modified, dated := instant(record[op.Action.Resource.Modified])
		if id == "" || !dated || !s.ownIDs[op.Action.Resource.Collection+" "+id] {
			continue
		}
		key := op.Action.Resource.Collection + " " + id
		before, known := s.sights[key]
		switch {
		case x.Method != http.MethodGet:
			if !known || sent.After(before.at) || modified > before.modified {
				s.sights[key] = sight{modified, now}
			}
		case known && modified < before.modified && before.at.Before(sent):
			x.stale = fmt.Sprintf("%s of %s ms, after one of %d ms had been seen", op.Action.Resource.Modified, fmt.Sprint(modified), before.modified)
		case !known || modified > before.modified:
			s.sights[key] = sight{modified, now}
		}
	}
}

// seeStale is what the checks of stale reads look for.
func seeStale(x *Exchange) *Problem {
	if x.stale == "" {
		return nil
	}
	return &Problem{Expected: "a state no older than one that a reply showed before", Got: "an older one"}
}

// fresh ends the check as broken where what it builds upon is a stale read; the
// checks that look for such reads say so themselves.
func (t *Trial) fresh(x *Exchange) {
	if x.stale != "" && !t.check.Stale {
		t.broken("%s showed an older state than one that was seen before (a stale read)", requestOf(x.Operation))
	}
}

package engine

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// SetUpID is what requests that belong to no check carry as their id.
const SetUpID = "set-up"

// Session is one run against one target: how it is asked, as whom, and what
// has been made there.
type Session struct {
	Contract         *spec.Contract
	Target           *wire.Target
	Options          Settings
	Client           *wire.Client
	Families         []*Family
	Bootstrap        *wire.Caller
	bootstrapProblem string // why bootstrap's token cannot be relied on, "" where it can
	Callers          *callers
	pools            map[*spec.Resource]*pool
	observers        map[string][]*Observer // by the id of the operation, "" for paths that are none
	Holdings         []Holding
	Run              string // names this run in what it makes
	serial           atomic.Int64
	Requests         atomic.Int64
	Reach            *reach
	PasswordLimits   passwordLimits          // of passwords
	silent           atomic.Int64            // requests in a row that got no reply
	Waits            atomic.Int64            // requests in all that cost a whole timeout
	sighted          atomic.Bool             // something that the target showed could be read
	lost             error                   // why the target is held to be gone, nil where it is not
	judging          context.Context         // of the checks, nil before and after
	Stop             context.CancelCauseFunc // ends the judging

	Mu             sync.Mutex
	Owned          map[*spec.Resource][]string // ids of what was made or taken up
	ownIDs         map[string]bool             // the same, behind the collection's name
	newest         map[string]shownState       // newest state seen of each of them
	quotas         map[*spec.Resource]*quota
	blind          error                  // why nothing is made at all, nil where something may be
	reused         map[*spec.Resource]int // how many of those were taken up
	Reusable       Reusable
	locks          map[string]*sync.Mutex
	roles          map[string]string // ids of roles by their permissions
	Samples        map[string]bool   // operations that have been sampled
	datasets       map[*spec.Resource]*Dataset
	failedDatasets map[*spec.Resource][]any     // how making them ended early, each time
	minimal        map[*spec.Resource]*Record   // that have no more than a create asks for
	Unsampled      map[string]any               // how that ended early
	samplesOf      map[*spec.Resource]string    // ids of records that others may name
	lacks          map[*spec.Operation][]string // what bootstrap lacks for an operation
}

func newSession(target *wire.Target, o Settings) (*Session, error) {
	contract := o.Contract
	random := make([]byte, 4)
	if _, err := rand.Read(random); err != nil {
		return nil, fmt.Errorf("naming the run: %w", err)
	}
	run := hex.EncodeToString(random)
	client, err := wire.NewClient(contract, target, o.Limits, run)
	if err != nil {
		return nil, err
	}
	s := &Session{
		Contract: contract, Target: target, Options: o, Client: client, Run: run,
		pools: map[*spec.Resource]*pool{}, observers: map[string][]*Observer{}, Owned: map[*spec.Resource][]string{}, reused: map[*spec.Resource]int{},
		Reach: newReach(), ownIDs: map[string]bool{}, newest: map[string]shownState{}, quotas: map[*spec.Resource]*quota{},
		locks: map[string]*sync.Mutex{}, roles: map[string]string{}, Samples: map[string]bool{}, Unsampled: map[string]any{}, datasets: map[*spec.Resource]*Dataset{}, failedDatasets: map[*spec.Resource][]any{}, minimal: map[*spec.Resource]*Record{},
	}
	s.Stop = func(error) {}
	for _, f := range Families(contract) {
		if f.Version == "" || slices.Contains(target.Features, f.Version) {
			s.Families = append(s.Families, f)
		}
	}
	for _, f := range s.Families {
		if s.pools[f.Resource] == nil && f.Update != nil {
			s.pools[f.Resource] = &pool{session: s, family: f}
		}
	}
	s.PasswordLimits = PasswordLimits(contract, s.Families)
	s.Callers = &callers{session: s, known: map[string]*callerEntry{}}
	return s, nil
}

// Family is the first version's family of a collection.
func (s *Session) Family(resource *spec.Resource) *Family {
	for _, f := range s.Families {
		if f.Resource == resource {
			return f
		}
	}
	return nil
}

// Quota is how many records of a collection may be made.
func (s *Session) Quota(r *spec.Resource) *quota {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	if s.quotas[r] == nil {
		s.quotas[r] = newQuota()
	}
	return s.quotas[r]
}

// People is the family of the callers, nil where the contract has none.
func (s *Session) People() *Family {
	if s.Contract.Principal == nil {
		return nil
	}
	return s.Family(s.Contract.Principal.Resource)
}

// RunMark begins every text that any run makes; sweeping looks for it.
const RunMark = "rolecall-"

// markEnd ends them, so that none is the beginning of another.
const markEnd = "x"

// mark is a text that names this run and nothing else there is, and that no
// other such text contains.
func (s *Session) mark() string {
	return fmt.Sprintf("%s%s-%d%s", RunMark, s.Run, s.serial.Add(1), markEnd)
}

// operationAt is the operation of another method on the path of one, nil for
// none.
func (s *Session) operationAt(method string, op *spec.Operation) *spec.Operation {
	for _, other := range s.Contract.Operations {
		if op != nil && other != op && other.Path == op.Path && other.Method == method {
			return other
		}
	}
	return nil
}

// FamilyOf is the family of an operation; of log-in, that of the callers.
func (s *Session) FamilyOf(op *spec.Operation) *Family {
	for _, f := range s.Families {
		if f.Version == op.Version && f.Resource == op.Action.Resource {
			return f
		}
	}
	return s.People()
}

// Lock keeps a persona of the target file to one check at a time.
func (s *Session) Lock(name string) func() {
	s.Mu.Lock()
	lock := s.locks[name]
	if lock == nil {
		lock = &sync.Mutex{}
		s.locks[name] = lock
	}
	s.Mu.Unlock()
	lock.Lock()
	return lock.Unlock
}

// restorePersona gives a persona of the target file the members that it had.
func (s *Session) restorePersona(f *Family, who *wire.Caller, before map[string]any) {
	if f.SelfUpdate == nil {
		return // nothing can have changed them
	}
	change := map[string]any{}
	for _, m := range f.SelfUpdate.Body.Schema.Members() {
		if value, had := before[m.Name]; had && !m.WriteOnly {
			change[m.Name] = value
		}
	}
	if len(change) > 0 {
		// Where this fails there is nothing better to do: the check has told.
		_, _ = s.Send(context.Background(), SetUpID, f.SelfUpdate, who, wire.Body(change))
	}
}

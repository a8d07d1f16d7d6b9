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
	"github.com/cotalker/rolecall/internal/route"
	"github.com/cotalker/rolecall/spec"
)

// SetUpID is what requests that belong to no check carry as their id.
const SetUpID = "set-up"

// Session is one run against one target.
type Session struct {
	Contract *spec.Contract
	Target   *wire.Target
	Options  Settings
	Client   *wire.Client
	Families []*Family // of the versions that the target declares
	Callers  *callers
	Reach    *reach
	Records  records
	marks    marks

	observers map[string][]*Observer // by the id of the operation, "" for paths that are none
	mu        sync.Mutex             // over records, what is shared, and whether the target is lost
	shared    shared
}

// marks name a run in what it makes and sends.
type marks struct {
	run     string
	serial  atomic.Int64
	headers map[string]string // values of required headers, by their names
}

// shared is what is made once a run, by the check that wants it first.
type shared struct {
	locks          map[string]*sync.Mutex      // over each of them, by its name
	roles          map[string]string           // ids of roles by their permissions
	minimal        map[*spec.Resource]*Record  // that have no more than a create asks for
	referred       map[*spec.Resource]string   // ids of records that others may name
	datasets       map[*spec.Resource]*Dataset // for filters
	failedDatasets map[*spec.Resource][]any    // how making them ended early, each time
	usual          map[string]bool             // operations whose usual replies were asked for
	failedUsual    map[string]any              // how that ended early
	untold         map[*spec.Resource]bool     // whose creates do not say what they made
	subjects       subjects                    // records of a document without callers that nothing changes
	made           []*Subject                  // that the run has made there
	paths          route.Tree[struct{}]        // of the contract, which never change
}

func newSession(target *wire.Target, o Settings) (*Session, error) {
	random := make([]byte, 4)
	if _, err := rand.Read(random); err != nil {
		return nil, fmt.Errorf("naming the run: %w", err)
	}
	run := hex.EncodeToString(random)
	client, err := wire.NewClient(o.Contract, target, o.Limits, run)
	if err != nil {
		return nil, err
	}
	s := &Session{
		Contract: o.Contract, Target: target, Options: o, Client: client, Reach: newReach(), Records: newRecords(),
		marks: marks{run: run, headers: map[string]string{}}, observers: map[string][]*Observer{},
		shared: shared{
			locks: map[string]*sync.Mutex{}, roles: map[string]string{}, minimal: map[*spec.Resource]*Record{}, referred: map[*spec.Resource]string{},
			datasets: map[*spec.Resource]*Dataset{}, failedDatasets: map[*spec.Resource][]any{}, usual: map[string]bool{}, failedUsual: map[string]any{}, subjects: subjects{}, untold: map[*spec.Resource]bool{},
		},
	}
	for _, op := range o.Contract.Operations {
		s.shared.paths.Add(op.Path)
	}
	for _, f := range Families(o.Contract) {
		if f.Version == "" || slices.Contains(target.Features, f.Version) {
			s.Families = append(s.Families, f)
		}
	}
	for _, f := range s.Families {
		if s.Records.pools[f.Resource] == nil && f.Update != nil {
			s.Records.pools[f.Resource] = &pool{session: s, family: f}
		}
	}
	s.Callers = &callers{session: s, known: map[string]*callerEntry{}, given: personasByRights(target), PasswordLimits: PasswordLimits(o.Contract, s.Families)}
	return s, nil
}

// Run names the run in what it makes.
func (s *Session) Run() string { return s.marks.run }

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
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Records.quotas[r] == nil {
		s.Records.quotas[r] = newQuota()
	}
	return s.Records.quotas[r]
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
	return fmt.Sprintf("%s%s-%d%s", RunMark, s.marks.run, s.marks.serial.Add(1), markEnd)
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
	s.mu.Lock()
	lock := s.shared.locks[name]
	if lock == nil {
		lock = &sync.Mutex{}
		s.shared.locks[name] = lock
	}
	s.mu.Unlock()
	lock.Lock()
	return lock.Unlock
}

// restorePersona gives a persona of the target file the members that it had.
func (s *Session) restorePersona(f *Family, who *wire.Caller, before map[string]any) {
	if f.SelfUpdate == nil {
		return // nothing can have changed them
	}
	change := map[string]any{}
	for m := range Writable(f.SelfUpdate.Body.Schema) {
		if value, had := before[m.Name]; had && !m.WriteOnly {
			change[m.Name] = value
		}
	}
	if len(change) > 0 {
		// Where this fails there is nothing better to do: the check has told.
		_, _ = s.Send(context.Background(), SetUpID, f.SelfUpdate, who, wire.Body(change))
	}
}

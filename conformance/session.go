package conformance

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cotalker/rolecall/spec"
)

// setUpID is what requests that belong to no check carry as their id.
const setUpID = "set-up"

// session is one run against one target: how it is asked, as whom, and what
// has been made there.
type session struct {
	contract  *spec.Contract
	target    *Target
	options   settings
	client    *client
	families  []*family
	bootstrap *caller
	mistrust  string // why bootstrap's token cannot be relied on, "" where it can
	callers   *callers
	pools     map[*spec.Resource]*pool
	watchers  map[string][]*watcher // by the id of the operation, "" for paths that are none
	held      []Holding
	run       string // names this run in what it makes
	serial    atomic.Int64
	requests  atomic.Int64
	reach     *reach
	lengths   lengths                 // of passwords
	silent    atomic.Int64            // requests in a row that got no reply
	waits     atomic.Int64            // requests in all that cost a whole timeout
	sighted   atomic.Bool             // something that the target showed could be read
	lost      error                   // why the target is held to be gone, nil where it is not
	judging   context.Context         // of the checks, nil before and after
	stop      context.CancelCauseFunc // ends the judging

	mu        sync.Mutex
	owned     map[*spec.Resource][]string // ids of what was made or taken up
	ownIDs    map[string]bool             // the same, behind the collection's name
	sights    map[string]sight            // newest state seen of each of them
	quotas    map[*spec.Resource]*quota
	blind     error                  // why nothing is made at all, nil where something may be
	reused    map[*spec.Resource]int // how many of those were taken up
	spares    spares
	locks     map[string]*sync.Mutex
	roles     map[string]string // ids of roles by their permissions
	samples   map[string]bool   // operations that have been sampled
	shelves   map[*spec.Resource]*shelf
	unshelved map[*spec.Resource][]any     // how making them ended early, each time
	leasts    map[*spec.Resource]*record   // that have no more than a create asks for
	unsampled map[string]any               // how that ended early
	samplesOf map[*spec.Resource]string    // ids of records that others may name
	lacks     map[*spec.Operation][]string // what bootstrap lacks for an operation
}

func newSession(target *Target, o settings) (*session, error) {
	contract := o.Contract
	random := make([]byte, 4)
	if _, err := rand.Read(random); err != nil {
		return nil, fmt.Errorf("naming the run: %w", err)
	}
	run := hex.EncodeToString(random)
	client, err := newClient(contract, target, o.limits, run)
	if err != nil {
		return nil, err
	}
	s := &session{
		contract: contract, target: target, options: o, client: client, run: run,
		pools: map[*spec.Resource]*pool{}, watchers: map[string][]*watcher{}, owned: map[*spec.Resource][]string{}, reused: map[*spec.Resource]int{},
		reach: newReach(), ownIDs: map[string]bool{}, sights: map[string]sight{}, quotas: map[*spec.Resource]*quota{},
		locks: map[string]*sync.Mutex{}, roles: map[string]string{}, samples: map[string]bool{}, unsampled: map[string]any{}, shelves: map[*spec.Resource]*shelf{}, unshelved: map[*spec.Resource][]any{}, leasts: map[*spec.Resource]*record{},
	}
	s.stop = func(error) {}
	for _, f := range families(contract) {
		if f.version == "" || slices.Contains(target.Features, f.version) {
			s.families = append(s.families, f)
		}
	}
	for _, f := range s.families {
		if s.pools[f.resource] == nil && f.update != nil {
			s.pools[f.resource] = &pool{session: s, family: f}
		}
	}
	s.lengths = passwordLengths(contract, s.families)
	s.callers = &callers{session: s, known: map[string]*candidate{}}
	return s, nil
}

// open begins a session with a target, and with the target's handler where it
// is one. The options must be complete; close ends both.
func open(target *Target, o settings) (s *session, close func(), err error) {
	target, stop, err := serving(o.Contract, target)
	if err != nil {
		return nil, nil, err
	}
	if s, err = newSession(target, o); err != nil {
		stop()
		return nil, nil, err
	}
	return s, func() { s.client.close(); stop() }, nil
}

// family is the first version's family of a collection.
func (s *session) family(resource *spec.Resource) *family {
	for _, f := range s.families {
		if f.resource == resource {
			return f
		}
	}
	return nil
}

// quota is how many records of a collection may be made.
func (s *session) quota(r *spec.Resource) *quota {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quotas[r] == nil {
		s.quotas[r] = newQuota()
	}
	return s.quotas[r]
}

// people is the family of the callers, nil where the contract has none.
func (s *session) people() *family {
	if s.contract.Principal == nil {
		return nil
	}
	return s.family(s.contract.Principal.Resource)
}

// runMark begins every text that any run makes; sweeping looks for it.
const runMark = "rolecall-"

// markEnd ends them, so that none is the beginning of another.
const markEnd = "x"

// mark is a text that names this run and nothing else there is, and that no
// other such text contains.
func (s *session) mark() string {
	return fmt.Sprintf("%s%s-%d%s", runMark, s.run, s.serial.Add(1), markEnd)
}

// logInOperation is how a login and a password become a token, nil for none.
func (s *session) logInOperation() *spec.Operation {
	for _, op := range s.contract.Operations {
		if op.Action.Kind == spec.Login {
			return op
		}
	}
	return nil
}

// logIn gets a token for a record of the callers.
func (s *session) logIn(ctx context.Context, r *record) (*caller, error) {
	op, p := s.logInOperation(), s.contract.Principal
	if op == nil || r.password == "" {
		return nil, fmt.Errorf("no way to log in as a user of our own")
	}
	x, err := s.ask(ctx, setUpID, op, nil, body(map[string]any{p.Login: r.state[p.Login], p.Password: r.password}))
	if err != nil {
		return nil, err
	}
	token, _ := x.at(op.Action.Token).(string)
	if !x.success() || token == "" {
		return nil, &setUpError{x, "to log in as a user of our own"}
	}
	return &caller{name: "own", token: token, id: r.id}, nil
}

// operationAt is the operation of another method on the path of one, nil for
// none.
func (s *session) operationAt(method string, op *spec.Operation) *spec.Operation {
	for _, other := range s.contract.Operations {
		if op != nil && other != op && other.Path == op.Path && other.Method == method {
			return other
		}
	}
	return nil
}

// familyOf is the family of an operation; of log-in, that of the callers.
func (s *session) familyOf(op *spec.Operation) *family {
	for _, f := range s.families {
		if f.version == op.Version && f.resource == op.Action.Resource {
			return f
		}
	}
	return s.people()
}

// canLogIn tells whether users of our own can get a token.
func (s *session) canLogIn() bool {
	return s.cannotMake(Rights{Name: "none"}) == ""
}

// lockPersona keeps a persona of the target file to one check at a time.
func (s *session) lockPersona(name string) func() {
	s.mu.Lock()
	lock := s.locks[name]
	if lock == nil {
		lock = &sync.Mutex{}
		s.locks[name] = lock
	}
	s.mu.Unlock()
	lock.Lock()
	return lock.Unlock
}

// putBack gives a persona of the target file the members that it had.
func (s *session) putBack(f *family, who *caller, before map[string]any) {
	if f.selfUpdate == nil {
		return // nothing can have changed them
	}
	change := map[string]any{}
	for _, m := range f.selfUpdate.Body.Schema.Members() {
		if value, had := before[m.Name]; had && !m.WriteOnly {
			change[m.Name] = value
		}
	}
	if len(change) > 0 {
		// Where this fails there is nothing better to do: the check has told.
		_, _ = s.ask(context.Background(), setUpID, f.selfUpdate, who, body(change))
	}
}

// roleFor is a role of ours with exactly these permissions. It is made once and
// never changed.
func (s *session) roleFor(ctx context.Context, permissions ...string) (string, error) {
	name := strings.Join(permissions, ",")
	defer s.lockPersona("role " + name)()
	s.mu.Lock()
	id := s.roles[name]
	s.mu.Unlock()
	if id != "" {
		return id, nil
	}
	p := s.contract.Principal
	role, err := s.make(ctx, s.family(p.Role), s.roleBody(true, permissions...))
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.roles[name] = role.id
	return role.id, nil
}

// roleBody is the part of a role that says what it grants.
func (s *session) roleBody(active bool, permissions ...string) map[string]any {
	p := s.contract.Principal
	out := map[string]any{p.Permissions: anys(permissions)}
	if p.RolesEnabled != "" {
		out[p.RolesEnabled] = active
	}
	return out
}

// canMakeRoles tells whether access roles can be made at the target.
func (s *session) canMakeRoles() bool {
	if s.contract.Principal == nil {
		return false
	}
	roles := s.family(s.contract.Principal.Role)
	return s.writable() && roles != nil && roles.create != nil && s.declares(roles.create.Features)
}

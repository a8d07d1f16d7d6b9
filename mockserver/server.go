package mockserver

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/guard"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// Server is a mock of a contract. It is an http.Handler and may be used from
// many goroutines.
type Server struct {
	*config
	beginning
	worldSet
	routing
	tokenHolders
	controlAPI
	observation
	persistence
	handler     http.Handler // with CORS around
	elsewhere   http.Handler // answers what the contract does not, nil for nobody
	intake      *intake
	disturbance *disturbance // nil for none
}

// beginning is what every world begins with.
type beginning struct {
	seed        *fixtures.World
	populations []population
	fresh       *state.State                        // as after New; forked, never written to
	minting     func() (*fixtures.Generator, error) // of the records behind minted personas
}

// worldSet are the worlds of a mock.
type worldSet struct {
	standard *World // the default one
	worlds   registry
	memory   worldMemory // of all worlds
}

// routing leads from a path to who answers it.
type routing struct {
	routes      router
	paths       *pathBook // for who has mistyped one
	unknownPath *refusal
	handsOut    map[string]bool // paths of OAuth
	ownsRoot    bool            // the contract has an operation at /
}

// Option changes how New builds a mock.
type Option func(*Server)

// WithWorld gives the mock another world than that of the contract. It must have
// been loaded with the same contract.
func WithWorld(w *fixtures.World) Option { return func(s *Server) { s.seed = w } }

// WithClock gives the mock its time. Stamps are kept in milliseconds.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.model.Now = now } }

// WithLog logs every request: one record each, with the rule
// and the reason of a refusal. Tokens and passwords are never logged.
func WithLog(log *slog.Logger) Option { return func(s *Server) { s.log = log } }

// New builds a mock with the seed world. Two mocks built alike hold the same
// world, give the same ids and the same tokens. The error tells what of the
// contract or the world cannot be served.
func New(contract *spec.Contract, options ...Option) (*Server, error) {
	s := &Server{config: &config{contract: contract, model: state.NewModel(contract)}, intake: newIntake(intakeCapacity)}
	s.guard = guard.Guard{Of: "the control API", By: "the mock"}
	s.memory.limit = DefaultWorldMemory
	s.worlds.byName, s.worlds.max, s.worlds.idle = map[string]*World{}, DefaultMaxWorlds, DefaultWorldIdle
	for _, option := range options {
		option(s)
	}
	s.model.Prepare()
	var err error
	if s.seed == nil {
		if s.seed, err = fixtures.Seed(contract, s.model.Locales...); err != nil {
			return nil, fmt.Errorf("making a world for the contract: %w; give one of your own", err)
		}
	}
	s.seedPersonas = s.seed.Personas
	if s.fresh, err = s.model.NewState(s.seed); err != nil {
		return nil, err
	}
	for _, p := range s.populations {
		if err := s.fresh.Populate(p.Population, p.count); err != nil {
			return nil, err
		}
	}
	s.metrics = newMetrics(s)
	s.problem = problemSchema(contract)
	s.unknownPath = s.refuse(spec.NoPath, nil, "the contract has no such path")
	s.paths = newPathBook(contract)
	for _, op := range contract.Operations {
		s.routes.add(&endpoint{Operation: op})
		s.ownsRoot = s.ownsRoot || op.Path == "/"
	}
	s.routes.seal(s.config)
	s.namePersonas()
	s.handsOut = s.tokenPaths()
	s.keeper = s.newKeeper()
	s.control, s.controlDocument = s.controlHandler(), newControlDocument()
	s.handler = allowBrowsers(contract, http.HandlerFunc(s.serve))
	s.minting = sync.OnceValues(func() (*fixtures.Generator, error) {
		return fixtures.New(contract, mintSeed, fixtures.WithWorld(s.seed))
	})
	if s.storage != nil {
		s.beginStorage()
	}
	s.standard, _ = s.worlds.add(s, DefaultWorld, s.fresh, false)
	if s.storage != nil {
		if err := s.openStorage(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Reset gives the default world the state that it had when the mock was built. It
// fails with a store alone.
func (s *Server) Reset() error { return s.standard.Reset() }

// Seed is the data that the mock was built with: what every world begins with.
func (s *Server) Seed() *fixtures.World { return s.seed }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, worldPath) {
		s.serveBelowWorld(w, r)
		return
	}
	in := s.standard
	if r.Header[worldHeader] != nil || r.Header["Cookie"] != nil {
		var err error
		if in, err = s.chosenWorld(r); err != nil {
			refuseWorld(w, err)
			return
		}
	}
	if at := r.URL.Path; at == "/" || at == bareOwnPath || strings.HasPrefix(at, ownPath) {
		if s.serveConsole(w, r) {
			return
		}
	}
	if strings.HasPrefix(r.URL.Path, ownPath) {
		s.serveControl(in, w, r)
		return
	}
	s.serveContract(in, "", w, r)
}

// serveContract answers a request in a world. What was cut off the path of the
// request stands before those that the reply names.
func (s *Server) serveContract(in *World, prefix string, w http.ResponseWriter, r *http.Request) {
	if in != s.standard {
		w.Header()[worldHeader] = in.shown
	}
	if r.Method == http.MethodPost && s.handsOut[r.URL.Path] && s.model.FullToken != "" {
		s.handOut(w, r)
		return
	}
	if s.elsewhere != nil && s.serveElsewhere(w, r) {
		return
	}
	x := exchanges.Get().(*exchange)
	x.server, x.world, x.state, x.prefix, x.writer, x.header, x.request = s, in, in.current.Load(), prefix, w, w.Header(), r
	began := time.Now()
	refused := x.serve()
	took := time.Since(began)
	if !s.noJournal {
		x.noteExchange(refused, began, took)
	}
	if s.log != nil {
		s.logExchange(x, refused, took)
	}
	s.metrics.count(x.status, refused, took)
	ending := x.ended()
	x.release()
	endConnection(w, ending)
}

// problemSchema is how the contract declares its refusals, nil where it does not.
func problemSchema(c *spec.Contract) *spec.Schema {
	for _, op := range c.Operations {
		for _, reply := range op.Replies {
			if reply.MediaType == problemType[0] {
				return reply.Schema
			}
		}
	}
	return nil
}

// sessionToken looks like a token and is the same in every fresh mock: what it
// opens is a mock.
func sessionToken(serial uint64) string {
	sum := sha256.Sum256([]byte("rolecall session " + strconv.FormatUint(serial, 10)))
	return hex.EncodeToString(sum[:20])
}

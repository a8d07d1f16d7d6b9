package mutants

import (
	"fmt"
	"log"
	"net"
	"net/http"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// Mutant is the mock with one fault.
type Mutant struct {
	Name        string
	Requirement string            // that the fault breaks: one of its checks must fail
	Topic       conformance.Topic // whose checks see it

	wide     bool        // only the checks of the whole topic bring about what it does wrong
	document []byte      // to build the mock from, nil for that of the contract
	around   func(*call) // between the suite and the mock, nil for nothing
	where    func(*spec.Operation) bool
	conn     func(net.Conn) net.Conn // below HTTP, nil for nothing
}

// All lists the mutants of a contract, always in the same order. The documents
// are edits of source, the text of the contract.
func All(contract *spec.Contract, source []byte) ([]Mutant, error) {
	out, err := documents(contract, source)
	if err != nil {
		return nil, err
	}
	for _, list := range [][]Mutant{
		tokenFaults(contract), headerFaults(contract), routeFaults(contract), mediaFaults(contract), replyFaults(contract),
		rightFaults(contract), denialFaults(contract), loginFaults(contract), stateFaults(contract), bulkFaults(contract),
		queryFaults(contract), bodyFaults(contract), raceFaults(contract), textFaults(contract), ownFaults(contract), silenceFaults(contract),
		generalFaults(contract), signedFaults(contract), signFaults(contract), elsewhereFaults(contract), foundFaults(contract),
		narrowedFaults(contract), besideFaults(contract), whoeverFaults(contract), partFaults(contract),
		wordFaults(contract), passwordFaults(contract), plainFaults(contract), otherWordFaults(contract), lenientFaults(contract), rememberedFaults(contract),
	} {
		out = append(out, list...)
	}
	seen := map[string]bool{}
	for _, m := range out {
		if seen[m.Name] {
			return nil, fmt.Errorf("two mutants are called %q; rename one", m.Name)
		}
		seen[m.Name] = true
	}
	return out, nil
}

// Clean is the mock without a fault.
func Clean() Mutant { return Mutant{Name: "clean"} }

// Serve starts the mutant on a loopback port and describes it as a target.
func (m Mutant) Serve(contract *spec.Contract) (*conformance.Target, func(), error) {
	return m.serve(contract, log.Default())
}

// serve is Serve with a log for what goes wrong in the server.
func (m Mutant) serve(contract *spec.Contract, wrong *log.Logger) (*conformance.Target, func(), error) {
	own := contract
	if m.document != nil {
		var err error
		if own, err = spec.Load(m.Name+".yaml", m.document); err != nil {
			return nil, nil, fmt.Errorf("building the mutant %s: %w", m.Name, err)
		}
	}
	mock, err := mockserver.New(own)
	if err != nil {
		return nil, nil, fmt.Errorf("building the mutant %s: %w", m.Name, err)
	}
	var handler http.Handler = mock
	if m.around != nil {
		handler = newFaulty(contract, mock, m)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("serving the mutant %s: %w", m.Name, err)
	}
	if m.conn != nil {
		listener = wireListener{listener, m.conn}
	}
	server := &http.Server{Handler: handler, ErrorLog: wrong}
	go server.Serve(listener)
	target := &conformance.Target{Address: "http://" + listener.Addr().String() + contract.BasePath, Features: contract.Features}
	target.Refused = []conformance.Refused{{Name: "expired", Token: expired}}
	target.Personas = mock.Personas()
	return target, func() { server.Close() }, nil
}

// wireListener changes the bytes of every connection.
type wireListener struct {
	net.Listener
	change func(net.Conn) net.Conn
}

func (l wireListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.change(c), nil
}

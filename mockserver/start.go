package mockserver

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// TB is what [Start] needs of a test. *testing.T, *testing.B and *testing.F are
// one, and so is what Ginkgo gives for them.
type TB interface {
	Helper()
	Name() string
	Cleanup(func())
	Fatalf(format string, arguments ...any)
}

// Running is a mock that answers on a loopback port until the test ends that
// started it.
type Running struct {
	URL    string // what the paths of the contract stand behind, such as http://127.0.0.1:41234
	Server *Server
	In     *World // the world that URL leads to

	t    TB
	host string
}

// Start serves a mock of a contract on a free loopback port. It is closed when the
// test ends.
//
//	mock := mockserver.Start(t, contract)
//	res, err := mock.As("client").Get(mock.URL + "/shelves")
func Start(t TB, contract *spec.Contract, options ...Option) *Running {
	t.Helper()
	mock, err := New(contract, options...)
	if err != nil {
		t.Fatalf("starting a mock: %v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("starting a mock: %v", err)
	}
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- mock.Serve(ctx, listener) }()
	t.Cleanup(func() {
		end()
		<-ended
	})
	host := listener.Addr().String()
	return &Running{URL: "http://" + host, Server: mock, In: mock.standard, t: t, host: host}
}

// World is the same mock in a world of a test's own, which begins with the seed and
// goes when the test ends. Tests that each have one may run in parallel.
func (r *Running) World(t TB) *Running {
	t.Helper()
	name := strings.Map(func(c rune) rune {
		if c >= 128 || !isWorldByte(byte(c)) {
			return '-'
		}
		return c
	}, t.Name())
	if len(name) > maxWorldName-20 {
		name = name[len(name)-maxWorldName+20:]
	}
	name = fmt.Sprint(name, "-", r.Server.worlds.given.Add(1))
	in, err := r.Server.World(name)
	if err != nil {
		t.Fatalf("making a world: %v", err)
	}
	t.Cleanup(func() { r.Server.RemoveWorld(name) })
	return &Running{URL: "http://" + r.host + worldPath + name, Server: r.Server, In: in, t: t, host: r.host}
}

// As is a client whose requests to the mock carry the token of a persona, as the
// contract wants it sent. The test ends where the world has no such persona.
func (r *Running) As(persona string) *http.Client {
	r.t.Helper()
	personas := r.In.Personas()
	at := slices.IndexFunc(personas, func(p fixtures.Persona) bool { return p.Name == persona })
	if at < 0 {
		names := make([]string, len(personas))
		for i, p := range personas {
			names[i] = p.Name
		}
		r.t.Fatalf("the world %s has no persona %q; it has: %s", r.In.name, persona, strings.Join(names, ", "))
		return nil
	}
	return &http.Client{Transport: &tokenTransport{host: r.host, token: personas[at].Token, schemes: r.Server.contract.Schemes}}
}

// Holding is [Running.As] for a persona that is minted with given permissions, and
// for nobody else. The test ends where the contract lacks one of them.
func (r *Running) Holding(permissions ...string) *http.Client {
	r.t.Helper()
	p, err := r.In.Mint(fmt.Sprint("holding-", r.Server.worlds.given.Add(1)), permissions...)
	if err != nil {
		r.t.Fatalf("minting a persona: %v", err)
		return nil
	}
	return r.As(p.Name)
}

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"time"
)

// peerFolder holds the peers' versions and the servers that need a script.
const peerFolder = "peers"

// peerStart is how long a peer may take to answer.
const peerStart = 60 * time.Second

// peer is another mock, from npm.
type peer struct {
	name          string
	module        string // on npm
	reads, writes budget // how many times its requests a second the mock must answer
	command       func(p *peerInput, port string) []string
}

// peers are all that are compared with, each serving the nearest equivalent of
// the contract that it can.
var peers = []peer{
	{"Prism", "@stoplight/prism-cli", prismBudget, prismBudget, func(g *peerInput, port string) []string {
		return []string{"node", g.script("node_modules/@stoplight/prism-cli/dist/index.js"), "mock", "--verboseLevel", "error", "--port", port, g.document}
	}},
	{"Mockoon", "@mockoon/cli", peerReads, peerWrites, func(g *peerInput, port string) []string {
		return []string{"node", g.script("node_modules/@mockoon/cli/bin/run.js"), "start", "--disable-log-to-file", "--disable-admin-api", "--hostname", "127.0.0.1", "--port", port, "--data", g.document}
	}},
	{"WireMock", "wiremock", peerReads, peerWrites, func(g *peerInput, port string) []string { return g.wireMock(port) }},
	{"WireMock without its journal", "wiremock", peerReads, peerWrites, func(g *peerInput, port string) []string {
		return g.wireMock(port, "--no-request-journal", "--disable-request-logging")
	}},
	{"json-server", "json-server", peerReads, peerWrites, func(g *peerInput, port string) []string {
		return []string{"node", g.script("json-server.mjs"), port, g.records}
	}},
	{"openapi-backend", "openapi-backend", peerReads, peerWrites, func(g *peerInput, port string) []string {
		return []string{"node", g.script("openapi-backend.mjs"), port, g.document}
	}},
}

// wireMock is the line that runs WireMock, with the flags that a server needs
// beside others, and more.
func (g *peerInput) wireMock(port string, more ...string) []string {
	jars, _ := filepath.Glob(g.script("node_modules/wiremock/build/*.jar"))
	line := append([]string{"java", "-jar"}, jars...)
	return append(append(line, "--disable-banner", "--bind-address", "127.0.0.1", "--root-dir", g.stubs, "--port", port), more...)
}

// start runs a peer and waits until it answers a case as it should.
func (p peer) start(ctx context.Context, b *bench, g *peerInput, c testCase) (*server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	line := p.command(g, port)
	s, out, complaint, err := b.launch(ctx, nil, line[0], line[1:]...)
	if err != nil {
		return nil, err
	}
	go io.Copy(io.Discard, out)
	s.address = net.JoinHostPort("127.0.0.1", port)
	ended := time.After(peerStart)
	for {
		if _, err = c.record(s.address); err == nil {
			return s, nil
		}
		select {
		case <-ctx.Done():
			s.close()
			return nil, ctx.Err()
		case <-ended:
			s.close()
			return nil, fmt.Errorf("no answer within %s: %w\n%s", peerStart, err, complaint)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// freePort finds a port for a server that must be told one.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port), nil
}

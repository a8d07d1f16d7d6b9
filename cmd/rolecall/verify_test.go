package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestVerifyStories runs the stories of rolecall verify, most of them against
// servers that go wrong.
func TestVerifyStories(t *testing.T) {
	all := maps.Clone(commands)
	all["serve"] = serve
	testscript.Run(t, testscript.Params{Dir: "testdata/verify", Cmds: all, RequireExplicitExec: true})
}

// serve starts a server of a kind until the story ends: serve KIND NAME puts
// its address into the environment.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: serve KIND NAME")
	}
	done := make(chan struct{})
	server := httptest.NewServer(serverOf(ts, args[0], done))
	ts.Defer(func() {
		close(done)
		server.CloseClientConnections()
		server.Close()
	})
	ts.Setenv(args[1], server.URL)
}

func serverOf(ts *testscript.TestScript, kind string, done chan struct{}) http.Handler {
	always := func(status int, mediaType, body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", mediaType)
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		})
	}
	switch kind {
	case "mock", "unsniffed", "crowded":
		contract, err := spec.Default()
		ts.Check(err)
		mock, err := mockserver.New(contract)
		ts.Check(err)
		return spoiled(kind, mock)
	case "hanging":
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done })
	case "dropping":
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	case "yes":
		return always(200, "application/json", `{"data":{}}`)
	case "no":
		return always(401, "application/problem+json", `{"title":"no"}`)
	case "html":
		return always(200, "text/html", "<!doctype html><title>Welcome</title>")
	}
	ts.Fatalf("there is no server of kind %s", kind)
	return nil
}

// spoiled is the mock with a fault.
func spoiled(kind string, mock http.Handler) http.Handler {
	switch kind {
	case "unsniffed": // a SHOULD that fails
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mock.ServeHTTP(unsniffed{w}, r)
		})
	case "crowded":
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		})
	}
	return mock
}

type unsniffed struct{ http.ResponseWriter }

func (w unsniffed) WriteHeader(status int) {
	w.Header().Del("X-Content-Type-Options")
	w.ResponseWriter.WriteHeader(status)
}

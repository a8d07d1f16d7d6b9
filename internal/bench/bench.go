package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/cotalker/rolecall/internal/bench/bare"
	"github.com/cotalker/rolecall/spec"
)

// settings is how long and how often things are measured.
type settings struct {
	rounds       int
	span         time.Duration // of one measurement
	warm         time.Duration // of load before it that does not count
	connections  int
	creations    int // bodies that a round may create, each once
	starts       int
	launches     int // of both servers, each with some rounds
	pairRounds   int
	scaleRounds  int
	scaleSpan    time.Duration
	sizes        []int         // users in the store
	contracts    []int         // operations in the contract
	people       int           // fixtures to write
	kept         int           // users in the store that a mock starts with
	replyDelay   time.Duration // delay of each reply of a target that is not near
	compilerWarm time.Duration // of load before a peer is measured, for its just-in-time compiler
}

var (
	fullRun = settings{
		rounds: 13, span: 300 * time.Millisecond, warm: 100 * time.Millisecond, connections: 16, creations: 60_000, starts: 10, launches: 11, pairRounds: 2,
		scaleRounds: 7, scaleSpan: 150 * time.Millisecond,
		sizes: []int{10, 1_000, 100_000, 1_000_000}, contracts: []int{10, 100, 1_000}, people: 500_000, kept: 100_000, replyDelay: 50 * time.Millisecond, compilerWarm: time.Second,
	}
	quickRun = settings{
		rounds: 1, span: 60 * time.Millisecond, warm: 20 * time.Millisecond, connections: 16, creations: 8_000, starts: 3, launches: 1, pairRounds: 1,
		scaleRounds: 1, scaleSpan: 40 * time.Millisecond,
		sizes: []int{10, 1_000}, contracts: []int{10, 100}, people: 20_000, kept: 5_000, replyDelay: time.Millisecond, compilerWarm: 300 * time.Millisecond,
	}
)

// bench is one run: what is measured with, and what came of it.
type bench struct {
	settings
	contract *spec.Contract
	cores    cores
	dir      string // for the binary and generated documents
	binary   string // the mock, as it is released
	baseline string // the bare server
	only     string // part of the names of the cases to measure
	report   *report
	log      io.Writer
	keepers  map[int]func() // end the processes that keep the cores awake
}

// newBench builds the binary and takes the core of the load for itself.
func newBench(ctx context.Context, f flags, log io.Writer) (*bench, error) {
	contract, err := spec.Default()
	if err != nil {
		return nil, err
	}
	b := &bench{settings: fullRun, contract: contract, only: f.cases, log: log}
	if f.quick {
		b.settings = quickRun
	}
	if f.rounds > 0 {
		b.rounds, b.pairRounds, b.scaleRounds = f.rounds, f.rounds, f.rounds
	}
	if b.dir, err = os.MkdirTemp("", "rolecall-bench-"); err != nil {
		return nil, err
	}
	build := b.buildReleased
	if f.profile != "" {
		build = b.buildProfiled
	}
	if b.binary, err = build(ctx); err == nil {
		b.baseline, err = b.build(ctx, "bare", ".", "./bare/server")
	}
	if err != nil {
		b.close()
		return nil, err
	}
	if b.cores, err = takeCores(); err == nil {
		err = b.keepAwake(ctx)
	}
	if err != nil {
		b.close()
		return nil, err
	}
	b.report = &report{Machine: describeMachine(b.cores), Quick: f.quick}
	return b, nil
}

// checkout is the folder of rolecall's own module, seen from this one, in which
// bench is run.
const checkout = "../.."

// buildReleased builds the program that everybody gets.
func (b *bench) buildReleased(ctx context.Context) (string, error) {
	return b.build(ctx, "rolecall", checkout, "./cmd/rolecall")
}

// build makes a program of a module, as make build does.
func (b *bench) build(ctx context.Context, name, module, folder string, flags ...string) (string, error) {
	b.progress("building " + name)
	file := filepath.Join(b.dir, name)
	args := append([]string{"build", "-pgo=auto", "-trimpath", "-ldflags", "-s -w", "-o", file}, flags...)
	build := exec.CommandContext(ctx, "go", append(args, folder)...)
	build.Dir = module
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	text, err := build.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building %s: %w; run bench in internal/bench, as make bench does\n%s", folder, err, text)
	}
	return file, nil
}

// keepAwake lets neither core sleep while nothing is to do, where a process can
// be tied to one and made to yield to all others.
func (b *bench) keepAwake(ctx context.Context) error {
	if runtime.GOOS != "linux" {
		return nil
	}
	program, err := b.build(ctx, "awake", ".", "./awake")
	if err != nil {
		return err
	}
	b.keepers = map[int]func(){}
	for _, core := range slices.Compact([]int{b.cores.servers, b.cores.load}) {
		keeper := exec.CommandContext(ctx, program)
		keeper.Stderr = b.log
		end, err := keeper.StdinPipe()
		if err == nil {
			err = startOn(core, keeper)
		}
		if err != nil {
			return fmt.Errorf("keeping core %d awake: %w", core, err)
		}
		b.keepers[core] = func() { end.Close(); keeper.Wait() }
	}
	return nil
}

// letServersRest lets the servers' core sleep from now on: where several processes
// wait for each other on it, one that never sleeps takes its turn between them, and a
// round trip of 0.3 ms takes 14.
func (b *bench) letServersRest() {
	if end := b.keepers[b.cores.servers]; end != nil && b.cores.servers != b.cores.load {
		end()
		delete(b.keepers, b.cores.servers)
	}
}

func (b *bench) close() {
	for _, end := range b.keepers {
		end()
	}
	os.RemoveAll(b.dir)
}

func (b *bench) progress(what string) { fmt.Fprintf(b.log, "bench: %s\n", what) }

// mock starts the binary, with further arguments of rolecall mock.
func (b *bench) mock(ctx context.Context, args ...string) (*server, error) {
	return b.serve(ctx, nil, 1, b.binary, append([]string{"mock", "--quiet", "--port", "0"}, args...)...)
}

// bare starts a server that gives one reply to whatever it is asked, and has
// an address for each of the replies.
func (b *bench) bare(ctx context.Context, replies ...*bare.Reply) (*server, error) {
	text, err := bare.Encode(replies...)
	if err != nil {
		return nil, err
	}
	return b.serve(ctx, text, len(replies), b.baseline)
}

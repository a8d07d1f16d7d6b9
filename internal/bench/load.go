package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// replyTimeout is how long a measurement may outlast its span.
const replyTimeout = 20 * time.Second

// errSilent is a server that answers nothing in a whole measurement, as a
// virtual machine may that stands still to compile or to collect.
var errSilent = errors.New("answered nothing")

// load asks one server the same kind of thing over kept connections, each with
// one request under way. Requests are encoded beforehand and replies are
// scanned, not parsed, so that the load costs less than what it measures.
type load struct {
	connections int
	warm, span  time.Duration
}

// sample is one measurement of one server.
type sample struct {
	requests int
	elapsed  time.Duration
	cpu      time.Duration // of the server
	p50, p99 time.Duration
}

func (s sample) rate() float64 { return float64(s.requests) / s.elapsed.Seconds() }

// cost is the server's processor time for one request.
func (s sample) cost() time.Duration { return s.cpu / time.Duration(max(s.requests, 1)) }

// busy is the share of its core that the server took.
func (s sample) busy() float64 { return s.cpu.Seconds() / s.elapsed.Seconds() }

// phase tells the connections what their replies count for.
type phase = atomic.Int32

const (
	warming int32 = iota
	counting
	over
)

// run loads an address. What a reply must not be is an error: a fast refusal
// is no fast reply. A feeder of requests that runs out ends the measurement
// early.
func (l load) run(ctx context.Context, address string, feeder *feeder, cpu func() (time.Duration, error)) (sample, error) {
	var now phase
	callers := make([]*caller, l.connections)
	for i := range callers {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return sample{}, err
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(l.warm + l.span + replyTimeout))
		stop := context.AfterFunc(ctx, func() { conn.Close() })
		defer stop()
		callers[i] = &caller{conn: conn, reader: bufio.NewReaderSize(conn, 16<<10), feeder: feeder, latencies: make([]time.Duration, 0, 1<<14)}
	}
	var group sync.WaitGroup
	for _, c := range callers {
		group.Go(func() { c.err = c.call(&now) })
	}
	ended := make(chan struct{})
	go func() { group.Wait(); close(ended) }()
	wait(ended, l.warm)
	before, err := cpu()
	began := time.Now()
	now.Store(counting)
	if err == nil {
		wait(ended, l.span)
	}
	now.Store(over)
	s := sample{elapsed: time.Since(began)}
	after, cpuErr := cpu()
	s.cpu = after - before
	<-ended
	var latencies []time.Duration
	for _, c := range callers {
		err = cmp.Or(err, c.err)
		latencies = append(latencies, c.latencies...)
	}
	if err := cmp.Or(ctx.Err(), err, cpuErr); err != nil {
		return s, err
	}
	if len(latencies) == 0 {
		return s, fmt.Errorf("%s %w within %s", address, errSilent, l.span)
	}
	slices.Sort(latencies)
	s.requests, s.p50, s.p99 = len(latencies), latencies[len(latencies)/2], latencies[len(latencies)*99/100]
	return s, nil
}

func wait(ended <-chan struct{}, d time.Duration) {
	select {
	case <-ended:
	case <-time.After(d):
	}
}

// caller is one connection.
type caller struct {
	conn      net.Conn
	reader    *bufio.Reader
	feeder    *feeder
	latencies []time.Duration // of the replies that count
	err       error
}

func (c *caller) call(now *phase) error {
	began := time.Now()
	for now.Load() != over {
		request := c.feeder.next()
		if request == nil {
			return nil
		}
		if _, err := c.conn.Write(request); err != nil {
			return fmt.Errorf("sending a request: %w", err)
		}
		status, err := readReply(c.reader)
		if err != nil {
			return fmt.Errorf("reading a reply: %w", err)
		}
		if status != c.feeder.status {
			return fmt.Errorf("asked %q and got %d instead of %d", firstLine(request), status, c.feeder.status)
		}
		ended := time.Now()
		if now.Load() == counting {
			c.latencies = append(c.latencies, ended.Sub(began))
		}
		began = ended
	}
	return nil
}

func firstLine(request []byte) []byte {
	line, _, _ := bytes.Cut(request, []byte("\r\n"))
	return line
}

// feeder is the requests of one measurement, each of which must be answered
// with the status.
type feeder struct {
	requests [][]byte
	once     bool // a request is sent once, so the feeder runs out
	status   int
	sent     atomic.Int64
}

// next is the next request, nil when there is none left.
func (f *feeder) next() []byte {
	i := int(f.sent.Add(1) - 1)
	if f.once && i >= len(f.requests) {
		return nil
	}
	return f.requests[i%len(f.requests)]
}

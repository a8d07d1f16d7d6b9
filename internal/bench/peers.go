package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// measurePeers puts the mock and bare net/http beside other mocks: the same
// requests, in the same rounds, each server on the servers' core in turn.
func measurePeers(ctx context.Context, b *bench) error {
	mock, err := b.mock(ctx)
	if err != nil {
		return err
	}
	defer mock.close()
	work, err := newWorkload(b.contract, mock.address)
	if err != nil {
		return err
	}
	cases, err := collect([]func() (testCase, error){
		work.readSelf, work.readOne, work.readList, work.readTwo, work.change,
		func() (testCase, error) { return work.creation(b.creations) }, // last: it makes some peers' lists grow
	})
	if err != nil {
		return err
	}
	replies, err := recordAll(mock.address, cases)
	if err != nil {
		return err
	}
	input, err := b.preparePeers(ctx, work, cases, replies)
	if err != nil {
		return err
	}
	bare, err := b.bare(ctx, replies...)
	if err != nil {
		return err
	}
	defer bare.close()
	var up []peer
	var servers []*server
	var absent []string
	for _, p := range peers {
		title := p.name + " " + input.versions[p.module]
		b.progress("starting " + title)
		s, err := p.start(ctx, b, input, cases[0])
		if errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			absent = append(absent, title+" is not measured: "+strings.Join(strings.Fields(err.Error()), " "))
			continue
		}
		defer s.close()
		p.name = title
		up, servers = append(up, p), append(servers, s)
	}
	rates := newRates(len(up), cases)
	for i, c := range cases {
		b.progress(c.name)
		contestants := []contestant{{"mock", mock, c, c.resetFirst(mock.address), false}, {"bare net/http", bare.at(i), c, nil, false}}
		for j, s := range servers {
			compiling := load{connections: b.connections, span: b.compilerWarm}
			if _, err := compiling.run(ctx, s.address, c.feeder(), s.cpu); err != nil {
				absent = append(absent, fmt.Sprintf("%s is not measured at %s: %v", up[j].name, c.name, err))
				continue
			}
			contestants = append(contestants, contestant{up[j].name, s, c, nil, true})
		}
		samples, err := b.compare(ctx, b.rounds, max(b.span, peerSpan), contestants)
		if err != nil {
			return err
		}
		for j, e := range contestants {
			at := slices.IndexFunc(up, func(p peer) bool { return p.name == e.name })
			switch j {
			case 0:
				rates.mock[i] = ratio(samples[j], samples[1], sample.rate)
			case 1:
				rates.bare[i] = of(samples[j], sample.rate)
			default:
				rates.peers[at][i] = ratio(samples[j], samples[1], sample.rate)
				rates.ahead[at][i] = ratio(samples[0], samples[j], sample.rate)
			}
		}
	}
	notes := append([]string{
		"as multiples of bare net/http in the same rounds; what a server cannot do is 0",
		"peers look at no token, or only whether there is one; Prism, Mockoon and openapi-backend answer with examples, WireMock with the recorded bytes, json-server from ten records",
	}, absent...)
	b.report.Tables = append(b.report.Tables, rates.beside(up, notes), rates.times(up))
	return nil
}

// peerSpan is the shortest time in which a slow peer answers often enough to
// be counted.
const peerSpan = 200 * time.Millisecond

// rates are requests a second, a figure for each case: those of bare net/http
// themselves, the others as multiples.
type rates struct {
	cases      []testCase
	mock, bare []float64
	peers      [][]float64 // of bare
	ahead      [][]float64 // the mock, as a multiple of the peer
}

func newRates(peers int, cases []testCase) *rates {
	r := &rates{cases: cases, mock: make([]float64, len(cases)), bare: make([]float64, len(cases))}
	for range peers {
		r.peers = append(r.peers, make([]float64, len(cases)))
		r.ahead = append(r.ahead, make([]float64, len(cases)))
	}
	return r
}

// beside is the table of all servers.
func (r *rates) beside(up []peer, notes []string) *table {
	t := &table{Name: "peers", Title: "of bare net/http", Notes: notes}
	for _, c := range r.cases {
		t.Columns = append(t.Columns, column{c.name, "", 3})
	}
	t.add("rolecall", r.mock)
	for i, p := range up {
		t.add(p.name, r.peers[i])
	}
	var each []string
	for i, c := range r.cases {
		each = append(each, c.name+" "+number(r.bare[i], 0))
	}
	t.Notes = append(t.Notes, "bare net/http itself, requests/s: "+strings.Join(each, ", "))
	return t
}

// times is the table of how far ahead the mock is.
func (r *rates) times(up []peer) *table {
	t := &table{Name: "ahead", Title: "rolecall's requests/s, times those of", Columns: []column{{"reads", "at least", 1}, {"writes", "at least", 1}}}
	for i, p := range up {
		least := map[bool]float64{} // by whether it writes; 0 where it cannot do it
		for j, c := range r.cases {
			writes := c.kind == write
			if times := r.ahead[i][j]; times > 0 && (least[writes] == 0 || times < least[writes]) {
				least[writes] = times
			}
		}
		var bounds []bound
		if least[false] > 0 {
			bounds = append(bounds, bound{"reads", p.reads})
		}
		if least[true] > 0 {
			bounds = append(bounds, bound{"writes", p.writes})
		}
		t.add(p.name, []float64{least[false], least[true]}, bounds...)
	}
	return t
}

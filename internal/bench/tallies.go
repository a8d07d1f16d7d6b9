package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// tallies are what mocks count of their store, as their metrics tell.
type tallies struct {
	created   float64 // requests that were answered with 201
	appended  float64
	appending float64 // seconds that these took
	conflicts float64
	refused   float64 // with 503, because of the store
	questions float64 // for the head of a log
	asked     float64 // requests that these were put for
}

func (t tallies) plus(other tallies) tallies {
	return tallies{
		t.created + other.created, t.appended + other.appended, t.appending + other.appending, t.conflicts + other.conflicts,
		t.refused + other.refused, t.questions + other.questions, t.asked + other.asked,
	}
}

func (t tallies) since(before tallies) tallies {
	return t.plus(tallies{-before.created, -before.appended, -before.appending, -before.conflicts, -before.refused, -before.questions, -before.asked})
}

// tallies asks a mock, or all behind a balancer, for their metrics.
func (s *server) tallies() (sum tallies, err error) {
	for _, member := range s.members {
		one, err := member.tallies()
		if err != nil {
			return sum, err
		}
		sum = sum.plus(one)
	}
	if s.members != nil {
		return sum, nil
	}
	res, err := http.Get("http://" + s.address + "/_rolecall/v1/metrics")
	if err != nil {
		return sum, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return sum, fmt.Errorf("asking the mock for its metrics: status %d", res.StatusCode)
	}
	wanted := map[string]*float64{
		`rolecall_requests_total{status="201"}`: &sum.created, "rolecall_log_appended_total": &sum.appended,
		"rolecall_log_append_seconds_total": &sum.appending, "rolecall_log_conflicts_total": &sum.conflicts, "rolecall_store_refusals_total": &sum.refused,
		"rolecall_log_head_questions_total": &sum.questions, "rolecall_log_head_requests_total": &sum.asked,
	}
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if into := wanted[name]; into != nil {
			if *into, err = strconv.ParseFloat(value, 64); err != nil {
				return sum, fmt.Errorf("reading the metrics of the mock: %w", err)
			}
		}
	}
	return sum, nil
}

// port is that of the address.
func (s *server) port() (int, error) {
	_, port, err := net.SplitHostPort(s.address)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(port)
}

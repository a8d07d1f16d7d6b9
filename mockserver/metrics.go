package mockserver

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// metrics count what a mock does, for a monitor that asks now and then. They are
// told in the text format of Prometheus.
type metrics struct {
	statuses [600]atomic.Uint64        // replies, by their status
	rules    map[string]*atomic.Uint64 // refusals, by the rule that was broken; "" for none
	took     [len(latencies) + 1]atomic.Uint64
	nanos    atomic.Uint64
}

// latencies are the upper bounds of the histogram of how long replies took, in
// seconds.
var latencies = [...]float64{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

func newMetrics(s *Server) *metrics {
	m := &metrics{rules: map[string]*atomic.Uint64{"": {}}}
	for _, q := range s.contract.Requirements {
		m.rules[q.ID] = &atomic.Uint64{}
	}
	return m
}

// count notes a request of the contract.
func (m *metrics) count(status int, refused *refusal, took time.Duration) {
	if status >= 0 && status < len(m.statuses) {
		m.statuses[status].Add(1)
	}
	if refused != nil {
		if n := m.rules[refused.rule]; n != nil {
			n.Add(1)
		}
	}
	at := 0
	for at < len(latencies) && took.Seconds() > latencies[at] {
		at++
	}
	m.took[at].Add(1)
	m.nanos.Add(uint64(max(took, 0)))
}

// metricsText writes metrics line by line.
type metricsText struct{ strings.Builder }

// family begins the lines of one name.
func (t *metricsText) family(name, kind, help string) {
	fmt.Fprintf(t, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

var labelEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// line writes one value; labels come as names and values.
func (t *metricsText) line(name string, value any, labels ...string) {
	t.WriteString(name)
	for i := 0; i+1 < len(labels); i += 2 {
		separator := ","
		if i == 0 {
			separator = "{"
		}
		fmt.Fprintf(t, `%s%s="%s"`, separator, labels[i], labelEscapes.Replace(labels[i+1]))
	}
	if len(labels) > 0 {
		t.WriteString("}")
	}
	fmt.Fprintf(t, " %v\n", value)
}

func (m *metrics) write(t *metricsText) {
	t.family("rolecall_requests_total", "counter", "Requests of the contract that were answered, by status.")
	for status := range m.statuses {
		if n := m.statuses[status].Load(); n > 0 {
			t.line("rolecall_requests_total", n, "status", fmt.Sprint(status))
		}
	}
	t.family("rolecall_refusals_total", "counter", "Requests of the contract that were refused, by the rule that they broke.")
	for _, rule := range slices.Sorted(maps.Keys(m.rules)) {
		if n := m.rules[rule].Load(); n > 0 {
			t.line("rolecall_refusals_total", n, "rule", rule)
		}
	}
	t.family("rolecall_request_duration_seconds", "histogram", "How long requests of the contract took.")
	sum := uint64(0)
	for i := range m.took {
		sum += m.took[i].Load()
		bound := "+Inf"
		if i < len(latencies) {
			bound = fmt.Sprint(latencies[i])
		}
		t.line("rolecall_request_duration_seconds_bucket", sum, "le", bound)
	}
	t.line("rolecall_request_duration_seconds_sum", time.Duration(m.nanos.Load()).Seconds())
	t.line("rolecall_request_duration_seconds_count", sum)
}

// maxTold is how many worlds have lines of their own.
const maxTold = 1000

func (s *Server) writeMetrics(t *metricsText) {
	s.metrics.write(t)
	worlds := s.Worlds()
	t.family("rolecall_worlds", "gauge", "Worlds that this process has in memory.")
	t.line("rolecall_worlds", len(worlds))
	if s.storage == nil {
		return
	}
	worlds = worlds[:min(len(worlds), maxTold)]
	t.family("rolecall_log_position", "gauge", "Entries of a world's log that this process has applied.")
	for _, w := range worlds {
		at, _ := w.ledger.Position()
		t.line("rolecall_log_position", at, "world", w.name)
	}
	t.family("rolecall_log_lag", "gauge", "Entries that the store has told of and this process has not applied yet.")
	for _, w := range worlds {
		at, known := w.ledger.Position()
		t.line("rolecall_log_lag", max(known, at)-at, "world", w.name)
	}
	k := &s.storage.Counts
	for _, one := range []struct {
		name, help string
		value      any
	}{
		{"rolecall_log_appended_total", "Entries that this process has appended; one holds the writes that waited together.", k.Appended.Load()},
		{"rolecall_log_append_seconds_total", "How long they took until the store had them.", time.Duration(k.Appending.Load()).Seconds()},
		{"rolecall_log_conflicts_total", "Entries that another process was before with: their writes were decided again.", k.Conflicts.Load()},
		{"rolecall_log_snapshots_total", "Snapshots that this process has kept.", k.Snapshots.Load()},
		{"rolecall_log_snapshots_failed_total", "Snapshots that could not be kept.", k.Unkept.Load()},
		{"rolecall_log_head_questions_total", "Questions to the store how far a log is; one is put for all requests that wait.", k.Questions.Load()},
		{"rolecall_log_head_requests_total", "Requests that such questions were put for.", k.Asked.Load()},
		{"rolecall_store_refusals_total", "Requests that were answered with 503 because of the store.", s.storeRefusals.Load()},
	} {
		t.family(one.name, "counter", one.help)
		t.line(one.name, one.value)
	}
}

func (c *controlCall) metrics() (int, any, error) {
	var t metricsText
	c.server.writeMetrics(&t)
	c.writer.Header()["Content-Type"] = []string{"text/plain; version=0.0.4; charset=utf-8"}
	c.writer.Header()["Cache-Control"] = noStore
	c.writer.WriteHeader(http.StatusOK)
	c.writer.Write([]byte(t.String()))
	return 0, nil, nil
}

// Command bench proves what docs/performance.md says of speed and size.
//
//	go run ./internal/bench                 # the table; make bench
//	go run ./internal/bench --quick         # a smoke run of some seconds
//	go run ./internal/bench --only peers    # beside other mocks; make bench-peers
//
// It builds the real binary, runs it beside a bare net/http server that writes
// the same bytes and does nothing else, and loads both in turn, in the same
// rounds. Figures are ratios of the two, medians of the rounds: what slows the
// machine down slows both. Servers run on one core and the load on another,
// where the system lets a process choose.
//
// The requests come from the contract: its reads, its lists, its writes, the
// personas that are admitted to them and the fixtures' people.
//
// The exit code is 0 whatever the figures are, unless --gate is given: figures
// of a busy machine are for people to judge. It is 1 when something could not
// be measured, or a budget was missed under --gate, and 2 for wrong usage.
package main

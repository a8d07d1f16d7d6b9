// Command bench proves what docs/performance.md says of speed and size.
//
//	go run .                 # the tables; make bench
//	go run . --quick         # a smoke run of some seconds
//	go run . --only peers    # beside other mocks; make bench-peers
//	go run . --only store    # with a store, alone and shared; make bench-store
//
// It is a module of its own, so that what it needs stays out of rolecall's, and
// is run in its folder.
//
// It builds the real binary, runs it beside a bare net/http server that writes
// the same bytes and does nothing else, and loads both in turn, in the same
// rounds. Figures are ratios of the two, medians of the rounds: what slows the
// machine down slows both. Servers run on one core and the load on another,
// where the system lets a process choose; awake keeps both cores from sleeping between requests
// (but that of the servers where they wait for a database).
//
// The requests come from the contract: its reads, its lists, its writes, the
// personas that are admitted to them and the fixtures' people.
//
// What is where:
//
//	a run         main (flags), bench (prepares it), machine and cores (where things run), profile (for the compiler)
//	servers       server, load, replyscan, comparison (takes turns between them)
//	requests      personas, workload, case, writing: from a contract to requests
//	a table each  requests, allocations, start, size, population, growth, contractsize,
//	              suite, people; peers, with peer and peerinput; store, three of them, with layout
//	              (the mocks that it compares), starter (what runs beside them), tallies (their metrics)
//	what is told  budget (what each figure must keep), report, markdown
//
// The exit code is 0 whatever the figures are, unless --gate is given: figures
// of a busy machine are for people to judge. It is 1 when something could not
// be measured, or a budget was missed under --gate, and 2 for wrong usage.
package main

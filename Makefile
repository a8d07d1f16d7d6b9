# rolecall: what there is to run. `make help` lists it.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

GO      ?= go
PORT    ?= 4010
# The race detector needs a C compiler; where there is none, the tests say so.
RACE    := $(if $(shell command -v "$$($(GO) env CC)" 2>/dev/null),-race,)
# A program with the race detector waits a second before it ends, for what still
# runs to show a race; stories of the command line start hundreds of them.
export GORACE ?= atexit_sleep_ms=50
TOOLS   := $(GO) tool -modfile=internal/tools/go.mod
# The profile that go build reads (make profile) makes a program faster and its
# build slower, for it compiles all packages anew: wanted of what people run and not of tests.
export GOFLAGS += -pgo=off
# Folders that are modules of their own: their code, and the tools without any.
MODULES := internal/bench internal/consumers internal/shared

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## serve the mock with its seed world on a loopback port (PORT=4010)
	@./bin/rolecall mock --port $(PORT)

.PHONY: build
build: ## build bin/rolecall
	@CGO_ENABLED=0 $(GO) build -pgo=auto -trimpath -ldflags '-s -w' -o bin/rolecall ./cmd/rolecall

# What vet finds make vet tells; here it would look at every package of the libraries once more.
.PHONY: test
test: ## all tests, shuffled, with the race detector
	@$(if $(RACE),,echo 'no C compiler: the race detector is off')
	$(GO) test $(RACE) -vet=off -shuffle=on -timeout 20m ./...
	cd internal/bench && $(GO) test $(RACE) -vet=off -shuffle=on ./...

.PHONY: check
check: format vet lint tidy test ## everything that must hold before a commit

.PHONY: format
format: ## fail on files that are not formatted
	@files=$$($(TOOLS) gofumpt -l .); if [ -n "$$files" ]; then \
	  echo "not formatted; run make fmt:"; echo "$$files"; exit 1; fi

.PHONY: fmt
fmt: ## format every file
	$(TOOLS) gofumpt -w .

.PHONY: generate
generate: ## pack the embedded documents anew, after a change of spec/*.yaml
	$(GO) generate ./...

.PHONY: vet
vet: ## what go vet finds
	$(GO) vet ./...
	$(GO) vet -tags profile ./cmd/rolecall
	@for module in $(MODULES); do (cd $$module && $(GO) vet ./...) || exit 1; done

.PHONY: lint
lint: ## static analysis: staticcheck, what is nil for sure, parameters and results that nothing uses
	$(TOOLS) staticcheck ./...
	$(TOOLS) nilness -test=false ./...
	$(TOOLS) unparam ./...
	@for module in $(MODULES); do (cd $$module && $(GO) tool -modfile=../tools/go.mod staticcheck ./...) || exit 1; done

.PHONY: tidy
tidy: ## fail where go.mod or go.sum is not tidy
	$(GO) mod tidy -diff
	@for module in internal/tools $(MODULES); do (cd $$module && $(GO) mod tidy -diff) || exit 1; done

# What follows runs for minutes, or needs more than Go.

.PHONY: mutants
mutants: ## the whole suite against every mutant and every fault of the second server
	ROLECALL_MUTANTS=all $(GO) test -count=1 -timeout 60m ./internal/mutants
	ROLECALL_FAULTS=all $(GO) test -count=1 -timeout 60m ./internal/independent
	ROLECALL_MUTANTS=all $(GO) test -count=1 -timeout 10m -run EveryKindOfFault ./internal/proxy

.PHONY: stability
stability: ## the suite 200 times in shuffled order, 20 of them four at a time; 64 clients at once for 10 s
	ROLECALL_RUNS=200 $(GO) test -count=1 -timeout 60m -run CriesWolf -v ./conformance
	ROLECALL_STRESS=10s $(GO) test $(RACE) -count=1 -timeout 10m ./mockserver

.PHONY: shards
shards: ## every check in 1 to 16 shards, merged, beside the same run in one
	ROLECALL_SHARDS=all $(GO) test -count=1 -timeout 60m -run MergedShards -v ./conformance

# Each part takes minutes, and runs by itself too: make stored-test-file
STORED := memory file postgres nats replicas kills

.PHONY: stored-test $(STORED:%=stored-test-%)
stored-test: $(STORED:%=stored-test-%) ## all tests of the mock with a store of each kind behind each mock, and a mock that is killed 1,000 times

stored-test-memory:
	ROLECALL_TEST_STORE=memory $(GO) test $(RACE) -count=1 -timeout 30m ./mockserver

stored-test-file:
	ROLECALL_TEST_STORE=file: $(GO) test -count=1 -timeout 30m ./mockserver

stored-test-postgres stored-test-nats: stored-test-%:
	cd internal/shared && ROLECALL_SHARED=1 ROLECALL_STORED=all $(GO) test -count=1 -timeout 30m -run '^TestTheTestsOfTheMockPassOnEachStore$$/^$*$$' -v .

stored-test-replicas:
	cd internal/shared && ROLECALL_SHARED=1 ROLECALL_STORED=all $(GO) test -count=1 -timeout 30m -run '^TestThreeMocksAreAsOne$$' -v .

stored-test-kills:
	ROLECALL_KILLS=1000 $(GO) test -count=1 -timeout 30m -run KilledWhileWriting -v ./cmd/rolecall

.PHONY: worlds
worlds: ## the whole suite in 200 worlds of one mock, 20 at a time
	ROLECALL_WORLDS=200 $(GO) test -count=1 -timeout 60m -run WorldEach -v ./conformance

.PHONY: hostile
hostile: ## the suite against 500 combinations of a hostile server
	ROLECALL_HOSTILE=$${ROLECALL_HOSTILE:-500} $(GO) test -count=1 -timeout 5h -v ./internal/hostile

.PHONY: hostile-documents
hostile-documents: ## every command with every document that was written to hurt: its time and memory are bounded
	ROLECALL_HOSTILE_DOCUMENTS=all $(GO) test -count=1 -timeout 20m -v -run HostileDocumentsAre ./internal/corpus

.PHONY: fuzz
fuzz: ## each fuzz target for a minute
	@for package in ./spec ./mockserver ./mockserver/internal/state ./internal/journal ./conformance ./fixtures; do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
	    echo "$$package $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime 60s $$package || exit 1; \
	  done; done

.PHONY: bench
bench: ## measure: requests beside bare net/http, scale, start-up, memory, the suite, the fixtures; writes docs/performance.md
	@mkdir -p build
	cd internal/bench && $(GO) run . --write ../../docs/performance.md --json ../../build/bench.json

.PHONY: profile
profile: ## measure where the program's time goes, for go build: writes cmd/rolecall/default.pgo (needs what make shared-test installs)
	cd internal/bench && $(GO) run . --only requests,suite,fixtures,store --profile ../../cmd/rolecall/default.pgo

.PHONY: bench-peers
bench-peers: ## measure beside other mock servers from npm, and write docs/performance.md (needs Node.js and Java)
	cd internal/bench && $(GO) run . --only peers --write ../../docs/performance.md

.PHONY: bench-store
bench-store: ## measure mocks with a store, alone and three behind HAProxy, and write docs/performance.md (needs what make shared-test installs)
	cd internal/bench && $(GO) run . --only store --write ../../docs/performance.md

.PHONY: corpus
corpus: ## what becomes of documents for which nobody wrote a word of ours (DIR=a folder of them): loads, state, cost, and whether each mock passes
	$(GO) run ./internal/corpus --verify $(DIR)

.PHONY: compare-mocks
compare-mocks: ## ask other mock servers from npm the same on the small documents, and write docs/comparison.md (needs Node.js)
	internal/mockcomparison/run

.PHONY: console
console: ## build the page for a browser into internal/console/dist (needs Node.js); CHECK=1 fails where it is not up to date
	internal/console/build $(if $(CHECK),check)

.PHONY: browser
browser: ## install Chromium from Debian, for make console-test and frontend-test
	command -v chromium > /dev/null || (apt-get update -qq && apt-get install -y -qq chromium)

.PHONY: console-test
console-test: ## drive the console in headless Chromium (needs Node.js and make browser)
	internal/console/browser/run

.PHONY: console-shots
console-shots: ## take a picture of every view of the console, in both themes, wide and narrow, into build/shots (needs Node.js and make browser)
	internal/console/browser/run shots.mjs ../../../build/shots

.PHONY: frontend-test
frontend-test: ## the tests of the front-end example: types, Vitest, MSW, Playwright (needs Node.js and make browser)
	examples/frontend/run

.PHONY: client-test
client-test: ## generate a TypeScript client and let it call the mock (needs Node.js and Java)
	internal/clienttest/run

.PHONY: consumers-test
consumers-test: ## have PostgreSQL, SQLite, MongoDB's driver, tsc and ajv read the fixtures
	internal/consumers/run

.PHONY: shared-test
shared-test: ## the store's engines against their servers, and mocks that share a store and are killed (ROLECALL_KILLS_FOR=2m: for how long)
	internal/shared/run

.PHONY: clean
clean: ## remove what was built
	rm -rf bin build

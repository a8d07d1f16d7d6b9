# rolecall: what there is to run. `make help` lists it.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

GO      ?= go
PORT    ?= 4010
# The race detector needs a C compiler; where there is none, the tests say so.
RACE    := $(if $(shell command -v "$$($(GO) env CC)" 2>/dev/null),-race,)
TOOLS   := $(GO) tool -modfile=internal/tools/go.mod
# Folders that are modules of their own.
MODULES := internal/tools internal/consumers

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## serve the mock with its seed world on a loopback port (PORT=4010)
	@./bin/rolecall mock --port $(PORT)

.PHONY: build
build: ## build bin/rolecall
	@$(GO) build -trimpath -ldflags '-s -w' -o bin/rolecall ./cmd/rolecall

.PHONY: test
test: ## all tests, shuffled, with the race detector
	@$(if $(RACE),,echo 'no C compiler: the race detector is off')
	$(GO) test $(RACE) -shuffle=on -timeout 10m ./...

.PHONY: check
check: format vet lint tidy test ## everything that must hold before a commit

.PHONY: format
format: ## fail on files that are not formatted
	@files=$$($(TOOLS) gofumpt -l .); if [ -n "$$files" ]; then \
	  echo "not formatted; run make fmt:"; echo "$$files"; exit 1; fi

.PHONY: fmt
fmt: ## format every file
	$(TOOLS) gofumpt -w .

.PHONY: vet
vet:
	$(GO) vet ./...

.PHONY: lint
lint: ## static analysis
	$(TOOLS) staticcheck ./...

.PHONY: tidy
tidy: ## fail where go.mod or go.sum is not tidy
	$(GO) mod tidy -diff
	@for module in $(MODULES); do (cd $$module && $(GO) mod tidy -diff) || exit 1; done

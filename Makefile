# Everything here needs Go, git and make. The rest is built from pinned modules on first use.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Every Go module of ours, the ones that only pin other people's programs left out.
MODULES := . provider toolchain toolchain/sdks toolchain/pulumi-language-yaml sandbox sandbox/awsplugin sandbox/awscli \
	sandbox/bench/bare cmd/scientist-access examples/go examples/platform-stack
GO_MODULES = $(foreach m,$(MODULES),$(if $(wildcard $(m)/go.mod),$(m)))

# Go tools are pinned apart, so that nobody who imports the component gets them.
GO_TOOL = go tool -modfile=$(CURDIR)/toolchain/lint/go.mod

# Prints a line for each package or test as it ends, the output of what fails, and the counts, which "make test" adds up.
GOTESTSUM = $(GO_TOOL) gotestsum --post-run-command "bash -c 'mkdir -p $(CURDIR)/.build; \
	echo \$$TESTS_TOTAL \$$TESTS_SKIPPED \$$GOTESTSUM_ELAPSED >> $(CURDIR)/.build/tests'"

GREMLINS = $(GO_TOOL) gremlins

# The packages whose tests must notice nearly every small change of the code: those of the library, and the command's.
MUTANTS := policy guardrails charts component access source internal/names internal/apiserver internal/authmode internal/cluster \
	internal/stackconfig internal/stackhooks internal/owner internal/grants internal/existing internal/principals internal/awserror \
	internal/attach internal/iam
COMMAND_MUTANTS := awsauth finding listing difference adopt/propose adopt/imports adopt/keeper review question resources \
	verify doctor fix render live

# The fuzz tests, as MODULE:PACKAGE:TEST:INPUTS: in all at least a million inputs, more of those that are quick to judge.
FUZZ := .:policy:FuzzNames:220000 .:policy:FuzzRules:180000 .:access:FuzzModel:300000 \
	.:internal/stackconfig:FuzzConfig:150000 .:component:FuzzArguments:60000 \
	cmd/scientist-access:internal/live:FuzzObjects:50000 cmd/scientist-access:.:FuzzRead:80000

.PHONY: help
help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: sandbox-command ## Show the whole main job on a small EKS: a scientist gains, uses and loses access.
	@exec .build/sandbox demo

.PHONY: sandbox
sandbox: sandbox-command ## Keep a small EKS running, and print what to export; Ctrl-C ends it.
	@exec .build/sandbox serve

# Built rather than run by go, which would not hand on signals. It builds the tools itself, and says so.
.PHONY: sandbox-command
sandbox-command:
	@echo "compiling the sandbox" >&2; go -C sandbox build -o ../.build/sandbox ./cmd/sandbox

.PHONY: tools
tools: ## Build the pinned Pulumi, Kubernetes and etcd, unless that is done already.
	@go -C toolchain run ./cmd/toolchain

.PHONY: test
test: ## Run all tests.
	@rm -f .build/tests .build/events-*.json; mkdir -p .build; date +%s > .build/began
	@$(MAKE) --no-print-directory unit e2e
	@echo; echo "In all:"; awk -f toolchain/lint/counts.awk .build/events-*.json
	@awk -v seconds=$$(($$(date +%s) - $$(cat .build/began))) '{tests += $$1; skipped += $$2} END {printf "\nDONE %d tests%s in %.3fs\n", \
		tests, skipped ? ", " skipped " skipped" : "", seconds}' .build/tests

.PHONY: unit
unit: ## Run the fast tests, which need nothing but Go.
	@mkdir -p .build; $(GOTESTSUM) --jsonfile .build/events-unit.json --format pkgname --raw-command -- bash -c '\
		for m in $(filter-out sandbox,$(GO_MODULES)); do \
		go -C $$m test -json ./... || failed=1; done; exit $${failed:-0}'

.PHONY: generate
generate: ## Write the pages and golden files that follow from the catalogue of capabilities, and the schema of the package.
	@go run ./docs/gen
	@cd provider && go run ./gen/arguments && go run ./gen/schema
	@UPDATE_GOLDEN=1 go test -count=1 ./policy -run Golden

# The end-to-end tests by their first letters. Each part has a small EKS of its own; together they keep two cores busy.
PARTS := A-DR E-Q S-Z

.PHONY: e2e
e2e: tools ## Run the end-to-end tests on a small EKS.
	@mkdir -p .build; cd sandbox; $(GOTESTSUM) --jsonfile ../.build/events-sandbox.json --format pkgname -- \
		-count=1 -timeout 20m $$(go list ./... | grep -v /e2e)
	@cd sandbox; for part in $(PARTS); do \
		$(GOTESTSUM) --jsonfile ../.build/events-e2e-$$part.json --format testname -- \
			-count=1 -timeout 40m ./e2e -rapid.checks=40 -run "^Test[$$part]" & running+=" $$!"; \
	done; for one in $$running; do wait $$one || failed=1; done; exit $${failed:-0}

.PHONY: properties
properties: tools ## Compare the model of access with the API server in 1,000 random worlds.
	@cd sandbox; go test -count=1 -timeout 60m -v -run TestModelEqualsTheAPIServer ./e2e -rapid.checks=1000

.PHONY: faults
faults: tools ## Kill the engine before and after every call of every operation, and let every call fail in every way.
	@cd sandbox; SANDBOX_FAULTS=all go test -count=1 -timeout 5h -v -run 'TestKilled|TestFailingCalls|TestOutage|TestWaiting' ./e2e

.PHONY: pages
pages: ## Look at the page of every recorded stack, and of all large ones, in Chromium.
	@cd sandbox; SANDBOX_PAGES=all go test -count=1 -timeout 60m -v ./browser

# What fails is kept below testdata/fuzz, where "make unit" runs it from then on.
.PHONY: fuzz
fuzz: ## Run the fuzz tests on a million new inputs in all, and count these.
	@rm -rf .build/fuzz; mkdir -p .build/fuzz; set -o pipefail; for f in $(FUZZ); do \
		IFS=: read -r module package test inputs <<< "$$f"; echo "$$test in $$module/$$package"; \
		go -C $$module test -run '^$$' -fuzz "^$$test$$" -fuzztime $${inputs}x -fuzzminimizetime 10x ./$$package \
			| tee .build/fuzz/$$test || exit 1; \
	done; awk -v least=1000000 -v seconds=$$SECONDS -f toolchain/lint/execs.awk .build/fuzz/*

# The page is that of a recorded stack, on which a team and a namespace come and go.
.PHONY: pictures
pictures: ## Draw the pictures in the docs; the page with Chromium.
	@mkdir -p .build; go run ./docs/gen
	@go build -C cmd/scientist-access -o $(CURDIR)/.build/scientist-access .
	@.build/scientist-access review cmd/scientist-access/testdata/pulumi/teams-change-preview.json --format html \
		> .build/review.html; test $$? -le 2
	@chromium --headless=new --no-sandbox --hide-scrollbars --window-size=1200,960 \
		--screenshot=docs/pictures/review.png file://$(CURDIR)/.build/review.html 2> .build/chromium.log

.PHONY: golden
golden: tools ## Record real stacks in the sandbox anew, and write the reviews that the tests expect.
	@rm -rf cmd/scientist-access/testdata/pulumi
	@go -C sandbox run ./cmd/reviewdata ../cmd/scientist-access/testdata/pulumi
	@UPDATE_GOLDEN=1 go -C cmd/scientist-access test -count=1 -run Golden ./internal/render

.PHONY: bench
bench: ## Measure speed and memory, beside the alternatives.
	@go -C sandbox build -o ../.build/bench ./cmd/bench
	@.build/bench -compile
	@echo "creation of a job (goal: less than 5 ms more with guardrails):"
	@go -C sandbox test ./guardrails -run "^$$" -bench . -benchtime 500x
	@echo "review of 500 principals in 200 namespaces (goal: 2 s and 300 MB), and reading of 50 MB:"
	@go -C cmd/scientist-access test -run '^$$' -bench . -benchtime 3x .
	@echo "the same as a page: size (goal: 2 MB), and time to its first sight in Chromium (goal: 1 s), beside the time of the text:"
	@go -C sandbox test ./browser -run '^$$' -bench . -benchtime 1x

.PHONY: bench-large
bench-large: ## Measure the growth up to 500 namespaces and 1,000 principals, which takes about an hour.
	@go -C sandbox build -o ../.build/bench ./cmd/bench
	@.build/bench -growth -sizes 500x1000

.PHONY: lint
lint: ## Check format, go vet and staticcheck in every module.
	@unformatted="$$(gofmt -l .)"; test -z "$$unformatted" || { echo "gofmt -w $$unformatted"; exit 1; }
	@staticcheck="$$($(GO_TOOL) -n staticcheck)"; \
		for m in $(GO_MODULES); do echo "lint $$m"; (cd $$m && go vet ./... && $$staticcheck ./...) || exit 1; done
	@echo "the component needs no client and no big SDK package"
	@! go list -deps ./component | grep -E 'k8s.io/client-go/|/kubernetes/core/v1$$'

# What is read in one room of source shows in the tests of another: there, all tests of the module are run.
# What lives and changes nothing is listed in toolchain/lint/mutants.md. Gremlins tests a copy of a module, where go.work
# leads nowhere and every test fails, as if it had noticed something: the command's has a "replace" instead.
# The time that a change may take is a multiple of what coverage took, which compiles first: some loop for ever.
.PHONY: mutants
mutants: GREMLINS += unleash --workers 2 --invert-logical --invert-loopctrl --threshold-efficacy 97
mutants: ## Change the code in small ways, one at a time, and fail where the tests notice too few of them.
	@for p in $(MUTANTS); do \
		echo "mutants of $$p"; \
		how="--timeout-coefficient 200"; \
		test $$p != source || how="--timeout-coefficient 10 --integration --coverpkg ./source/..."; \
		$(GREMLINS) $$how ./$$p || exit 1; \
	done
	@mkdir -p .build; cp cmd/scientist-access/go.mod .build/mutants.mod; cp cmd/scientist-access/go.sum .build/mutants.sum
	@go mod edit -replace=github.com/scientist-access/scientist-access=$(CURDIR) .build/mutants.mod
	@cd cmd/scientist-access; export GOWORK=off GOFLAGS=-modfile=$(CURDIR)/.build/mutants.mod; for p in $(COMMAND_MUTANTS); do \
		echo "mutants of $$p"; \
		$(GREMLINS) --timeout-coefficient 200 ./internal/$$p || exit 1; \
	done

# Of what is tagged as the version in internal/version; PLATFORMS names some of the platforms, as linux/amd64.
.PHONY: release
release: ## Build what a release publishes into dist: programs, checksums, lists of parts, the schema.
	@rm -rf dist; version=v$$(sed -n 's/^const Number = "\(.*\)"$$/\1/p' internal/version/version.go); \
		go -C toolchain run ./cmd/release -checkout .. -version $$version -into $(CURDIR)/dist $(PLATFORMS)

.PHONY: tidy
tidy: ## Tidy go.mod and go.sum of the modules whose library is this checkout's.
	@for m in cmd/scientist-access provider; do \
		go -C $$m mod edit -replace=github.com/scientist-access/scientist-access=$(CURDIR); \
		GOWORK=off go -C $$m mod tidy; \
		go -C $$m mod edit -dropreplace=github.com/scientist-access/scientist-access; \
	done

.PHONY: clean
clean: ## Remove what was built here; the cache of built tools stays.
	@rm -rf bin .build

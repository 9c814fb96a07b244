# SPDX-License-Identifier: Apache-2.0
# make help lists the targets.

GO      ?= go
OUT     ?= out
FUZZ    ?= 5s
BENCH   ?= .
MIRROR  ?=
SQL     ?=
export SQL
TOOLS   := .github/tools/go.mod
# The version control stamp needs a git checkout; a tarball builds as well.
BUILD   := -trimpath

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/landscape
	$(GO) build $(BUILD) -o bin/landscape ./cmd/landscape

.PHONY: survey
survey: build ## judge the built-in release; write out/dataset and out/site (no network)
	bin/landscape survey --offline --out $(OUT)
	@echo "open $(OUT)/site/index.html"

.PHONY: query
query: bin/query ## run one statement in DuckDB: make query SQL="SELECT count(*) FROM 'out/dataset/verdicts.parquet'"
	@test -n "$$SQL" || { echo 'say what to ask: make query SQL="SELECT …"'; exit 2; }
	@bin/query "$$SQL"

bin/query: .github/tools/duckdb/main.go .github/tools/duckdb/go.mod
	$(GO) build -C .github/tools/duckdb $(BUILD) -o ../../../bin/query .

.PHONY: test
test: ## run every test but the long ones (no network); the two slowest packages begin first
	$(GO) test -timeout 60m ./site ./cmd/landscape ./...

.PHONY: check
check: vet lint actions trust long race fuzz ## lint, workflows, trust root, long tests, race detector, short fuzzing

.PHONY: vet
vet: ## gofmt, go vet, other systems, go mod tidy, records
	@test -z "$$(gofmt -l cmd probes ecosystems dataset site)" || { gofmt -l cmd probes ecosystems dataset site; echo "run gofmt -w on these"; exit 1; }
	$(GO) vet -tags long ./...
	for os in darwin windows; do GOOS=$$os $(GO) build ./cmd/landscape/output ./probes/repo/gitclone || exit 1; done # files for one system
	$(GO) mod tidy -diff
	$(GO) run ./cmd/landscape lint

.PHONY: lint
lint: ## golangci-lint, pinned in .github/tools
	$(GO) tool -modfile=$(TOOLS) golangci-lint run ./...

.PHONY: actions
actions: ## actionlint on the workflows, pinned in .github/tools/workflows
	$(GO) tool -modfile=.github/tools/workflows/go.mod actionlint

.PHONY: trust
trust: ## the built-in trust root knows what npm's client knows, pinned in .github/tools/sigstore
	npm --prefix .github/tools/sigstore ci --ignore-scripts --no-audit --no-fund --silent
	node .github/tools/sigstore/check.mjs

# The build tag adds what takes minutes: every width, scheme and made dataset,
# Lighthouse, builds of copies of the checkout, and questions to DuckDB. Each name must be there.
LONG := TestBrowser TestLighthouse TestContributing TestReadmeResearcher TestReproducibleBuild TestQueries
LONG_RUN := ^($(subst $() ,|,$(LONG)))$$

.PHONY: long
long: ## the tests that take minutes
	@test "$$($(GO) test -tags long -list '$(LONG_RUN)' ./site ./cmd/landscape | grep -c '^Test')" = $(words $(LONG))
	$(GO) test -tags long -timeout 60m -run '$(LONG_RUN)' ./site ./cmd/landscape

# The packages that start goroutines; a test holds the list. Tests without any,
# in a browser or of other programs, leave themselves out; make test runs them.
RACE := ./cmd/landscape ./dataset/survey ./dataset/table ./probes ./probes/endpoint ./probes/repo ./probes/transport ./probes/website ./probes/workqueue ./probes/workqueue/redisqueue ./site ./site/model ./site/page

# These run one command after another, or measure memory, and take minutes under the
# detector: make test runs them. What starts goroutines in them is in a test that stays: TestLive,
# TestKilledSurvey, TestSurveyOfShapes (survey, site), TestRefresh, TestAdoption.
RACE_SKIP := ^(TestOutputs|TestOutputsKeepWhatIsRead|TestLostOutput|TestEveryFlipIsAnError|TestImport2022BesideDataset|TestNewEcosystem)$$
# Scripts that export, report and refuse; clone, discover, mirror and timeline stay.
RACE_SKIP := $(RACE_SKIP)|^TestScripts$$/^(compare|completion|doctor|doubts|json|names|new|offline|publish|release|responses|summary|usage)$$
# Reading the records' words in long pages, in one goroutine; ten other servers stay.
RACE_SKIP := $(RACE_SKIP)|^TestHostileServers$$/^(echo|made_up_trees|other_blobs)$$
# Texts and sources of the checkout, read in one goroutine.
RACE_SKIP := $(RACE_SKIP)|^(TestPlainEnglish|TestImports|TestCausesHaveTheSameWords|TestWordsAreSpelledOnce|TestSizeOfEachRoom|TestNamesOfOneWord|TestNoPairOfBooleans)$$

.PHONY: race
race: ## tests with the race detector
	$(GO) test -race -timeout 60m -skip '$(RACE_SKIP)' $(RACE)

.PHONY: fuzz
fuzz: ## each fuzz target for $(FUZZ)
	@.ci/fuzz $(FUZZ)

.PHONY: bench
bench: ## benchmarks for benchstat; MIRROR=DIR adds the survey on clones beside git cat-file
	LANDSCAPE_MIRROR=$(MIRROR) $(GO) test -timeout 60m -run '^$$' -bench '$(BENCH)' -benchmem -count=$${COUNT:-1} ./...

.PHONY: lighthouse
lighthouse: ## Lighthouse on seven kinds of pages for phone and desk, with speed; wants a machine that is at rest
	LANDSCAPE_LIGHTHOUSE=speed $(GO) test -tags long ./site -run '^TestLighthouse$$' -count=1 -v

.PHONY: release-observations
release-observations: build ## look at the clones in MIRROR and renew dataset/releases (no excerpts)
	@test -n "$(MIRROR)" || { echo "say where the clones are: make release-observations MIRROR=DIR"; exit 2; }
	@git diff --quiet HEAD -- dataset/releases/2026/observations || { echo "dataset/releases/2026/observations differs from what is committed: commit it, or take it back"; exit 2; }
	rm -f dataset/releases/2026/observations/*.parquet # files of an older schema are not replaced
	bin/landscape probe --mirror $(MIRROR) --no-excerpts --per-ecosystem --out dataset/releases/2026

.PHONY: clean
clean: ## remove what was built
	rm -rf bin $(OUT)

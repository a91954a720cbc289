# Two commands do everything: `make run` and `make test`. `make help` lists the rest.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
BIN := .venv/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -q

.DEFAULT_GOAL := help
.PHONY: help run test test-all check install assets translations bench bench-engine bench-sparql clean deps-browser deps-services

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: install ## start the explorer on http://127.0.0.1:8000 (HOST=, PORT=, ARGS= change that)
	@exec $(BIN)/python -m webapp --host $(HOST) --port $(PORT) $(ARGS)

test: install $(BIN)/.dev $(BIN)/.w3c deps-browser deps-services check ## pass the tests: style, types, units, properties, W3C, pages in a browser
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

test-all: install $(BIN)/.dev $(BIN)/.w3c $(BIN)/.clients deps-browser deps-services check ## pass every test, also those that take long
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(BIN)/.dev ## style and types only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

install: $(BIN)/.run assets translations ## set up without starting

assets: $(BIN)/.run ## build the browser bundles from their lock file
	@$(BIN)/python frontend/build.py

translations: $(BIN)/.run ## compile the Korean texts
	@$(BIN)/python webapp/translations/compile.py

bench: bench-engine bench-sparql ## measure everything that docs/performance.md shows

bench-engine: .venv-bench/.done ## measure the engine beside its peers (docs/performance.md)
	.venv-bench/bin/python -m benchmarks

bench-sparql: $(BIN)/.dev .venv-bench/.done ## measure the SPARQL service beside its peers (docs/performance.md)
	$(BIN)/python -m benchmarks.sparql

.venv-bench/.done: requirements-bench.txt | $(BIN)/python
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

clean: ## remove everything that was built or installed here
	rm -rf .venv .venv-bench tests/w3c/.suite tests/clients/node_modules frontend/node_modules webapp/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name '*.mo' -delete

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed: apt-get install python3 (or make PYTHON=/path/to/python3.11)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(APT) update && $(APT) install -y --no-install-recommends python3-venv; } || \
		{ echo "The venv module is missing: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

$(BIN)/.run: requirements.txt | $(BIN)/python
	@echo "Installing what the explorer needs (about a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(BIN)/.dev: requirements-dev.txt $(BIN)/.run
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(BIN)/.w3c: tests/w3c/requirements.txt tests/w3c/fetch.py | $(BIN)/.run
	@$(BIN)/python tests/w3c/fetch.py
	@touch $@

$(BIN)/.clients: tests/clients/package-lock.json | $(BIN)/.run
	@$(BIN)/python tests/clients/install.py
	@touch $@

deps-browser:
	@{ command -v chromium && command -v curl && command -v Rscript && fc-list :lang=ko | grep -q . ; } >/dev/null 2>&1 || \
		{ $(APT) update && $(APT) install -y --no-install-recommends chromium curl r-base-core fonts-noto-core fonts-noto-cjk fontconfig; } || \
		{ echo "The tests need Chromium, curl, R and a Korean font: apt-get install chromium curl r-base-core fonts-noto-core fonts-noto-cjk" >&2; exit 1; }

# Of Virtuoso the program alone, without the package that starts it as a service of the system.
deps-services:
	@{ command -v virtuoso-t && command -v isql-vt && command -v haproxy; } >/dev/null 2>&1 || \
		{ $(APT) update && $(APT) install -y --no-install-recommends virtuoso-opensource-7-bin haproxy; } || \
		{ echo "The tests need Virtuoso and HAProxy: apt-get install virtuoso-opensource-7-bin haproxy" >&2; exit 1; }

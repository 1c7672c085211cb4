# `make run` and `make test` are all a newcomer needs; `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test soak check format lint types imports assets requirements audit pictures clean

PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install

# What is installed is stamped with the content it was installed from, so a second run has nothing to do.
stamp = .venv/$(1)-$(shell cat requirements/$(1).txt pyproject.toml | cksum | cut -d' ' -f1)
RUN := $(call stamp,run)
DEV := $(call stamp,dev)

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 20

run: $(RUN) ## Start the tracker with demonstration data at http://127.0.0.1:8000
	@$(BIN)/python hatch_build.py
	@export IPR_ENV=development; $(BIN)/ipr migrate; $(BIN)/ipr demo --if-empty; exec $(BIN)/python app.py

test: $(DEV) ## Set up a PostgreSQL and a browser, then run every test
	@$(BIN)/python hatch_build.py --tests
	@$(BIN)/python -m tests.setup.prepare
	@$(PYTEST) --numprocesses auto

soak: $(DEV) ## Run the tests that take minutes
	@$(PYTEST) -m soak

check: format lint types imports test ## Everything the build checks

format: $(DEV) ## Are the files formatted? (`make format FIX=1` formats them)
	@$(BIN)/ruff format $(if $(FIX),,--check) --quiet .

lint: $(DEV) ## Look for likely mistakes
	@$(BIN)/ruff check --quiet .

types: $(DEV) ## Check the types
	@$(BIN)/mypy

imports: $(DEV) ## Check that imports point down only
	@$(BIN)/lint-imports --no-logo

assets: $(DEV) ## Fetch the front-end files named in package-lock.json
	@$(BIN)/python hatch_build.py --tests

requirements: $(DEV) ## Pin the newest allowed dependencies again
	@compile="$(BIN)/uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --quiet"; \
	$$compile --group build --output-file requirements/run.txt; \
	$$compile --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

audit: $(DEV) ## Ask the package index for known vulnerabilities in what is pinned
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements/dev.txt

pictures: $(DEV) ## Take the pictures of the documentation again
	@$(BIN)/python docs/pictures/make.py

clean: ## Remove everything that make made, but not the data in instance/
	@rm -rf .venv ipr_compliance/static/vendor tests/browser/vendor .{mypy,pytest,ruff,import_linter}_cache .hypothesis

.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv .venv

$(RUN): | .venv
	@echo 'Installing what the tracker needs ...'
	@$(PIP) --require-hashes --requirement requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@rm -f .venv/run-*; touch $@

$(DEV): | .venv
	@echo 'Installing what the tracker and its tests need ...'
	@$(PIP) --require-hashes --requirement requirements/dev.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@rm -f .venv/run-* .venv/dev-*; touch $@ $(RUN)

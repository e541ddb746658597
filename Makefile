# Eastwind's commands. `make setup` builds the environment; every other target calls it and is offline afterwards.
#
#   make demo           a day's plan on the example book, start to finish
#   make test           all tests (EXAMPLES=thorough for more and fresh random examples)
#   make lint           style, types and the arrows between rooms
#   make bench          speed and memory on synthetic books
#   make law-pages      docs/law anew, after a change of a law book
#   make law-fuzz       gate against auditor on a million random cases; stopped, it goes on (CASES=20000 SEED=2 MINUTES=30)
#   make law-mutants    every parameter of every rule changed a little: some case must notice (BOOK=ie for one book)
#   make audit-standalone  the auditor alone, copied out, on the example's log and on one with planted faults
#   make setup          the environment in .venv alone
#   make browser-setup  Chromium and a Chinese font, for the tests that look at pages (Debian, root)
#   make lock           requirements.lock anew, after a change of dependencies in pyproject.toml (needs uv)
#   make clean          what tools left behind; the environment stays (remove .venv by hand to start over)

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:

PYTHON ?= python3
JOBS ?= auto
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.eastwind-installed

# An index or a lock elsewhere in the environment must not change what is installed.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE ?= 1

.PHONY: setup demo test lint bench law-pages law-fuzz law-mutants audit-standalone browser-setup lock clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@stop() { echo "make setup: $$*" >&2; exit 1; }
	if ! [ -x $(BIN)/python ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then
	  command -v $(PYTHON) >/dev/null || stop "$(PYTHON) is not installed; install Python 3.11 or later."
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || stop "$$($(PYTHON) -V) is too old; name a Python 3.11 or later, as in: make setup PYTHON=python3.11"
	  echo "setup: making $(VENV) with $$($(PYTHON) -V)"
	  rm -rf $(VENV)
	  if ! $(PYTHON) -m venv $(VENV) >/dev/null 2>&1; then
	    rm -rf $(VENV)
	    command -v apt-get >/dev/null || stop "'$(PYTHON) -m venv' fails; install Python's venv and ensurepip modules."
	    [ "$$(id -u)" = 0 ] || stop "'$(PYTHON) -m venv' fails; run 'sudo apt-get install python3-venv', then 'make setup' again."
	    echo "setup: installing python3-venv by apt-get"
	    export DEBIAN_FRONTEND=noninteractive
	    apt-get install -qq -y python3-venv >/dev/null 2>&1 \
	      || { apt-get update -qq && apt-get install -qq -y python3-venv >/dev/null; } \
	      || stop "apt-get could not install python3-venv; see the lines above."
	    $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); stop "'$(PYTHON) -m venv' still fails; see the lines above."; }
	  fi
	fi
	# LightGBM, which trains models, is built against GNU OpenMP and does not bring it along.
	if ! ldconfig -p 2>/dev/null | grep -q libgomp.so.1 && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	  echo "setup: installing libgomp1 by apt-get"
	  export DEBIAN_FRONTEND=noninteractive
	  apt-get install -qq -y libgomp1 >/dev/null 2>&1 || { apt-get update -qq && apt-get install -qq -y libgomp1 >/dev/null; } || true
	fi
	echo "setup: installing the locked packages (about a minute, once)"
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock \
	  || stop "pip could not install requirements.lock (its reason stands above). It needs an index once: check pip's own settings."
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@
	echo "setup: done"

demo: setup
	@$(BIN)/eastwind demo

test: setup
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(if $(EXAMPLES),--hypothesis-profile=$(EXAMPLES))

lint: setup
	@$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: setup
	@$(BIN)/eastwind bench

law-pages: setup
	@$(BIN)/eastwind law pages

law-fuzz: setup
	@$(BIN)/python -m tests.law.fuzz --cases $(or $(CASES),1000000) --seed $(or $(SEED),1) --minutes $(or $(MINUTES),0)

law-mutants: setup
	@$(BIN)/python -m tests.law.fuzz.mutants --books '$(BOOK)'

audit-standalone: setup
	@$(BIN)/python -m tests.audit.standalone

browser-setup:
	@if command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; then
	  echo "browser-setup: chromium and a Chinese font are here"; exit 0
	fi
	command -v apt-get >/dev/null || { echo "browser-setup: no apt-get here; install chromium and a Chinese font." >&2; exit 1; }
	[ "$$(id -u)" = 0 ] || { echo "browser-setup: run 'sudo apt-get install chromium fonts-noto-cjk fontconfig'." >&2; exit 1; }
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null

# Pins already in the file stay; `make lock UPGRADE=--upgrade` takes newer ones within pyproject's ranges.
lock:
	@uv=$$(command -v $(BIN)/uv || command -v uv) || { echo "make lock: needs uv ($(BIN)/pip install uv)" >&2; exit 1; }
	$$uv pip compile pyproject.toml --extra learn --group dev --universal --python-version 3.11 --generate-hashes --quiet \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header $(UPGRADE) --output-file requirements.lock

clean:
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find src tests examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

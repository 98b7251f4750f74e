# Everything starts here: `make demo` shows a call, `make test` proves it. Both set up what they need.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
VIA ?= auto
VOICE ?= espeak
COQUI := .venv-coqui/bin
VENV := $(if $(filter coqui,$(VOICE)),.venv-coqui,.venv)
JSON ?=
export OMP_NUM_THREADS := 1

.PHONY: help demo test test-coqui soak check lab pictures clean machine
help: ## These lines
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 10

machine: # names the one line to install when something is missing
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: apt install python3"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv is missing. Install it with: apt install python3-venv"; exit 1; }
	@command -v apt-get >/dev/null || \
		echo "no apt-get here: the lab's Asterisk cannot be fetched, the demo goes over memory"

.venv/run: requirements.lock pyproject.toml | machine
	@test -x $(BIN)/python || { echo "setting up: environment"; $(PYTHON) -m venv .venv; }
	@echo "setting up: packages (a minute, the first time)"
	@$(PIP) install -r requirements.lock
	@$(PIP) install --no-deps -e . > .venv/install.log 2>&1 || { cat .venv/install.log; exit 1; }
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	@echo "setting up: tools for tests and checks"
	@$(PIP) install -r requirements-dev.lock
	@touch $@

.venv/model: requirements-model.lock .venv/run
	@echo "setting up: torch, for the test that trains a recogniser"
	@$(PIP) install -r requirements-model.lock
	@touch $@

.venv-coqui/run: requirements.lock requirements-coqui.lock pyproject.toml | machine
	@test -x $(COQUI)/python || { echo "setting up: environment for Coqui"; $(PYTHON) -m venv .venv-coqui; }
	@echo "setting up: Coqui and torch (1.8 GB; some minutes, the first time)"
	@$(COQUI)/pip --disable-pip-version-check --quiet install -r requirements.lock -r requirements-coqui.lock
	@$(COQUI)/pip --disable-pip-version-check --quiet install --no-deps -e . > .venv-coqui/install.log 2>&1 || \
		{ cat .venv-coqui/install.log; exit 1; }
	@touch $@

.venv-coqui/dev: requirements-dev.lock requirements-piper.lock requirements-coqui-dev.lock .venv-coqui/run
	@echo "setting up: tools for the trained voices' tests"
	@$(COQUI)/pip --disable-pip-version-check --quiet install \
		-r requirements-dev.lock -r requirements-piper.lock -r requirements-coqui-dev.lock
	@touch $@

demo: $(VENV)/run ## One call to the lab's hair salon, from ring to booking (VIA=memory, JSON=1, VOICE=coqui)
	@$(VENV)/bin/vorzimmer demo --via $(VIA) --voice $(VOICE) $(if $(JSON),--json)

lab: .venv/run ## Starts the private Asterisk of the lab
	@$(BIN)/vorzimmer lab up

# Four processes on two cores: the three that call through Asterisk wait most of their time.
test: .venv/dev .venv/model ## All tests (at most ten minutes on two cores)
	@$(BIN)/python -m pytest -n 4 --dist loadgroup $(ARGS)

test-coqui: .venv-coqui/dev ## Tests of the trained voices, Coqui and Piper, in an environment of its own
	@$(COQUI)/python -m pytest -W ignore tests/coqui $(ARGS)

soak: .venv/dev .venv/model ## The long ones in full: races, scenarios over a real Asterisk
	@VORZIMMER_SOAK=1 $(BIN)/python -m pytest -m soak --timeout 3600 $(ARGS)

check: .venv/dev .venv/model ## Lint, format, types, import contracts (at most a minute)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > .venv/contracts.log || { cat .venv/contracts.log; exit 1; }
	@echo "checks: ok"

pictures: .venv/run ## Draws the documentation's pictures of the terminal anew
	@$(BIN)/python -m tui.demo.pictures

clean: ## Removes what was set up and built
	@rm -rf .venv .venv-coqui .lab build *.egg-info

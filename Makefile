# Each target sets up what it needs: .venv from requirements.lock, and Qt's system libraries.
.POSIX:
.PHONY: help run demo test check bench soak screens coverage setup lock clean distclean python-supported display

PYTHON = python3
BIN = .venv/bin
READY = .venv/.ready
OFFSCREEN = QT_QPA_PLATFORM=offscreen
PYTEST_ARGS =
BENCH_ARGS =
SOAK_MINUTES = 10
DATABASE = sqlite

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: display $(READY)  ## open the console with the scenario city
	@test -z "$$DISPLAY" || test -n "$$QT_QPA_PLATFORM" || .ci/system-libraries $(BIN)/python xcb
	$(BIN)/networkcore

demo: $(READY)  ## import, replay, simulate, settle and verify, without a window
	$(BIN)/networkcore demo

test: $(READY)  ## every test, on SQLite and on PostgreSQL; PYTEST_ARGS for some
ifeq ($(strip $(PYTEST_ARGS)),)
	$(OFFSCREEN) $(BIN)/python .ci/halves.py
else
	$(OFFSCREEN) $(BIN)/python -m pytest $(PYTEST_ARGS)
endif

check: $(READY)  ## format, lint, import contracts, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: $(READY)  ## measure; table here, figures in build/benchmarks.json
	$(OFFSCREEN) $(BIN)/python tests/benchmarks $(BENCH_ARGS)

soak: $(READY)  ## follow a ledger of 200 sessions/s; SOAK_MINUTES=10 DATABASE=sqlite|postgresql
	$(OFFSCREEN) $(BIN)/python -m tests.benchmarks.soak --minutes $(SOAK_MINUTES) --database $(DATABASE)

screens: $(READY)  ## draw every screen in every theme to build/screens
	$(OFFSCREEN) $(BIN)/python -m console.application.render_screens build/screens

coverage: $(READY)  ## the pure code is covered entirely, branches too
	$(OFFSCREEN) $(BIN)/coverage run -m pytest $(PYTEST_ARGS)
	$(BIN)/coverage report --fail-under=100 --skip-covered --show-missing \
	  --include='core/domain/*,core/pricing/*,core/ledger/*,core/settlement/*'

setup: $(READY)  ## only set up

lock: python-supported  ## resolve the dependencies anew into requirements.lock
	$(PYTHON) .ci/lock.py

clean:  ## remove what the other targets made, but not .venv
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find core simulation console tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean  ## remove .venv too
	rm -rf .venv

$(READY): requirements.lock pyproject.toml .ci/system-libraries
	@$(MAKE) -s python-supported PYTHON='$(PYTHON)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
	  rm -rf .venv; echo "make: no virtual environment; on Debian install python3-venv" >&2; exit 1; }
	@echo "Installing the locked dependencies into .venv (about 150 MB to download, once)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@.ci/system-libraries $(BIN)/python qt
	@touch $(READY)

python-supported:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "make: needs Python 3.11, 3.12 or 3.13 and '$(PYTHON)' is not; try make PYTHON=python3.12" >&2; exit 1; }

display:
	@test "$$(uname -s)" != Linux || test -n "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" || { \
	  echo "make run: there is no display to open a window on; try make demo" >&2; exit 1; }

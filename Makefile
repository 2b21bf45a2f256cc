# Two commands: `make demo` and `make test`. Both build .venv from the locks when it is missing or stale: the demo needs
# requirements.lock, what users install; the test adds requirements-dev.lock.
# The first of these that runs and is a version that fits: a name on the path may be a shim that starts nothing.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do $$p -c '$(FITS)' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.built-from-lock
STAMP := $(VENV)/.built-for-development

.PHONY: demo test types tests format lock sample docs screenshots clean

demo: $(RUNTIME)
	$(BIN)/python -m mlpm_analytics demo

# Types are checked beside the tests: they take one core, and the other one would wait.
test: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory --jobs=2 types tests

types: $(STAMP)
	$(BIN)/mypy

tests: $(STAMP)
	$(BIN)/pytest --numprocesses auto --dist worksteal

$(RUNTIME): requirements.lock
	@"$(PYTHON)" -c '$(FITS)' 2>/dev/null \
		|| { echo "mlpm needs Python 3.11, 3.12 or 3.13. Name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(STAMP): $(RUNTIME) requirements-dev.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	--no-emit-index-url

lock: # needs uv; the index is whatever your machine is set up for, and is not written down
	$(COMPILE) pyproject.toml --output-file requirements.lock >/dev/null
	$(COMPILE) --constraint requirements.lock --group pyproject.toml:dev pyproject.toml \
		--output-file requirements-dev.lock >/dev/null

docs: $(STAMP)
	$(BIN)/python -m mlpm_analytics.settings docs/settings.md
	$(BIN)/python -m mlpm_analytics.store docs/store.md

screenshots: $(STAMP) # needs a Chromium, as the browser tests do
	$(BIN)/python -m tests.browser.screenshots docs

sample: $(STAMP)
	$(BIN)/python -m simulator data/sample

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

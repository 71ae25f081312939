# `make demo` and `make test` do all the set-up on a machine with Python 3.11.
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
TORCH := torch==2.13.0
TEST_EXTRAS := dev,evaluation,parquet,training
# ray is large and one test needs it: `make test-ray`, or all at once with `make test EXTRAS=…,ray`
EXTRAS ?= $(TEST_EXTRAS)
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --prefer-binary -c constraints.txt
SETUP := pyproject.toml constraints.txt
comma := ,
TEST_STAMP := $(VENV)/.installed-$(subst $(comma),-,$(EXTRAS))

.DEFAULT_GOAL := help
.PHONY: help demo app test test-ray check lint types bench quality clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(PY):
	@command -v $(PYTHON) >/dev/null || { echo "Needs Python 3.11 ($(PYTHON) not found). Install it, or run: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Needs Python 3.11 or later, got $$($(PYTHON) -V). Run: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp for each set of packages: a second run finds it and starts at once.
$(VENV)/.installed: $(SETUP) | $(PY)
	@echo "Installing the program into $(VENV) (once, a few minutes)…"
	@$(PIP) $(TORCH)
	@$(PIP) -e .
	@touch $@

$(TEST_STAMP): $(VENV)/.installed
	@echo "Installing the test packages…"
	@$(PIP) -e ".[$(EXTRAS)]"
	@touch $@

demo: $(VENV)/.installed ## the example article in the terminal, then the web page
	@$(PY) -m summarizer demo
	@echo
	@$(PY) app.py

app: $(VENV)/.installed ## the web page on 127.0.0.1:7860
	@$(PY) app.py

test: $(TEST_STAMP) ## the whole default test suite, offline
	$(PY) -m pytest $(ARGS)

test-ray: ## the batch on a real local Ray, one of whose actors is killed
	@$(MAKE) --no-print-directory test EXTRAS=$(TEST_EXTRAS),ray ARGS="tests/batch/test_batch_on_ray.py $(ARGS)"

lint: $(TEST_STAMP)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(TEST_STAMP)
	$(PY) -m mypy

check: lint types test ## what continuous integration runs: style, types, tests

bench: $(TEST_STAMP) ## speed, memory and quality, each against a named peer: docs/BENCHMARKS.md
	@$(PY) benchmarks/run.py $(ARGS)

quality: $(TEST_STAMP) ## the quality floors
	$(PY) -m summarizer evaluate --gate

clean: ## forget the installed packages and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# One verb each. Only Python 3.11+ and make are needed; `setup` makes everything else.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
HOST   ?= 127.0.0.1
PORT   ?= 8000
OCR    := $(shell sed -n 's/^ *\(tesserocr.*\)/\1/p' setup.cfg)

.PHONY: run test check quality bench relevance screenshots setup clean
.DEFAULT_GOAL := run

run: setup            ## index corpus/ and serve it at http://127.0.0.1:8000
	$(PY) -m indexer update || test $$? -eq 1
	$(PY) -m search_app --host $(HOST) --port $(PORT)

test: setup           ## the tests (under five minutes)
	$(PY) -m pytest -q -n 2 --dist loadfile -m "not alone"
	$(PY) -m pytest -q -m alone

check: setup          ## format, lint, types, import rules, docs
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	$(PY) -m pytest -q tests/test_docs.py

quality: setup        ## how well files are read, compared with the floor and other readers
	$(PY) -m tests.quality

bench: setup          ## speed, compared with other engines in one run (half an hour)
	$(PY) -m tests.bench

relevance: setup      ## ranking quality on the retrieval test sets
	$(PY) -m tests.relevance

screenshots: setup    ## the README's pictures of the pages (needs Chromium)
	$(PY) -m tests.browser.screenshots

setup: $(VENV)/.installed

$(VENV)/.installed: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Install it, or name it: make PYTHON=python3.12 run"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[dev,corpus,bench,quality]'
	@$(PY) -m pip install --quiet --disable-pip-version-check --only-binary :all: '$(OCR)' || \
	  echo "Pages that are pictures will not be recognised: $(OCR) is not to be had here."
	touch $@

clean:                ## remove what was made here (the index too; never corpus/)
	rm -rf $(VENV) var build *.egg-info .mypy_cache .ruff_cache .pytest_cache

# One verb each. Only Python 3.11+ and make are needed; `setup` makes everything else.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PY     := $(BIN)/python
HOST   ?= 127.0.0.1
PORT   ?= 8000
WHEELS ?= wheels
# Tests start a hundred interpreters, which need not compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
PIP    := $(PY) -m pip --quiet --disable-pip-version-check

.PHONY: run test check docs quality wordlist bench relevance screenshots setup lock upgrade matrix faults conditions wheels clean
.DEFAULT_GOAL := run

run: setup            ## index corpus/ and serve it at http://127.0.0.1:8000
	$(PY) -m indexer update || test $$? -eq 1
	$(PY) -m search_app --host $(HOST) --port $(PORT)

test: setup           ## the tests, and which took longest
	$(PY) -m pytest -q -n auto --durations=10

check: setup          ## format, lint, types, import rules, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(PY) -m pytest -q tests/test_docs.py

docs: setup           ## the generated tables and pictures of docs/
	$(PY) -m tests.docs

quality: setup        ## how well files are read, compared with the floor and other readers
	$(PY) -m tests.quality

wordlist: setup       ## the word list that bad text is judged with
	$(PY) -m tests.quality.word_list

bench: setup          ## speed, compared with other engines in one run (half an hour)
	$(PY) -m tests.bench

relevance: setup      ## how well results are ranked, compared with the floors and other engines
	$(PY) -m tests.relevance

screenshots: setup    ## the pictures of the pages (needs Chromium)
	$(PY) -m tests.browser.screenshots

lock: setup           ## write requirements.lock after a change of setup.cfg
	$(PY) -m tests.environment lock

upgrade: setup        ## move requirements.lock to the newest versions, and test them
	cp requirements.lock $(VENV)/lock.before
	$(PY) -m tests.environment lock --upgrade
	@$(MAKE) check test quality; passed=$$?; \
	  $(PY) -m tests.environment changes $(VENV)/lock.before; exit $$passed

faults: setup         ## every fault at every step, and ten minutes under load
	FAULTS=all $(PY) -m pytest -q tests/faults
	$(PY) -m tests.faults

matrix: setup         ## the tests with the lowest and the newest versions, on each Python here
	$(PY) -m tests.environment matrix

conditions: setup     ## the tests on odd machines: another day, place, user, a busy one
	$(PY) -m tests.environment conditions

wheels:               ## download what setup installs; from then on it needs no network
	$(MAKE) setup WHEELS=
	rm -rf $(WHEELS)
	$(PIP) download --no-deps --no-build-isolation --require-hashes -d $(WHEELS) -r requirements.lock

setup: $(VENV)/.installed

$(VENV)/.installed: requirements.lock setup.cfg pyproject.toml
	@$(PYTHON) -m indexer.installation --venv $(VENV) --wheels '$(WHEELS)'

clean:                ## remove what was made here (the index too; never corpus/)
	rm -rf $(VENV) var build *.egg-info .mypy_cache .ruff_cache .pytest_cache

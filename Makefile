# The commands of the project. `make run` and `make test` set up all they need; nothing but Python >= 3.11 and make is assumed.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# How many tests run at once: figures of time are taken with two.
JOBS ?= 2
PACKAGES := app.py commands bpm foundation desk processes dialogs mail notifications reports web workers

.DELETE_ON_ERROR:
.PHONY: help run test pictures bundle messages lint bench bench-walks bench-faults format lock clean

help:
	@echo "make run           set up and run everything; PORT=8123 and DATA=/somewhere choose where, DEMO=0 begins empty"
	@echo "make test          set up, and run all tests"
	@echo "make pictures      take the pictures of docs/pictures anew, of the demo company"
	@echo "make bundle        bundle the scripts and styles of the pages anew, if they have changed"
	@echo "make messages      what the German of the pages lacks, and what it says in vain"
	@echo "make lint          style, types, import directions, dependencies, known vulnerabilities"
	@echo "make bench         measure, and write the figures to benchmarks/results/"
	@echo "make bench-walks   the long form of the walk tests"
	@echo "make bench-faults  timers, mails and calls while everything is killed: what was lost or doubled"
	@echo "make format        bring the code into shape"
	@echo "make lock          resolve the dependencies anew (UPGRADE=1 takes the newest versions)"

# make run PORT=8123 DATA=/somewhere DEMO=0
run: $(VENV)/.ready bundle
	@exec env $(if $(PORT),LAUFZETTEL_PORT=$(PORT)) $(if $(DATA),LAUFZETTEL_DATA_DIR=$(DATA)) $(if $(DEMO),LAUFZETTEL_DEMO=$(DEMO)) $(BIN)/laufzettel run

test: $(VENV)/.ready-dev bundle
	$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

pictures: $(VENV)/.ready-dev bundle
	$(BIN)/python -m pytest -n 0 tests/browser/pictures.py $(ARGS)

# Scripts and styles, if anything they are made of has changed. After the environment, since it may hold the only Node there is.
bundle: | $(VENV)/.ready
	@$(BIN)/python tools/bundle.py

messages: $(VENV)/.ready
	@$(BIN)/python tools/messages.py $(ARGS)

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python tools/audit.py requirements-dev.lock

bench: $(VENV)/.ready-dev bundle
	$(BIN)/python -m benchmarks

bench-walks: $(VENV)/.ready-dev
	LAUFZETTEL_WALKS=20000 $(BIN)/python -m pytest -n $(JOBS) tests/walks $(ARGS)

bench-faults: $(VENV)/.ready-dev
	$(BIN)/python -m benchmarks.faults

format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# uv of the environment; the files name neither a registry nor this machine.
lock: $(VENV)/.ready-dev
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCK_OPTIONS) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev -c requirements.lock $(LOCK_OPTIONS) -o requirements-dev.lock
	$(BIN)/uv pip compile --group node $(LOCK_OPTIONS) -o requirements-node.lock
LOCK_OPTIONS := --quiet -c tools/constraints.txt --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

clean:
	rm -rf $(VENV) dist build node_modules web/static/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# A stamp is as old as what it was made from: a changed lock sets up again.
$(VENV)/.ready: requirements.lock pyproject.toml tools/set_up.py
	@$(PYTHON) tools/set_up.py $(VENV) requirements.lock
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml tools/set_up.py
	@$(PYTHON) tools/set_up.py $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.ready

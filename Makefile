# Each target makes its own set-up: nothing to install by hand but Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCE ?= world
.DEFAULT_GOAL := help

help:
	@echo "make demo   crawl a simulated complaint world, score it, publish it, open http://127.0.0.1:8000"
	@echo "make demo SOURCE=cfpb   the same with the real open CFPB data (needs internet)"
	@echo "make test   all tests        make check   lint and types        make bench   speed as ratios"
	@echo "make lock   renew the lock files"

$(VENV)/run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Terazi needs Python 3.11 or newer; set PYTHON=python3.12 or the like")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: $(VENV)/run requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Programs of others that must accept what we publish. Nothing of ours is installed beside them.
$(VENV)/peers/done $(VENV)/citation/done: $(VENV)/%/done: requirements-%.lock | $(VENV)/run
	test -x $(VENV)/$*/bin/python || $(PYTHON) -m venv $(VENV)/$*
	$(VENV)/$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

demo: $(VENV)/run
	$(BIN)/terazi demo --source $(SOURCE)

test: $(VENV)/dev $(VENV)/peers/done $(VENV)/citation/done
	$(BIN)/python -m pytest -n 3 --dist loadfile  # crawls wait more than they calculate: two cores keep three busy

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/dev
	$(BIN)/python -m benchmarks

lock: $(VENV)/dev
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --custom-compile-command 'make lock' --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --custom-compile-command 'make lock' --extra build --extra speed --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	for group in peers citation; do $(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --custom-compile-command 'make lock' --group $$group -o requirements-$$group.lock || exit 1; done

.PHONY: help demo test check bench lock

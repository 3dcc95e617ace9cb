# One command a chore. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
# Byte-compiling 150 packages up front costs a minute and 250 MB; Python does it for what is really imported.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --no-compile --no-deps --disable-pip-version-check
UV ?= uv
# lowest Python we support; pins differ only where a marker says so
LOCK := --universal --generate-hashes --no-emit-index-url --python-version 3.11 --quiet
EXTRAS := cluster umap sentence
NOTEBOOKS = $(shell $(BIN)/python -m cxlab.pipeline.graph)
LAST = $(lastword $(NOTEBOOKS))
NBVAL := $(BIN)/python -m pytest -p no:cacheprovider --nbval-lax --nbval-current-env --nbval-cell-timeout=300

# Where Python is told to write no bytecode, every process of a run would compile those packages anew: 10 s each.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help report test lab bench notebooks lint install demo locks

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

report: .venv/installed ## install, run the demo study and print where its report is
	$(BIN)/cxlab run data/demo

test: .venv/installed-dev lint ## every test: lint, types, pytest, the notebooks through nbval
	$(BIN)/cxlab run data/demo
	$(BIN)/python -m pytest -n 2 --dist loadfile
	@# two at a time; what one reads of another is there from the run above, and the last one reads them all
	$(NBVAL) -n 2 --dist loadfile $(filter-out $(LAST),$(NOTEBOOKS))
	$(NBVAL) $(LAST)

lab: .venv/installed ## open JupyterLab on the start notebook
	$(BIN)/jupyter lab --ServerApp.root_dir=. --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate notebooks/explore/start.ipynb

bench: .venv/installed-dev ## measure ourselves beside other programs, in one run
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

notebooks: .venv/installed-dev ## run the notebooks on the demo and write back stripped sources with fresh check tables
	$(BIN)/python tests/notebooks/refresh.py

lint: .venv/installed-dev ## ruff, mypy, stripped notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/nbstripout --verify --keep-id --keep-count notebooks/*.ipynb notebooks/explore/*.ipynb

demo: .venv/installed ## write the synthetic demo study anew
	$(BIN)/cxlab demo --seed 7

locks: ## regenerate the lock files after a change of dependencies (needs uv)
	$(UV) pip compile pyproject.toml $(LOCK) -o requirements.lock
	$(UV) pip compile pyproject.toml --group dev --extra cluster -c requirements.lock $(LOCK) --no-annotate -o requirements-dev.lock
	@# an extra alone: with the project, [tool.uv] would switch umap-learn off again, without it bertopic would bring torch
	for extra in $(EXTRAS); do \
	  $(PYTHON) -c "import sys, tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies'][sys.argv[1]], sep='\n')" $$extra | \
	  $(UV) --no-config pip compile - -c requirements.lock $(LOCK) --no-annotate -o requirements-$$extra.lock || exit 1; \
	done

install: .venv/installed ## make .venv and install everything the report needs

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "cxlab needs Python 3.11 or later; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python has no venv here. On Debian and Ubuntu: apt-get install -y python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/python requirements.lock pyproject.toml
	$(PIP_INSTALL) --require-hashes -r requirements.lock
	$(PIP_INSTALL) -e .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

# Every target makes what it needs: a bare Python 3.11 with pip is enough.
#   make report                      the seed's report in outputs/2020-01-01--2023-11-14/
#   make report PERIOD=2023-Q3       another period's
#   make report PYTHON=/path/to/it   another interpreter than the first fitting one on the PATH

PERIOD ?= 2020-01-01--2023-11-14

# The lock was made with 3.11, so that one comes first.
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { command -v "$$python"; break; }; done)

BIN := .venv/bin
STAMP := .venv/.installed
UV := uv==0.13.9
PIP_OPTIONS := --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help report test test-all record check periods bench torture docs lab lock clean
.DELETE_ON_ERROR:

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

report: $(STAMP)  ## build the report of PERIOD as HTML, PDF and Word under outputs/
	$(BIN)/baocao build $(PERIOD)

# What a file makes once for its tests is made on one worker. What is compiled is kept, whatever the
# environment says: the tests start the toolkit hundreds of times, and pytest rewrites each of its
# own files, which takes every worker seven seconds.
TESTS := $(BIN)/python -m compileall -q lib/baocao && \
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n auto --dist loadgroup

test: $(STAMP)  ## run the tests that are quick (five minutes)
	$(TESTS) -m 'not (slow or office or cluster or torture)'

test-all: $(STAMP)  ## run every test but those of make torture (ten minutes)
	$(TESTS) -m 'not torture'

record: $(STAMP)  ## write down anew what stock kernels do, for tests/run/test_kernels.py
	$(BIN)/pytest tests/run/test_kernels.py -k stock_kernel_does --record

check: $(STAMP)  ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

YEARS := 2020 2021 2022 2023
MONTHS := 01 02 03 04 05 06 07 08 09 10 11 12
EVERY := $(foreach year,$(YEARS),$(year) $(foreach part,H1 H2 9M Q1 Q2 Q3 Q4 $(MONTHS),$(year)-$(part)))

periods: $(STAMP)  ## build every period of the registers and read it for faults (half an hour)
	$(BIN)/baocao build $(EVERY)
	$(BIN)/python tests/support/faults.py $(foreach period,$(EVERY),outputs/$(period)/report.html)

bench: $(STAMP)  ## measure the toolkit beside plain papermill and the floor (three quarters of an hour)
	$(BIN)/python bench/run.py
	$(BIN)/python bench/registers.py

# COUNT=60 and SEED=1 choose how many builds are disturbed, and which.
torture: $(STAMP)  ## try every kind of damage, new examples; kill and edit builds 200 times (an hour)
	$(TESTS) -m 'torture or hypothesis' --hypothesis-profile new
	PYTHONPATH=tests COUNT=$(COUNT) SEED=$(SEED) $(BIN)/python -m support.torture

lab: $(STAMP)  ## open JupyterLab on the notebooks
	$(BIN)/baocao lab

# The stamp comes last and the environment starts empty: an interrupted install leaves no stamp,
# and the next run begins anew.  --no-deps because the lock is complete, and because the typeface
# in it declares a typesetter that we do not use.
# Debian keeps ensurepip in python3-venv; without it the machine's own pip fills the environment.
$(STAMP): requirements.lock pyproject.toml
	@python='$(PYTHON)'; \
	if [ -z "$$python" ]; then \
		echo 'make: Python 3.11 or newer is needed; name one with make PYTHON=/path/to/python3' >&2; \
		exit 1; \
	fi; \
	echo "Installing into .venv with $$python (once, about a minute)"; \
	rm -f $(STAMP); \
	"$$python" -m venv --clear .venv >/dev/null 2>&1 \
	|| { "$$python" -m venv --clear --without-pip .venv \
		&& "$$python" -m pip --python $(BIN)/python install $(PIP_OPTIONS) pip; } \
	|| { echo "make: $$python has neither ensurepip nor pip;" \
		'on Debian: apt-get install python3-venv' >&2; exit 1; }
	@$(BIN)/python -m pip install $(PIP_OPTIONS) --no-deps -r requirements.lock
	@$(BIN)/python -m pip install $(PIP_OPTIONS) --no-deps --no-build-isolation --editable .
	@# An editable installation leaves out data files: what is added to JupyterLab's pages is linked.
	@mkdir -p .venv/share/jupyter/labextensions
	@ln -sfn '$(CURDIR)/lib/baocao/notebook/labextensions/baocao' .venv/share/jupyter/labextensions/
	@mkdir -p .venv/share/jupyter/voila/templates
	@ln -sfn '$(CURDIR)/lib/baocao/notebook/voila_pages/voila/templates/baocao' .venv/share/jupyter/voila/templates/
	@touch $(STAMP)

# uv stands in a folder of its own for the moment: nothing else needs it.  It keeps the versions that
# are locked and still fit.  The lock holds on every system and for every Python from 3.11.0 on, with
# one version of each package: a report must not depend on where it was made.
lock:  ## write requirements.lock and environment.yml anew; UPGRADE=1 takes the newest versions
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	'$(PYTHON)' -m venv "$$folder"; \
	"$$folder/bin/python" -m pip install $(PIP_OPTIONS) '$(UV)'; \
	"$$folder/bin/uv" pip compile pyproject.toml --extra dev --group lock --quiet \
		--universal --python-version 3.11 --fork-strategy fewest --only-binary :all: \
		--no-annotate --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) \
		--output-file requirements.lock; \
	"$$folder/bin/python" scripts/write_environment.py

docs: $(STAMP)  ## write docs/reference.md anew from the program's own help
	$(BIN)/python scripts/write_reference.py

clean:  ## remove the environment and the caches; reports in outputs/ stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
	find lib tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf lib/*.egg-info

# Two commands matter: `make demo` and `make test`.
# Needs Python 3.11 or later and make; everything else is installed below the project folder.

ZHIXING_HOME ?= $(CURDIR)/var
export ZHIXING_HOME
UV_PROJECT_ENVIRONMENT ?= $(CURDIR)/.venv
export UV_PROJECT_ENVIRONMENT
BIN = $(UV_PROJECT_ENVIRONMENT)/bin

.PHONY: demo setup up down test format bench docs

demo: setup
	$(BIN)/zhixing demo

setup:
	sh scripts/setup.sh

up: setup
	$(BIN)/zhixing up

down:
	$(BIN)/zhixing down

test:
	sh scripts/setup.sh --dev
	sh scripts/test.sh

format:
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench:
	sh scripts/setup.sh --bench
	$(BIN)/python -m bench

docs:
	$(BIN)/python scripts/law_docs.py

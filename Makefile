# Two commands matter: `make demo` and `make test`.
# Needs Python 3.11 or later and make; everything else is installed below the project folder.

ZHIXING_HOME ?= $(CURDIR)/var
export ZHIXING_HOME
export UV_PROJECT_ENVIRONMENT ?= $(CURDIR)/.venv

.PHONY: demo test check setup bench docs up down clean

demo: setup
	.venv/bin/zhixing demo

setup:
	sh scripts/setup.sh

up: setup
	.venv/bin/zhixing up

down:
	.venv/bin/zhixing down

test:
	sh scripts/setup.sh --dev
	sh scripts/test.sh

bench:
	sh scripts/setup.sh --bench
	.venv/bin/python -m bench

docs:
	.venv/bin/python scripts/law_docs.py

# Two commands are enough: `make up` and `make test`. `make` alone lists the rest.
# CMDB_HOME, CMDB_PORT and the other CMDB_… variables reach the program as they are.
# UP_ARGS, PYTEST_ARGS, BENCH_ARGS and FUZZ_ARGS are handed on: make test PYTEST_ARGS="-k quorum".

PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help setup dev up down test check bench fuzz clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## make .venv from the locks, and the command .venv/bin/cmdb
	@$(PYTHON) scripts/setup.py

dev: ## the same, with what tests and checks need
	@$(PYTHON) scripts/setup.py --dev

# The shell waits, deaf to Ctrl-C, while the program stops in its own time; 130 says that it was told to.
up: setup ## start Neo4j, the API and the page on port 8800; Ctrl-C stops them
	@trap : INT; .venv/bin/cmdb up $(UP_ARGS) || [ $$? = 130 ]

down: setup ## stop what runs in the background
	@.venv/bin/cmdb down

test: dev ## run all tests, against a real Neo4j
	@.venv/bin/python -m pytest $(PYTEST_ARGS)

check: dev ## the fast checks: style, types, import directions, queries, locks, the page's sources
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python scripts/openapi.py
	.venv/bin/python scripts/page.py --check
	.venv/bin/python -m pytest -q tests/architecture tests/packaging/test_locks.py

bench: dev ## measure loading, the topology and impact answers against their baselines
	@.venv/bin/python -m bench $(BENCH_ARGS)

fuzz: dev ## give every importer broken files for 20 s each; one for longer: FUZZ_ARGS="--seconds 300 nmap"
	@.venv/bin/python -m fuzz $(FUZZ_ARGS)

clean: ## remove .venv and caches; the database and its data stay
	rm -rf .venv build dist web/node_modules api/page/built .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

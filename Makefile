# Everything one does in this repository; `make` alone lists it. Arguments go in ARGS: make run ARGS="--port 9000".
SHELL := /bin/sh
.DEFAULT_GOAL := help
ARGS ?=
TESTS ?= tests

# Any Python from 3.11 on will do; the first that is found makes .venv.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)
VENV := .venv/bin

.PHONY: help run test check format mutate fuzz sheets bench new-service assets locks clean setup-run setup-test setup-dev

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup-run ## start everything: database, demonstration country, web server, worker, the outside world
	@exec $(VENV)/tayseer serve $(ARGS)

test: setup-test ## run all tests (TESTS=tests/platform/ledger for some)
	@$(VENV)/python -m pytest $(TESTS) $(ARGS)

check: setup-dev ## check style, types, layers, the catalogue and the sheets
	@$(VENV)/ruff format --check .
	@$(VENV)/ruff check .
	@$(VENV)/lint-imports
	@$(VENV)/mypy
	@$(VENV)/tayseer check
	@$(VENV)/tayseer sheets --check

format: setup-dev ## write the code as the style wants it
	@$(VENV)/ruff check --fix-only --quiet .
	@$(VENV)/ruff format .

mutate: setup-test ## change rules one at a time and see whether the worked examples notice
	@$(VENV)/tayseer mutate $(ARGS)

fuzz: setup-test ## run the property-based tests for long, with new random cases each time
	@$(VENV)/python -m pytest $(TESTS) --hypothesis-profile=fuzz -m "not browser" $(ARGS)

sheets: setup-run ## write docs/services/ from the catalogue
	@$(VENV)/tayseer sheets $(ARGS)

bench: setup-run ## measure; prints figures with their bounds
	@$(VENV)/tayseer bench $(ARGS)

new-service: setup-run ## write a new service: make new-service CODE=residency/renew-iqama EN="…" AR="…"
	@CODE='$(CODE)' EN='$(EN)' AR='$(AR)' $(VENV)/python tools/new_service.py

assets: setup-run ## build fonts and styles into build/

locks: setup-dev ## compile requirements/*.in anew, with hashes
	@for name in base setup test dev; do \
		(cd requirements && ../$(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --no-annotate --no-header $(ARGS) $$name.in -o $$name.txt) || exit 1; \
	done

clean: ## remove what was built and installed; the data folder stays
	rm -rf .venv build node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run setup-test setup-dev:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or later is needed and was not found. On Debian 12: apt-get install python3 python3-venv"; exit 1; fi
	@$(PYTHON) tools/setup.py $(@:setup-%=%)

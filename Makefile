# The first use of any target makes .venv; later uses find it ready. PYTHON=… picks another interpreter.
.PHONY: help demo test lint types format bench examples picture screenshots setup setup-tests clean
bin := .venv/bin

help:
	@echo 'make demo      play an example set as if live'
	@echo 'make test      every test'
	@echo 'make lint      style, types and the direction of imports'
	@echo 'make format    put the code into shape'
	@echo 'make bench     quick benchmarks; FULL=1 for all'
	@echo 'make examples  write the simulated sets of recordings/ anew'
	@echo 'make picture   draw the pictures of the README anew'
	@echo 'make screenshots  every view as a picture; DIR=folder'
	@echo 'make clean     remove .venv and caches'

setup:
	@PYTHON='$(PYTHON)' .make/setup

setup-tests:
	@PYTHON='$(PYTHON)' .make/setup tests

demo: setup
	@$(bin)/rackside demo $(ARGS)

test: setup-tests
	$(bin)/python -m pytest $(ARGS)

lint: setup
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports

format: setup
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

bench: setup-tests
	@set -e; for script in tests/benchmarks/bench_*.py; do \
	    echo "== $$script"; $(bin)/python $$script $(if $(FULL),--full); done

examples: setup
	$(bin)/python -m desktop_app.examples recordings

picture: setup
	$(bin)/python -m tests.tools.readme_picture .github/analyze.svg
	$(bin)/python -m tests.tools.readme_windows .github

screenshots: setup-tests
	$(bin)/python -m tests.tools.screenshots $(or $(DIR),screenshots)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The two commands: `make book` and `make test`. `make` alone says what else there is.
PYTHON ?= python3
RUN := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup book lab run test check bench clean

help: ## say what each command does
	@sed -n 's/^\([a-z]*\):.*## /\1  /p' $(MAKEFILE_LIST) | awk '{ name = $$1; $$1 = ""; printf "  make %-6s %s\n", name, $$0 }'

setup: ## set up everything in .venv, once (the other commands do this by themselves)
	@$(PYTHON) tools/setup.py

book: setup ## execute the notebooks and make the book in _build/book
	@$(RUN) tools/book.py

lab: setup ## open the notebooks in JupyterLab
	@$(RUN) -m jupyterlab notebooks

run: setup ## execute the notebooks in place, ready to commit
	@$(RUN) tools/book.py run

test: setup ## run every test
	@$(RUN) -m pytest -n 2 --dist loadscope

check: setup ## the quick look: code style, then the tables against the texts
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m pytest -q tests/test_data.py

bench: setup ## measure, beside other tools; slow, nothing depends on it
	@$(RUN) benchmarks/run.py

clean: ## remove what was built; the environment in .venv stays
	rm -rf _build

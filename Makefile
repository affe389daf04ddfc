PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow lint lock clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/devkit.stamp: locks/devkit.txt | $(BIN)/python
	$(PIP) install -r locks/devkit.txt
	@touch $@

$(VENV)/dev.stamp: locks/dev.txt | $(BIN)/python
	$(PIP) install -r locks/dev.txt
	@touch $@ $(VENV)/devkit.stamp

demo: $(VENV)/devkit.stamp  ## play the main job on the embedded stand-in
	@$(BIN)/python -m devkit demo

test: $(VENV)/dev.stamp  ## run all tests (SOAR_SDK=<folder>: with the platform's own SDK)
	$(BIN)/python -m pytest -q -n 4 $(ARGS)

test-slow: $(VENV)/dev.stamp  ## the long property runs
	$(BIN)/python -m pytest -q -n 4 -m slow $(ARGS)

lint: $(VENV)/dev.stamp  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock:  ## renew the exact versions (needs uv)
	uv pip compile --quiet --no-header --no-annotate --python-version 3.11 pyproject.toml -o locks/package.txt
	uv pip compile --quiet --no-header --no-annotate --python-version 3.11 -c locks/package.txt pyproject.toml --group devkit -o locks/devkit.txt
	uv pip compile --quiet --no-header --no-annotate --python-version 3.11 -c locks/devkit.txt pyproject.toml --group dev -o locks/dev.txt

clean:
	rm -rf $(VENV) dist

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow lint check package hub widget serve faults soak bench mutants screenshots lock clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/devkit.stamp: locks/devkit.txt | $(BIN)/python
	$(PIP) install --require-hashes -r locks/devkit.txt
	@touch $@

$(VENV)/dev.stamp: locks/dev.txt | $(BIN)/python
	$(PIP) install --require-hashes -r locks/dev.txt
	@touch $@ $(VENV)/devkit.stamp

demo: $(VENV)/devkit.stamp  ## play the main job on the embedded stand-in
	@$(BIN)/python -m devkit demo

test: $(VENV)/dev.stamp  ## run all tests (SOAR_SDK=<folder>: with the platform's own SDK)
	$(BIN)/python -m pytest -q -n 6 --dist loadgroup $(ARGS)

test-slow: $(VENV)/dev.stamp  ## the long property runs
	$(BIN)/python -m pytest -q -n 4 -m slow $(ARGS)

check: $(VENV)/devkit.stamp  ## validate the package's files by the platform's rules
	$(BIN)/python -m devkit check

package: $(VENV)/devkit.stamp  ## build the importable ZIP file in dist/
	$(BIN)/python -m devkit package $(ARGS)

hub: $(VENV)/devkit.stamp  ## update a checkout of Google's Content Hub (CONTENT_HUB=<checkout>)
	@test -n "$(CONTENT_HUB)" || { echo "Name a checkout of the hub: make hub CONTENT_HUB=<folder>"; exit 2; }
	@$(BIN)/python -m devkit hub $(if $(SOAR_SDK),--soar-sdk $(SOAR_SDK)) "$(CONTENT_HUB)"

widget: $(VENV)/devkit.stamp  ## write a page with the widgets in all their states
	$(BIN)/python -m devkit widget $(ARGS)

serve: $(VENV)/devkit.stamp  ## a local SOAR for real clients, with a phone to answer on
	@$(BIN)/python -m devkit serve $(ARGS)

faults: $(VENV)/devkit.stamp  ## every action under every kind of failure (ARGS=--quick: about a minute)
	$(BIN)/python -m devkit faults $(ARGS)

soak: $(VENV)/devkit.stamp  ## hundreds of waits over a bad network
	$(BIN)/python -m devkit soak $(ARGS)

bench: $(VENV)/devkit.stamp  ## time, memory and requests against a minimal action (ARGS=--scale: many at once)
	$(BIN)/python -m devkit bench $(ARGS)

mutants: $(VENV)/dev.stamp  ## break the rules of the shipped modules one by one (ARGS=<modules>: minutes each)
	$(BIN)/python -m tests.mutants $(ARGS)

screenshots: $(VENV)/dev.stamp  ## renew the README's pictures (needs Chromium)
	$(BIN)/python -m devkit screenshots

lint: $(VENV)/dev.stamp  ## style, types, imports, dependencies, regular expressions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/deptry Managers ActionsScripts
	$(BIN)/deptry --ignore DEP002,DEP004 --exclude '^$$' Managers ActionsScripts devkit/sdk devkit tests
	$(BIN)/python -m pytest -q tests/test_patterns.py

COMPILE := uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml

lock:  ## renew the exact versions (needs uv)
	$(COMPILE) -o locks/package.txt
	$(COMPILE) -c locks/package.txt --group devkit -o locks/devkit.txt
	$(COMPILE) -c locks/devkit.txt --group dev -o locks/dev.txt

clean:
	rm -rf $(VENV) dist

# What a person types here. Needs python3 (3.11 or newer), pip and make; the rest goes into .venv.
#
#   make run         the trial: SQLite, demo city, web + worker + beat   PORT=8000 DATA_DIR=./var
#   make test        the suite on SQLite, then on a private PostgreSQL with a private Redis
#   make check       style, layers, migrations, deployment settings, diagram, security
#   make fmt         put the code in order
#   make bench       speed against the floor on this machine           ITEMS=100000
#   make faults      everything killed, for an hour: nothing lost         REMINDERS=10000 DAYS=30 FAULTS=200
#   make demo-reset  forget the trial's data and load the demo city anew
#   make screenshots pictures of a running trial into docs/screenshots  DEMO_PASSWORD=…

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PORT ?= 8000
DATA_DIR ?= ./var
export PORT DATA_DIR
# More options for pytest or the pictures: make test ARGS="-k closure -x"
export ARGS

PY := .venv/bin/python
CODE := config core journal accounts notifications campaign rectification dashboard integration \
	scripts deploy tests manage.py
APPS := core journal accounts notifications campaign rectification dashboard integration config

.PHONY: help run test check fmt bench faults demo-reset screenshots

help:
	@sed -n 's/^#   //p' Makefile

# --- the environment: made once, brought up to date when a requirements file changes ---

.venv/bin/python:
	@command -v python3 >/dev/null || { echo "python3 is missing"; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "python3 is $$(python3 -V): 3.11 or newer is needed"; exit 1; }
	python3 -m venv .venv 2>/dev/null || { python3 -m venv --clear --without-pip .venv \
		&& python3 -m pip --python .venv/bin/python install --quiet pip; }

.venv/.run: requirements.txt | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

# --- use ---
# exec: a signal to make must reach the supervisor, not a shell between them.

run: .venv/.run
	@exec $(PY) scripts/trial.py run

demo-reset: .venv/.run
	@exec $(PY) scripts/trial.py reset

# --- work ---

test: .venv/.dev
	@exec $(PY) -m tests.suite

check: export DATA_DIR := ./var/check
check: .venv/.dev
	$(PY) -m ruff check $(CODE)
	$(PY) -m ruff format --check $(CODE)
	.venv/bin/lint-imports --no-cache
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py workflow_diagram --check
	$(PY) scripts/check_deploy.py
	$(PY) -m bandit --quiet --recursive --configfile pyproject.toml $(APPS) scripts deploy

fmt: .venv/.dev
	$(PY) -m ruff check --fix $(CODE)
	$(PY) -m ruff format $(CODE)

bench: .venv/.dev
	@exec $(PY) -m tests.bench

faults: .venv/.dev
	@exec $(PY) -m tests.faults

screenshots: .venv/.dev
	@exec $(PY) scripts/screenshots.py http://127.0.0.1:$(PORT) $(ARGS)

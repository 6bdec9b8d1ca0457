# Everything a newcomer needs. `make` alone lists it. Nothing but Python 3.11 or newer and make must be there before.

PORT ?= 8000
PYTEST_FLAGS ?= -q -n 2 --dist loadfile
PY := .venv/bin/python
# What never sees the test's database has said all it has to say on the first run.
WITHOUT_DATABASE := --ignore tests/journeys --ignore tests/sessions/engine --ignore tests/forum/test_typesetting.py \
	--ignore tests/forum/test_supervisor.py --ignore tests/faults/test_sink.py
SET_UP := sh deploy/bootstrap.sh

export PYTHON

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench prove clean messages lock

help:  ## list these targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /make \1	/' | expand -t 16

demo:  ## run the whole system here with the reference forum in it (PORT=8000)
	@$(SET_UP)
	@FORUM_DEMO=1 FORUM_SITE_URL=http://localhost:$(PORT) exec $(PY) manage.py demo --port $(PORT)

test:  ## run every test on SQLite, then on PostgreSQL (PYTEST_FLAGS=…)
	@$(SET_UP) requirements-test.txt
	$(PY) -m pytest $(PYTEST_FLAGS)
	$(PY) -m tests.postgres -- $(PY) -m pytest $(PYTEST_FLAGS) $(WITHOUT_DATABASE)

lint:  ## check style, types, the direction of imports, templates
	@$(SET_UP) requirements-lint.txt
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --quiet

bench:  ## measure, on this machine
	@$(SET_UP) requirements-test.txt
	$(PY) -m tests.bench

prove:  ## prove the promises with all faults, at full size (long)
	@$(SET_UP) requirements-test.txt
	FORUM_PROVE=1 $(PY) -m pytest tests/faults -v --show-capture no
	FORUM_PROVE=1 $(PY) -m tests.postgres -- $(PY) -m pytest tests/faults/test_delivery.py -v --show-capture no

clean:  ## forget the demo's data and everything that was built, but not .venv
	rm -rf var staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name .venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -exec rm -f {} +

messages:  ## collect the texts to translate into locale/ (needs gettext)
	@$(SET_UP)
	$(PY) manage.py makemessages -l zh_Hans -l fr -l ar --no-obsolete --no-wrap --ignore '.venv/*' --ignore 'tests/*'

lock:  ## pin what pyproject.toml asks for, with hashes (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --no-annotate --no-header -o requirements.txt -q
	uv pip compile pyproject.toml --universal --generate-hashes --no-annotate --no-header --extra test -o requirements-test.txt -q
	uv pip compile pyproject.toml --universal --generate-hashes --no-annotate --no-header --extra test --extra lint -o requirements-lint.txt -q

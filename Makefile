# Everything a newcomer needs: `make install`, `make demo`, `make test`, `make check`.
# A fresh machine needs Python 3.11 or later and make.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: install demo test check bench docs lock chromium

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed ($(PYTHON) is older): make install PYTHON=python3.12"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --editable .
	touch $@

demo: install
	$(BIN)/vigie demo

# The whole suite on SQLite, then what touches the database again on PostgreSQL. Each of the many
# processes of the tests reads what the first one compiled, even where Python is told not to keep it.
test: export PYTHONDONTWRITEBYTECODE =
test: install chromium
	$(BIN)/pytest -n 3 --dist loadfile
	VIGIE_TEST_DATABASE=postgres $(BIN)/pytest -n 3 --dist loadfile -m database

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src/vigie
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src
	$(BIN)/pytest tests/test_house.py tests/test_docs.py

# Ratios between us and our peers, measured in the same run; it takes a while.
bench: install
	$(BIN)/python -m benchmarks

# The pages of docs/reference that come from the code.
docs: install
	$(BIN)/python docs/build.py

# Resolves every dependency again, in a folder of its own, and pins what was found.
lock:
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install -qq --disable-pip-version-check '.[dev,bench]'
	build/lock/bin/pip freeze --exclude vigie > requirements.lock

# The browser tests drive the system's Chromium.
chromium:
	@.ci/chromium

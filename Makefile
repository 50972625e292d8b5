# Two commands on a fresh machine: `make demo` and `make test`.
# They need Python 3.11 or newer, pip and make; everything else is set up in .venv.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.runtime
DEV_STAMP := $(VENV)/.dev

.PHONY: demo test check fast bench tables lock browser clean

demo: $(STAMP)
	@$(BIN)/parkbot demo --port $(PORT)

test: $(DEV_STAMP) browser
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

fast: $(DEV_STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadfile -q --ignore tests/browser --ignore tests/faults

check: $(DEV_STAMP) browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -r bot -ll
	$(BIN)/parkbot check
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

bench: $(DEV_STAMP)
	@for file in tests/bench/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

tables: $(DEV_STAMP)
	$(BIN)/python bot/understanding/tables/generate.py

# Browser tests need Debian's chromium and a Chinese font.
browser:
	@if command -v chromium >/dev/null 2>&1 && [ -d /usr/share/fonts/truetype/wqy ]; then :; \
	elif command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing chromium and a Chinese font for the browser tests ..."; \
	  SUDO=""; [ "$$(id -u)" = 0 ] || SUDO="sudo"; \
	  $$SUDO apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$SUDO apt-get install -y -qq --no-install-recommends chromium fonts-wqy-microhei; \
	else \
	  echo "The browser tests need 'chromium' and the font WenQuanYi Micro Hei, and there is no apt-get here."; \
	  echo "Install both with your system's package manager and run make test again;"; \
	  echo "without them run 'make fast', which leaves the browser tests out."; exit 1; \
	fi

lock:
	uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

$(STAMP): $(VENV)/bin/python requirements.lock pyproject.toml
	@echo "Setting up (about half a minute the first time) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_STAMP): $(VENV)/bin/python requirements-dev.lock pyproject.toml
	@echo "Setting up for tests ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(STAMP)

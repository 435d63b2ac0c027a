# make run          serve the page at http://127.0.0.1:7860
# make test         everything: format, lint, types, tests, and the page in a browser
# make fix          let ruff, and biome for the scripts, mend what they can
# make bench        speed and memory, measured against others (some hours)
# make gallery      paint the gallery of docs/ anew (some ten minutes)
# make sketch       build the loops of the sketching networks for WebAssembly
# make lock         constraints.txt anew from requirements.txt: every package with hashes
# make audit        whether vulnerabilities of the packages are known
# make space-check  whether a Hugging Face Space would take and run this (a minute)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test fix bench gallery sketch lock audit space-check browser clean check-scripts fix-scripts

run: $(VENV)/runtime
	$(BIN)/python app.py

test: $(VENV)/development browser check-scripts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

fix: $(VENV)/development fix-scripts
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/development benchmarks/requirements.txt browser
	$(BIN)/pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	$(BIN)/python -m benchmarks.bench

gallery: $(VENV)/runtime
	$(BIN)/python -m assets.make_gallery

sketch: $(VENV)/development
	$(BIN)/pip install --quiet --disable-pip-version-check ziglang==0.17.1
	$(BIN)/python -m assets.sketch.build_loops

lock: $(VENV)/development
	$(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip compile requirements.txt --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --custom-compile-command "make lock" \
	  --output-file constraints.txt

# In an environment of its own, as it brings packages of other versions.
audit: $(VENV)/development
	test -x $(VENV)/audit/bin/python || $(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	$(BIN)/python -m tests.audit $(VENV)/audit/bin/pip-audit

space-check: $(VENV)/development
	$(BIN)/python -m tests.space_check

# Format, lint and types of the page's scripts. The page needs none of these packages;
# where node or npm is not at hand, or the packages cannot be had, this is skipped.
check-scripts fix-scripts:
	@if ! command -v node >/dev/null || ! command -v npm >/dev/null; then \
	  echo "No node and npm here: the page's scripts are not checked by biome and tsc."; \
	elif ! npm install --silent --no-audit --no-fund --no-package-lock; then \
	  echo "npm cannot get biome and tsc: the page's scripts are not checked by them."; \
	else \
	  npm run --silent $(@:-scripts=); \
	fi

# The browser tests drive Debian's chromium. Where it can be installed, it is; where it
# cannot, those tests are skipped and the last lines of the test run say so.
browser:
	@command -v chromium >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
	|| echo "No chromium here, and no right to install it: browser tests are skipped."

$(VENV)/runtime: constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  -r constraints.txt
	touch $@

$(VENV)/development: $(VENV)/runtime requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) node_modules .mypy_cache .pytest_cache .ruff_cache

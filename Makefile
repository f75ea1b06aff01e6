# make demo   set up everything, run the whole chain on the sample catalogue, print what it measured, serve the shop
# make test   set up everything, run every test: Python, TypeScript, browser
# A second run finds everything in place and starts at once.

PYTHON ?= $(shell for v in python3.12 python3.11 python3; do \
	"$$v" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null && echo "$$v" && break; done)
BIN := .venv/bin
READY := .venv/ready
VIEWER := server/static/viewer/sources.sha256
VIEWER_SOURCES := $(shell find viewer/src viewer/scripts viewer/*.* server/i18n -type f 2>/dev/null)
WORKERS ?= 2

.PHONY: demo serve test test-python test-viewer lint bench contract assets pictures setup clean

demo: setup
	@$(BIN)/arkit demo $(ARGS)

serve: setup
	@$(BIN)/arkit serve $(ARGS)

test: setup lint test-viewer test-python

test-python: setup
	@$(BIN)/arkit system --browser
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

test-viewer: setup
	@$(BIN)/python hatch_build.py run check
	@$(BIN)/python hatch_build.py run test

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: setup
	@for script in bench/*.py; do $(BIN)/python "$$script" || exit 1; done

contract: setup
	@$(BIN)/python -m server.contract_ts

assets: setup
	@$(BIN)/python -m assets.make

pictures: setup
	@$(BIN)/python -m assets.make.docs_pictures $(ARGS)

setup: $(READY) $(VIEWER)

$(READY): pyproject.toml hatch_build.py
	@test -n "$(PYTHON)" || { echo "Python: expected 3.11 or 3.12, found neither; install one of them"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@$(BIN)/arkit system
	@touch $(READY)

$(VIEWER): $(READY) $(VIEWER_SOURCES)
	@$(BIN)/python hatch_build.py
	@touch $(VIEWER)

clean:
	rm -rf .venv viewer/node_modules server/static/viewer arkit/face/canonical_face.json out

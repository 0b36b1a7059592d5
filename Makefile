# The program in its own environment, this repository's digest in output/, and all that a change must pass.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
RUN_AS_ROOT := $(shell [ "$$(id -u)" = 0 ] && command -v apt-get)

.PHONY: site test quick check corpora wheel bench bench-names bench-publish browser servers screenshots clean

site: .venv/program                     ## build this repository's own digest into output/
	$(BIN)/digest build

test: check browser servers                  ## everything: format, lint, types, all tests
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not corpora"

quick: .venv/tools                      ## the fast tests
	$(BIN)/python -m pytest -n 2 -m "not slow and not corpora"

check: .venv/tools                      ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

corpora: .venv/tools                    ## three real collections, from the folder DIGEST_CORPORA
	$(BIN)/python -m pytest -n 2 -m corpora

wheel: .venv/tools                      ## the wheel, tried in an empty environment
	rm -rf dist
	$(BIN)/python -m build --wheel --outdir dist >/dev/null
	$(PYTHON) tests/wheel.py dist

screenshots: browser                    ## pictures of this repository's digest for the README; TO=FOLDER for every kind, width and theme
	$(BIN)/python -m tests.screenshots $(TO)

bench: .bench/tools                     ## digest and its peers on made sites, side by side; SIZES=1000,10000,100000 for more
	.bench/bin/python -m tests.bench $(if $(SIZES),--sizes $(SIZES)) $(if $(OUT),--out $(OUT))

bench-names: .venv/tools               ## how well names are found, judged by a marked collection in DIGEST_CORPORA
	$(BIN)/python -m tests.judged

bench-publish: .bench-publish/tools     ## uploads to a bucket, beside `aws s3 sync` and `rclone`
	.bench-publish/bin/python -m tests.bench.publishing

# Debian's browser, where we may install it; elsewhere the tests that need one look for it and say so.
browser: .venv/tools
	@if [ -n "$(RUN_AS_ROOT)" ] && ! command -v chromium >/dev/null; then \
		apt-get update -q >/dev/null && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	fi

# What sites are published to, for the tests of publishing; the packages' own services are not started.
SERVERS := git nginx openssh-server rsync
servers: .venv/tools
	@if [ -n "$(RUN_AS_ROOT)" ] && ! dpkg -s $(SERVERS) >/dev/null 2>&1; then \
		apt-get update -q >/dev/null && \
		RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(SERVERS) >/dev/null; \
	fi

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/program: pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[search]'
	@touch $@

.venv/tools: pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[dev,search,import,publish]'
	@touch $@ .venv/program

# The peers have an environment of their own, so that nobody's is filled with other generators.
.bench/tools: pyproject.toml
	$(PYTHON) -m venv .bench
	.bench/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

# And those that upload another: two of the peers want different versions of one package.
.bench-publish/tools: pyproject.toml
	$(PYTHON) -m venv .bench-publish
	.bench-publish/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[bench-publish,publish]'
	@touch $@

clean:                                  ## forget everything that can be made again
	rm -rf .venv .bench .bench-publish output .digest dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis

# make speak: hear it.  make test: every test that this machine can run.  The rest is listed by `make help`.
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(if $(shell command -v $(p)),$(p))))
VENV := .venv
# Festival's Hindi, Russian, Italian and Czech: voices beside espeak-ng whose word times are known. sox: its tempo.
BENCH_PACKAGES := festival festival-hi festvox-hi-nsk festvox-ru festvox-italp16k festival-czech festvox-czech-dita sox
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps

.PHONY: help setup languages transcriber f5-tts chatterbox chatterbox-multilingual chatterbox-turbo speak test check format docs
.PHONY: bench bench-f5 bench-chatterbox clean lock
help:  ## this list
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(VENV)/core.done: builder/requirements/core.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) -r builder/requirements/core.txt
	@touch $@

$(VENV)/languages.done: builder/requirements/languages.txt $(VENV)/core.done
	$(PIP_INSTALL) -r builder/requirements/languages.txt
	@touch $@

$(VENV)/transcriber.done: builder/requirements/transcriber.txt $(VENV)/core.done
	$(PIP_INSTALL) -r builder/requirements/transcriber.txt
	@touch $@

# Alone and before the lock, which puts back what its dependencies move; a range may bring gigabytes of another build.
$(VENV)/torch.done: $(VENV)/core.done
	$(PY) -m pip install --quiet --disable-pip-version-check torch==2.13.0
	@touch $@

$(VENV)/f5-tts.done: builder/requirements/f5_tts.txt $(VENV)/torch.done
	$(PIP_INSTALL) -r builder/requirements/f5_tts.txt
	@touch $@

$(VENV)/chatterbox.done: builder/requirements/chatterbox.txt $(VENV)/torch.done
	$(PIP_INSTALL) -r builder/requirements/chatterbox.txt
	@touch $@

$(VENV)/dev.done: builder/requirements/dev.txt builder/install_debian_packages.sh $(VENV)/f5-tts.done $(VENV)/chatterbox.done \
		$(VENV)/languages.done $(VENV)/transcriber.done
	$(PIP_INSTALL) -r builder/requirements/dev.txt
	bash builder/install_debian_packages.sh espeak-ng
	@touch $@

setup: $(VENV)/core.done  ## .venv/ with what the worker needs

languages: $(VENV)/languages.done  ## what word times in other languages than English need (230 MB)

transcriber: $(VENV)/transcriber.done  ## what writing down clips without a transcript needs

f5-tts: $(VENV)/f5-tts.done  ## what F5-TTS needs beside the core, with torch

chatterbox: $(VENV)/chatterbox.done  ## what Chatterbox (English, Multilingual, Turbo) needs beside the core, with torch

chatterbox-multilingual chatterbox-turbo: chatterbox  # names that models/registry.py tells

speak: $(VENV)/core.done  ## speak test_input.json: a WAV, its URL, its words on a timeline
	$(PY) handler.py

test: $(VENV)/dev.done  ## every test
	$(PY) -m pytest

check: $(VENV)/dev.done  ## lint, format, types, generated tables
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m builder.readme_tables --check

format: $(VENV)/dev.done  ## rewrite in house style
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

docs: $(VENV)/core.done  ## write the README's tables from the code
	$(PY) -m builder.readme_tables

$(VENV)/bench.done: builder/requirements/bench.txt $(VENV)/dev.done
	$(PIP_INSTALL) -r builder/requirements/bench.txt
	bash builder/install_debian_packages.sh $(BENCH_PACKAGES)
	@touch $@

bench: $(VENV)/bench.done  ## every claim of the README, as a table
	$(PY) -m bench

bench-f5: $(VENV)/dev.done  ## F5-TTS beside its upstream
	$(PY) -m bench.f5

bench-chatterbox: $(VENV)/dev.done  ## Chatterbox beside its upstream
	$(PY) -m bench.chatterbox

clean:  ## remove what was built and spoken here
	rm -rf $(VENV) local-store

LOCKED := core languages transcriber f5_tts chatterbox bench
COMPILE := uv pip compile --quiet --no-header --no-annotate --generate-hashes --universal --python-version 3.11
# Each but dev says all that it needs; dev's needs are looked up, with torch left out: it is installed before.
lock:  ## resolve builder/requirements/*.in again (needs uv)
	cd builder/requirements && for name in $(LOCKED); do $(COMPILE) --no-deps $$name.in -o $$name.txt || exit 1; done
	cd builder/requirements && echo torch | $(COMPILE) --excludes - dev.in -o dev.txt

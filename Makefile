# Each target is one `python -m …` command, which also works without make
# (README.md shows it). `make` alone prints what is below.

## make run-flask      serve the Flask app; the same for run-django,
##                     run-bottle, run-cherrypy and run-pyramid
##                     PORT=8000  SERVER=waitress  DEBUG=1
## make run-all        serve all five at once
## make test-all       the whole suite on all five
## make test-flask     the suite on one; the same for the other four
## make test-url URL=http://127.0.0.1:5000
##                     the contract on a server of your own; TITLE=Flask
## make lint           check the style of the code
## make bench          measure how long starting and asking take

PYTHON = python3
READY = .venv/ready
IN_VENV = $(wildcard .venv/Scripts/python.exe)
RUN = $(or $(IN_VENV),.venv/bin/python) -m

help:
	@sed -n 's/^## //p' Makefile

$(READY): requirements.txt
	@$(PYTHON) -m shared.environment

run-%: $(READY)
	@$(RUN) shared.run $* $(if $(PORT),--port '$(PORT)') $(if $(SERVER),--server '$(SERVER)')

test-all: $(READY)
	@$(RUN) pytest

test-url: $(READY)
	@$(RUN) pytest --url '$(URL)' $(if $(TITLE),--title '$(TITLE)')

test-%: $(READY)
	@$(RUN) pytest --framework '$*'

lint: $(READY)
	@$(RUN) ruff check
	@$(RUN) ruff format --check

bench: $(READY)
	@$(RUN) compare_tests.benchmark

.PHONY: help test-all test-url lint bench

# Each target is a `python -m …` command, which also works without make
# (README.md shows how). `make` alone prints what is below.

## Run
##   make run-flask     serve the Flask app; the same for run-django,
##                      run-bottle, run-cherrypy and run-pyramid
##                      PORT=8000  SERVER=waitress  DEBUG=1
##   make run-all       serve all five at once, and the page on which
##                      they stand side by side
## Test
##   make test-all      ask all five everything, and show a grid
##   make test-flask    ask one; the same for the other four
##   make test-url URL=http://127.0.0.1:5000
##                      hold a server of your own to the contract
##   make lint          check the style of the code
## Compare
##   make compare       who answers what
##                      ONLY=different  TOPIC=methods  LEVEL=essential
##                      PAIR=flask-django  ID=wrong-method
##   make ask REQUEST="DELETE /bye"
##                      your own request, to all five
##   make compare-url URL=http://127.0.0.1:5000
##                      which of the five a server answers like;
##                      OLD= and NEW= compare two servers of your own
## For those who change it
##   make docs          ask everything, and write docs/
##   make pages         ask everything, and write the pages of site/
##   make observe       print the answers to new questions
##   make explore       look for requests that no question covers
##   make prove         show that every test can fail
##   make bench         measure how long starting and asking take

PYTHON = python3
READY = .venv/ready
RUN = $(or $(wildcard .venv/Scripts/python.exe),.venv/bin/python) -m
# An option of a command, where its variable is given: $(call option,PORT,--port)
option = $(if $($1),$2 '$($1)')

help:
	@sed -n 's/^## //p' Makefile

$(READY): requirements.txt
	@$(PYTHON) -m shared.environment

run-%: $(READY)
	@$(RUN) shared.run $* $(call option,PORT,--port) $(call option,SERVER,--server)

test-all: $(READY)
	@$(RUN) pytest

test-url: $(READY)
	@$(RUN) pytest --url '$(URL)' $(call option,TITLE,--title)

test-%: $(READY)
	@$(RUN) pytest --framework '$*'

lint: $(READY)
	@$(RUN) ruff check
	@$(RUN) ruff format --check

compare: $(READY)
	@$(RUN) compare_tests.compare $(call option,ONLY,--only) $(call option,TOPIC,--topic) $(call option,LEVEL,--level) $(call option,PAIR,--pair) $(call option,ID,--id) $(call option,SERVER,--server)

ask: $(READY)
	@$(RUN) compare_tests.ask $(call option,SERVER,--server)

compare-url: $(READY)
	@$(RUN) compare_tests.compare_url $(foreach url,$(URL) $(OLD) $(NEW),'$(url)')

docs: $(READY)
	@$(RUN) compare_tests.document

pages: $(READY)
	@$(RUN) side_by_side.build

observe: $(READY)
	@$(RUN) compare_tests.observe

explore: $(READY)
	@$(RUN) pip install -qq --require-hashes -r requirements-dev.txt
	@$(RUN) compare_tests.explore

prove: $(READY)
	@$(RUN) compare_tests.breaking

bench: $(READY)
	@$(RUN) compare_tests.benchmark

.PHONY: help test-all test-url lint compare ask compare-url docs pages observe explore prove bench

# Each target is a `python -m …` command, which also works without make
# (README.md shows how). `make` alone prints what is below.

## Run
##   make run-flask     serve the Flask app; the same for every framework
##                      PORT=8000  SERVER=waitress  DEBUG=1
##   make run-all       serve all apps at once, and the side-by-side page
## Test
##   make test-all      test all apps and print the results as a table
##   make test-flask    test one; the same for every framework
##   make test-url URL=http://127.0.0.1:5000
##                      run the contract against a server of your own
## Compare
##   make compare       how the frameworks answer essential questions
##                      PAIR=flask-django    where two of them differ
##                      ID=wrong-method      one question in full
##   make ask REQUEST="DELETE /bye"
##                      send your own request to every app
##   make compare-url URL=http://127.0.0.1:5000
##                      which framework a server answers like;
##                      OLD= and NEW= compare two servers of your own
## Develop
##   make check         lint, and test everything of the project
##   make lint          check the style of the code
##   make answers       write missing answers into the table of questions
##                      FRAMEWORK=flask  ID=wrong-method
##   make docs          ask everything, record it, and write docs/
##   make site          write the side-by-side pages into site/
##   make explore       look for requests that no question covers
##   make bench         measure how long starting and asking take

PYTHON = python3
READY = .venv/ready
RUN = $(or $(wildcard .venv/Scripts/python.exe),.venv/bin/python) -m
# An option of a command, where its variable is given: $(call option,PORT,--port)
option = $(if $($1),$2='$($1)')

help:
	@sed -n 's/^## //p' Makefile

$(READY): requirements.txt
	@$(PYTHON) -m shared.environment

run-%: $(READY)
	@$(RUN) shared.run $* $(call option,PORT,--port) $(call option,SERVER,--server)

test-all: $(READY)
	@$(RUN) pytest

test-url: $(READY)
	@$(RUN) pytest --url='$(URL)' $(call option,TITLE,--title)

test-%: $(READY)
	@$(RUN) pytest --framework='$*'

check: lint
	@$(RUN) pytest shared compare_tests/engine compare_tests/commands side_by_side

lint: $(READY)
	@$(RUN) ruff check
	@$(RUN) ruff format --check

compare: $(READY)
	@$(RUN) compare_tests.commands.compare $(subst -, ,$(PAIR)) $(call option,ID,--id)

ask: $(READY)
	@$(RUN) compare_tests.commands.ask $(call option,SERVER,--server)

compare-url: $(READY)
	@$(RUN) compare_tests.commands.compare_url $(foreach url,$(URL) $(OLD) $(NEW),'$(url)')

answers: $(READY)
	@$(RUN) compare_tests.commands.answers $(call option,FRAMEWORK,--framework) $(call option,ID,--id)

docs: $(READY)
	@$(RUN) compare_tests.commands.docs

site: $(READY)
	@$(RUN) side_by_side.site

explore: $(READY)
	@$(RUN) pip install -qq --require-hashes -r requirements-dev.txt
	@$(RUN) compare_tests.commands.explore

bench: $(READY)
	@$(RUN) compare_tests.commands.bench

.PHONY: help test-all test-url check lint compare ask compare-url answers docs site explore bench

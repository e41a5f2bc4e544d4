# Each target is a `python -m …` command, which also works without make
# (README.md shows how). `make` alone prints what is below.

## Run
##   make run-flask     serve the Flask app; the same for every framework
##                      PORT=8000  SERVER=waitress  DEBUG=1
##                      VARIANT=aligned      configured to answer as the others do
##                      LESSON=blog          the second lesson: a log-in
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
##                      SEARCH="keep-alive"  the questions about something
##   make ask REQUEST="DELETE /bye"
##                      send your own request to every app,
##                      with fields: "GET /bye | Accept: text/plain";
##                      LESSON=blog to every blog
##   make compare-url URL=http://127.0.0.1:5000
##                      which framework a server answers like;
##                      OLD= and NEW= compare two servers of your own,
##                      PATHS=/orders asks for pages of yours, ALL=1 shows all
##   make drift FROM=flask-2.2.5
##                      what an upgrade changes, TO=flask-3.0.3 until there;
##                      without FROM and TO, ask all releases anew;
##                      FRAMEWORK=flask those of one, NEWEST=1 the newest
## Develop
##   make check         lint, and test everything of the project
##   make lint          check the style of the code
##   make answers       write missing answers into the table of questions
##                      FRAMEWORK=flask  ID=wrong-method
##   make docs          ask everything, record it, and write docs/
##   make site          write the side-by-side pages into site/
##   make explore       look for requests that no question covers
##   make bench         measure starting, asking, and the pages in Chromium

# A target that is not here is not a program to be built.
MAKEFLAGS += --no-builtin-rules

PYTHON = python3
READY = .venv/ready
RUN = $(or $(wildcard .venv/Scripts/python.exe),.venv/bin/python) -m
# A text as one word of the shell, exactly as it was typed.
quoted = '$(subst ','\'',$1)'
# An option of a command, where its variable is given: $(call option,PORT,--port)
option = $(if $(value $1),$2=$(call quoted,$(value $1)))

# The name in a list that is nearest to a word: $(call nearest,word,list)
NEAREST = import difflib, sys; word = sys.argv[1].lower(); names = {name.lower(): name for name in sys.argv[2:]}; \
	print(*map(names.get, [name for name in names if word in name][:1] or difflib.get_close_matches(word, names, 1)))
nearest = $(shell $(PYTHON) -c $(call quoted,$(NEAREST)) $(call quoted,$1) $2)
meant = $(if $1,: did you mean $1?,.)

APPS = $(patsubst %_app/,%,$(wildcard *_app/))
TARGETS = help run-all $(APPS:%=run-%) test-all $(APPS:%=test-%) test-url check lint \
	compare ask compare-url drift answers docs site explore bench
space := $() $()
UNKNOWN := $(filter-out $(READY) $(TARGETS) run-% test-%,$(MAKECMDGOALS))
ifneq ($(UNKNOWN),)
NEAR := $(call nearest,$(subst $(space),-,$(MAKECMDGOALS)),$(TARGETS))
$(error There is no target $(firstword $(UNKNOWN))$(call meant,$(NEAR:%=make %)) `make` lists all)
endif

# The variables that each target reads: one that it does not read is a slip of the keyboard.
READS_run = PORT SERVER DEBUG VARIANT LESSON
READS_test-url = URL TITLE
READS_compare = PAIR ID SEARCH ALL
READS_ask = REQUEST SERVER LESSON
READS_compare-url = URL OLD NEW PATHS ALL
READS_drift = FROM TO ALL FRAMEWORK NEWEST ON
READS_answers = FRAMEWORK ID
READS_site = URL
# The name of a target's list: run-flask is one of run-%.
list = READS_$(if $(filter run-%,$1),run,$1)
KNOWN = $(sort $(foreach list,$(filter READS_%,$(.VARIABLES)),$($(list))))
READ = $(strip $(foreach goal,$(MAKECMDGOALS),$($(call list,$(goal)))))
given = $(foreach name,$(.VARIABLES),$(if $(findstring command line,$(origin $(name))),$(name)))
# They reach a command as its options alone: make would expand a $ in what it exports.
unexport $(KNOWN)
UNREAD := $(firstword $(filter-out $(READ) PYTHON,$(given)))
ifneq ($(UNREAD),)
NEAR := $(if $(filter $(UNREAD),$(KNOWN)),,$(call nearest,$(UNREAD),$(KNOWN)))
$(error make$(MAKECMDGOALS:%= %) does not read $(UNREAD)=$(call meant,$(NEAR:%=%=)) It reads $(or $(READ),nothing).$(if $(filter PORT,$(READ)), All servers listen on 127.0.0.1))
endif
# A switch such as ALL=1, which 0 or no turns off.
on = $(filter-out 0 no off false,$(value $1))

help:
	@sed -n 's/^## //p' Makefile

$(READY):
	@$(PYTHON) -m shared.environment

run-%: $(READY)
	@STARTED_BY=$$PPID DEBUG=$(call quoted,$(value DEBUG)) exec $(RUN) shared.run $(call quoted,$*) $(call option,PORT,--port) $(call option,SERVER,--server) $(call option,VARIANT,--variant) $(call option,LESSON,--lesson)

test-all: $(READY)
	@$(RUN) pytest

test-url: $(READY)
	@$(RUN) pytest --url=$(call quoted,$(value URL)) $(call option,TITLE,--title)

test-%: $(READY)
	@$(RUN) pytest --framework=$(call quoted,$*)

check: lint
	@$(RUN) pytest shared compare_tests/engine compare_tests/questions compare_tests/tests \
		compare_tests/commands side_by_side

lint: $(READY)
	@$(RUN) ruff check
	@$(RUN) ruff format --check

compare: $(READY)
	@$(RUN) compare_tests.commands.compare $(call option,PAIR,--pair) $(call option,ID,--id) \
		$(call option,SEARCH,--search) $(if $(call on,ALL),--all)

ask: $(READY)
	@$(RUN) compare_tests.commands.ask $(call quoted,$(value REQUEST)) $(call option,SERVER,--server) $(call option,LESSON,--lesson)

compare-url: $(READY)
	@$(if $(and $(URL),$(OLD)),$(error give URL= for one server or OLD= and NEW= for two))\
	$(RUN) compare_tests.commands.compare_url $(call quoted,$(or $(value URL),$(value OLD))) \
		$(if $(NEW),$(call quoted,$(value NEW))) $(call option,PATHS,--paths) $(if $(call on,ALL),--all)

answers: $(READY)
	@$(RUN) compare_tests.commands.answers $(call option,FRAMEWORK,--framework) $(call option,ID,--id)

drift: $(READY)
	@$(if $(FROM)$(TO),,$(RUN) pip install -qq --require-hashes -r requirements-dev.txt)
	@$(RUN) compare_tests.commands.drift $(call option,FRAMEWORK,--framework) $(call option,FROM,--from) \
		$(call option,TO,--to) $(if $(call on,ALL),--all) $(if $(call on,NEWEST),--newest) $(call option,ON,--on)

docs: $(READY)
	@$(RUN) compare_tests.commands.docs

site: $(READY)
	@$(RUN) side_by_side.site $(call option,URL,--url)

explore: $(READY)
	@$(RUN) pip install -qq --require-hashes -r requirements-dev.txt
	@$(RUN) compare_tests.commands.explore

bench: $(READY)
	@$(RUN) pip install -qq --require-hashes -r requirements-dev.txt
	@$(RUN) compare_tests.commands.bench
	@$(RUN) side_by_side.bench

.PHONY: $(READY) $(filter-out run-% test-%,$(TARGETS)) test-all test-url

"""Start-up and shut-down: what a server says, what it logs, how it is shared, how it ends."""

from compare_tests.questions import Question

BOTTLE = "https://github.com/bottlepy/bottle/blob/0.13.4"
CHERRYPY = "https://github.com/cherrypy/cherrypy/blob/v18.10.0/cherrypy"
DJANGO = "https://github.com/django/django/blob/5.2.19/django"
FLASK = "https://github.com/pallets/flask/blob/3.1.3/src/flask"
FIRST_PYRAMID = "https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/firstapp.html"
PYTHON = "https://github.com/python/cpython/blob/v3.11.7/Lib"
WAITRESS = "https://github.com/Pylons/waitress/blob/v3.0.2/src/waitress"
WERKZEUG = "https://github.com/pallets/werkzeug/blob/3.1.9/src/werkzeug"

# What waitress says, whatever it serves.
SERVING = "INFO:waitress:Serving on http://127.0.0.1"
IN_USE = "exit status 1 · traceback · OSError: [Errno N] Address already in use"

# These are not asked with a request: each names what is done, in compare_tests/lifecycle.py.
QUESTIONS = [
    Question(
        id="start-address",
        level="essential",
        question="Does a server say where it can be visited, and can it by then?",
        request=b"",
        look="",
        action="address",
        answers={
            "flask": {
                "native": "stderr, when it listens: * Running on http://127.0.0.1",
                "waitress": f"stderr, when it listens: {SERVING}",
            },
            "django": {
                "native": "stdout, when it listens: "
                "Starting development server at http://127.0.0.1/",
                "waitress": f"stderr, when it listens: {SERVING}",
            },
            "bottle": {
                "native": "stderr, before it listens: Listening on http://127.0.0.1/",
                "waitress": f"stderr, when it listens: {SERVING}",
            },
            "cherrypy": {
                "native": "stderr, when it listens: [time] ENGINE Serving on http://127.0.0.1",
                "waitress": f"stderr, when it listens: {SERVING}",
            },
            "pyramid": {"native": "no", "waitress": f"stderr, when it listens: {SERVING}"},
        },
        why="Bottle prints it before it makes the server, so it stands there even if the port is "
        "taken. wsgiref itself, which the Pyramid app calls, prints nothing. The others print or "
        "log it when the port is theirs.",
        links=(
            f"{BOTTLE}/bottle.py#L3966-L3985",
            FIRST_PYRAMID,
            f"{DJANGO}/core/management/commands/runserver.py#L172-L188",
            f"{WAITRESS}/__init__.py#L6-L20",
        ),
    ),
    Question(
        id="start-first-line",
        level="deep",
        question="What is the first line that a server prints?",
        request=b"",
        look="",
        action="first-line",
        answers={
            "flask": {"native": "* Serving Flask app 'flask_app.app'", "waitress": SERVING},
            "django": {"native": "Performing system checks...", "waitress": SERVING},
            "bottle": {
                "native": "Bottle server starting up (using WSGIRefServer())...",
                "waitress": SERVING,
            },
            "cherrypy": {
                "native": "[time] ENGINE Listening for SIGTERM.",
                "waitress": SERVING,
            },
            "pyramid": {"native": "nothing", "waitress": SERVING},
        },
        why="Each names what its command does first: Flask the app it found, Django the checks of "
        "our settings, Bottle the server it chose, CherryPy the signals it will obey. The Pyramid "
        "app only calls wsgiref, which is silent. waitress is the same for all.",
        links=(
            f"{FLASK}/cli.py#L774-L782",
            f"{DJANGO}/core/management/commands/runserver.py#L130-L134",
            f"{CHERRYPY}/process/plugins.py#L166-L193",
        ),
    ),
    Question(
        id="start-warning",
        level="practical",
        question="Does a server warn that it is for development and not for the public?",
        request=b"",
        look="",
        action="warning",
        answers={
            "flask": {"native": "on stderr", "waitress": "no"},
            "django": {"native": "on stdout", "waitress": "no"},
            "bottle": "no",
            "cherrypy": "no",
            "pyramid": "no",
        },
        why="Flask and Django bring servers that are meant for development alone, and say so; "
        "Django's warning can be turned off. waitress and CherryPy's server are meant for the "
        "public too. wsgiref, under Bottle and Pyramid, is not, and says nothing.",
        links=(
            f"{WERKZEUG}/serving.py#L837-L844",
            f"{DJANGO}/core/management/commands/runserver.py#L172-L201",
            "https://docs.python.org/3/library/wsgiref.html",
        ),
    ),
    Question(
        id="log-exception",
        level="essential",
        question="A view raises an exception and debugging is off: where is the traceback?",
        request=b"",
        look="",
        action="log-exception",
        answers={
            "flask": "on stderr",
            "django": {"native": "nowhere", "waitress": "on stderr"},
            "bottle": "on stderr",
            "cherrypy": {"native": "on stderr", "waitress": "on stderr, and again on stderr"},
            "pyramid": "on stderr",
        },
        why="Django logs it, but with DEBUG off its only handler for that mails it to ADMINS, of "
        "whom we have none; waitress adds a handler for all loggers, which prints it, and prints a "
        "second time what CherryPy prints itself. Flask and Bottle write it themselves, Pyramid "
        "leaves it to the server.",
        links=(
            f"{DJANGO}/utils/log.py#L37-L64",
            f"{WAITRESS}/__init__.py#L10-L12",
            f"{CHERRYPY}/__init__.py#L348-L350",
        ),
    ),
    Question(
        id="log-request",
        level="practical",
        question="Which line is logged for a request, and on which stream?",
        request=b"",
        look="",
        action="log-request",
        answers={
            "flask": {
                "native": 'stderr: 127.0.0.1 - - [time] "GET /name HTTP/1.1" 200 -',
                "waitress": "nothing",
            },
            "django": {
                "native": 'stderr: [time] "GET /name HTTP/1.1" 200 size',
                "waitress": "nothing",
            },
            "bottle": {
                "native": 'stderr: 127.0.0.1 - - [time] "GET /name HTTP/1.1" 200 size',
                "waitress": "nothing",
            },
            "cherrypy": {
                "native": 'stdout: 127.0.0.1 - - [time] "GET /name HTTP/1.1" 200 size "" ""',
                "waitress": 'stdout: 127.0.0.1 - - [time] "GET /name HTTP/1.1" 200 size "" "" '
                "· stderr: INFO:cherrypy.access.N:"
                '127.0.0.1 - - [time] "GET /name HTTP/1.1" 200 size "" ""',
            },
            "pyramid": {
                "native": 'stderr: 127.0.0.1 - - [time] "GET /name HTTP/1.1" 200 size',
                "waitress": "nothing",
            },
        },
        why="In Flask, Django, Bottle and Pyramid the server writes it, and waitress has no such "
        "log. CherryPy, the framework, keeps an access log on any server, with referrer and "
        "user agent; under waitress, which adds a handler for all loggers, each line comes twice. "
        "Flask's line leaves out the size of the body, Django's the address of the visitor.",
        links=(
            f"{WERKZEUG}/serving.py#L444-L471",
            f"{CHERRYPY}/_cplogging.py#L223-L282",
            f"{WAITRESS}/__init__.py#L10-L12",
        ),
    ),
    Question(
        id="log-not-found",
        level="practical",
        question="And for a page that is not found, when the log goes to a file?",
        request=b"",
        look="",
        action="log-not-found",
        answers={
            "flask": {
                "native": "stderr: 127.0.0.1 - - [time] "
                '"\\x1b[33mGET /nope HTTP/1.1\\x1b[0m" 404 -',
                "waitress": "nothing",
            },
            "django": {
                "native": 'stderr: [time] "GET /nope HTTP/1.1" 404 size',
                "waitress": "stderr: WARNING:django.request:Not Found: /nope",
            },
            "bottle": {
                "native": 'stderr: 127.0.0.1 - - [time] "GET /nope HTTP/1.1" 404 size',
                "waitress": "nothing",
            },
            "cherrypy": {
                "native": 'stdout: 127.0.0.1 - - [time] "GET /nope HTTP/1.1" 404 size "" ""',
                "waitress": 'stdout: 127.0.0.1 - - [time] "GET /nope HTTP/1.1" 404 size "" "" '
                "· stderr: INFO:cherrypy.access.N:"
                '127.0.0.1 - - [time] "GET /nope HTTP/1.1" 404 size "" ""',
            },
            "pyramid": {
                "native": 'stderr: 127.0.0.1 - - [time] "GET /nope HTTP/1.1" 404 size',
                "waitress": "nothing",
            },
        },
        why="Werkzeug's server colours the line by its status, and the codes for that go into a "
        "file too; Django's does it on a terminal alone. Django, the framework, also logs a "
        "warning, which is seen where a handler for all loggers is set up, as waitress does.",
        links=(
            f"{WERKZEUG}/serving.py#L456-L471",
            f"{DJANGO}/utils/log.py#L257-L302",
            f"{WAITRESS}/__init__.py#L10-L12",
        ),
    ),
    Question(
        id="log-control-character",
        level="deep",
        question="Does an escape character in the request target reach the terminal of whoever "
        "reads the log?",
        request=b"",
        look="",
        action="log-control-character",
        answers={
            "flask": {"native": "escaped", "waitress": "nothing is logged"},
            "django": {"native": "as it came", "waitress": "nothing is logged"},
            "bottle": {"native": "escaped", "waitress": "nothing is logged"},
            "cherrypy": "escaped",
            "pyramid": {"native": "escaped", "waitress": "nothing is logged"},
        },
        why="Python's http.server escapes control characters, Werkzeug and CherryPy do so too. "
        "Django's runserver has a log_message of its own, which in 5.2 does not: it was reported "
        "as ticket 36470 and mended after 5.2.",
        links=(
            "https://github.com/django/django/pull/19593",
            f"{DJANGO}/core/servers/basehttp.py#L184-L213",
            f"{PYTHON}/http/server.py#L570-L599",
        ),
    ),
    Question(
        id="pages-at-once",
        level="practical",
        question="A page takes long to make: how many can be in the making at the same time?",
        request=b"",
        look="",
        action="pages-at-once",
        answers={
            "flask": {"native": "12 or more", "waitress": "4"},
            "django": {"native": "12 or more", "waitress": "4"},
            "bottle": {"native": "1", "waitress": "4"},
            "cherrypy": {"native": "10", "waitress": "4"},
            "pyramid": {"native": "1", "waitress": "4"},
        },
        why="wsgiref makes one after the other. The servers of Flask and Django start a thread for "
        "each visitor; CherryPy has ten threads from the start, waitress four, and both can be "
        "given more.",
        links=(
            f"{CHERRYPY}/_cpserver.py#L79-L80",
            f"{WAITRESS}/adjustments.py#L148-L149",
            f"{PYTHON}/socketserver.py#L672-L705",
        ),
    ),
    Question(
        id="silent-visitors",
        level="practical",
        question="Is a visitor answered while others have connected and say nothing?",
        request=b"",
        look="",
        action="silence",
        answers={
            "flask": "answers while 12 say nothing",
            "django": "answers while 12 say nothing",
            "bottle": {
                "native": "waits for 1 who say nothing",
                "waitress": "answers while 12 say nothing",
            },
            "cherrypy": {
                "native": "waits for 12 who say nothing",
                "waitress": "answers while 12 say nothing",
            },
            "pyramid": {
                "native": "waits for 1 who say nothing",
                "waitress": "answers while 12 say nothing",
            },
        },
        why="wsgiref waits for the request of the first before it looks at the next, and a browser "
        "that connects in advance is enough. CherryPy's server hands each connection to one of "
        "its ten threads, which waits up to ten seconds. Flask's and Django's have a thread for "
        "each; waitress gives a thread to a whole request only.",
        links=(
            "https://github.com/cherrypy/cheroot/pull/199",
            "https://github.com/cherrypy/cheroot/blob/v11.1.2/cheroot/connections.py#L239-L255",
            f"{CHERRYPY}/_cpserver.py#L60-L61",
            "https://docs.pylonsproject.org/projects/waitress/en/latest/design.html",
        ),
    ),
    Question(
        id="port-taken",
        level="practical",
        question="How does a server end that finds its port taken, and with what last line?",
        request=b"",
        look="",
        action="busy-port",
        answers={
            "flask": {
                "native": "exit status 1 · Port N is in use by another program. Either identify "
                "and stop that program, or start the server with a different port.",
                "waitress": IN_USE,
            },
            "django": {
                "native": "exit status 1 · Error: That port is already in use.",
                "waitress": IN_USE,
            },
            "bottle": IN_USE,
            "cherrypy": {
                "native": "exit status 70 · traceback · [time] ENGINE Bus EXITED",
                "waitress": IN_USE,
            },
            "pyramid": IN_USE,
        },
        why="Werkzeug and Django catch the error and put it in words. CherryPy waits a second for "
        "the port to become free, stops what it has started and ends with 70, the status for an "
        "error inside a program. In the others the OSError goes up to Python.",
        links=(
            f"{WERKZEUG}/serving.py#L761-L777",
            f"{DJANGO}/core/management/commands/runserver.py#L153-L166",
            f"{CHERRYPY}/process/servers.py#L129-L131",
            f"{CHERRYPY}/process/wspbus.py#L284-L309",
        ),
    ),
    Question(
        id="ctrl-c",
        level="practical",
        question="How does a server end at Ctrl-C, which is the signal SIGINT?",
        request=b"",
        look="",
        action="ctrl-c",
        answers={
            "flask": "exit status 0",
            "django": "exit status 0",
            "bottle": "exit status 0",
            "cherrypy": "exit status 0",
            "pyramid": {"native": "ended by SIGINT · traceback", "waitress": "exit status 0"},
        },
        why="Python turns the signal into KeyboardInterrupt, which all of them catch but wsgiref: "
        "Pyramid's app calls its serve_forever and does not catch it either, as in the example of "
        "Pyramid's documentation. (Bottle, on wsgiref too, does.)",
        links=(
            FIRST_PYRAMID,
            f"{BOTTLE}/bottle.py#L3985-L3987",
            f"{WAITRESS}/server.py#L323-L331",
        ),
    ),
    Question(
        id="sigterm",
        level="practical",
        question="And at SIGTERM, with which a service manager or a container ends it?",
        request=b"",
        look="",
        action="sigterm",
        answers={
            "flask": "ended by SIGTERM",
            "django": "ended by SIGTERM",
            "bottle": "ended by SIGTERM",
            "cherrypy": {"native": "exit status 0", "waitress": "ended by SIGTERM"},
            "pyramid": "ended by SIGTERM",
        },
        why="CherryPy's engine listens for the signal and shuts down in order. No other server "
        "does, so the operating system ends the process; under waitress CherryPy's engine is not "
        "started.",
        links=(f"{CHERRYPY}/process/plugins.py#L60-L110",),
    ),
    Question(
        id="sigterm-in-flight",
        level="practical",
        question="Is a page still sent that was in the making when SIGTERM came?",
        request=b"",
        look="",
        action="sigterm-in-flight",
        answers={
            "flask": "cut off",
            "django": "cut off",
            "bottle": "cut off",
            "cherrypy": {"native": "answered", "waitress": "cut off"},
            "pyramid": "cut off",
        },
        why="CherryPy's server stops taking new requests and gives the threads that are at work up "
        "to five seconds. Where nobody listens for the signal, all work ends with the process.",
        links=(
            f"{CHERRYPY}/_cpserver.py#L71-L72",
            "https://github.com/cherrypy/cheroot/blob/v11.1.2/cheroot/server.py#L1556-L1559",
        ),
    ),
    Question(
        id="sighup",
        level="deep",
        question="And at SIGHUP, which it gets when its terminal is closed?",
        request=b"",
        look="",
        action="sighup",
        answers={
            "flask": "ended by SIGHUP",
            "django": "ended by SIGHUP",
            "bottle": "ended by SIGHUP",
            "cherrypy": {"native": "exit status 0", "waitress": "ended by SIGHUP"},
            "pyramid": "ended by SIGHUP",
        },
        why="CherryPy listens for this signal too: it exits in order, or, if it runs as a daemon, "
        "starts again. For the others the operating system ends the process.",
        links=(f"{CHERRYPY}/process/plugins.py#L200-L209",),
    ),
]

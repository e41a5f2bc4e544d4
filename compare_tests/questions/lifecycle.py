"""Start-up and shut-down: what a server says, what it logs, how it is shared, how it ends."""

import re

from compare_tests.engine.model import ProcessQuestion
from compare_tests.engine.processes import MAX_VISITORS, Lifetimes
from compare_tests.engine.text import short, without_address
from shared.child import BUG, LISTENING

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


# --- What is looked at ---


def line(text: str) -> str:
    """Return one line of a log without what each run, system or version has its own of."""
    text = re.sub(r"\[\d\d/\w{3}/\d{4}[ :][\d:]{8}\]", "[time]", without_address(text.strip()))
    text = re.sub(r"\b(cherrypy\.(access|error)\.|Port |Errno )\d+", r"\1N", text)
    text = re.sub(r" v\d[\d.]*", "", text)
    return short(re.sub(r'(" \d{3} )\d+', r"\1size", text), quote="")  # of the body


def matching(seen: Lifetimes, pattern: str) -> list[tuple[str, str]]:
    """Return the lines of the log that a pattern is in, each with its stream."""
    logs = {"stdout": seen.requests.stdout, "stderr": seen.requests.stderr}
    return [
        (stream, text)
        for stream, log in logs.items()
        for text in log.splitlines()
        if re.search(pattern, text)
    ]


def logged(seen: Lifetimes, pattern: str) -> str:
    """Return the lines of the log that a pattern is in, as one text."""
    found = [f"{stream}: {line(text)}" for stream, text in matching(seen, pattern)]
    return " · ".join(found) or "nothing"


def with_traceback(end: str, log: str) -> str:
    """Return how a process ended, and whether it printed a traceback."""
    return f"{end} · traceback" if "Traceback" in log else end


def says_address(seen: Lifetimes) -> str:
    """Whether it says its address, where, and whether it listens by then."""
    for stream, log in (("stdout", seen.requests.stdout), ("stderr", seen.requests.stderr)):
        before, _, after = log.partition(LISTENING)
        for when, part in (("before", before), ("when", after)):
            for text in part.splitlines():
                if "http://127.0.0.1" in text:
                    return f"{stream}, {when} it listens: {line(text)}"
    return "no"


def first_line(seen: Lifetimes) -> str:
    """What it prints first, of its own accord."""
    # Python itself warns of packages and versions, not of servers.
    log = re.sub(r"(?m)^\S+:\d+: \w*Warning: .*\n(  .*\n)?", "", seen.hangup.log)
    log = log.replace(f"{LISTENING}\n", "")
    # Only what stands above the line for the request that found it started.
    above = log.partition("127.0.0.1 - - ")[0].partition('"GET /bye')[0].strip()
    return line(above.split("\n")[0]) or "nothing"


def warns(seen: Lifetimes) -> str:
    """Whether it warns that it is for development."""
    lines = matching(seen, "WARNING: This is a development server")
    return f"on {lines[0][0]}" if lines else "no"


def logs_exception(seen: Lifetimes) -> str:
    """Where the traceback of an exception in a view is written."""
    streams = [stream for stream, _ in matching(seen, f"^RuntimeError: {BUG}")]
    return f"on {', and again on '.join(streams)}" if streams else "nowhere"


def logs_request(seen: Lifetimes) -> str:
    """What is logged for a page."""
    return logged(seen, "GET /name HTTP")


def logs_not_found(seen: Lifetimes) -> str:
    """What is logged for a page that is not there."""
    return logged(seen, "/nope")


def logs_control_character(seen: Lifetimes) -> str:
    """What becomes of an escape character in the request target when it is logged."""
    queries = [text.partition("?")[2] for _, text in matching(seen, r"/name\?")]
    if not queries:
        return "nothing is logged"
    return "as it came" if any("\x1b" in query for query in queries) else "escaped"


def views_at_once(seen: Lifetimes) -> str:
    """How many visitors have a view made for them at the same time."""
    number = seen.requests.views_at_once
    return str(number) if number < MAX_VISITORS else f"{MAX_VISITORS} or more"


def silence(seen: Lifetimes) -> str:
    """Whether anybody is answered while others are connected and send nothing."""
    return seen.requests.silence


def busy_port(seen: Lifetimes) -> str:
    """How a second process ends on a port that is in use, and its last words."""
    log = seen.busy_port.second_log
    last = line(log.strip().split("\n")[-1])
    return f"{with_traceback(seen.busy_port.second, log)} · {last}"


def ctrl_c(seen: Lifetimes) -> str:
    """How it ends on Ctrl-C."""
    return with_traceback(seen.requests.ctrl_c, seen.requests.after_ctrl_c)


def sigterm(seen: Lifetimes) -> str:
    """How it ends on SIGTERM."""
    return seen.busy_port.sigterm


def sigterm_in_flight(seen: Lifetimes) -> str:
    """What becomes of a request under way when SIGTERM comes."""
    return seen.busy_port.in_flight


def sighup(seen: Lifetimes) -> str:
    """How it ends when its terminal is closed."""
    return seen.hangup.sighup


# --- The questions ---

QUESTIONS = [
    ProcessQuestion(
        id="start-address",
        level="essential",
        question="Does a server say where it can be visited, and can it by then?",
        done="address",
        probe=says_address,
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
        "taken. wsgiref itself, which the Pyramid app calls, prints nothing. Flask, Django and "
        "CherryPy print or log it when the port is theirs.",
        links=(
            f"{BOTTLE}/bottle.py#L3966-L3985",
            FIRST_PYRAMID,
            f"{DJANGO}/core/management/commands/runserver.py#L172-L188",
            f"{WAITRESS}/__init__.py#L6-L20",
        ),
    ),
    ProcessQuestion(
        id="start-first-line",
        level="advanced",
        question="What is the first line that a server prints?",
        done="first line",
        probe=first_line,
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
    ProcessQuestion(
        id="start-warning",
        level="practical",
        question="Does the server warn that it is for development only?",
        done="warning",
        probe=warns,
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
    ProcessQuestion(
        id="log-exception",
        level="essential",
        question="A view raises an exception and debugging is off: where is the traceback?",
        done="log exception",
        probe=logs_exception,
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
    ProcessQuestion(
        id="log-request",
        level="practical",
        question="Which line is logged for a request, and on which stream?",
        done="log request",
        probe=logs_request,
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
    ProcessQuestion(
        id="log-not-found",
        level="practical",
        question="And for a page that is not found, when the log goes to a file?",
        done="log not found",
        probe=logs_not_found,
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
        "warning, which is seen where a handler for all loggers is set up, as waitress does. "
        "CherryPy writes an access log of its own.",
        links=(
            f"{WERKZEUG}/serving.py#L456-L471",
            f"{DJANGO}/utils/log.py#L257-L302",
            f"{WAITRESS}/__init__.py#L10-L12",
        ),
    ),
    ProcessQuestion(
        id="log-control-character",
        level="advanced",
        question="Does an escape character in the request target reach the terminal of whoever "
        "reads the log?",
        done="log control character",
        probe=logs_control_character,
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
    ProcessQuestion(
        id="pages-at-once",
        level="practical",
        question="A page takes long to make: how many can be in the making at the same time?",
        done="pages at once",
        probe=views_at_once,
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
    ProcessQuestion(
        id="silent-visitors",
        level="practical",
        question="Is a visitor answered while others have connected and say nothing?",
        done="silence",
        probe=silence,
        answers={
            "flask": "answers while 12 send nothing",
            "django": "answers while 12 send nothing",
            "bottle": {
                "native": "waits for 1 that send nothing",
                "waitress": "answers while 12 send nothing",
            },
            "cherrypy": {
                "native": "waits for 12 that send nothing",
                "waitress": "answers while 12 send nothing",
            },
            "pyramid": {
                "native": "waits for 1 that send nothing",
                "waitress": "answers while 12 send nothing",
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
    ProcessQuestion(
        id="port-taken",
        level="practical",
        question="How does a server end that finds its port taken, and with what last line?",
        done="busy port",
        probe=busy_port,
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
    ProcessQuestion(
        id="ctrl-c",
        level="practical",
        question="How does a server end at Ctrl-C, which is the signal SIGINT?",
        done="ctrl c",
        probe=ctrl_c,
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
    ProcessQuestion(
        id="sigterm",
        level="practical",
        question="And at SIGTERM, with which a service manager or a container ends it?",
        done="sigterm",
        probe=sigterm,
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
    ProcessQuestion(
        id="sigterm-in-flight",
        level="practical",
        question="Is a page still sent that was in the making when SIGTERM came?",
        done="sigterm in flight",
        probe=sigterm_in_flight,
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
    ProcessQuestion(
        id="sighup",
        level="advanced",
        question="And at SIGHUP, which it gets when its terminal is closed?",
        done="sighup",
        probe=sighup,
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

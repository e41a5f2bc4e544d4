"""Start-up and shut-down: what a server says, what it logs, how it is shared, how it ends."""

import re

from compare_tests.engine.model import ProcessQuestion
from compare_tests.engine.processes import MAX_VISITORS, Lifetimes
from compare_tests.engine.text import short, without_address
from compare_tests.questions.sources import (
    BOTTLE,
    CHEROOT,
    CHERRYPY,
    DJANGO,
    PYTHON,
    WAITRESS,
    WERKZEUG,
)
from shared.child import BUG, LISTENING

FIRST_PYRAMID = "https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/firstapp.html"

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
    logs = {"stdout": seen.stdout, "stderr": seen.stderr}
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
    for stream, log in (("stdout", seen.stdout), ("stderr", seen.stderr)):
        before, _, after = log.partition(LISTENING)
        for when, part in (("before", before), ("when", after)):
            for text in part.splitlines():
                if "http://127.0.0.1" in text:
                    return f"{stream}, {when} it listens: {line(text)}"
    return "no"


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
    number = seen.views_at_once
    return str(number) if number < MAX_VISITORS else f"{MAX_VISITORS} or more"


def silence(seen: Lifetimes) -> str:
    """Whether anybody is answered while others are connected and send nothing."""
    return seen.silence


def slow_uploads(seen: Lifetimes) -> str:
    """Whether anybody is answered while others send a body and do not come to its end."""
    return seen.slow_uploads


def logs_client_address(seen: Lifetimes) -> str:
    """Whose address is logged for a request that a proxy has passed on."""
    lines = [text for _, text in matching(seen, r"/name\?proxied")]
    if not lines:
        return "nothing is logged"
    known = {"127.0.0.1": "the proxy's", "203.0.113.9": "the client's"}
    return " and ".join(words for ip, words in known.items() if ip in lines[0]) or "no address"


def busy_port(seen: Lifetimes) -> str:
    """How a second process ends on a port that is in use, and its last words."""
    log = seen.second_log
    last = line(log.strip().split("\n")[-1])
    return f"{with_traceback(seen.second, log)} · {last}"


def ctrl_c(seen: Lifetimes) -> str:
    """How it ends on Ctrl-C."""
    return with_traceback(seen.ctrl_c, seen.after_ctrl_c)


def sigterm(seen: Lifetimes) -> str:
    """How it ends on SIGTERM."""
    return seen.sigterm


def sigterm_in_flight(seen: Lifetimes) -> str:
    """What becomes of a request under way when SIGTERM comes."""
    return seen.in_flight


def idle(seen: Lifetimes) -> str:
    """What becomes of a kept connection that nobody uses."""
    return seen.idle


def half_request(seen: Lifetimes) -> str:
    """What becomes of a request whose rest does not come."""
    return seen.half_request


def sighup(seen: Lifetimes) -> str:
    """How it ends when its terminal is closed."""
    return seen.sighup


# --- The questions ---

QUESTIONS = [
    ProcessQuestion(
        id="start-address",
        level="practical",
        question="Does a server print the address at which it can be visited, and is it ready by "
        "then?",
        done="the server is started, and what it prints is read",
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
        id="start-warning",
        level="essential",
        question="Does the server warn that it is for development only?",
        terms=("production server", "WSGI server"),
        done="the server is started, and what it prints is read",
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
        terms=("traceback", "Internal Server Error without traceback", "silent 500"),
        done="a view raises an exception, and the log is read",
        probe=logs_exception,
        answers={
            "flask": "on stderr",
            "django": "on stderr",
            "bottle": "on stderr",
            "cherrypy": {"native": "on stderr", "waitress": "on stderr, and again on stderr"},
            "pyramid": "on stderr",
        },
        why="Django logs it, and our settings print that log: without LOGGING it would be silent, "
        "because with DEBUG off its only handler for errors mails them to ADMINS. Waitress adds a "
        "handler for all loggers, which prints a second time what CherryPy prints itself. Flask "
        "and Bottle write it themselves, Pyramid leaves it to the server.",
        links=(
            f"{DJANGO}/utils/log.py#L37-L64",
            f"{WAITRESS}/__init__.py#L10-L12",
            f"{CHERRYPY}/__init__.py#L348-L350",
        ),
        app_lines={"django": '"django.request": {'},
    ),
    ProcessQuestion(
        id="log-request",
        level="essential",
        question="Which line is logged for a request, and on which stream?",
        terms=("access log", "logging"),
        done="a page is asked for, and the log is read",
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
        id="log-client-address",
        level="practical",
        question="Whose address is logged for a request that a proxy has passed on?",
        terms=(
            "X-Forwarded-For",
            "X-Real-IP",
            "real IP",
            "client IP",
            "reverse proxy",
            "access log",
        ),
        done="a page is asked for with X-Forwarded-For and X-Real-IP, and the log is read",
        probe=logs_client_address,
        answers={
            "flask": {"native": "the proxy's", "waitress": "nothing is logged"},
            "django": {"native": "no address", "waitress": "nothing is logged"},
            "bottle": {"native": "the proxy's", "waitress": "nothing is logged"},
            "cherrypy": "the proxy's",
            "pyramid": {"native": "the proxy's", "waitress": "nothing is logged"},
        },
        why="No server here believes a proxy unless it is told to: waitress with trusted_proxy, "
        "Flask behind ProxyFix, CherryPy with tools.proxy. Django's server logs no address, and "
        "waitress has no access log; there CherryPy writes its own.",
        links=(
            f"{WERKZEUG}/serving.py#L444-L485",
            f"{DJANGO}/core/servers/basehttp.py#L180-L190",
            f"{CHERRYPY}/_cplogging.py#L223-L282",
            "https://docs.pylonsproject.org/projects/waitress/en/latest/reverse-proxy.html",
        ),
    ),
    ProcessQuestion(
        id="log-not-found",
        level="practical",
        question="What is logged for a page that is not found?",
        terms=("access log",),
        done="an unknown path is asked for, and the log is read",
        probe=logs_not_found,
        answers={
            "flask": {
                "native": "stderr: 127.0.0.1 - - [time] "
                '"\\x1b[33mGET /nope HTTP/1.1\\x1b[0m" 404 -',
                "waitress": "nothing",
            },
            "django": {
                "native": 'stderr: Not Found: /nope · stderr: [time] "GET /nope HTTP/1.1" 404 size',
                "waitress": "stderr: Not Found: /nope",
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
        "warning, which our settings print. CherryPy writes an access log of its own, and "
        "waitress, which adds a handler for all loggers, prints it again. Bottle and Pyramid leave "
        "the line to wsgiref.",
        links=(
            f"{WERKZEUG}/serving.py#L456-L471",
            f"{DJANGO}/utils/log.py#L257-L302",
            f"{WAITRESS}/__init__.py#L10-L12",
        ),
        app_lines={"django": '"django.request": {'},
    ),
    ProcessQuestion(
        id="log-control-character",
        level="advanced",
        question="Does an escape character in the request target reach the terminal of a person "
        "who reads the log?",
        terms=("log injection", "ANSI escape"),
        done="a path with an escape character is asked for, and the log is read",
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
        level="essential",
        question="While views are slow, how many of them run at the same time?",
        terms=("single-threaded", "threads", "concurrency", "slow view", "blocks"),
        done="one page is asked for again and again, while its views wait",
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
        question="Is a visitor answered while others are connected and send nothing?",
        terms=("slowloris", "hangs", "Chrome preconnect"),
        done="clients connect and send nothing",
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
        why="wsgiref, under Bottle and Pyramid, waits for the request of the first before it looks "
        "at the next, and a browser that connects in advance is enough. CherryPy's server hands "
        "each connection to one of its ten threads, which waits up to ten seconds. Flask's and "
        "Django's have a thread for each. Waitress gives a thread to a whole request only; but it "
        "takes 100 connections at most, and with more it answers none.",
        links=(
            "https://github.com/cherrypy/cheroot/pull/199",
            "https://github.com/cherrypy/cheroot/blob/v11.1.2/cheroot/connections.py#L239-L255",
            f"{CHERRYPY}/_cpserver.py#L60-L61",
            "https://docs.pylonsproject.org/projects/waitress/en/latest/design.html",
            f"{WAITRESS}/adjustments.py#L231",
        ),
    ),
    ProcessQuestion(
        id="slow-uploads",
        level="practical",
        question="Is a visitor answered while others send a body slowly?",
        terms=("slow clients", "slowloris", "hangs", "upload over a slow line"),
        done="clients announce a body of 50 bytes and send 5",
        probe=slow_uploads,
        answers={
            "flask": "answers while 12 send a body slowly",
            "django": "answers while 12 send a body slowly",
            "bottle": "answers while 12 send a body slowly",
            "cherrypy": {
                "native": "waits for 12 that send a body slowly",
                "waitress": "answers while 12 send a body slowly",
            },
            "pyramid": "answers while 12 send a body slowly",
        },
        why="CherryPy reads a form before it calls the view, and on its own server one of ten "
        "threads waits for the rest. Django reads it too, for the CSRF token, but its server has a "
        "thread for each visitor. Flask, Bottle and Pyramid do not read the body here. Waitress "
        "takes a whole request in before a thread sees it.",
        links=(
            f"{CHERRYPY}/_cprequest.py#L704-L711",
            f"{CHERRYPY}/_cpserver.py#L60-L79",
            "https://docs.pylonsproject.org/projects/waitress/en/latest/design.html",
        ),
    ),
    ProcessQuestion(
        id="idle-connection",
        level="practical",
        question="Is a connection closed that is kept, and that nobody uses for an hour?",
        terms=("keep-alive timeout", "idle", "502 behind a proxy", "connection reset", "pool"),
        done="a page is got over a connection that is to be kept, and an hour passes by the clock "
        "of the server",
        probe=idle,
        answers={
            "flask": {"native": "closed behind the response", "waitress": "closed"},
            "django": {"native": "still open", "waitress": "closed"},
            "bottle": {"native": "closed behind the response", "waitress": "closed"},
            "cherrypy": "closed",
            "pyramid": {"native": "closed behind the response", "waitress": "closed"},
        },
        why="The servers of Flask, Bottle and Pyramid keep no connection. Django's keeps one for as "
        "long as the client does. CherryPy's closes it after 10 seconds; Waitress after 120, and it "
        "looks every 30. A proxy that keeps its connections for longer sends a request into "
        "one that is being closed, now and then, and answers 502.",
        links=(
            f"{WAITRESS}/adjustments.py#L233-L237",
            f"{WAITRESS}/server.py#L342-L351",
            f"{CHEROOT}/connections.py#L257-L260",
            f"{CHEROOT}/server.py#L1561-L1562",
            f"{DJANGO}/core/servers/basehttp.py#L177-L178",
            f"{PYTHON}/http/server.py#L634",
        ),
    ),
    ProcessQuestion(
        id="half-request",
        level="practical",
        question="What becomes of a request whose rest does not come within an hour?",
        terms=("408", "Request Timeout", "slowloris", "read timeout", "hangs"),
        done="half of a header section is sent, and an hour passes by the clock of the server",
        probe=half_request,
        answers={
            "flask": {"native": "still waited for", "waitress": "closed without an answer"},
            "django": {"native": "still waited for", "waitress": "closed without an answer"},
            "bottle": {"native": "still waited for", "waitress": "closed without an answer"},
            "cherrypy": {"native": "408, then closed", "waitress": "closed without an answer"},
            "pyramid": {"native": "still waited for", "waitress": "closed without an answer"},
        },
        why="The servers of Flask, Django, Bottle and Pyramid have no limit of time, and are meant "
        "for development. CherryPy's waits 10 seconds for each piece, then answers 408. Waitress "
        "closes what was silent for 120 seconds.",
        links=(
            f"{CHEROOT}/server.py#L1326-L1332",
            f"{WAITRESS}/server.py#L342-L351",
            f"{PYTHON}/http/server.py#L400-L436",
        ),
    ),
    ProcessQuestion(
        id="port-taken",
        level="essential",
        question="How does a server end that finds its port in use, and what is its last line?",
        terms=("Address already in use", "AirPlay", "port 5000"),
        done="the server is started twice, on the same port",
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
        question="How does a server end on Ctrl-C, which is the signal SIGINT?",
        terms=("KeyboardInterrupt",),
        done="SIGINT is sent to it",
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
        question="How does a server end on SIGTERM, which service managers and containers send?",
        terms=("docker stop", "systemd", "Kubernetes"),
        done="SIGTERM is sent to it, while a view waits",
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
        level="essential",
        question="Is a page still sent that was being made when SIGTERM came?",
        terms=("graceful shutdown", "rolling deployment"),
        done="SIGTERM is sent to it, while a view waits",
        probe=sigterm_in_flight,
        answers={
            "flask": "cut off",
            "django": "cut off",
            "bottle": "cut off",
            "cherrypy": {"native": "answered", "waitress": "cut off"},
            "pyramid": "cut off",
        },
        why="CherryPy's server stops taking new requests and gives the threads that are at work up "
        "to five seconds. Where nothing listens for the signal, all work ends with the process.",
        links=(
            f"{CHERRYPY}/_cpserver.py#L71-L72",
            "https://github.com/cherrypy/cheroot/blob/v11.1.2/cheroot/server.py#L1556-L1559",
        ),
    ),
    ProcessQuestion(
        id="sighup",
        level="advanced",
        question="How does a server end on SIGHUP, which it gets when its terminal is closed?",
        done="SIGHUP is sent to it",
        probe=sighup,
        answers={
            "flask": "ended by SIGHUP",
            "django": "ended by SIGHUP",
            "bottle": "ended by SIGHUP",
            "cherrypy": {"native": "exit status 0", "waitress": "ended by SIGHUP"},
            "pyramid": "ended by SIGHUP",
        },
        why="CherryPy listens for this signal too: it exits in order, or, if it runs as a daemon, "
        "starts again. For Flask, Django, Bottle and Pyramid the operating system ends the "
        "process.",
        links=(f"{CHERRYPY}/process/plugins.py#L200-L209",),
    ),
]

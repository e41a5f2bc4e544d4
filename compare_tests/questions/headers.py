"""Header fields: what stands above a page whose view sets none."""

import re

from compare_tests.engine.aspects import aspect, connection, framing, header, status
from compare_tests.engine.model import Question, Rule, request
from compare_tests.engine.text import sorted_list
from compare_tests.engine.wire import Response
from compare_tests.questions.sources import (
    BOTTLE,
    CHEROOT,
    CHERRYPY,
    DJANGO,
    PYTHON,
    WAITRESS,
    WEBOB,
    WERKZEUG,
)

FOUR = "content-length, content-type, date, server"
WSGIREF = "WSGIServer with version CPython with version"
UNPROTECTED = (
    "no X-Content-Type-Options · no X-Frame-Options · no Referrer-Policy · "
    "no Content-Security-Policy"
)
UNCACHED = "no Cache-Control · no Expires · no ETag · no Last-Modified"


@aspect("header")
def vary(response: Response) -> str:
    """The `Vary` field as a set (RFC 9110 section 12.5.5)."""
    value = response.header("vary")
    return "no Vary" if value is None else f"Vary: {sorted_list(value)}"


@aspect("header")
def field_names(response: Response) -> str:
    """The names of all header fields, sorted."""
    return ", ".join(sorted({name for name, _ in response.headers})) or "no fields"


@aspect("header")
def server_field(response: Response) -> str:
    """The products in `Server`, and which of them say their version."""
    value = response.header("server")
    return "no Server" if value is None else re.sub(r"/\d\S*", " with version", value)


@aspect("header")
def cookies_set(response: Response) -> str:
    """The names of the cookies that are set."""
    values = [value for name, value in response.headers if name == "set-cookie"]
    names = sorted(value.split("=")[0].strip() for value in values)
    return f"sets {', '.join(names)}" if names else "sets no cookie"


@aspect("header")
def date_field(response: Response) -> str:
    """Whether there is a `Date`, in the form in which it is to be sent (RFC 9110 section 5.6.7)."""
    value = response.header("date")
    if value is None:
        return "no Date"
    form = r"[A-Z]\w\w, \d\d [A-Z]\w\w \d{4} \d\d:\d\d:\d\d GMT"
    return "a Date" if re.fullmatch(form, value) else "a Date in another form"


QUESTIONS = [
    # --- On every page ---
    Question(
        id="page-fields",
        level="practical",
        question="Which header fields does a page have whose view sets none?",
        request=request("GET /bye"),
        observe=(field_names,),
        answers={
            "flask": f"connection, {FOUR}",
            "django": {
                "native": "content-length, content-type, cross-origin-opener-policy, date, "
                "referrer-policy, server, x-content-type-options, x-frame-options",
                "waitress": "connection, content-length, content-type, cross-origin-opener-policy, "
                "date, referrer-policy, server, x-content-type-options, x-frame-options",
            },
            "bottle": {"native": FOUR, "waitress": f"connection, {FOUR}"},
            "cherrypy": {"native": f"connection, {FOUR}", "waitress": f"connection, {FOUR}, via"},
            "pyramid": {"native": FOUR, "waitress": f"connection, {FOUR}"},
        },
        aligned="connection, content-length, content-type, cross-origin-opener-policy, date, referrer-policy, server, x-content-type-options, x-frame-options",
        why="The framework gives Content-Type and Content-Length, the server adds Date, Server "
        "and, if it says that it will close, Connection, as Flask's own server always does. Django "
        "adds the fields of SecurityMiddleware and XFrameOptionsMiddleware, which startproject "
        "writes. CherryPy gives Date and Server too, and waitress, which finds a Server there "
        "already, writes its own name into Via.",
        links=(
            f"{CHERRYPY}/_cprequest.py#L886-L888",
            f"{WAITRESS}/task.py#L260-L271",
            f"{PYTHON}/wsgiref/handlers.py#L261-L271",
        ),
    ),
    Question(
        id="page-server",
        level="essential",
        question="What does a page tell about the software behind it?",
        terms=("Server header", "version disclosure", "banner"),
        request=request("GET /bye"),
        observe=(server_field,),
        answers={
            "flask": {
                "native": "Werkzeug with version Python with version",
                "waitress": "waitress",
            },
            "django": {"native": WSGIREF, "waitress": "waitress"},
            "bottle": {"native": WSGIREF, "waitress": "waitress"},
            "cherrypy": "CherryPy with version",
            "pyramid": {"native": WSGIREF, "waitress": "waitress"},
        },
        aligned="waitress",
        why="The server names itself: wsgiref and Werkzeug's server with their own version and "
        "that of Python, waitress by its name alone. CherryPy sets the field in every response, "
        "and so it tells its version on any server.",
        links=(
            f"{PYTHON}/wsgiref/simple_server.py#L23-L25",
            f"{CHERRYPY}/_cprequest.py#L886-L888",
            "https://www.rfc-editor.org/rfc/rfc9110#section-10.2.4",
        ),
    ),
    Question(
        id="page-content-type-spelling",
        level="practical",
        question="How exactly is the Content-Type of a page written?",
        terms=("charset",),
        request=request("GET /bye"),
        observe=(header("Content-Type"),),
        answers={
            "flask": "Content-Type: text/html; charset=utf-8",
            "django": "Content-Type: text/html; charset=utf-8",
            "bottle": "Content-Type: text/html; charset=UTF-8",
            "cherrypy": "Content-Type: text/html;charset=utf-8",
            "pyramid": "Content-Type: text/html; charset=UTF-8",
        },
        aligned="Content-Type: text/html; charset=utf-8",
        why="All three mean the same, since neither the case of the charset nor the space counts, "
        "but a test that compares the text breaks when the app moves. Bottle and WebOb, which "
        "makes Pyramid's responses, write capitals; CherryPy puts no space before a parameter.",
        links=(
            f"{BOTTLE}/bottle.py#L1646",
            f"{WEBOB}/response.py#L155",
            f"{CHERRYPY}/lib/httputil.py#L144-L146",
            "https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1",
        ),
    ),
    Question(
        id="page-content-length",
        level="practical",
        question="A page whose length is known before it is sent has a Content-Length.",
        rule=Rule("RFC 9110 section 8.6", keyword="SHOULD", kept=r"Content-Length"),
        request=request("GET /bye"),
        observe=(framing,),
        answers={
            "flask": "Content-Length",
            "django": "Content-Length",
            "bottle": "Content-Length",
            "cherrypy": "Content-Length",
            "pyramid": "Content-Length",
        },
    ),
    Question(
        id="page-date",
        level="practical",
        question="A page has a Date, in the one form that RFC 9110 allows.",
        rule=Rule("RFC 9110 section 6.6.1", keyword="MUST", kept=r"a Date"),
        request=request("GET /bye"),
        observe=(date_field,),
        answers={
            "flask": "a Date",
            "django": "a Date",
            "bottle": "a Date",
            "cherrypy": "a Date",
            "pyramid": "a Date",
        },
    ),
    Question(
        id="bad-request-date",
        level="advanced",
        question="A refusal has a Date too, even if no app sees the request.",
        rule=Rule("RFC 9110 section 6.6.1", keyword="MUST", kept=r".*a Date"),
        request=b"GET / bye HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        observe=(status, date_field),
        answers={
            "flask": "400 · a Date",
            "django": "400 · a Date",
            "bottle": "400 · a Date",
            "cherrypy": {"native": "400 · no Date", "waitress": "400 · a Date"},
            "pyramid": "400 · a Date",
        },
        why="The refusal is the server's own. CherryPy's server, cheroot, writes only length and "
        "type above it; waitress and Python's http.server, on which the development servers of "
        "the others stand, add Date to whatever they send.",
        links=(
            f"{CHEROOT}/server.py#L1116-L1126",
            f"{PYTHON}/http/server.py#L493-L504",
        ),
    ),
    Question(
        id="page-connection-close",
        level="practical",
        question="A server that was asked to close the connection SHOULD say that it does.",
        rule=Rule("RFC 9112 section 9.6", keyword="SHOULD", kept=r"Connection: close"),
        request=request("GET /bye"),
        observe=(header("Connection"), connection),
        answers={
            "flask": "Connection: close · closed",
            "django": {
                "native": "no Connection · closed",
                "waitress": "Connection: close · closed",
            },
            "bottle": {
                "native": "no Connection · closed",
                "waitress": "Connection: close · closed",
            },
            "cherrypy": "Connection: close · closed",
            "pyramid": {
                "native": "no Connection · closed",
                "waitress": "Connection: close · closed",
            },
        },
        why="All close. Waitress, cheroot and Werkzeug's server say so before. wsgiref speaks "
        "HTTP/1.0, where closing is the rule, and Django's runserver, which is built on it, says "
        "it only where a page has no Content-Length.",
        links=(
            f"{DJANGO}/core/servers/basehttp.py#L140-L154",
            f"{WERKZEUG}/serving.py#L299-L303",
            f"{WAITRESS}/task.py#L241-L243",
        ),
        cause="protocol",
    ),
    # --- On no page ---
    Question(
        id="page-protection",
        level="practical",
        question="Does a page have the fields that tell a browser to be careful?",
        terms=("security headers", "X-Frame-Options", "clickjacking", "nosniff", "CSP"),
        request=request("GET /"),
        observe=(
            header("X-Content-Type-Options"),
            header("X-Frame-Options"),
            header("Referrer-Policy"),
            header("Content-Security-Policy"),
        ),
        answers={
            "flask": UNPROTECTED,
            "django": "X-Content-Type-Options: nosniff · X-Frame-Options: DENY · Referrer-Policy: "
            "same-origin · no Content-Security-Policy",
            "bottle": UNPROTECTED,
            "cherrypy": UNPROTECTED,
            "pyramid": UNPROTECTED,
        },
        aligned="X-Content-Type-Options: nosniff · X-Frame-Options: DENY · Referrer-Policy: same-origin · no Content-Security-Policy",
        why="Django's SecurityMiddleware and XFrameOptionsMiddleware, which startproject writes, "
        "send them. In Flask, Bottle, CherryPy and Pyramid they are the work of the app or of the "
        "server in front.",
        links=(
            f"{DJANGO}/middleware/security.py#L37-L66",
            f"{DJANGO}/middleware/clickjacking.py#L26-L40",
        ),
    ),
    Question(
        id="bad-request-protection",
        level="advanced",
        question="Does the page for a foreign Host have the fields that tell a browser to be careful?",
        terms=("security headers", "X-Frame-Options", "nosniff", "DNS rebinding"),
        request=request("GET /bye").replace(b"127.0.0.1", b"example.com"),
        observe=(status, header("X-Content-Type-Options"), header("X-Frame-Options")),
        answers={
            "flask": "200 · no X-Content-Type-Options · no X-Frame-Options",
            "django": "400 · X-Content-Type-Options: nosniff · no X-Frame-Options",
            "bottle": "200 · no X-Content-Type-Options · no X-Frame-Options",
            "cherrypy": "200 · no X-Content-Type-Options · no X-Frame-Options",
            "pyramid": "200 · no X-Content-Type-Options · no X-Frame-Options",
        },
        aligned="400 · X-Content-Type-Options: nosniff · X-Frame-Options: DENY",
        why="Django's CommonMiddleware refuses the Host. SecurityMiddleware stands before it and adds "
        "its field also then; XFrameOptionsMiddleware stands behind it and never sees the request. "
        "Flask, Bottle, CherryPy and Pyramid serve the page, with neither field.",
        links=(
            f"{DJANGO}/middleware/common.py#L34-L48",
            f"{DJANGO}/core/handlers/exception.py#L22-L59",
        ),
        cause="hosts",
    ),
    Question(
        id="page-caching",
        level="essential",
        question="Does a page say how long it may be kept, or how to ask whether it has changed?",
        terms=("cache", "ETag", "Last-Modified", "Cache-Control", "stale page"),
        request=request("GET /"),
        observe=(
            header("Cache-Control"),
            header("Expires"),
            header("ETag"),
            header("Last-Modified"),
        ),
        answers={
            "flask": UNCACHED,
            "django": UNCACHED,
            "bottle": UNCACHED,
            "cherrypy": UNCACHED,
            "pyramid": UNCACHED,
        },
    ),
    Question(
        id="not-found-vary",
        level="advanced",
        question="Does the page for an unknown path tell caches that it depends on Accept?",
        request=request("GET /nowhere", "Accept: application/json"),
        observe=(vary,),
        answers={
            "flask": "no Vary",
            "django": "no Vary",
            "bottle": "no Vary",
            "cherrypy": "no Vary",
            "pyramid": "no Vary",
        },
        cause="errors",
    ),
    # --- Cookies ---
    Question(
        id="first-visit-cookies",
        level="practical",
        question="Does the first visit to a site set a cookie?",
        terms=("session cookie", "cookie banner"),
        request=request("GET /"),
        observe=(cookies_set,),
        answers={
            "flask": "sets no cookie",
            "django": "sets no cookie",
            "bottle": "sets no cookie",
            "cherrypy": "sets no cookie",
            "pyramid": "sets no cookie",
        },
    ),
    Question(
        id="foreign-cookie",
        level="practical",
        question="Another site on the same host has set a cookie named a@b: does the page come?",
        terms=("illegal cookie name", "CookieError"),
        request=request("GET /bye", "Cookie: a@b=1"),
        observe=(status,),
        answers={
            "flask": "200",
            "django": "200",
            "bottle": "200",
            "cherrypy": "400",
            "pyramid": "200",
        },
        aligned="200",
        why="CherryPy reads the cookies of every request with Python's SimpleCookie, which finds "
        "the @ in the name illegal, and answers that with 400. Flask, Django, Bottle and Pyramid "
        "read them when the app asks for a cookie or a session, and this one asks for neither.",
        links=(
            f"{CHERRYPY}/_cprequest.py#L756-L763",
            "https://github.com/cherrypy/cherrypy/issues/1979",
        ),
    ),
    Question(
        id="not-found-cookie",
        level="advanced",
        question="Does the page for an unknown path set a cookie, if csrftoken=1 was sent?",
        request=request("GET /nowhere", "Cookie: csrftoken=1"),
        observe=(status, cookies_set, vary),
        answers={
            "flask": "404 · sets no cookie · no Vary",
            "django": "404 · sets csrftoken · Vary: Cookie",
            "bottle": "404 · sets no cookie · no Vary",
            "cherrypy": "404 · sets no cookie · no Vary",
            "pyramid": "404 · sets no cookie · no Vary",
        },
        aligned="404 · sets no cookie · no Vary",
        why="Django's default error views have the decorator requires_csrf_token, in case a "
        "template needs a token. It replaces a token that cannot be one, even in an app without "
        "the CSRF middleware. Flask, Bottle, CherryPy and Pyramid know no cookie of that name.",
        links=(
            f"{DJANGO}/views/defaults.py#L29-L35",
            f"{DJANGO}/middleware/csrf.py#L401-L405",
            f"{DJANGO}/middleware/csrf.py#L253-L269",
        ),
        cause="errors",
    ),
]

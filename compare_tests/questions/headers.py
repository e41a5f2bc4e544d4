"""Header fields: what stands above a page whose view sets none."""

import re

from compare_tests.engine.aspects import aspect, connection, framing, header, status
from compare_tests.engine.model import Question, request
from compare_tests.engine.text import sorted_list
from compare_tests.engine.wire import Response

BOTTLE = "https://github.com/bottlepy/bottle/blob/0.13.4"
CHEROOT = "https://github.com/cherrypy/cheroot/blob/v11.1.2/cheroot"
CHERRYPY = "https://github.com/cherrypy/cherrypy/blob/v18.10.0/cherrypy"
CPYTHON = "https://github.com/python/cpython/blob/v3.11.7/Lib"
DJANGO = "https://github.com/django/django/blob/5.2.19/django"
WAITRESS = "https://github.com/Pylons/waitress/blob/v3.0.2/src/waitress"
WEBOB = "https://github.com/Pylons/webob/blob/1.8.11/src/webob"
WERKZEUG = "https://github.com/pallets/werkzeug/blob/3.1.9/src/werkzeug"

FOUR = "content-length, content-type, date, server"
WSGIREF = "WSGIServer with version CPython with version"
SORTED = "connection content-length content-type date server"
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
def field_order(response: Response) -> str:
    """The names of the header fields in the order in which they were sent."""
    return " ".join(name for name, _ in response.headers) or "no fields"


@aspect("header")
def duplicate_fields(response: Response) -> str:
    """The header fields that were sent more than once (RFC 9110 section 5.3)."""
    names = [name for name, _ in response.headers]
    return ", ".join(sorted({name for name in names if names.count(name) > 1})) or "none twice"


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
        level="essential",
        question="Which header fields has a page whose view sets none?",
        request=request("GET /bye"),
        observe=(field_names,),
        answers={
            "flask": f"connection, {FOUR}",
            "django": {"native": FOUR, "waitress": f"connection, {FOUR}"},
            "bottle": {"native": FOUR, "waitress": f"connection, {FOUR}"},
            "cherrypy": {"native": f"connection, {FOUR}", "waitress": f"connection, {FOUR}, via"},
            "pyramid": {"native": FOUR, "waitress": f"connection, {FOUR}"},
        },
        why="The framework gives Content-Type and Content-Length, the server adds Date, Server "
        "and, if it says that it will close, Connection, as Flask's own server always does. "
        "CherryPy gives Date and Server too, and waitress, which finds a Server there "
        "already, writes its own name into Via.",
        links=(
            f"{CHERRYPY}/_cprequest.py#L886-L888",
            f"{WAITRESS}/task.py#L260-L271",
            f"{CPYTHON}/wsgiref/handlers.py#L261-L271",
        ),
    ),
    Question(
        id="page-server",
        level="essential",
        question="What does a page tell about the software behind it?",
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
        why="The server names itself: wsgiref and Werkzeug's server with their own version and "
        "that of Python, waitress by its name alone. CherryPy sets the field in every response, "
        "and so it tells its version on any server.",
        links=(
            f"{CPYTHON}/wsgiref/simple_server.py#L23-L25",
            f"{CHERRYPY}/_cprequest.py#L886-L888",
            "https://www.rfc-editor.org/rfc/rfc9110#section-10.2.4",
        ),
    ),
    Question(
        id="page-content-type-spelling",
        level="practical",
        question="How exactly is the type of a page spelled?",
        request=request("GET /bye"),
        observe=(header("Content-Type"),),
        answers={
            "flask": "Content-Type: text/html; charset=utf-8",
            "django": "Content-Type: text/html; charset=utf-8",
            "bottle": "Content-Type: text/html; charset=UTF-8",
            "cherrypy": "Content-Type: text/html;charset=utf-8",
            "pyramid": "Content-Type: text/html; charset=UTF-8",
        },
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
        question="A page whose length is known before it is sent says it in Content-Length.",
        rule="RFC 9110 section 8.6",
        request=request("GET /bye"),
        observe=(framing,),
        decided_by="app code",
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
        question="A page has a Date, in the one form in which a date is to be sent.",
        rule="RFC 9110 section 6.6.1",
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
        question="A refusal has a Date too, even that of a request that no app sees.",
        rule="RFC 9110 section 6.6.1",
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
            f"{CPYTHON}/http/server.py#L493-L504",
        ),
    ),
    Question(
        id="page-connection-close",
        level="practical",
        question="A server that was asked to close the connection says that it will.",
        rule="RFC 9112 section 9.6",
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
    ),
    Question(
        id="page-via",
        level="advanced",
        question="Does a page say that it came through a gateway?",
        request=request("GET /bye"),
        observe=(header("Via"),),
        answers={
            "flask": "no Via",
            "django": "no Via",
            "bottle": "no Via",
            "cherrypy": {"native": "no Via", "waitress": "Via: waitress"},
            "pyramid": "no Via",
        },
        why="Where an app has set Server itself, as CherryPy does, waitress leaves that and writes "
        "its own name into Via, as a gateway would; but without the protocol version that belongs "
        "there.",
        links=(
            f"{WAITRESS}/task.py#L260-L268",
            "https://www.rfc-editor.org/rfc/rfc9110#section-7.6.3",
        ),
    ),
    Question(
        id="page-field-order",
        level="advanced",
        question="In which order do the header fields come?",
        request=request("GET /bye"),
        observe=(field_order,),
        answers={
            "flask": {
                "native": "server date content-type content-length connection",
                "waitress": SORTED,
            },
            "django": {"native": "date server content-type content-length", "waitress": SORTED},
            "bottle": {"native": "date server content-length content-type", "waitress": SORTED},
            "cherrypy": {
                "native": "content-type server date content-length connection",
                "waitress": f"{SORTED} via",
            },
            "pyramid": {"native": "date server content-type content-length", "waitress": SORTED},
        },
        why="It has no meaning. Waitress sorts the fields by name; wsgiref and Werkzeug's server "
        "put their own two first and then those of the app, in the app's order, which in "
        "Bottle begins with Content-Length; cheroot, CherryPy's server, adds what is missing "
        "at the end.",
        links=(
            f"{WAITRESS}/task.py#L274-L279",
            f"{CPYTHON}/wsgiref/handlers.py#L261-L271",
            f"{WERKZEUG}/serving.py#L275-L279",
            "https://www.rfc-editor.org/rfc/rfc9110#section-5.3",
        ),
    ),
    Question(
        id="repeated-fields",
        level="advanced",
        question="A field that is no list, such as Date, is sent once: even by a debugger.",
        rule="RFC 9110 section 5.3",
        request=request("GET /?__debugger__=yes&cmd=resource&f=style.css"),
        observe=(duplicate_fields,),
        app="debug",
        answers={
            "flask": "date",
            "django": "none twice",
            "bottle": "none twice",
            "cherrypy": "none twice",
            "pyramid": "none twice",
        },
        why="Flask's debugger sends its style sheet by send_file, which sets a Date, and its "
        "server begins every response with a Date of its own, whether the app has set one or not. "
        "The others have no such file and send a page, with one Date.",
        links=(
            f"{WERKZEUG}/wrappers/response.py#L757-L763",
            f"{WERKZEUG}/serving.py#L275-L279",
            f"{CPYTHON}/http/server.py#L493-L504",
        ),
    ),
    # --- On no page ---
    Question(
        id="page-protection",
        level="practical",
        question="Does a page come with the fields that ask a browser to be careful?",
        request=request("GET /"),
        observe=(
            header("X-Content-Type-Options"),
            header("X-Frame-Options"),
            header("Referrer-Policy"),
            header("Content-Security-Policy"),
        ),
        decided_by="app code",
        answers={
            "flask": UNPROTECTED,
            "django": UNPROTECTED,
            "bottle": UNPROTECTED,
            "cherrypy": UNPROTECTED,
            "pyramid": UNPROTECTED,
        },
    ),
    Question(
        id="page-caching",
        level="practical",
        question="Does a page say how long it may be kept, or how to ask whether it has changed?",
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
    ),
    # --- Cookies ---
    Question(
        id="first-visit-cookies",
        level="practical",
        question="Does the first visit to a site set a cookie?",
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
        question="Another site on the same host has set a cookie named a@b: does a page come?",
        request=request("GET /bye", "Cookie: a@b=1"),
        observe=(status,),
        answers={
            "flask": "200",
            "django": "200",
            "bottle": "200",
            "cherrypy": "400",
            "pyramid": "200",
        },
        why="CherryPy reads the cookies of every request with Python's SimpleCookie, which finds "
        "the @ in the name illegal, and answers that with 400. The others read them when the app "
        "asks for a cookie or a session, and this one asks for neither.",
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
        why="Django's default error views have the decorator requires_csrf_token, in case a "
        "template needs a token. It replaces a token that cannot be one, even in an app without "
        "the CSRF middleware. The others know no cookie of that name.",
        links=(
            f"{DJANGO}/views/defaults.py#L29-L35",
            f"{DJANGO}/middleware/csrf.py#L401-L405",
            f"{DJANGO}/middleware/csrf.py#L253-L269",
        ),
    ),
]

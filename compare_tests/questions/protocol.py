"""Protocol: versions, connections, request lines, fields and bodies as they come on the wire."""

from compare_tests.engine.aspects import aspect, connection, header, page, status
from compare_tests.engine.model import Question, Rule, request
from compare_tests.engine.wire import Response
from compare_tests.questions.sources import CHEROOT, CHERRYPY, DJANGO, PYTHON, WAITRESS, WERKZEUG

CHEROOT_ISSUES = "https://github.com/cherrypy/cheroot/issues"

NEXT = request("GET /name")  # a further request on the same connection


@aspect("status")
def http_version(response: Response) -> str:
    """The HTTP version that the server says it speaks."""
    return f"HTTP/{response.version}"


QUESTIONS = [
    # --- Versions ---
    Question(
        id="version-answered",
        level="practical",
        question="Which version of HTTP does the response to an HTTP/1.1 request have?",
        terms=("HTTP/1.0 response",),
        request=request("GET /bye"),
        observe=(http_version,),
        answers={
            "flask": "HTTP/1.1",
            "django": "HTTP/1.1",
            "bottle": {"native": "HTTP/1.0", "waitress": "HTTP/1.1"},
            "cherrypy": "HTTP/1.1",
            "pyramid": {"native": "HTTP/1.0", "waitress": "HTTP/1.1"},
        },
        why="Bottle and Pyramid start Python's own wsgiref server, which answers in HTTP/1.0. "
        "Django's runserver is built on it too but says 1.1, and the servers of Flask and "
        "CherryPy speak 1.1 as well.",
        links=(
            f"{PYTHON}/wsgiref/handlers.py#L104",
            f"{DJANGO}/core/servers/basehttp.py#L114-L115",
            f"{WERKZEUG}/serving.py#L728-L734",
        ),
    ),
    Question(
        id="version-1-0",
        level="advanced",
        question="A request in HTTP/1.0 is answered in the highest HTTP/1 version that the server "
        "speaks.",
        terms=("ab", "ApacheBench"),
        rule=Rule("RFC 9110 section 6.2", keyword="SHOULD"),
        request=b"GET /bye HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n",
        observe=(http_version,),
        answers={
            "flask": {"native": "HTTP/1.1", "waitress": "HTTP/1.0"},
            "django": {"native": "HTTP/1.1", "waitress": "HTTP/1.0"},
            "bottle": "HTTP/1.0",
            "cherrypy": {"native": "HTTP/1.1", "waitress": "HTTP/1.0"},
            "pyramid": "HTTP/1.0",
        },
        why="Waitress goes down to the version of the request. The own servers of Flask, Django "
        "and CherryPy stay with HTTP/1.1; wsgiref, under Bottle and Pyramid, has nothing "
        "above 1.0.",
        links=(
            f"{WAITRESS}/task.py#L158-L162",
            f"{CHEROOT}/server.py#L1255",
            f"{PYTHON}/wsgiref/handlers.py#L104",
        ),
    ),
    Question(
        id="version-1-2",
        level="advanced",
        question="HTTP/1.2 does not exist, and counts as the highest HTTP/1 version that the "
        "server speaks.",
        rule=Rule("RFC 9110 section 6.2", keyword="SHOULD"),
        request=b"GET /bye HTTP/1.2\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        observe=(status, http_version),
        answers={
            "flask": {"native": "200 · HTTP/1.1", "waitress": "200 · HTTP/1.0"},
            "django": {"native": "200 · HTTP/1.1", "waitress": "200 · HTTP/1.0"},
            "bottle": "200 · HTTP/1.0",
            "cherrypy": {"native": "505 · HTTP/1.1", "waitress": "200 · HTTP/1.0"},
            "pyramid": "200 · HTTP/1.0",
        },
        why="Waitress treats every version but 1.0 and 1.1 as 1.0. CherryPy's own server refuses "
        "all above 1.1. Python's http.server, under the other own servers, refuses only from 2.0 "
        "on; wsgiref, which Bottle and Pyramid use, answers with its own version, 1.0.",
        links=(
            f"{WAITRESS}/task.py#L158-L162",
            f"{CHEROOT}/server.py#L817-L823",
            f"{PYTHON}/http/server.py#L313-L320",
        ),
    ),
    Question(
        id="version-missing",
        level="advanced",
        question="What does a request line without a version get, as in HTTP/0.9?",
        terms=("HTTP/0.9", "telnet", "no status line"),
        request=b"GET /bye\r\n\r\n",
        observe=(status,),
        answers={
            "flask": {"native": 'not HTTP: "<u><em><b>Bye!</b></em></u>"', "waitress": "200"},
            "django": {"native": 'not HTTP: "<u><em><b>Bye!</b></em></u>"', "waitress": "400"},
            "bottle": {"native": 'not HTTP: "<u><em><b>Bye!</b></em></u>"', "waitress": "200"},
            "cherrypy": {"native": "400", "waitress": "200"},
            "pyramid": {"native": 'not HTTP: "<u><em><b>Bye!</b></em></u>"', "waitress": "200"},
        },
        aligned="400",
        why="Python's http.server, under the own servers of Flask, Django, Bottle and Pyramid, "
        "takes this for HTTP/0.9, whose response is the body alone, without status and fields. "
        "CherryPy's server wants a version. Waitress takes it for HTTP/1.0; there Django finds no "
        "Host that it allows.",
        links=(
            f"{PYTHON}/http/server.py#L328-L334",
            f"{PYTHON}/http/server.py#L508",
            f"{CHEROOT}/server.py#L803-L826",
            f"{WAITRESS}/parser.py#L412-L420",
        ),
    ),
    Question(
        id="version-lower-case",
        level="advanced",
        question="What does a request line get that names its version in small letters, http/1.1?",
        terms=("Bad request version", "no status line"),
        request=b"GET /bye http/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        observe=(status,),
        answers={
            "flask": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(299 characters)"',
                "waitress": "400",
            },
            "django": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(299 characters)"',
                "waitress": "400",
            },
            "bottle": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(299 characters)"',
                "waitress": "400",
            },
            "cherrypy": "400",
            "pyramid": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(299 characters)"',
                "waitress": "400",
            },
        },
        why="Python's http.server, under the own servers of Flask, Django, Bottle and Pyramid, has "
        "not read a version yet when it refuses this one, so it answers as in HTTP/0.9: the body "
        "alone, without a status line. CherryPy's server and waitress answer with a status.",
        links=(
            f"{PYTHON}/http/server.py#L279-L312",
            f"{CHEROOT}/server.py#L803-L809",
            f"{WAITRESS}/parser.py#L412-L416",
        ),
    ),
    Question(
        id="https-to-http",
        level="practical",
        question="What does a visitor get who types https:// where only http is spoken?",
        terms=(
            "TLS",
            "SSL",
            "ERR_SSL_PROTOCOL_ERROR",
            "SSL handshake",
            "hangs",
            "Bad request version",
        ),
        request=b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x10.X\\B\x90\n\xa2\xa7\xbb!)\x978\xab"
        b"\xb0\x14\xe4al\xfa",
        observe=(status,),
        answers={
            "flask": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(344 characters)"',
                "waitress": "no answer in time",
            },
            "django": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(344 characters)"',
                "waitress": "no answer in time",
            },
            "bottle": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(344 characters)"',
                "waitress": "no answer in time",
            },
            "cherrypy": {"native": "400", "waitress": "no answer in time"},
            "pyramid": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(344 characters)"',
                "waitress": "no answer in time",
            },
        },
        why="Waitress waits for the end of a header section that never comes, until it closes the "
        "connection after two minutes or more; the browser hangs. Python's http.server, under the "
        "own servers of Flask, Django, Bottle and Pyramid, reads up to the first newline and "
        "answers without a status line; Django's log says what happened. CherryPy's server answers "
        "400.",
        links=(
            f"{WAITRESS}/adjustments.py#L237",
            f"{PYTHON}/http/server.py#L279-L312",
            f"{DJANGO}/core/servers/basehttp.py#L189-L198",
            f"{CHEROOT}/server.py#L803-L826",
        ),
    ),
    Question(
        id="http-2-at-once",
        level="advanced",
        question="What does a client get that speaks HTTP/2 from its first byte?",
        terms=("h2c", "prior knowledge", "PRI * HTTP/2.0", "gRPC"),
        request=b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
        observe=(status,),
        answers={
            "flask": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(275 characters)"',
                "waitress": "404",
            },
            "django": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(275 characters)"',
                "waitress": "400",
            },
            "bottle": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(275 characters)"',
                "waitress": "404",
            },
            "cherrypy": {"native": "505", "waitress": "404"},
            "pyramid": {
                "native": 'not HTTP: "<!DOCTYPE HTML> <htm…(275 characters)"',
                "waitress": "404",
            },
        },
        aligned="501",
        why="To every server here `PRI * HTTP/2.0` is a request line of an unknown version. "
        "Python's http.server, under the own servers of Flask, Django, Bottle and Pyramid, refuses "
        "it without a status line, CherryPy's with 505. Waitress treats every version but 1.0 and "
        "1.1 as 1.0, and asks the app; Django refuses a request without Host.",
        links=(
            f"{PYTHON}/http/server.py#L313-L320",
            f"{CHEROOT}/server.py#L817-L823",
            f"{WAITRESS}/task.py#L158-L162",
        ),
    ),
    # --- Connections ---
    Question(
        id="connection-kept",
        level="essential",
        question="In HTTP/1.1 a server keeps the connection open for further requests.",
        terms=("keep-alive", "persistent connection", "connection pool", "idle timeout"),
        rule=Rule("RFC 9112 section 9.3", keyword="SHOULD", kept=r".*kept"),
        request=request("GET /bye", close=False),
        observe=(status, connection),
        answers={
            "flask": {"native": "200 · closed", "waitress": "200 · kept"},
            "django": "200 · kept",
            "bottle": {"native": "200 · closed", "waitress": "200 · kept"},
            "cherrypy": "200 · kept",
            "pyramid": {"native": "200 · closed", "waitress": "200 · kept"},
        },
        why="Flask's own server closes after every response, because Python's http.server cannot "
        "skip a body that was not read; wsgiref, under Bottle and Pyramid, takes one request a "
        "connection. Django's runserver, CherryPy's server and waitress keep it. If nothing "
        "follows, CherryPy's closes it after 10 seconds, waitress after 120 or more, runserver "
        "never: a proxy that waits longer gets a 502 now and then.",
        links=(
            f"{WERKZEUG}/serving.py#L299-L304",
            f"{PYTHON}/wsgiref/simple_server.py#L115-L134",
            f"{DJANGO}/core/servers/basehttp.py#L226-L230",
            f"{CHERRYPY}/_cpserver.py#L60",
            f"{WAITRESS}/adjustments.py#L237",
        ),
    ),
    Question(
        id="head-then-get",
        level="practical",
        question="After a response to HEAD, is the next request on the same connection answered?",
        terms=("keep-alive", "health check", "desynchronized", "wrong response"),
        request=request("HEAD /bye", close=False) + NEXT,
        observe=(status, page),
        answers={
            "flask": {"native": "200 · no body", "waitress": "200 · no body → 200 · greet page"},
            "django": {
                "native": "200 · no body → 200 · greet page",
                "waitress": "200 · no body · a body after HEAD",
            },
            "bottle": {"native": "200 · no body", "waitress": "200 · no body → 200 · greet page"},
            "cherrypy": "200 · no body → 200 · greet page",
            "pyramid": {"native": "200 · no body", "waitress": "200 · no body → 200 · greet page"},
        },
        aligned="200 · no body → 200 · greet page",
        why="On waitress Django sends the body of its response to HEAD, so the client reads it as "
        "the next response, and waitress closes the connection because it is longer than the app "
        "said. Flask, Bottle, CherryPy and Pyramid leave the body out themselves. The own servers "
        "of Flask, Bottle and Pyramid close after each response; Django's and CherryPy's leave out "
        "the body.",
        links=(
            f"{DJANGO}/core/servers/basehttp.py#L226-L230",
            f"{WAITRESS}/task.py#L158-L162",
        ),
    ),
    Question(
        id="connection-kept-1-0",
        level="advanced",
        question="Is a connection kept in HTTP/1.0, where the client has to ask for it?",
        terms=("keep-alive",),
        request=b"GET /bye HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: Keep-Alive\r\n\r\n",
        observe=(header("Connection"), connection),
        answers={
            "flask": {
                "native": "Connection: close · closed",
                "waitress": "Connection: Keep-Alive · kept",
            },
            "django": {
                "native": "no Connection · kept",
                "waitress": "Connection: Keep-Alive · kept",
            },
            "bottle": {
                "native": "no Connection · closed",
                "waitress": "Connection: Keep-Alive · kept",
            },
            "cherrypy": "Connection: Keep-Alive · kept",
            "pyramid": {
                "native": "no Connection · closed",
                "waitress": "Connection: Keep-Alive · kept",
            },
        },
        why="Waitress and CherryPy's own server keep the connection and say so. Django's keeps it "
        "without a word: http.server, which it is built on, notes for itself alone what the "
        "client asks for. The own servers of Flask, Bottle and Pyramid keep none.",
        links=(
            f"{WAITRESS}/task.py#L232-L239",
            f"{CHEROOT}/server.py#L1205-L1212",
            f"{PYTHON}/http/server.py#L362-L367",
        ),
    ),
    Question(
        id="connection-option-case",
        level="advanced",
        question="Connection: Close, with a capital letter, means the same as close.",
        rule=Rule("RFC 9110 section 7.6.1", kept=r".*closed"),
        request=request("GET /bye", "Connection: Close", close=False),
        observe=(status, connection),
        answers={
            "flask": "200 · closed",
            "django": "200 · closed",
            "bottle": "200 · closed",
            "cherrypy": {"native": "200 · kept", "waitress": "200 · closed"},
            "pyramid": "200 · closed",
        },
        why="CherryPy's own server compares the field with close letter by letter, and in "
        "HTTP/1.0 with Keep-Alive. Waitress ignores case, as http.server does, which Django's "
        "is built on; the own servers of Flask, Bottle and Pyramid close anyway.",
        links=(
            f"{CHEROOT}/server.py#L1027-L1034",
            "https://github.com/cherrypy/cherrypy/issues/1115",
            f"{PYTHON}/http/server.py#L362-L367",
        ),
    ),
    Question(
        id="connection-option-list",
        level="advanced",
        question="Connection: close, TE asks to close, just as close alone does.",
        rule=Rule("RFC 9112 section 9.6", keyword="MUST", kept=r".*closed"),
        request=request("GET /bye", "TE: trailers", "Connection: close, TE", close=False),
        observe=(status, connection),
        answers={
            "flask": {"native": "200 · closed", "waitress": "200 · kept"},
            "django": "200 · kept",
            "bottle": {"native": "200 · closed", "waitress": "200 · kept"},
            "cherrypy": "200 · kept",
            "pyramid": {"native": "200 · closed", "waitress": "200 · kept"},
        },
        why="Waitress, CherryPy's own server and http.server, which Django's is built on, compare "
        "the field as a whole and do not look for close in a list. The own servers of Flask, "
        "Bottle and Pyramid close after every response.",
        links=(
            f"{WAITRESS}/parser.py#L318-L319",
            f"{CHEROOT}/server.py#L1027-L1034",
            f"{PYTHON}/http/server.py#L362-L367",
        ),
    ),
    Question(
        id="pipelining",
        level="practical",
        question="Are two requests answered that are sent at once?",
        request=request("GET /bye", close=False) + NEXT,
        observe=(status, page),
        answers={
            "flask": {"native": "200 · bye page", "waitress": "200 · bye page → 200 · greet page"},
            "django": "200 · bye page → 200 · greet page",
            "bottle": {"native": "200 · bye page", "waitress": "200 · bye page → 200 · greet page"},
            "cherrypy": "200 · bye page → 200 · greet page",
            "pyramid": {
                "native": "200 · bye page",
                "waitress": "200 · bye page → 200 · greet page",
            },
        },
        why="A server that keeps the connection finds the second request behind the first: those "
        "of Django and CherryPy do, and so does waitress. The own servers of Flask, Bottle "
        "and Pyramid answer one and close, so that the client has to send the other again.",
        links=(
            f"{WAITRESS}/channel.py#L208-L241",
            f"{WERKZEUG}/serving.py#L299-L304",
            f"{DJANGO}/core/servers/basehttp.py#L226-L230",
        ),
    ),
    Question(
        id="pipelining-after-close",
        level="advanced",
        question="What is sent after a request with Connection: close is not answered.",
        rule=Rule("RFC 9112 section 9.6", keyword="MUST NOT", kept=r"(?!.*→)"),
        request=request("GET /bye") + NEXT,
        observe=(status, page),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": "200 · bye page",
            "pyramid": "200 · bye page",
        },
    ),
    # --- Request line and target ---
    Question(
        id="empty-line-first",
        level="practical",
        question="An empty line before the request is ignored.",
        rule=Rule("RFC 9112 section 2.2", keyword="SHOULD", kept=r"200"),
        request=b"\r\n" + request("GET /bye"),
        observe=(status,),
        answers={
            "flask": {"native": "closed without an answer", "waitress": "200"},
            "django": {"native": "closed without an answer", "waitress": "200"},
            "bottle": {"native": "closed without an answer", "waitress": "200"},
            "cherrypy": "200",
            "pyramid": {"native": "closed without an answer", "waitress": "200"},
        },
        why="http.server, under all own servers but CherryPy's, takes the empty line for a "
        "request line, finds no words in it and gives up. Waitress skips any number of empty "
        "lines, CherryPy's server one.",
        links=(
            f"{PYTHON}/http/server.py#L284-L286",
            f"{WAITRESS}/parser.py#L129-L133",
            f"{CHEROOT}/server.py#L786-L793",
        ),
    ),
    Question(
        id="request-line-spaces",
        level="advanced",
        question="Is a request line understood that has two spaces in a row?",
        request=b"GET  /bye  HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "400"},
            "django": {"native": "200", "waitress": "400"},
            "bottle": {"native": "200", "waitress": "400"},
            "cherrypy": "400",
            "pyramid": {"native": "200", "waitress": "400"},
        },
        why="RFC 9112 section 3 leaves it to the server. http.server, under all own servers but "
        "CherryPy's, splits the line at any white space; waitress and CherryPy's server want "
        "one space.",
        links=(
            f"{PYTHON}/http/server.py#L284",
            f"{WAITRESS}/parser.py#L412-L416",
            f"{CHEROOT}/server.py#L802-L809",
        ),
    ),
    Question(
        id="request-line-tab",
        level="advanced",
        question="Is a request line understood that has a tab before the version?",
        request=b"GET /bye\tHTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "404"},
            "django": {"native": "200", "waitress": "404"},
            "bottle": {"native": "200", "waitress": "404"},
            "cherrypy": {"native": "400", "waitress": "404"},
            "pyramid": {"native": "200", "waitress": "404"},
        },
        why="http.server splits there too. For waitress the target ends at a space and the "
        "version may be missing, so it looks for a page /byeHTTP/1.1 (Python's urlsplit takes "
        "the tab out). CherryPy's own server misses a third part.",
        links=(
            f"{PYTHON}/http/server.py#L284",
            f"{WAITRESS}/parser.py#L412-L416",
            f"{CHEROOT}/server.py#L802-L826",
        ),
    ),
    Question(
        id="target-absolute",
        level="practical",
        question="A whole URL as the request target, as a proxy gets it, is accepted.",
        rule=Rule("RFC 9112 section 3.2.2", keyword="MUST", kept=r"200"),
        request=request("GET http://127.0.0.1/bye"),
        observe=(status,),
        answers={
            "flask": "200",
            "django": {"native": "404", "waitress": "200"},
            "bottle": {"native": "404", "waitress": "200"},
            "cherrypy": "200",
            "pyramid": {"native": "404", "waitress": "200"},
        },
        why="Waitress and the own servers of Flask and CherryPy take the path out of the URL. "
        "wsgiref, under Django, Bottle and Pyramid, takes all of it for the path, and no "
        "route begins with http.",
        links=(
            f"{PYTHON}/wsgiref/simple_server.py#L80-L86",
            f"{WERKZEUG}/serving.py#L171-L188",
            f"{WAITRESS}/parser.py#L349-L382",
        ),
    ),
    # --- Line ends ---
    Question(
        id="line-end-lf",
        level="practical",
        question="Is a line understood that ends with LF alone, without CR?",
        request=b"GET /bye HTTP/1.1\nHost: 127.0.0.1\nConnection: close\r\n\r\n",
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "400"},
            "django": {"native": "200", "waitress": "400"},
            "bottle": {"native": "200", "waitress": "400"},
            "cherrypy": "400",
            "pyramid": {"native": "200", "waitress": "400"},
        },
        why="RFC 9112 section 2.2 leaves it to the server. http.server, under all own servers but "
        "CherryPy's, reads up to LF; waitress and CherryPy's server want CR LF. (Here the "
        "last two lines have it, because waitress would go on waiting for them.)",
        links=(
            f"{PYTHON}/http/client.py#L213-L229",
            f"{WAITRESS}/parser.py#L213-L214",
            f"{CHEROOT}/server.py#L795-L800",
        ),
    ),
    Question(
        id="line-end-cr",
        level="advanced",
        question="A CR that does not end a line is refused, or read as a space.",
        terms=("request smuggling",),
        rule=Rule("RFC 9112 section 2.2", keyword="MUST", kept=r"400|.*kept"),
        request=request("GET /bye", "X-Note: one\rConnection: close", close=False),
        observe=(status, connection),
        answers={
            "flask": {"native": "200 · closed", "waitress": "400 · closed"},
            "django": {"native": "200 · closed", "waitress": "400 · closed"},
            "bottle": {"native": "200 · closed", "waitress": "400 · closed"},
            "cherrypy": {"native": "200 · kept", "waitress": "400 · closed"},
            "pyramid": {"native": "200 · closed", "waitress": "400 · closed"},
        },
        why="Waitress refuses it. For http.server, under all own servers but CherryPy's, it ends "
        "the line, so that Connection: close is a field of its own. CherryPy's server leaves it in "
        "the value of X-Note, and no field asks to close. Both are reported.",
        links=(
            "https://github.com/python/cpython/issues/114782",
            f"{CHEROOT_ISSUES}/720",
            f"{WAITRESS}/parser.py#L396-L399",
        ),
    ),
    # --- Fields ---
    Question(
        id="field-space-before-colon",
        level="advanced",
        question="A space between the name of a field and its colon is answered with 400.",
        rule=Rule("RFC 9112 section 5.1", keyword="MUST", kept=r"400"),
        request=request("GET /bye", "X-Note : one"),
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "400"},
            "django": {"native": "200", "waitress": "400"},
            "bottle": {"native": "200", "waitress": "400"},
            "cherrypy": {"native": "200", "waitress": "400"},
            "pyramid": {"native": "200", "waitress": "400"},
        },
        why="Waitress holds every field against the grammar of HTTP. CherryPy's own server strips "
        "the name. http.server, under the other own servers, has the fields read by Python's "
        "email package, which takes this line for the first of the body.",
        links=(
            f"{WAITRESS}/rfc7230.py#L68-L72",
            f"{CHEROOT_ISSUES}/714",
            "https://github.com/python/cpython/pull/93176",
            f"{PYTHON}/email/feedparser.py#L35-L37",
        ),
    ),
    Question(
        id="field-indented-first",
        level="advanced",
        question="A first field that is indented is refused, or its line ignored.",
        rule=Rule("RFC 9112 section 2.2", keyword="MUST", kept=r"400|200"),
        request=b"GET /bye HTTP/1.1\r\n X-Note: one\r\n"
        b"Host: 127.0.0.1\r\nConnection: close\r\n\r\n",
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "400"},
            "django": {"native": "200", "waitress": "400"},
            "bottle": {"native": "200", "waitress": "400"},
            "cherrypy": {"native": "500", "waitress": "400"},
            "pyramid": {"native": "200", "waitress": "400"},
        },
        why="Waitress refuses it. Python's email package, under all own servers but CherryPy's, "
        "passes over the line. CherryPy's server wants to add it to the field before, and as "
        "there is none, an exception makes it a 500.",
        links=(
            f"{WAITRESS}/parser.py#L401-L404",
            f"{PYTHON}/email/feedparser.py#L474-L482",
            f"{CHEROOT_ISSUES}/728",
        ),
    ),
    Question(
        id="field-latin-1",
        level="advanced",
        question="A letter outside ASCII in the value of a field, here é in one byte, is not an "
        "error.",
        terms=("non-ASCII header",),
        rule=Rule("RFC 9110 section 5.5", keyword="SHOULD", kept=r"200"),
        request=b"GET /bye HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"X-Note: \xe9\r\nConnection: close\r\n\r\n",
        observe=(status,),
        answers={
            "flask": "200",
            "django": "200",
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
    ),
    Question(
        id="field-nul",
        level="advanced",
        question="A NUL in the value of a field is refused, or read as a space.",
        terms=("null byte", "request smuggling"),
        rule=Rule("RFC 9110 section 5.5", keyword="MUST", kept=r"400"),
        request=request("GET /bye", "X-Note: a\x00b"),
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "400"},
            "django": {"native": "200", "waitress": "400"},
            "bottle": {"native": "200", "waitress": "400"},
            "cherrypy": {"native": "200", "waitress": "400"},
            "pyramid": {"native": "200", "waitress": "400"},
        },
        why="waitress matches each field with a pattern of the characters that are allowed, and "
        "NUL is not one of them. The own servers of Flask, Django, Bottle, CherryPy and Pyramid "
        "take the value as it came.",
        links=(
            f"{WAITRESS}/parser.py#L220-L226",
            f"{PYTHON}/http/server.py#L338-L341",
            f"{CHEROOT}/server.py#L239-L248",
        ),
    ),
    Question(
        id="field-without-colon",
        level="advanced",
        question="Is a line among the fields refused if it has no colon?",
        terms=("malformed header", "request smuggling"),
        request=request("GET /bye", "X-Note"),
        observe=(status, connection),
        answers={
            "flask": {"native": "200 · closed", "waitress": "400 · closed"},
            "django": {"native": "200 · kept", "waitress": "400 · closed"},
            "bottle": {"native": "200 · closed", "waitress": "400 · closed"},
            "cherrypy": "400 · closed",
            "pyramid": {"native": "200 · closed", "waitress": "400 · closed"},
        },
        why="Python's http.server, under the own servers of Flask, Django, Bottle and Pyramid, "
        "parses fields as an e-mail: such a line ends them. So Django's server never sees the "
        "Connection: close behind it and keeps the connection; Flask, Bottle and Pyramid close "
        "after every response. CherryPy's server and waitress refuse the line.",
        links=(
            f"{PYTHON}/http/server.py#L338-L341",
            f"{PYTHON}/email/feedparser.py#L470-L536",
            f"{CHEROOT}/server.py#L244-L247",
            f"{WAITRESS}/parser.py#L220-L226",
        ),
    ),
    Question(
        id="field-underscore",
        level="advanced",
        question="Is Content_Length, with an underscore, another way to write Content-Length?",
        terms=("underscores in headers", "header spoofing"),
        request=request("POST /bye", "Content_Length: 0"),
        observe=(status,),
        answers={
            "flask": "405",
            "django": "403",
            "bottle": "405",
            "cherrypy": {"native": "200", "waitress": "411"},
            "pyramid": "200",
        },
        aligned="405",
        why="In the environ of WSGI both are CONTENT_LENGTH. Waitress leaves out fields with an "
        "underscore, as the own servers of Flask and Django do. CherryPy's server does not, so "
        "CherryPy, which wants a length with every POST, finds one there. Flask, Django, Bottle "
        "and Pyramid answer as they do to any POST.",
        links=(
            f"{WAITRESS}/parser.py#L230-L233",
            f"{CHEROOT}/wsgi.py#L302-L309",
            f"{CHERRYPY}/_cpreqbody.py#L970-L980",
            f"{CHEROOT}/server.py#L271-L276",
        ),
        cause="methods",
    ),
    Question(
        id="fields-two-hundred",
        level="practical",
        question="Are two hundred header fields too many?",
        terms=("too many headers",),
        request=request("GET /bye", *(f"X-Note-{i}: one" for i in range(200))),
        observe=(status,),
        answers={
            "flask": {"native": "431", "waitress": "200"},
            "django": {"native": "431", "waitress": "200"},
            "bottle": {"native": "431", "waitress": "200"},
            "cherrypy": "200",
            "pyramid": {"native": "431", "waitress": "200"},
        },
        why="http.server, under all own servers but CherryPy's, reads a hundred lines and no "
        "more. Waitress and CherryPy's server count bytes, not fields.",
        links=(
            f"{PYTHON}/http/client.py#L213-L229",
            f"{WAITRESS}/adjustments.py#L242-L243",
            f"{CHERRYPY}/_cpserver.py#L88",
        ),
    ),
    Question(
        id="field-300-kilobytes",
        level="advanced",
        question="A field that is too large for the server, here 300,000 bytes, gets a 4xx status.",
        terms=("431 Request Header Fields Too Large", "large cookie", "header size limit"),
        rule=Rule("RFC 9110 section 5.4", keyword="MUST", kept=r"4", exempt=r"200"),
        request=request("GET /bye", f"X-Note: {'x' * 300_000}"),
        observe=(status,),
        answers={
            "flask": "431",
            "django": "431",
            "bottle": "431",
            "cherrypy": {"native": "200", "waitress": "431"},
            "pyramid": "431",
        },
        why="This is more than waitress takes, and http.server in one line. CherryPy's own server "
        "takes up to 500 KiB, and answers 413 to more.",
        links=(
            f"{WAITRESS}/parser.py#L116-L123",
            f"{PYTHON}/http/server.py#L345-L353",
            f"{CHEROOT}/server.py#L749-L757",
        ),
    ),
    # --- Bodies ---
    Question(
        id="body-on-get",
        level="practical",
        question="A body that no page reads is read by the server, or the connection is closed.",
        terms=("request smuggling",),
        rule=Rule("RFC 9112 section 9.3", keyword="MUST", kept=r"200"),
        request=request("GET /bye", body=b"hello", close=False) + NEXT,
        observe=(status, page),
        answers={
            "flask": {"native": "200 · bye page", "waitress": "200 · bye page → 200 · greet page"},
            "django": "200 · bye page → 200 · greet page",
            "bottle": {"native": "200 · bye page", "waitress": "200 · bye page → 200 · greet page"},
            "cherrypy": "200 · bye page → 200 · greet page",
            "pyramid": {
                "native": "200 · bye page",
                "waitress": "200 · bye page → 200 · greet page",
            },
        },
        why="Waitress has read the body before it calls the app; the own servers of Django and "
        "CherryPy read what is left of it before they go on to the next request. Those of "
        "Flask, Bottle and Pyramid close, and the next request has no answer.",
        links=(
            f"{DJANGO}/core/servers/basehttp.py#L117-L130",
            f"{DJANGO}/core/servers/basehttp.py#L156-L158",
            f"{CHEROOT}/server.py#L1222-L1237",
            f"{WERKZEUG}/serving.py#L299-L304",
        ),
    ),
    Question(
        id="body-short",
        level="practical",
        question="What happens if fewer bytes come than Content-Length says?",
        terms=("hangs", "timeout", "Content-Length too large"),
        request=request("GET /bye", "Content-Length: 50") + b"hello",
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "no answer in time"},
            "django": {"native": "200", "waitress": "no answer in time"},
            "bottle": {"native": "200", "waitress": "no answer in time"},
            "cherrypy": {"native": "200", "waitress": "no answer in time"},
            "pyramid": {"native": "200", "waitress": "no answer in time"},
        },
        why="Waitress calls the app when the request is complete, and waits two minutes for it. "
        "The own servers call it after the header section, and this page reads no body.",
        links=(
            f"{WAITRESS}/channel.py#L224-L237",
            f"{WAITRESS}/adjustments.py#L235-L237",
        ),
    ),
    Question(
        id="body-long",
        level="advanced",
        question="What happens if more bytes come than Content-Length says, and then another "
        "request?",
        terms=("request smuggling",),
        request=request("GET /bye", "Content-Length: 3", close=False) + b"hello" + NEXT,
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "200 → 400"},
            "django": {"native": "200 → 403", "waitress": "200 → 400"},
            "bottle": {"native": "200", "waitress": "200 → 400"},
            "cherrypy": "200 → 400",
            "pyramid": {"native": "200", "waitress": "200 → 400"},
        },
        why="What is beyond Content-Length begins the next request, whose method is then loGET. "
        "Waitress and CherryPy's own server refuse small letters in a method. Django's accepts any "
        "method, and its CSRF check refuses this one. The own servers of Flask, Bottle and Pyramid "
        "have closed.",
        links=(
            f"{WAITRESS}/parser.py#L429-L440",
            f"{CHEROOT}/server.py#L831-L839",
            f"{DJANGO}/core/servers/basehttp.py#L236-L253",
        ),
        cause="methods",
    ),
    Question(
        id="body-ten-gigabytes",
        level="practical",
        question="Is a request refused that announces a body of ten gigabytes?",
        terms=("413 Content Too Large", "MAX_CONTENT_LENGTH", "upload limit"),
        request=request("GET /bye", "Content-Length: 10000000000"),
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "413"},
            "django": {"native": "200", "waitress": "413"},
            "bottle": {"native": "200", "waitress": "413"},
            "cherrypy": "413",
            "pyramid": {"native": "200", "waitress": "413"},
        },
        why="Waitress takes bodies below 1 GiB and CherryPy's own server up to 100 MiB, and both "
        "refuse more before a byte of it has come. The other own servers have no limit, and "
        "this page reads no body.",
        links=(
            f"{WAITRESS}/adjustments.py#L245-L246",
            f"{CHERRYPY}/_cpserver.py#L95",
            f"{CHEROOT}/server.py#L1019-L1025",
        ),
    ),
    Question(
        id="length-word",
        level="advanced",
        question="A Content-Length that is not a number gets 400.",
        rule=Rule("RFC 9112 section 6.3", keyword="MUST", kept=r"400"),
        request=request("GET /bye", "Content-Length: five") + b"hello",
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "400"},
            "django": {"native": "200", "waitress": "400"},
            "bottle": {"native": "200", "waitress": "400"},
            "cherrypy": "400",
            "pyramid": {"native": "200", "waitress": "400"},
        },
        why="Waitress and CherryPy's own server look at the number in any case. The other own "
        "servers refuse nothing because of it, and this page reads no body.",
        links=(
            f"{WAITRESS}/parser.py#L321-L325",
            f"{CHEROOT}/server.py#L1010-L1017",
        ),
    ),
    Question(
        id="length-sign",
        level="advanced",
        question="A Content-Length has digits and nothing else: +5 gets 400.",
        terms=("request smuggling",),
        rule=Rule("RFC 9112 section 6.3", keyword="MUST", kept=r"400"),
        request=request("GET /bye", "Content-Length: +5") + b"hello",
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "400"},
            "django": {"native": "200", "waitress": "400"},
            "bottle": {"native": "200", "waitress": "400"},
            "cherrypy": {"native": "200", "waitress": "400"},
            "pyramid": {"native": "200", "waitress": "400"},
        },
        why="Waitress looks for digits. CherryPy's own server goes by Python's int(), which takes "
        "a sign, as is reported. The other own servers refuse nothing because of it.",
        links=(
            f"{WAITRESS}/parser.py#L321-L325",
            "https://github.com/cherrypy/cheroot/pull/837",
        ),
    ),
    Question(
        id="length-twice",
        level="advanced",
        question="Are two Content-Length fields refused that say the same?",
        terms=("request smuggling",),
        request=request("GET /bye", "Content-Length: 5", "Content-Length: 5") + b"hello",
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "400"},
            "django": {"native": "200", "waitress": "400"},
            "bottle": {"native": "200", "waitress": "400"},
            "cherrypy": {"native": "200", "waitress": "400"},
            "pyramid": {"native": "200", "waitress": "400"},
        },
        why="RFC 9110 section 8.6 allows both. Waitress joins fields of one name with a comma, and "
        "`5, 5` is not a number; the own servers take one of the two.",
        links=(
            f"{WAITRESS}/parser.py#L239-L246",
            f"{CHEROOT}/server.py#L255-L259",
            f"{PYTHON}/wsgiref/simple_server.py#L98-L100",
        ),
    ),
    Question(
        id="chunks-extended",
        level="advanced",
        question="Chunk extensions that a server does not know are ignored.",
        terms=("chunked",),
        rule=Rule("RFC 9112 section 7.1.1", keyword="MUST", kept=r"200"),
        request=request("GET /bye", "Transfer-Encoding: chunked")
        + b"5;a=b\r\nhello\r\n0\r\nX-Note: one\r\n\r\n",
        observe=(status,),
        answers={
            "flask": "200",
            "django": "200",
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
    ),
    Question(
        id="chunks-malformed",
        level="advanced",
        question="Malformed chunks SHOULD get 400, even where no page reads them.",
        terms=("chunked", "Transfer-Encoding"),
        rule=Rule("RFC 9112 section 2.2", keyword="SHOULD", kept=r"400"),
        request=request("GET /bye", "Transfer-Encoding: chunked") + b"five\r\nhello\r\n0\r\n\r\n",
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "400"},
            "django": {"native": "200", "waitress": "400"},
            "bottle": {"native": "200", "waitress": "400"},
            "cherrypy": {"native": "200", "waitress": "400"},
            "pyramid": {"native": "200", "waitress": "400"},
        },
        why="Waitress puts the body together before it calls the app. The own servers leave that "
        "to a view that reads it: Flask's and CherryPy's can, wsgiref, under Django, Bottle and "
        "Pyramid, does not know chunks.",
        links=(
            f"{WAITRESS}/receiver.py#L153-L157",
            f"{WERKZEUG}/serving.py#L227-L229",
            f"{CHEROOT}/server.py#L1093-L1097",
        ),
    ),
    Question(
        id="transfer-coding-unknown",
        level="advanced",
        question="A transfer coding that the server does not know SHOULD get 501.",
        terms=("chunked", "gzip request"),
        rule=Rule("RFC 9112 section 6.1", keyword="SHOULD", kept=r"501"),
        request=request("GET /bye", "Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n",
        observe=(status,),
        answers={
            "flask": {"native": "200", "waitress": "501"},
            "django": {"native": "200", "waitress": "501"},
            "bottle": {"native": "200", "waitress": "501"},
            "cherrypy": "501",
            "pyramid": {"native": "200", "waitress": "501"},
        },
        why="Waitress and CherryPy's own server know chunked alone. Flask's looks for chunked in "
        "the list and for nothing else; wsgiref, under Django, Bottle and Pyramid, does not "
        "look at the field.",
        links=(
            f"{WAITRESS}/parser.py#L292-L304",
            f"{CHEROOT}/server.py#L1045-L1054",
            f"{WERKZEUG}/serving.py#L227-L229",
        ),
    ),
    # --- Expect and Upgrade ---
    Question(
        id="expect-continue",
        level="practical",
        question="Expect: 100-continue is answered with 100, or at once with the final status.",
        terms=("100-continue", "curl"),
        rule=Rule("RFC 9110 section 10.1.1", keyword="MUST", kept=r""),
        request=request("POST /bye", "Expect: 100-continue", body=b"hello"),
        observe=(status,),
        answers={
            "flask": {"native": "100 → 100 → 405", "waitress": "100 → 405"},
            "django": "100 → 403",
            "bottle": {"native": "405", "waitress": "100 → 405"},
            "cherrypy": "100 → 200",
            "pyramid": {"native": "200", "waitress": "100 → 200"},
        },
        aligned="100 → 405",
        why="A server that sends 100 does so before it asks the app, and Flask and Bottle have no "
        "POST for this page. Flask's own server sends it twice, once itself and once by "
        "http.server, which does it for every server of HTTP/1.1, Django's too. wsgiref, "
        "under Bottle and Pyramid, is one of HTTP/1.0.",
        links=(
            f"{WERKZEUG}/serving.py#L252-L254",
            f"{PYTHON}/http/server.py#L368-L375",
            f"{WAITRESS}/channel.py#L213-L222",
            f"{CHEROOT}/server.py#L1073-L1087",
        ),
        cause="methods",
    ),
    Question(
        id="expect-continue-1-0",
        level="advanced",
        question="In HTTP/1.0, which does not know 100, Expect: 100-continue is ignored.",
        rule=Rule("RFC 9110 section 10.1.1", keyword="MUST", kept=r"200"),
        request=b"GET /bye HTTP/1.0\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\n\r\n",
        observe=(status,),
        answers={
            "flask": {"native": "100 → 200", "waitress": "200"},
            "django": "200",
            "bottle": "200",
            "cherrypy": {"native": "100 → 200", "waitress": "200"},
            "pyramid": "200",
        },
        why="The own servers of Flask and CherryPy send it without a look at the version. "
        "Waitress and http.server, which sends it for Django's, do look, and wsgiref, under "
        "Bottle and Pyramid, never sends it.",
        links=(
            f"{WERKZEUG}/serving.py#L252-L254",
            f"{CHEROOT}/server.py#L1073-L1087",
            f"{WAITRESS}/parser.py#L274-L316",
        ),
    ),
    Question(
        id="expect-unknown",
        level="advanced",
        question="Is an unknown expectation refused, with 417?",
        request=request("GET /bye", "Expect: the-unexpected"),
        observe=(status,),
        answers={
            "flask": "200",
            "django": "200",
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
    ),
    Question(
        id="upgrade-websocket",
        level="practical",
        question="What does a browser get that wants to open a WebSocket?",
        terms=("WebSocket handshake", "socket.io"),
        request=request(
            "GET /bye",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            close=False,
        ),
        observe=(status,),
        answers={
            "flask": "400",
            "django": "200",
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
        aligned="200",
        why="Werkzeug's router, which Flask has, knows routes for pages and, of another kind, "
        "routes for WebSockets, and where a path has only the wrong kind it answers 400. Django, "
        "Bottle, CherryPy and Pyramid do not look at Upgrade: from 200, in place of 101, the "
        "client learns that nothing was changed.",
        links=(
            f"{WERKZEUG}/routing/map.py#L302-L308",
            f"{WERKZEUG}/routing/map.py#L626-L627",
        ),
    ),
    Question(
        id="upgrade-http-2",
        level="advanced",
        question="What does a client get that offers to change to HTTP/2?",
        terms=("h2c",),
        request=request(
            "GET /bye",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
            close=False,
        ),
        observe=(status,),
        answers={
            "flask": "200",
            "django": "200",
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
    ),
]

"""Query strings: what a framework makes of the part behind the question mark, and of forms."""

import re

from compare_tests.engine.aspects import aspect, header, location, page, status
from compare_tests.engine.model import Question, Rule, request
from compare_tests.engine.text import short
from compare_tests.engine.wire import Response
from compare_tests.questions.sources import CHEROOT, CHERRYPY, PYTHON, WAITRESS, WERKZEUG

TUTORIAL = "https://docs.cherrypy.dev/en/latest/tutorials.html"
UNEXPECTED = f"{CHERRYPY}/_cpdispatch.py#L66-L199"

FORM = "Content-Type: application/x-www-form-urlencoded"


@aspect("body")
def first_paragraph(response: Response) -> str:
    """Which of the four pages it is, or what any other page says in its first paragraph."""
    kind, paragraph = page.read(response), re.search(r"(?s)<p>(.*?)</p>", response.text)
    another = kind in ("error page", "redirect page", "another page")
    return short(paragraph[1]) if paragraph and another else kind


QUESTIONS = [
    # --- Parameters -----------------------------------------------------------
    Question(
        id="query-unknown",
        level="essential",
        question="What does an unexpected query parameter do?",
        terms=("utm_source", "tracking parameter", "query string", "unexpected keyword argument"),
        request=request("GET /bye?utm_source=news"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": '404 · "Unexpected query string parameters: utm_source"',
            "pyramid": "200 · bye page",
        },
        aligned="200 · bye page",
        why="CherryPy calls the page with each parameter as a keyword argument, and answers 404 "
        "where the page takes none of that name. Flask, Django, Bottle and Pyramid call the "
        "page without the query; it lies on the request for a view that reads it.",
        links=(UNEXPECTED, TUTORIAL),
    ),
    Question(
        id="query-name",
        level="practical",
        question="Does ?name=Omar reach the function that greets by name?",
        terms=("query parameter", "keyword argument"),
        request=request("GET /name?name=Omar"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · greet page",
            "django": "200 · greet page",
            "bottle": "200 · greet page",
            "cherrypy": '404 · "Unexpected query string parameters: name"',
            "pyramid": "200 · greet page",
        },
        aligned="200 · greet page",
        why="It does in none: the name comes from the decorators. CherryPy hands each parameter, "
        "as a keyword argument, to the method that is the page, and that one takes no `name`.",
        links=(UNEXPECTED, TUTORIAL),
    ),
    Question(
        id="query-path-argument",
        level="practical",
        question="Which age counts, the one in the path or the one in the query?",
        request=request("GET /username/Ahmed/36?age=37"),
        observe=(status, first_paragraph),
        answers={
            "flask": '200 · name "Ahmed", age 36',
            "django": '200 · name "Ahmed", age 36',
            "bottle": '200 · name "Ahmed", age 36',
            "cherrypy": '404 · "Unexpected query string parameters: age"',
            "pyramid": '200 · name "Ahmed", age 36',
        },
        aligned='200 · name "Ahmed", age 36',
        why="In Flask, Django, Bottle and Pyramid what a page gets comes from the path alone. "
        "CherryPy passes both, and our view takes no argument by name.",
        links=(UNEXPECTED,),
    ),
    Question(
        id="query-empty",
        level="practical",
        question="Is a question mark with nothing behind it a query?",
        request=request("GET /bye?"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": "200 · bye page",
            "pyramid": "200 · bye page",
        },
    ),
    Question(
        id="query-encoded-mark",
        level="practical",
        question="An encoded question mark begins no query: it is part of the path.",
        rule=Rule("RFC 3986 section 2.2", kept=r"404"),
        request=request("GET /bye%3Flang=en"),
        observe=(status,),
        answers={
            "flask": "404",
            "django": "404",
            "bottle": "404",
            "cherrypy": "404",
            "pyramid": "404",
        },
    ),
    Question(
        id="query-markup",
        level="advanced",
        question="Is the name of a parameter escaped before a page shows it?",
        terms=("XSS", "escaping"),
        request=request("GET /bye?<script>"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": '404 · "Unexpected query string parameters: &lt;script&gt;"',
            "pyramid": "200 · bye page",
        },
        aligned="200 · bye page",
        why="Only CherryPy's error page shows it, and escapes all it is given. With "
        "`request.show_mismatched_params` off it shows no names.",
        links=(
            f"{CHERRYPY}/_cperror.py#L497-L501",
            UNEXPECTED,
        ),
    ),
    Question(
        id="query-invalid-utf8",
        level="practical",
        question="What becomes of a query that is not UTF-8?",
        terms=("UnicodeDecodeError",),
        request=request("GET /bye?name=%FF"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": '404 · "The given query string could not be processed. Query strings for '
            "this resource must be encoded with 'utf8'.\"",
            "pyramid": "200 · bye page",
        },
        aligned="200 · bye page",
        why="CherryPy decodes every query before it calls the page, and answers 404 where it "
        "cannot. In Flask, Django, Bottle and Pyramid nothing decodes it before the view asks "
        "for it.",
        links=(f"{CHERRYPY}/_cprequest.py#L725-L739",),
        cause="names",
    ),
    Question(
        id="query-image-map",
        level="advanced",
        question="What becomes of a query that begins like a click on a server-side image map?",
        request=request("GET /bye?1,2&lang=en"),
        observe=(status, page),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": "500 · error page",
            "pyramid": "200 · bye page",
        },
        aligned="200 · bye page",
        why="CherryPy takes a query that begins with two numbers and a comma between them for the "
        "place of the click, and converts what stands on both sides of the comma: `2&lang=en` is "
        "no number, and nothing catches the ValueError.",
        links=(
            "https://github.com/cherrypy/cherrypy/issues/1172",
            f"{CHERRYPY}/lib/httputil.py#L366-L383",
        ),
    ),
    # --- Redirects ------------------------------------------------------------
    Question(
        id="query-redirect-line-break",
        level="advanced",
        question="Does an encoded line break in the query become one in the Location field?",
        terms=("header injection", "CRLF injection", "response splitting"),
        request=request("GET /username//Ahmed/36?a=%0D%0AX:1"),
        observe=(status, location, header("X")),
        answers={
            "flask": "308 · Location: http://127.0.0.1/username/Ahmed/36?a=%0D%0AX:1 · no X",
            "django": "200 · no Location · no X",
            "bottle": "200 · no Location · no X",
            "cherrypy": "404 · no Location · no X",
            "pyramid": "200 · no Location · no X",
        },
        aligned="200 · no Location · no X",
        why="It does not: Flask, which redirects here, copies the query as it came, encoded. "
        "Django, Bottle and Pyramid send no Location; CherryPy answers 404 because its page takes "
        "no such argument.",
        links=(
            UNEXPECTED,
            f"{WERKZEUG}/routing/map.py#L742-L768",
        ),
        cause="slashes",
    ),
    # --- The request target ---------------------------------------------------
    Question(
        id="query-raw-space",
        level="practical",
        question="A space in the request target makes the request line invalid: it SHOULD get 400 "
        "or 301.",
        terms=("space in URL",),
        rule=Rule("RFC 9112 section 3.2", keyword="SHOULD", kept=r"400|301"),
        request=request("GET /bye?name=Omar Ali"),
        observe=(status,),
        answers={
            "flask": "400",
            "django": "400",
            "bottle": "400",
            "cherrypy": "400",
            "pyramid": "400",
        },
    ),
    Question(
        id="query-fragment",
        level="advanced",
        question="A request target with a fragment (#top) is invalid: it SHOULD get 400 or 301.",
        terms=("hash in URL",),
        rule=Rule("RFC 9112 section 3.2", keyword="SHOULD", kept=r"400|301"),
        request=request("GET /bye#top"),
        observe=(status, page),
        answers={
            "flask": "200 · bye page",
            "django": {"native": "404 · error page", "waitress": "200 · bye page"},
            "bottle": {"native": "404 · error page", "waitress": "200 · bye page"},
            "cherrypy": {"native": "400 · error page", "waitress": "200 · bye page"},
            "pyramid": {"native": "404 · error page", "waitress": "200 · bye page"},
        },
        why="CherryPy's server refuses it. Waitress and Flask's server cut it off and serve the "
        "page. The `wsgiref` servers of Django, Bottle and Pyramid look for a question mark "
        "only, so `#top` stays in the path, which no route has.",
        links=(
            f"{CHEROOT}/server.py#L923-L928",
            f"{WAITRESS}/parser.py#L371-L382",
            f"{WERKZEUG}/serving.py#L172-L188",
            f"{PYTHON}/wsgiref/simple_server.py#L80-L86",
        ),
        cause="protocol",
    ),
    # --- Forms ----------------------------------------------------------------
    Question(
        id="form-json",
        level="practical",
        question="What does a page make of a JSON body that it does not expect?",
        terms=("POST JSON", "request.json", "415 Unsupported Media Type"),
        request=request("POST /name", "Content-Type: application/json", body=b'{"name": "Omar"}'),
        observe=(status, page),
        answers={
            "flask": "405 · error page",
            "django": "403 · error page",
            "bottle": "405 · error page",
            "cherrypy": "200 · greet page",
            "pyramid": "200 · greet page",
        },
        aligned="405 · error page",
        why="CherryPy reads forms only, unless told how to read another media type, so here no "
        "field becomes an argument. Flask and Bottle refuse the method, Django a POST without a "
        "CSRF token. Pyramid looks neither at the method nor at the body.",
        links=(
            f"{CHERRYPY}/_cpreqbody.py#L396-L399",
            f"{CHERRYPY}/_cpreqbody.py#L549-L565",
        ),
        cause="methods",
    ),
    Question(
        id="form-and-query",
        level="advanced",
        question="A query and a form both carry an unexpected parameter: which status?",
        request=request("POST /name?lang=en", FORM, body=b"name=Omar"),
        observe=(status, page),
        answers={
            "flask": "405 · error page",
            "django": "403 · error page",
            "bottle": "405 · error page",
            "cherrypy": "404 · error page",
            "pyramid": "200 · greet page",
        },
        aligned="405 · error page",
        why="CherryPy looks at the query first, and a wrong query is a wrong URL: 404. The form "
        "alone would be 400. Flask, Django, Bottle and Pyramid answer as they do to any POST.",
        links=(UNEXPECTED,),
        cause="methods",
    ),
]

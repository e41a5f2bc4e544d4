"""Query strings: what a framework makes of the part behind the question mark, and of forms."""

import re

from compare_tests.engine.aspects import aspect, header, location, page, status
from compare_tests.engine.model import Question, request
from compare_tests.engine.text import short
from compare_tests.engine.wire import Response

# The parts of the sources that decide, at the versions installed.
WERKZEUG = "https://github.com/pallets/werkzeug/blob/3.1.9/src/werkzeug"
DJANGO = "https://github.com/django/django/blob/5.2.19/django"
CHERRYPY = "https://github.com/cherrypy/cherrypy/blob/v18.10.0/cherrypy"
CHEROOT = "https://github.com/cherrypy/cheroot/blob/v11.1.2/cheroot"
WAITRESS = "https://github.com/Pylons/waitress/blob/v3.0.2/src/waitress"
WSGIREF = "https://github.com/python/cpython/blob/v3.11.7/Lib/wsgiref/simple_server.py"
HTTP_SERVER = "https://github.com/python/cpython/blob/v3.11.7/Lib/http/server.py"
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
        request=request("GET /bye?utm_source=news"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": '404 · "Unexpected query string parameters: utm_source"',
            "pyramid": "200 · bye page",
        },
        why="CherryPy calls the page with each parameter as a keyword argument, and answers 404 "
        "where the page takes none of that name. Flask, Django, Bottle and Pyramid call the "
        "page without the query; it lies on the request for a view that reads it.",
        links=(UNEXPECTED, TUTORIAL),
    ),
    Question(
        id="query-name",
        level="essential",
        question="Does ?name=Omar reach the function that greets by name?",
        request=request("GET /name?name=Omar"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · greet page",
            "django": "200 · greet page",
            "bottle": "200 · greet page",
            "cherrypy": '404 · "Unexpected query string parameters: name"',
            "pyramid": "200 · greet page",
        },
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
        why="In Flask, Django, Bottle and Pyramid what a page gets comes from the path alone. "
        "CherryPy hands over both, and our page takes no argument by name.",
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
        id="query-slash-and-mark",
        level="advanced",
        question="The first question mark begins the query; in it, / and ? are data.",
        rule="RFC 3986 section 3.4",
        request=request("GET /bye?/name?"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": '404 · "Unexpected query string parameters: /name?"',
            "pyramid": "200 · bye page",
        },
        why="Every app sees the path `/bye`. CherryPy, which reads the query before the view "
        "runs, finds one parameter, of the name `/name?`, that the page does not take.",
        links=(UNEXPECTED, "https://www.rfc-editor.org/rfc/rfc3986#section-3.4"),
    ),
    Question(
        id="query-encoded-mark",
        level="practical",
        question="An encoded question mark begins no query: it is part of the path.",
        rule="RFC 3986 section 2.2",
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
        id="query-semicolon",
        level="practical",
        question="Does a semicolon part two parameters, as & does?",
        request=request("GET /bye?a;a=1"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": '404 · "Unexpected query string parameters: a"',
            "pyramid": "200 · bye page",
        },
        why="CherryPy splits at both, so it finds `a` twice, and no `a;a`. In Flask, Django, "
        "Bottle and Pyramid the view does not read the query.",
        links=(f"{CHERRYPY}/lib/httputil.py#L340-L345",),
    ),
    Question(
        id="query-plus",
        level="advanced",
        question="Does a plus sign in a query mean a space?",
        request=request("GET /bye?a+b"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": '404 · "Unexpected query string parameters: a b"',
            "pyramid": "200 · bye page",
        },
        why="CherryPy, which reads the query before it calls the view, takes the name of the "
        "parameter for `a b`, and the page has no argument of that name.",
        links=(f"{CHERRYPY}/lib/httputil.py#L354-L363",),
    ),
    Question(
        id="query-markup",
        level="advanced",
        question="Is the name of a parameter escaped before a page shows it?",
        request=request("GET /bye?<script>"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": '404 · "Unexpected query string parameters: &lt;script&gt;"',
            "pyramid": "200 · bye page",
        },
        why="Only CherryPy's error page shows it, and escapes all it is given. With "
        "`request.show_mismatched_params` off it shows no names.",
        links=(
            f"{CHERRYPY}/_cperror.py#L497-L501",
            UNEXPECTED,
        ),
    ),
    Question(
        id="query-bad-percent",
        level="advanced",
        question="What becomes of a percent sign in a query that encodes nothing?",
        request=request("GET /bye?%zz"),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": '404 · "Unexpected query string parameters: %zz"',
            "pyramid": "200 · bye page",
        },
        why="None of the servers minds. CherryPy, which decodes the query before it calls the "
        "view, leaves the sign as it is, and the page has no argument of that name.",
        links=(f"{CHERRYPY}/lib/httputil.py#L354-L363",),
    ),
    Question(
        id="query-invalid-utf8",
        level="practical",
        question="What becomes of a query that is no UTF-8?",
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
        why="CherryPy decodes every query before it calls the page, and answers 404 where it "
        "cannot. In Flask, Django, Bottle and Pyramid nothing decodes it before the view asks "
        "for it.",
        links=(f"{CHERRYPY}/_cprequest.py#L725-L739",),
    ),
    Question(
        id="query-many",
        level="advanced",
        question="Does Django's limit of 1000 parameters hold for a page that reads none?",
        request=request("GET /bye?" + "&".join(["a"] * 1001)),
        observe=(status, first_paragraph),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": '404 · "Unexpected query string parameters: a"',
            "pyramid": "200 · bye page",
        },
        why="It does not: Django counts when a view asks for `request.GET`, and this one does "
        "not. CherryPy has no such limit; it reads the query of every page, and this page takes "
        "no `a`.",
        links=(
            f"{DJANGO}/http/request.py#L583-L607",
            f"{DJANGO}/core/handlers/wsgi.py#L85-L89",
        ),
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
        why="CherryPy takes a query that begins with two numbers and a comma between them for the "
        "place of the click, and converts what stands on both sides of the comma: `2&lang=en` is "
        "no number, and nobody catches the ValueError.",
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
        request=request("GET /username//Ahmed/36?a=%0D%0AX:1"),
        observe=(status, location, header("X")),
        answers={
            "flask": "308 · Location: http://127.0.0.1/username/Ahmed/36?a=%0D%0AX:1 · no X",
            "django": "200 · no Location · no X",
            "bottle": "200 · no Location · no X",
            "cherrypy": "404 · no Location · no X",
            "pyramid": "200 · no Location · no X",
        },
        why="It does not: Flask, which redirects here, copies the query as it came, encoded. The "
        "others send no Location; CherryPy answers 404 because its page takes no such "
        "argument.",
        links=(
            UNEXPECTED,
            f"{WERKZEUG}/routing/map.py#L742-L768",
        ),
    ),
    Question(
        id="query-redirect-characters",
        level="advanced",
        question="Does a redirect pass on characters that no URL may have?",
        request=request('GET /username//Ahmed/36?a="<b>"'),
        observe=(status, location),
        answers={
            "flask": "308 · Location: http://127.0.0.1/username/Ahmed/36?a=%22%3Cb%3E%22",
            "django": "200 · no Location",
            "bottle": "200 · no Location",
            "cherrypy": "404 · no Location",
            "pyramid": "200 · no Location",
        },
        why="Flask, which redirects here, encodes what may not stand in a URL before it sets the "
        "Location field, and leaves alone what is encoded already. CherryPy answers 404 "
        "because its page takes no such argument.",
        links=(
            UNEXPECTED,
            f"{WERKZEUG}/urls.py#L147-L149",
            f"{WERKZEUG}/wrappers/response.py#L480-L481",
        ),
    ),
    # --- The request target ---------------------------------------------------
    Question(
        id="query-raw-space",
        level="practical",
        question="A space in the request target makes the request line invalid: 400, or a "
        "redirect.",
        rule="RFC 9112 section 3.2",
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
        question="A request target has no fragment: with one, the request line is invalid.",
        rule="RFC 9112 section 3.2",
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
            f"{WSGIREF}#L80-L86",
        ),
    ),
    Question(
        id="query-8000",
        level="practical",
        question="A request line of 8000 octets is not too long.",
        rule="RFC 9112 section 3",
        request=request("GET /bye?" + "&" * 7982),
        observe=(status, page),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": "200 · bye page",
            "pyramid": "200 · bye page",
        },
    ),
    Question(
        id="query-600000",
        level="advanced",
        question="A request target longer than the server wishes to parse must get a 414.",
        rule="RFC 9112 section 3",
        request=request("GET /bye?" + "&" * 600_000),
        observe=(status,),
        answers={
            "flask": {"native": "414", "waitress": "431"},
            "django": {"native": "414", "waitress": "431"},
            "bottle": {"native": "414", "waitress": "431"},
            "cherrypy": {"native": "414", "waitress": "431"},
            "pyramid": {"native": "414", "waitress": "431"},
        },
        why="That is more than any of them takes. Waitress counts the request line and all header "
        "fields as one and answers 431 (Request Header Fields Too Large). CherryPy's server "
        "counts them as one too, but answers 414 where the line alone is too much; "
        "`http.server`, under Flask, Django, Bottle and Pyramid, limits the line.",
        links=(
            f"{WAITRESS}/parser.py#L112-L122",
            f"{CHEROOT}/server.py#L736-L744",
            f"{HTTP_SERVER}#L404-L410",
            f"{WSGIREF}#L118-L124",
        ),
    ),
    # --- Forms ----------------------------------------------------------------
    Question(
        id="form-json",
        level="practical",
        question="What does the same page make of JSON?",
        request=request("POST /name", "Content-Type: application/json", body=b'{"name": "Omar"}'),
        observe=(status, page),
        answers={
            "flask": "405 · error page",
            "django": "200 · greet page",
            "bottle": "405 · error page",
            "cherrypy": "200 · greet page",
            "pyramid": "200 · greet page",
        },
        why="CherryPy reads forms only, unless told how to read another media type, so here no "
        "field becomes an argument. Flask and Bottle refuse POST as such; Django and Pyramid "
        "look neither at the method nor at the body.",
        links=(
            f"{CHERRYPY}/_cpreqbody.py#L396-L399",
            f"{CHERRYPY}/_cpreqbody.py#L549-L565",
        ),
    ),
    Question(
        id="form-capitals",
        level="advanced",
        question="A form is a form, however its media type is capitalised.",
        rule="RFC 9110 section 8.3.1",
        request=request(
            "POST /name", FORM.replace("application/x", "Application/X"), body=b"name=O"
        ),
        observe=(status, page),
        answers={
            "flask": "405 · error page",
            "django": "200 · greet page",
            "bottle": "405 · error page",
            "cherrypy": "200 · greet page",
            "pyramid": "200 · greet page",
        },
        why="CherryPy looks the media type up to the letter, so it does not read this one; "
        "written small, it makes an argument of the field and answers 400. The others answer "
        "as they do to any POST, which Flask and Bottle refuse.",
        links=(
            f"{CHERRYPY}/_cpreqbody.py#L549-L565",
            "https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1",
        ),
    ),
    Question(
        id="form-and-query",
        level="advanced",
        question="A query and a form both carry an unexpected parameter: which status?",
        request=request("POST /name?lang=en", FORM, body=b"name=Omar"),
        observe=(status, page),
        answers={
            "flask": "405 · error page",
            "django": "200 · greet page",
            "bottle": "405 · error page",
            "cherrypy": "404 · error page",
            "pyramid": "200 · greet page",
        },
        why="CherryPy looks at the query first, and a wrong query is a wrong URL: 404. The form "
        "alone would be 400. Flask, Django, Bottle and Pyramid answer as they do to any POST.",
        links=(UNEXPECTED,),
    ),
]

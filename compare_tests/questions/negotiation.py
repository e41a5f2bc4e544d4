"""Negotiation: what a client would like, and the conditions it sets."""

from compare_tests.engine.aspects import content_type, header, page, status
from compare_tests.engine.model import Question, request

CHEROOT = "https://github.com/cherrypy/cheroot/blob/v11.1.2/cheroot"
CHERRYPY = "https://github.com/cherrypy/cherrypy/blob/v18.10.0/cherrypy"
PYRAMID = "https://github.com/Pylons/pyramid/blob/2.1/src/pyramid"
WAITRESS = "https://github.com/Pylons/waitress/blob/v3.0.2/src/waitress"
WEBOB = "https://github.com/Pylons/webob/blob/1.8.11/src/webob"

QUESTIONS = [
    Question(
        id="page-not-acceptable",
        level="essential",
        question="What does a client that takes only JSON get from a page that is HTML?",
        request=request("GET /bye", "Accept: application/json"),
        observe=(status, content_type),
        answers={
            "flask": "200 · text/html; charset=utf-8",
            "django": "200 · text/html; charset=utf-8",
            "bottle": "200 · text/html; charset=utf-8",
            "cherrypy": "200 · text/html; charset=utf-8",
            "pyramid": "200 · text/html; charset=utf-8",
        },
    ),
    Question(
        id="not-found-json-first",
        level="practical",
        question="A client names JSON first and then anything, as axios does: is a 404 JSON?",
        request=request("GET /nowhere", "Accept: application/json, text/plain, */*"),
        observe=(content_type,),
        answers={
            "flask": "text/html; charset=utf-8",
            "django": "text/html; charset=utf-8",
            "bottle": "text/html; charset=utf-8",
            "cherrypy": "text/html; charset=utf-8",
            "pyramid": "text/html; charset=utf-8",
        },
    ),
    Question(
        id="not-found-refused-type",
        level="advanced",
        question="A client takes anything but HTML: of which type is a 404?",
        request=request("GET /nowhere", "Accept: text/html;q=0, */*"),
        observe=(content_type,),
        answers={
            "flask": "text/html; charset=utf-8",
            "django": "text/html; charset=utf-8",
            "bottle": "text/html; charset=utf-8",
            "cherrypy": "text/html; charset=utf-8",
            "pyramid": "application/json",
        },
        why="Pyramid's errors can be HTML or JSON, whichever Accept likes better, or plain text "
        "if it allows neither. Flask, Django, Bottle and CherryPy do not read Accept for a "
        "404: theirs is HTML.",
        links=(
            f"{PYRAMID}/httpexceptions.py#L252-L260",
            f"{WEBOB}/acceptparse.py#L945-L968",
        ),
    ),
    Question(
        id="not-found-type-parameter",
        level="advanced",
        question="A client asks for text/html; charset=utf-8: of which type is a 404?",
        request=request("GET /nowhere", "Accept: text/html; charset=utf-8"),
        observe=(content_type,),
        answers={
            "flask": "text/html; charset=utf-8",
            "django": "text/html; charset=utf-8",
            "bottle": "text/html; charset=utf-8",
            "cherrypy": "text/html; charset=utf-8",
            "pyramid": "text/plain; charset=utf-8",
        },
        why="Pyramid offers text/html, and WebOb finds that a type without the parameter is not "
        "the one asked for, so that plain text is left. The others do not read Accept for a 404.",
        links=(
            f"{PYRAMID}/httpexceptions.py#L252-L260",
            f"{WEBOB}/acceptparse.py#L902-L922",
        ),
    ),
    # --- Charsets, languages, codings ---
    Question(
        id="accept-charset",
        level="practical",
        question="What does a client get that takes ISO-8859-1 and nothing else?",
        request=request("GET /bye", "Accept-Charset: iso-8859-1"),
        observe=(status, content_type),
        decided_by="app code",
        answers={
            "flask": "200 · text/html; charset=utf-8",
            "django": "200 · text/html; charset=utf-8",
            "bottle": "200 · text/html; charset=utf-8",
            "cherrypy": "406 · text/html; charset=utf-8",
            "pyramid": "200 · text/html; charset=utf-8",
        },
        why="CherryPy's encode tool, told by our app to use UTF-8, answers 406 to a client that "
        "names charsets and not that one. Flask, Django, Bottle and Pyramid do not read "
        "Accept-Charset.",
        links=(
            f"{CHERRYPY}/lib/encoding.py#L157-L167",
            f"{CHERRYPY}/lib/encoding.py#L211-L219",
        ),
    ),
    Question(
        id="accept-language",
        level="practical",
        question="Is a visitor who asks for German told in German that there is no page?",
        request=request("GET /nowhere", "Accept-Language: de"),
        observe=(status, header("Content-Language")),
        answers={
            "flask": "404 · no Content-Language",
            "django": "404 · no Content-Language",
            "bottle": "404 · no Content-Language",
            "cherrypy": "404 · no Content-Language",
            "pyramid": "404 · no Content-Language",
        },
    ),
    Question(
        id="accept-encoding",
        level="essential",
        question="Is a page compressed for a client that takes gzip?",
        request=request("GET /", "Accept-Encoding: gzip"),
        observe=(page, header("Content-Encoding")),
        answers={
            "flask": "hello page · no Content-Encoding",
            "django": "hello page · no Content-Encoding",
            "bottle": "hello page · no Content-Encoding",
            "cherrypy": "hello page · no Content-Encoding",
            "pyramid": "hello page · no Content-Encoding",
        },
    ),
    # --- Conditions and ranges ---
    Question(
        id="if-none-match-any",
        level="practical",
        question="GET with If-None-Match: * is answered with 304 where there is a page.",
        rule="RFC 9110 section 13.1.2",
        request=request("GET /bye", "If-None-Match: *"),
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
        id="if-match-delete",
        level="advanced",
        question="DELETE on a condition that does not hold is not done, and gets 412 for example.",
        rule="RFC 9110 section 13.1.1",
        request=request("DELETE /bye", 'If-Match: "another page"'),
        observe=(status,),
        answers={
            "flask": "405",
            "django": "200",
            "bottle": "405",
            "cherrypy": "200",
            "pyramid": "200",
        },
        why="No framework evaluates If-Match by itself. Flask and Bottle refuse DELETE; "
        "Django, CherryPy and Pyramid call the page for it, condition or not.",
        links=(
            f"{CHERRYPY}/lib/cptools.py#L16-L76",
            "https://docs.djangoproject.com/en/5.2/topics/conditional-view-processing/",
        ),
    ),
    Question(
        id="if-modified-since",
        level="practical",
        question="If-Modified-Since is ignored for a page that does not know when it changed.",
        rule="RFC 9110 section 13.1.3",
        request=request("GET /bye", "If-Modified-Since: Thu, 31 Dec 2099 23:59:59 GMT"),
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
        id="range-of-page",
        level="advanced",
        question="Can a client get only the first three bytes of a page?",
        request=request("GET /bye", "Range: bytes=0-2"),
        observe=(status, page, header("Accept-Ranges")),
        answers={
            "flask": "200 · bye page · no Accept-Ranges",
            "django": "200 · bye page · no Accept-Ranges",
            "bottle": "200 · bye page · no Accept-Ranges",
            "cherrypy": "200 · bye page · no Accept-Ranges",
            "pyramid": "200 · bye page · no Accept-Ranges",
        },
    ),
    # --- The type of what is sent ---
    Question(
        id="json-malformed",
        level="practical",
        question="A body says that it is JSON, and is not: is it refused?",
        request=request("POST /bye", "Content-Type: application/json", body=b"colour=red"),
        observe=(status,),
        answers={
            "flask": "405",
            "django": "200",
            "bottle": "405",
            "cherrypy": "200",
            "pyramid": "200",
        },
        why="Nobody does: CherryPy parses forms, but leaves what else a body is to the page (or "
        "to tools.json_in), and Django and Pyramid leave all of it. In Flask and Bottle the "
        "method is wrong.",
        links=(
            f"{CHERRYPY}/_cpreqbody.py#L549-L573",
            f"{CHERRYPY}/lib/jsontools.py#L16-L55",
        ),
    ),
    Question(
        id="two-content-types",
        level="advanced",
        question="A body has two Content-Type fields, plain text and then a form: which counts?",
        request=request(
            "POST /bye",
            "Content-Type: text/plain",
            "Content-Type: application/x-www-form-urlencoded",
            body=b"colour=red",
        ),
        observe=(status,),
        answers={
            "flask": "405",
            "django": "200",
            "bottle": "405",
            "cherrypy": {"native": "400", "waitress": "200"},
            "pyramid": "200",
        },
        why="Only CherryPy reads the body. Its own server keeps the last Content-Type: a form, "
        "with a field that the page does not take. waitress joins the two with a comma, and of "
        "such a list CherryPy takes what comes last in the alphabet, here plain text. In Flask "
        "and Bottle the method is wrong.",
        links=(
            f"{CHEROOT}/server.py#L255-L259",
            f"{WAITRESS}/parser.py#L238-L246",
            f"{CHERRYPY}/lib/httputil.py#L233-L248",
        ),
    ),
]

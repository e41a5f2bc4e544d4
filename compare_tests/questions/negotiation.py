"""Negotiation: what a client would like, and the conditions it sets."""

from compare_tests.engine.aspects import content_type, header, page, status
from compare_tests.engine.model import Question, Rule, request
from compare_tests.questions.sources import CHERRYPY, PYRAMID, WEBOB

QUESTIONS = [
    Question(
        id="page-not-acceptable",
        level="practical",
        question="What does a client that takes only JSON get from a page that is HTML?",
        terms=("406 Not Acceptable", "content negotiation"),
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
        question="A client prefers JSON and takes anything, as axios does: is a 404 JSON?",
        terms=("axios", "API error"),
        request=request("GET /nowhere", "Accept: application/json, text/plain, */*"),
        observe=(content_type,),
        answers={
            "flask": "text/html; charset=utf-8",
            "django": "text/html; charset=utf-8",
            "bottle": "text/html; charset=utf-8",
            "cherrypy": "text/html; charset=utf-8",
            "pyramid": "text/html; charset=utf-8",
        },
        cause="errors",
    ),
    Question(
        id="not-found-refused-type",
        level="advanced",
        question="A client takes anything but HTML: which type does a 404 have?",
        request=request("GET /nowhere", "Accept: text/html;q=0, */*"),
        observe=(content_type,),
        answers={
            "flask": "text/html; charset=utf-8",
            "django": "text/html; charset=utf-8",
            "bottle": "text/html; charset=utf-8",
            "cherrypy": "text/html; charset=utf-8",
            "pyramid": "application/json",
        },
        aligned="text/html; charset=utf-8",
        why="Pyramid's errors can be HTML or JSON, whichever Accept likes better, or plain text "
        "if it allows neither. Flask, Django, Bottle and CherryPy do not read Accept for a "
        "404: theirs is HTML.",
        links=(
            f"{PYRAMID}/httpexceptions.py#L252-L260",
            f"{WEBOB}/acceptparse.py#L945-L968",
        ),
        cause="errors",
    ),
    # --- Charsets, languages, codings ---
    Question(
        id="accept-charset",
        level="practical",
        question="What does a client get that takes ISO-8859-1 and nothing else?",
        request=request("GET /bye", "Accept-Charset: iso-8859-1"),
        observe=(status, content_type),
        answers={
            "flask": "200 · text/html; charset=utf-8",
            "django": "200 · text/html; charset=utf-8",
            "bottle": "200 · text/html; charset=utf-8",
            "cherrypy": "406 · text/html; charset=utf-8",
            "pyramid": "200 · text/html; charset=utf-8",
        },
        aligned="200 · text/html; charset=utf-8",
        why="CherryPy's encode tool, told by our app to use UTF-8, answers 406 to a client that "
        "names charsets and not that one. Flask, Django, Bottle and Pyramid do not read "
        "Accept-Charset.",
        links=(
            f"{CHERRYPY}/lib/encoding.py#L157-L167",
            f"{CHERRYPY}/lib/encoding.py#L211-L219",
        ),
        app_lines={"cherrypy": '"tools.encode.encoding": "utf-8",'},
        decided_by="app code",
    ),
    Question(
        id="accept-language",
        level="practical",
        question="Does a visitor who asks for German read a 404 page in German?",
        terms=("translation", "i18n"),
        request=request("GET /nowhere", "Accept-Language: de"),
        observe=(status, header("Content-Language")),
        answers={
            "flask": "404 · no Content-Language",
            "django": "404 · no Content-Language",
            "bottle": "404 · no Content-Language",
            "cherrypy": "404 · no Content-Language",
            "pyramid": "404 · no Content-Language",
        },
        cause="errors",
    ),
    Question(
        id="accept-encoding",
        level="practical",
        question="Is a page compressed for a client that takes gzip?",
        terms=("gzip", "compression"),
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
        terms=("ETag", "304 Not Modified"),
        rule=Rule("RFC 9110 section 13.1.2", keyword="MUST", kept=r"304"),
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
        id="if-modified-since",
        level="practical",
        question="If-Modified-Since is ignored for a page that does not know when it changed.",
        terms=("304 Not Modified",),
        rule=Rule("RFC 9110 section 13.1.3", keyword="MUST", kept=r"200"),
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
        terms=("206 Partial Content", "Range request"),
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
]

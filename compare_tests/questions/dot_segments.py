"""Dot segments: what becomes of the "." and ".." in a path that no client has taken out."""

from compare_tests.engine.aspects import page, status
from compare_tests.engine.model import Question, Rule, request

QUESTIONS = [
    Question(
        id="dots-parent",
        level="practical",
        question="Does /username/../bye lead to /bye, as it does once a browser has shortened it?",
        terms=("path traversal", "directory traversal"),
        request=request("GET /username/../bye"),
        observe=(status, page),
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": "404 · error page",
            "pyramid": "404 · error page",
        },
    ),
    Question(
        id="dots-as-name",
        level="practical",
        question="Can the name be two dots, as in /username/../7?",
        terms=("path traversal",),
        request=request("GET /username/../7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "..", age 7',
            "django": '200 · name "..", age 7',
            "bottle": '200 · name "..", age 7',
            "cherrypy": '200 · name "..", age 7',
            "pyramid": '200 · name "..", age 7',
        },
    ),
    Question(
        id="dots-current",
        level="practical",
        question="Is /./bye the bye page?",
        request=request("GET /./bye"),
        observe=(status, page),
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": "404 · error page",
            "pyramid": "404 · error page",
        },
    ),
    Question(
        id="dots-encoded",
        level="practical",
        question="An encoded dot is a dot: %2e%2e is the same as two dots.",
        terms=("path traversal",),
        rule=Rule("RFC 3986 section 2.3", kept=r'.*"\.\."'),
        request=request("GET /username/%2e%2e/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "..", age 7',
            "django": '200 · name "..", age 7',
            "bottle": '200 · name "..", age 7',
            "cherrypy": '200 · name "..", age 7',
            "pyramid": '200 · name "..", age 7',
        },
    ),
]

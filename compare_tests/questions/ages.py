"""Ages in the path: what a framework takes for a whole number."""

from compare_tests.engine.aspects import page, status
from compare_tests.engine.model import Question, request

# The parts of the sources that decide, at the versions installed.
WERKZEUG = "https://github.com/pallets/werkzeug/blob/3.1.9/src/werkzeug"
DJANGO = "https://github.com/django/django/blob/5.2.19/django"
BOTTLE = "https://github.com/bottlepy/bottle/blob/0.13.4/bottle.py"
CHERRYPY = "https://github.com/cherrypy/cherrypy/blob/v18.10.0/cherrypy"
PYRAMID = "https://github.com/Pylons/pyramid/blob/2.1/src/pyramid"
WAITRESS = "https://github.com/Pylons/waitress/blob/v3.0.2/src/waitress"
CONVERTERS = f"{DJANGO}/urls/converters.py#L8-L15"
INT = "https://docs.python.org/3/library/functions.html#int"
LIMIT = "https://docs.python.org/3/library/stdtypes.html#int-max-str-digits"

AGE = (status, page)


def raw(target: bytes) -> bytes:
    """Return a plain GET of a request target with bytes that no URL may have."""
    return b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


QUESTIONS = [
    # --- Signs, zeros, and what else Python's int() takes ---------------------
    Question(
        id="age-negative",
        level="essential",
        question="Is -7 an age?",
        request=request("GET /username/Ahmed/-7"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": '200 · name "Ahmed", age -7',
            "cherrypy": '200 · name "Ahmed", age -7',
            "pyramid": "404 · error page",
        },
        why="Bottle's `int` filter is `-?\\d+`, and CherryPy knows no types: our own `int()` takes "
        "the minus. The `int` converters of Flask and Django, and the `\\d+` of our Pyramid "
        "route, know digits only (Flask has `int(signed=True)` for more).",
        links=(f"{BOTTLE}#L327-L332", f"{WERKZEUG}/routing/converters.py#L180-L200"),
    ),
    Question(
        id="age-other-digits",
        level="essential",
        question="Is ٧, the seven of Arabic script, an age?",
        request=request("GET /username/Ahmed/%D9%A7"),
        observe=AGE,
        answers={
            "flask": '200 · name "Ahmed", age 7',
            "django": "404 · error page",
            "bottle": '200 · name "Ahmed", age 7',
            "cherrypy": '200 · name "Ahmed", age 7',
            "pyramid": '200 · name "Ahmed", age 7',
        },
        why="Django's `int` converter is `[0-9]+`. The `\\d` of Flask's converter, of Bottle's "
        "filter and of our Pyramid route is any decimal digit of Unicode, and Python's `int()`, "
        "which our CherryPy page calls, reads all of them too.",
        links=(CONVERTERS, "https://github.com/pallets/werkzeug/issues/3242"),
    ),
    Question(
        id="age-superscript",
        level="advanced",
        question="Is ², which `str.isdigit` calls a digit, an age?",
        request=request("GET /username/Ahmed/%C2%B2"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": "404 · error page",
            "pyramid": "404 · error page",
        },
    ),
    Question(
        id="age-leading-zeros",
        level="practical",
        question="Is 007 an age, and which?",
        request=request("GET /username/Ahmed/007"),
        observe=AGE,
        answers={
            "flask": '200 · name "Ahmed", age 7',
            "django": '200 · name "Ahmed", age 7',
            "bottle": '200 · name "Ahmed", age 7',
            "cherrypy": '200 · name "Ahmed", age 7',
            "pyramid": '200 · name "Ahmed", age 7',
        },
    ),
    Question(
        id="age-plus",
        level="practical",
        question="Is +7 an age?",
        request=request("GET /username/Ahmed/+7"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": '200 · name "Ahmed", age 7',
            "pyramid": "404 · error page",
        },
        decided_by="app code",
        why="CherryPy hands over the text as it is, and Python's `int()`, which our page calls, "
        "takes a plus. In Flask, Django, Bottle and Pyramid an expression for the route has "
        "refused it before anything is converted: digits, with a minus at most.",
        links=(INT, f"{BOTTLE}#L327-L332"),
    ),
    Question(
        id="age-spaces",
        level="practical",
        question="Is a 7 with an encoded space before and after it an age?",
        request=request("GET /username/Ahmed/%207%20"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": '200 · name "Ahmed", age 7',
            "pyramid": "404 · error page",
        },
        decided_by="app code",
        why="Python's `int()`, which our CherryPy page calls, strips white space of every kind. "
        "In Flask, Django, Bottle and Pyramid the route wants digits, with a minus at most.",
        links=(INT, CONVERTERS),
    ),
    Question(
        id="age-underscore",
        level="practical",
        question="Is 1_000, as one may write it in Python, an age?",
        request=request("GET /username/Ahmed/1_000"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": '200 · name "Ahmed", age 1000',
            "pyramid": "404 · error page",
        },
        decided_by="app code",
        why="Python's `int()`, which our CherryPy page calls, takes single underscores between "
        "digits. In Flask, Django, Bottle and Pyramid the route wants digits, with a minus at "
        "most.",
        links=(INT, CONVERTERS),
    ),
    Question(
        id="age-hexadecimal",
        level="advanced",
        question="Is 0x10, as one may write it in Python too, an age?",
        request=request("GET /username/Ahmed/0x10"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": "404 · error page",
            "pyramid": "404 · error page",
        },
    ),
    # --- The end of the age ---------------------------------------------------
    Question(
        id="age-null",
        level="advanced",
        question="Does an encoded null byte behind the age end it?",
        request=request("GET /username/Ahmed/7%00"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": "404 · error page",
            "pyramid": "404 · error page",
        },
    ),
    Question(
        id="age-trailing-slash",
        level="practical",
        question="May a slash stand behind the age?",
        request=request("GET /username/Ahmed/36/"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": '200 · name "Ahmed", age 36',
            "pyramid": "404 · error page",
        },
        why="CherryPy cuts the path at its slashes and drops the empty parts, so the slash is "
        "gone. In Flask, Django, Bottle and Pyramid it is part of what the route is matched "
        "against, and no route ends with one.",
        links=(f"{CHERRYPY}/_cpdispatch.py#L318",),
    ),
    Question(
        id="age-latin1-space",
        level="advanced",
        question="Is a 7 with the byte A0 behind it, a space in Latin-1 but no UTF-8, an age?",
        request=request("GET /username/Ahmed/7%A0"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": '200 · name "Ahmed", age 7',
            "cherrypy": '200 · name "Ahmed", age 7',
            "pyramid": "500 · error page",
        },
        why="As with FF, Bottle drops the byte, Flask and Django keep a sign of it and Pyramid "
        "raises `URLDecodeError`. CherryPy reads a path that is no UTF-8 as Latin-1, where A0 is a "
        "no-break space, and our own `int()` strips that.",
        links=(f"{BOTTLE}#L981", f"{CHERRYPY}/_cpwsgi.py#L348-L371"),
    ),
    # --- Which part of the URL is the age -------------------------------------
    Question(
        id="age-two-numbers",
        level="practical",
        question="Which of two numbers at the end of the path is the age?",
        request=request("GET /username/Ahmed/36/37"),
        observe=AGE,
        answers={
            "flask": '200 · name "Ahmed/36", age 37',
            "django": '200 · name "Ahmed/36", age 37',
            "bottle": '200 · name "Ahmed/36", age 37',
            "cherrypy": '200 · name "Ahmed/36", age 37',
            "pyramid": '200 · name "Ahmed/36", age 37',
        },
    ),
    Question(
        id="age-in-query",
        level="practical",
        question="May the age stand in the query, and not in the path?",
        request=request("GET /username/Ahmed?age=36"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": "404 · error page",
            "pyramid": "404 · error page",
        },
    ),
    Question(
        id="age-encoded-digits",
        level="advanced",
        question="A digit and its percent-encoding are equivalent: %33%36 is 36.",
        rule="RFC 3986 section 2.3",
        request=request("GET /username/Ahmed/%33%36"),
        observe=AGE,
        answers={
            "flask": '200 · name "Ahmed", age 36',
            "django": '200 · name "Ahmed", age 36',
            "bottle": '200 · name "Ahmed", age 36',
            "cherrypy": '200 · name "Ahmed", age 36',
            "pyramid": '200 · name "Ahmed", age 36',
        },
    ),
    Question(
        id="age-4300-digits",
        level="advanced",
        question="Is a number of 4300 digits an age?",
        request=request("GET /username/Ahmed/" + "9" * 4300),
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
        id="age-4301-digits",
        level="practical",
        question="Is a number of 4301 digits, one more than Python converts, an age?",
        request=request("GET /username/Ahmed/" + "9" * 4301),
        observe=(status,),
        answers={
            "flask": "404",
            "django": "404",
            "bottle": "400",
            "cherrypy": "404",
            "pyramid": "500",
        },
        why="Python's `int()` converts 4300 digits at most and else raises a ValueError. Flask and "
        "Django take that for a route that does not match, Bottle for a malformed path. In "
        "CherryPy and Pyramid our own page calls `int()`, and only CherryPy's catches the error.",
        links=(LIMIT, "https://github.com/pallets/werkzeug/pull/3238", f"{BOTTLE}#L411-L416"),
    ),
    Question(
        id="age-4301-digits-delete",
        level="advanced",
        question="What comes first, a method that is not for the page or an age that is too long?",
        request=request("DELETE /username/Ahmed/" + "9" * 4301),
        observe=(status,),
        answers={
            "flask": "405",
            "django": "404",
            "bottle": "405",
            "cherrypy": "404",
            "pyramid": "500",
        },
        why="Flask and Bottle look at the method of a route before they convert what stands in the "
        "path. Django converts first and leaves the method to the view; in CherryPy and Pyramid "
        "our own page converts, and all methods reach it.",
        links=(
            f"{WERKZEUG}/routing/matcher.py#L89-L97",
            f"{BOTTLE}#L470-L496",
            f"{DJANGO}/urls/resolvers.py#L325-L334",
        ),
    ),
    # --- Bytes that no URL may have -------------------------------------------
]

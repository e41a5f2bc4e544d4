"""Ages in the path: what a framework takes for a whole number."""

from compare_tests.engine.aspects import page, status
from compare_tests.engine.model import Question, Rule, request
from compare_tests.questions.sources import BOTTLE, CHERRYPY, DJANGO, PYRAMID, WERKZEUG

CONVERTERS = f"{DJANGO}/urls/converters.py#L8-L15"
INT = "https://docs.python.org/3/library/functions.html#int"
LIMIT = "https://docs.python.org/3/library/stdtypes.html#int-max-str-digits"

AGE = (status, page)


QUESTIONS = [
    # --- Signs, zeros, and what else Python's int() takes ---------------------
    Question(
        id="age-negative",
        level="essential",
        question="Is -7 an age?",
        terms=("negative number", "int converter", "signed"),
        request=request("GET /username/Ahmed/-7"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": '200 · name "Ahmed", age -7',
            "cherrypy": '200 · name "Ahmed", age -7',
            "pyramid": "404 · error page",
        },
        aligned="404 · error page",
        why="Bottle's `int` filter is `-?\\d+`, and CherryPy does not know types: our own `int()` "
        "takes the minus. The `int` converters of Flask and Django, and the `\\d+` of our Pyramid "
        "route, know digits only (Flask has `int(signed=True)` for more).",
        links=(f"{BOTTLE}/bottle.py#L327-L332", f"{WERKZEUG}/routing/converters.py#L180-L200"),
        app_lines={
            "cherrypy": "age = int(path[-1])",
            "pyramid": 'config.add_route("typed_path", r"/username/{name:.+}/{age:\\d+}")',
        },
    ),
    Question(
        id="age-other-digits",
        level="practical",
        question="Is ٧, the seven of Arabic script, an age?",
        terms=("Unicode digits",),
        request=request("GET /username/Ahmed/%D9%A7"),
        observe=AGE,
        answers={
            "flask": '200 · name "Ahmed", age 7',
            "django": "404 · error page",
            "bottle": '200 · name "Ahmed", age 7',
            "cherrypy": '200 · name "Ahmed", age 7',
            "pyramid": '200 · name "Ahmed", age 7',
        },
        aligned='200 · name "Ahmed", age 7',
        why="Django's `int` converter is `[0-9]+`. The `\\d` of Flask's converter, of Bottle's "
        "filter and of our Pyramid route is any decimal digit of Unicode, and Python's `int()`, "
        "which our CherryPy view calls, reads all of them too.",
        links=(CONVERTERS, "https://github.com/pallets/werkzeug/issues/3242"),
        app_lines={
            "cherrypy": "age = int(path[-1])",
            "pyramid": 'config.add_route("typed_path", r"/username/{name:.+}/{age:\\d+}")',
        },
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
        app_lines={
            "cherrypy": "age = int(path[-1])",
            "pyramid": 'config.add_route("typed_path", r"/username/{name:.+}/{age:\\d+}")',
        },
    ),
    Question(
        id="age-leading-zeros",
        level="practical",
        question="Is 007 an age, and which one?",
        terms=("int converter",),
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
        id="age-newline",
        level="advanced",
        question="Is 30 with a newline behind it, 30%0A, an age?",
        terms=("trailing newline", "line break"),
        request=request("GET /username/Ahmed/30%0A"),
        observe=(status, page),
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": '200 · name "Ahmed", age 30',
            "cherrypy": '200 · name "Ahmed", age 30',
            "pyramid": '200 · name "Ahmed", age 30',
        },
        aligned="404 · error page",
        why="Bottle and Pyramid end the pattern of a route with `$`, which also matches before a "
        "newline at the end. In CherryPy our own view calls `int()`, which takes whitespace around "
        "a number. Flask and Django match to the very end.",
        links=(
            f"{BOTTLE}/bottle.py#L403",
            f"{PYRAMID}/urldispatch.py#L181",
            "https://docs.python.org/3/library/functions.html#int",
        ),
        app_lines={"cherrypy": "age = int(path[-1])"},
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
        aligned="404 · error page",
        why="CherryPy passes the text on as it is, and Python's `int()`, which our view calls, "
        "takes a plus. In Flask, Django, Bottle and Pyramid an expression for the route has "
        "refused it before anything is converted: digits, with a minus at most.",
        links=(INT, f"{BOTTLE}/bottle.py#L327-L332"),
        app_lines={"cherrypy": "age = int(path[-1])"},
        decided_by="app code",
    ),
    # --- The end of the age ---------------------------------------------------
    Question(
        id="age-latin1-space",
        level="advanced",
        question="Is 7%A0 an age: a 7 and then a byte that is a space in Latin-1, but not UTF-8?",
        request=request("GET /username/Ahmed/7%A0"),
        observe=AGE,
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": '200 · name "Ahmed", age 7',
            "cherrypy": '200 · name "Ahmed", age 7',
            "pyramid": "500 · error page",
        },
        aligned="404 · error page",
        why="As with FF, Bottle drops the byte, Flask and Django keep a sign of it and Pyramid "
        "raises `URLDecodeError`. CherryPy reads a path that is not UTF-8 as Latin-1, where A0 is "
        "a no-break space, and our own `int()` strips that.",
        links=(f"{BOTTLE}/bottle.py#L981", f"{CHERRYPY}/_cpwsgi.py#L348-L371"),
        app_lines={"cherrypy": "age = int(path[-1])"},
        cause="names",
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
        question="Can the age be in the query instead of the path?",
        terms=("optional parameter",),
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
        rule=Rule("RFC 3986 section 2.3", kept=r".*age 36"),
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
        terms=("ValueError", "Exceeds the limit for integer string conversion", "int converter"),
        request=request("GET /username/Ahmed/" + "9" * 4301),
        observe=(status,),
        answers={
            "flask": "404",
            "django": "404",
            "bottle": "400",
            "cherrypy": "404",
            "pyramid": "500",
        },
        aligned="404",
        why="Python's `int()` converts 4300 digits at most and else raises a ValueError. Flask and "
        "Django take that for a route that does not match, Bottle for a malformed path. In "
        "CherryPy and Pyramid our own view calls `int()`, and only CherryPy's catches the error.",
        links=(
            LIMIT,
            "https://github.com/pallets/werkzeug/pull/3238",
            f"{BOTTLE}/bottle.py#L411-L416",
        ),
        app_lines={
            "cherrypy": "age = int(path[-1])",
            "pyramid": 'age = int(request.matchdict["age"])',
        },
    ),
    Question(
        id="age-4301-digits-delete",
        level="advanced",
        question="Which comes first: a method that is not allowed, or an age that is too long?",
        request=request("DELETE /username/Ahmed/" + "9" * 4301),
        observe=(status,),
        answers={
            "flask": "405",
            "django": "404",
            "bottle": "405",
            "cherrypy": "404",
            "pyramid": "500",
        },
        aligned="404",
        why="Flask and Bottle look at the method of a route before they convert what stands in the "
        "path. Django converts first and leaves the method to the view; in CherryPy and Pyramid "
        "our own view converts, and all methods reach it.",
        links=(
            f"{WERKZEUG}/routing/matcher.py#L89-L97",
            f"{BOTTLE}/bottle.py#L470-L496",
            f"{DJANGO}/urls/resolvers.py#L325-L334",
        ),
        cause="methods",
    ),
    # --- Bytes that no URL may have -------------------------------------------
]

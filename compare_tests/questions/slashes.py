"""Slashes: what a slash too many, too few, encoded or turned round makes of a path."""

from compare_tests.engine.aspects import allow, location, page, status
from compare_tests.engine.model import Question, Rule, request
from compare_tests.questions.sources import (
    BOTTLE,
    CHEROOT,
    CHERRYPY,
    DJANGO,
    FLASK,
    PYTHON,
    WAITRESS,
    WERKZEUG,
)

QUESTIONS = [
    Question(
        id="slash-trailing",
        level="essential",
        question="Is /bye/ the same page as /bye?",
        terms=("trailing slash", "strict_slashes", "APPEND_SLASH", "redirect"),
        request=request("GET /bye/"),
        observe=(status, page),
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": "200 · bye page",
            "pyramid": "404 · error page",
        },
        aligned="404 · error page",
        why="Flask, Django, Bottle and Pyramid compare the whole path with the route, which ends "
        "without a slash. Flask's redirect and Django's APPEND_SLASH only ever add one. CherryPy "
        "drops empty segments before it looks for the page: both paths name the method bye.",
        links=(
            f"{CHERRYPY}/_cpdispatch.py#L318",
            f"{DJANGO}/middleware/common.py#L62-L74",
            "https://flask.palletsprojects.com/en/stable/quickstart/#unique-urls-redirection-behavior",
        ),
    ),
    Question(
        id="slash-doubled",
        level="essential",
        question="What is the name in /username//Ahmed/7, which has an extra slash?",
        terms=("double slash", "merge_slashes", "redirect", "308 Permanent Redirect"),
        request=request("GET /username//Ahmed/7"),
        observe=(status, location, page),
        answers={
            "flask": "308 · Location: http://127.0.0.1/username/Ahmed/7 · redirect page",
            "django": '200 · no Location · name "/Ahmed", age 7',
            "bottle": '200 · no Location · name "/Ahmed", age 7',
            "cherrypy": '200 · no Location · name "Ahmed", age 7',
            "pyramid": '200 · no Location · name "/Ahmed", age 7',
        },
        aligned='200 · no Location · name "/Ahmed", age 7',
        why="In Django, Bottle and Pyramid the pattern of the name takes any slash, the second one "
        "too. In Flask the path converter cannot begin with a slash, so nothing matches, and "
        "Werkzeug redirects to the path with its slashes merged (merge_slashes). CherryPy merges "
        "them itself and does not say so.",
        links=(
            f"{WERKZEUG}/routing/matcher.py#L174-L185",
            f"{WERKZEUG}/routing/converters.py#L123",
            f"{CHERRYPY}/lib/httputil.py#L40-L50",
        ),
    ),
    Question(
        id="slash-doubled-in-name",
        level="practical",
        question="Does a doubled slash inside the name stay, as in /username/Ah//med/7?",
        terms=("double slash", "path converter"),
        request=request("GET /username/Ah//med/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "Ah//med", age 7',
            "django": '200 · name "Ah//med", age 7',
            "bottle": '200 · name "Ah//med", age 7',
            "cherrypy": '200 · name "Ah/med", age 7',
            "pyramid": '200 · name "Ah//med", age 7',
        },
        aligned='200 · name "Ah//med", age 7',
        why="CherryPy merges all slashes before it cuts the path at them. Flask merges only if "
        "the path as it stands matches nothing, and inside a name its path converter takes any "
        "slash, as the patterns of Django, Bottle and Pyramid do everywhere.",
        links=(
            f"{CHERRYPY}/lib/httputil.py#L40-L50",
            "https://github.com/IdentityPython/pyFF/issues/117",
        ),
    ),
    Question(
        id="slash-as-name",
        level="advanced",
        question="Can a name be a slash and nothing else, as in /username///7?",
        request=request("GET /username///7"),
        observe=(status, page),
        answers={
            "flask": "404 · error page",
            "django": '200 · name "/", age 7',
            "bottle": '200 · name "/", age 7',
            "cherrypy": "404 · error page",
            "pyramid": '200 · name "/", age 7',
        },
        aligned='200 · name "/", age 7',
        why="Django, Bottle and Pyramid ask of the name only that it is not empty. With the "
        "slashes merged, as in Flask and CherryPy, the path is /username/7 and has no name.",
        links=(
            f"{WERKZEUG}/routing/converters.py#L123",
            f"{DJANGO}/urls/converters.py#L42-L43",
        ),
        app_lines={"pyramid": 'config.add_route("typed_path", r"/username/{name:.+}/{age:\\d+}")'},
    ),
    Question(
        id="slash-doubled-query",
        level="practical",
        question="Does the redirect for a doubled slash keep the query string?",
        terms=("double slash",),
        request=request("GET /username//Ahmed/7?a=1"),
        observe=(status, location, page),
        answers={
            "flask": "308 · Location: http://127.0.0.1/username/Ahmed/7?a=1 · redirect page",
            "django": '200 · no Location · name "/Ahmed", age 7',
            "bottle": '200 · no Location · name "/Ahmed", age 7',
            "cherrypy": "404 · no Location · error page",
            "pyramid": '200 · no Location · name "/Ahmed", age 7',
        },
        aligned='200 · no Location · name "/Ahmed", age 7',
        why="Only Flask redirects, and Werkzeug puts the query string behind the new path. "
        "CherryPy hands each query parameter to the page as an argument, and answers 404 where the "
        "page has none of that name. Django, Bottle and Pyramid leave the query to the page, which "
        "does not read it.",
        links=(
            f"{WERKZEUG}/routing/map.py#L747-L768",
            f"{CHERRYPY}/_cpdispatch.py#L66-L84",
        ),
    ),
    Question(
        id="slash-doubled-post",
        level="practical",
        question="Is a POST to a path with a doubled slash redirected too?",
        terms=("double slash", "lost POST data", "308 Permanent Redirect"),
        request=request("POST /username//Ahmed/7", body=b"a"),
        observe=(status, location, allow, page),
        answers={
            "flask": "405 · no Location · Allow: GET, HEAD, OPTIONS · error page",
            "django": "403 · no Location · no Allow · error page",
            "bottle": "405 · no Location · Allow: GET · error page",
            "cherrypy": '200 · no Location · no Allow · name "Ahmed", age 7',
            "pyramid": '200 · no Location · no Allow · name "/Ahmed", age 7',
        },
        aligned="405 · no Location · Allow: GET, HEAD, OPTIONS · error page",
        why="Werkzeug matches path and method together: with the slashes merged the path fits and "
        "the method does not, so Flask answers 405 and there is nothing to redirect to. Bottle "
        "takes the path as it is and answers 405 as well. In Django, CherryPy and Pyramid a view "
        "takes any method, but Django refuses a POST without a CSRF token.",
        links=(
            f"{WERKZEUG}/routing/matcher.py#L174-L185",
            f"{BOTTLE}/bottle.py#L465-L496",
        ),
        cause="methods",
    ),
    Question(
        id="slash-doubled-leading",
        level="practical",
        question="Is //bye the same page as /bye?",
        terms=("double slash", "open redirect"),
        request=request("GET //bye"),
        observe=(status, page),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": {"native": "200 · hello page", "waitress": "200 · bye page"},
            "pyramid": "200 · bye page",
        },
        why="CherryPy's own server, cheroot, reads the target with urlsplit, which takes what "
        "follows two slashes for a host: the path left over is empty, and leads to the hello "
        "page. Waitress merges leading slashes, and so does http.server, on which the native "
        "servers of Flask, Django, Bottle and Pyramid stand.",
        links=(
            f"{CHEROOT}/server.py#L842",
            f"{WAITRESS}/task.py#L506-L509",
            f"{PYTHON}/http/server.py#L337-L342",
            "https://github.com/cherrypy/cherrypy/issues/815",
        ),
    ),
    Question(
        id="slash-encoded",
        level="practical",
        question="Can a name hold a slash that was sent encoded, as in Ah%2Fmed?",
        terms=("%2F", "path converter", "AllowEncodedSlashes"),
        request=request("GET /username/Ah%2Fmed/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "Ah/med", age 7',
            "django": '200 · name "Ah/med", age 7',
            "bottle": '200 · name "Ah/med", age 7',
            "cherrypy": '200 · name "Ah/med", age 7',
            "pyramid": '200 · name "Ah/med", age 7',
        },
    ),
    Question(
        id="slash-encoded-lower-case",
        level="advanced",
        question="The case of the digits in an encoded character does not matter: %2f is %2F.",
        rule=Rule("RFC 3986 section 2.1", kept=r'.*"Ah/med"'),
        request=request("GET /username/Ah%2fmed/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "Ah/med", age 7',
            "django": '200 · name "Ah/med", age 7',
            "bottle": '200 · name "Ah/med", age 7',
            "cherrypy": '200 · name "Ah/med", age 7',
            "pyramid": '200 · name "Ah/med", age 7',
        },
    ),
    Question(
        id="slash-encoded-between",
        level="practical",
        question="A path is split at its slashes before it is decoded, so %2F separates nothing.",
        rule=Rule("RFC 3986 section 2.4", kept=r"404"),
        request=request("GET /username%2FAhmed%2F7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "Ahmed", age 7',
            "django": '200 · name "Ahmed", age 7',
            "bottle": '200 · name "Ahmed", age 7',
            "cherrypy": {"native": "404 · error page", "waitress": '200 · name "Ahmed", age 7'},
            "pyramid": '200 · name "Ahmed", age 7',
        },
        why="Waitress, wsgiref and Werkzeug's server decode the whole path into PATH_INFO, in "
        "which the two kinds of slash cannot be told apart. cheroot leaves %2F as it is, and "
        "CherryPy finds no page of that one long name.",
        links=(
            f"{CHEROOT}/server.py#L938-L956",
            f"{PYTHON}/wsgiref/simple_server.py#L80-L85",
            "https://github.com/pallets/werkzeug/issues/477",
        ),
    ),
    Question(
        id="slash-encoded-twice",
        level="practical",
        question="A path is decoded only once, so %252F stands for the three characters %2F.",
        terms=("double encoding", "%252F"),
        rule=Rule("RFC 3986 section 2.4", kept=r".*Ah%2Fmed"),
        request=request("GET /username/Ah%252Fmed/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "Ah%2Fmed", age 7',
            "django": '200 · name "Ah%2Fmed", age 7',
            "bottle": '200 · name "Ah%2Fmed", age 7',
            "cherrypy": '200 · name "Ah/med", age 7',
            "pyramid": '200 · name "Ah%2Fmed", age 7',
        },
        aligned='200 · name "Ah%2Fmed", age 7',
        why="Every server decodes once. CherryPy's dispatcher then puts a slash for each %2F "
        "that it finds in an argument: that is for cheroot, which leaves %2F encoded, but what "
        "was sent as %252F looks the same by then.",
        links=(f"{CHERRYPY}/_cpdispatch.py#L286-L289",),
    ),
    Question(
        id="slash-encoded-trailing",
        level="advanced",
        question="Is /bye%2F the bye page?",
        request=request("GET /bye%2F"),
        observe=(status, page),
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": {"native": "404 · error page", "waitress": "200 · bye page"},
            "pyramid": "404 · error page",
        },
        aligned="404 · error page",
        why="Behind waitress, which decodes %2F, it is /bye/, and CherryPy drops a slash at the "
        "end. Behind cheroot, which does not, it is one segment, bye%2F, and no page has that "
        "name. Flask, Django, Bottle and Pyramid have no route that ends with a slash.",
        links=(
            f"{CHEROOT}/server.py#L938-L956",
            f"{CHERRYPY}/_cpdispatch.py#L318",
        ),
    ),
    Question(
        id="slash-encoded-leading",
        level="advanced",
        question="Is /%2Fbye the bye page?",
        request=request("GET /%2Fbye"),
        observe=(status, page),
        answers={
            "flask": "200 · bye page",
            "django": {"native": "404 · error page", "waitress": "200 · bye page"},
            "bottle": {"native": "404 · error page", "waitress": "200 · bye page"},
            "cherrypy": {"native": "404 · error page", "waitress": "200 · bye page"},
            "pyramid": {"native": "404 · error page", "waitress": "200 · bye page"},
        },
        why="Waitress decodes first and merges leading slashes then. http.server merges them "
        "before anything is decoded, and //bye comes out: Werkzeug's router takes any number of "
        "slashes there, a route of Django, Bottle or Pyramid one. cheroot does not decode %2F.",
        links=(
            f"{WAITRESS}/task.py#L506-L509",
            f"{PYTHON}/http/server.py#L337-L342",
            f"{WERKZEUG}/routing/map.py#L602",
        ),
    ),
    Question(
        id="slash-missing",
        level="practical",
        question="A request target in none of the four forms, such as GET bye, SHOULD get 400 or "
        "301.",
        rule=Rule("RFC 9112 section 3.2", keyword="SHOULD", kept=r"400|301"),
        request=request("GET bye"),
        observe=(status, page),
        answers={
            "flask": "200 · bye page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": {"native": "400 · error page", "waitress": "200 · bye page"},
            "pyramid": "404 · error page",
        },
        aligned="400 · error page",
        why="Of the servers only cheroot asks for a slash; the others pass the target on. "
        "Werkzeug's router puts a slash in front, CherryPy cuts the path at slashes and needs "
        "none in front, and in Django, Bottle and Pyramid a route begins with a slash.",
        links=(
            f"{CHEROOT}/server.py#L906-L922",
            f"{WERKZEUG}/routing/map.py#L602",
            f"{CHERRYPY}/_cpdispatch.py#L318",
        ),
        cause="protocol",
    ),
    Question(
        id="slash-path-empty",
        level="advanced",
        question="A request target that is nothing but a question mark SHOULD get 400 or 301.",
        rule=Rule("RFC 9112 section 3.2", keyword="SHOULD", kept=r"400|301"),
        request=request("GET ?"),
        observe=(status, location, page),
        answers={
            "flask": "308 · Location: http://127.0.0.1/ · redirect page",
            "django": "200 · no Location · hello page",
            "bottle": "200 · no Location · hello page",
            "cherrypy": {
                "native": "400 · no Location · error page",
                "waitress": "200 · no Location · hello page",
            },
            "pyramid": "200 · no Location · hello page",
        },
        aligned="200 · no Location · hello page",
        why="For Django, Bottle, CherryPy and Pyramid an empty path is the path /. Werkzeug's "
        "router redirects from the one to the other. cheroot refuses a target that does not "
        "begin with a slash.",
        links=(
            f"{WERKZEUG}/routing/matcher.py#L169-L172",
            f"{DJANGO}/core/handlers/wsgi.py#L59-L61",
            f"{CHEROOT}/server.py#L906-L922",
        ),
        cause="protocol",
    ),
    Question(
        id="slash-index",
        level="practical",
        question="Is /index the hello page?",
        request=request("GET /index"),
        observe=(status, page),
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": "200 · hello page",
            "pyramid": "404 · error page",
        },
        aligned="404 · error page",
        why="In CherryPy the page of a bare / is the method called index, and that is a name like "
        "any other: its own path leads to it as well. Flask, Django, Bottle and Pyramid have no "
        "such name.",
        links=(
            f"{CHERRYPY}/_cpdispatch.py#L293-L318",
            "https://docs.cherrypy.dev/en/latest/tutorials.html",
        ),
    ),
    Question(
        id="slash-static",
        level="advanced",
        question="What is at /static//x, where no app has put anything?",
        terms=("static files",),
        request=request("GET /static//x"),
        observe=(status, location),
        answers={
            "flask": "308 · Location: http://127.0.0.1/static/x",
            "django": "404 · no Location",
            "bottle": "404 · no Location",
            "cherrypy": "404 · no Location",
            "pyramid": "404 · no Location",
        },
        aligned="404 · no Location",
        why="Flask adds a route for files, /static/<path:filename>, to every app, whether there "
        "is such a folder or not. So Werkzeug redirects to /static/x, and only there Flask looks "
        "for the file.",
        links=(
            f"{FLASK}/app.py#L262-L279",
            f"{WERKZEUG}/routing/matcher.py#L174-L185",
        ),
        cause="errors",
    ),
    Question(
        id="slash-backward",
        level="practical",
        question="Does a backslash count as a slash?",
        request=request("GET /username\\Ahmed\\7"),
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
        id="slash-semicolon",
        level="advanced",
        question="Is what follows a semicolon, as in /bye;a=1, left out of the path?",
        terms=("path parameter", "matrix parameter", "jsessionid"),
        request=request("GET /bye;a=1"),
        observe=(status, page),
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": "404 · error page",
            "pyramid": "404 · error page",
        },
    ),
]

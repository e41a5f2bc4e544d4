"""Dot segments: what becomes of the "." and ".." in a path that no client has taken out."""

from compare_tests.engine.aspects import allow, location, page, status
from compare_tests.engine.model import Question, request

CHEROOT = "https://github.com/cherrypy/cheroot/blob/v11.1.2/cheroot"
CHERRYPY = "https://github.com/cherrypy/cherrypy/blob/v18.10.0/cherrypy"
FLASK = "https://github.com/pallets/flask/blob/3.1.3/src/flask"
WERKZEUG = "https://github.com/pallets/werkzeug/blob/3.1.9/src/werkzeug"

QUESTIONS = [
    Question(
        id="dots-parent",
        level="essential",
        question="Does /username/../bye lead to /bye, as it does once a browser has shortened it?",
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
        level="essential",
        question="Can the name be two dots, as in /username/../7?",
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
        rule="RFC 3986 section 2.3",
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
    Question(
        id="dots-encoded-options",
        level="advanced",
        question="Is an encoded dot a dot to OPTIONS, too?",
        request=request("OPTIONS /username/%2e%2e/7"),
        observe=(status, page),
        answers={
            "flask": "200 · no body",
            "django": '200 · name "..", age 7',
            "bottle": "405 · error page",
            "cherrypy": {
                "native": '200 · name "%2e%2e", age 7',
                "waitress": '200 · name "..", age 7',
            },
            "pyramid": '200 · name "..", age 7',
        },
        why="CherryPy's own server, cheroot, decodes the path in a branch that OPTIONS does not "
        "take, so its page gets %2e%2e. Flask answers OPTIONS without the page, and in Bottle the "
        "route is for GET; elsewhere the page takes any method.",
        links=(
            f"{CHEROOT}/server.py#L849-L856",
            f"{CHEROOT}/server.py#L938-L956",
        ),
    ),
    Question(
        id="dots-encoded-slash",
        level="practical",
        question="Are the dots in /username/..%2F7 a segment of their own?",
        request=request("GET /username/..%2F7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "..", age 7',
            "django": '200 · name "..", age 7',
            "bottle": '200 · name "..", age 7',
            "cherrypy": {"native": "404 · error page", "waitress": '200 · name "..", age 7'},
            "pyramid": '200 · name "..", age 7',
        },
        why="Where %2F is decoded with the rest of the path, what stands before it is the name. "
        "cheroot leaves it as it is: CherryPy's page gets one argument, ../7, and the app wants "
        "two at least, a name and an age.",
        links=(
            f"{CHEROOT}/server.py#L938-L956",
            "https://github.com/pallets/werkzeug/issues/477",
        ),
    ),
    Question(
        id="dots-redirected",
        level="practical",
        question="Does a redirect because of a doubled slash take out the dots as well?",
        request=request("GET /username//../7"),
        observe=(status, location, page),
        answers={
            "flask": "308 · Location: http://127.0.0.1/username/../7 · redirect page",
            "django": '200 · no Location · name "/..", age 7',
            "bottle": '200 · no Location · name "/..", age 7',
            "cherrypy": '200 · no Location · name "..", age 7',
            "pyramid": '200 · no Location · name "/..", age 7',
        },
        why="Werkzeug merges slashes and leaves dots alone. A browser takes them out before it "
        "follows the redirect, and then asks for /7. The others do not redirect: CherryPy merges "
        "the slashes, and in Django, Bottle and Pyramid the name begins with one.",
        links=(
            f"{WERKZEUG}/routing/matcher.py#L174-L185",
            "https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.3",
        ),
    ),
    Question(
        id="dots-empty-segment",
        level="advanced",
        question="What is the name in /username/..//7, with an empty segment behind the dots?",
        request=request("GET /username/..//7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "../", age 7',
            "django": '200 · name "../", age 7',
            "bottle": '200 · name "../", age 7',
            "cherrypy": '200 · name "..", age 7',
            "pyramid": '200 · name "../", age 7',
        },
        why="Dots are nothing special to any of them, so only the doubled slash matters. "
        "CherryPy merges it; in the others it is part of the name, as in Flask any slash is that "
        "does not begin it.",
        links=(
            f"{CHERRYPY}/lib/httputil.py#L40-L50",
            f"{WERKZEUG}/routing/converters.py#L123",
        ),
    ),
    Question(
        id="dots-static",
        level="advanced",
        question="What does DELETE get from /static/../bye, where no app has a folder of files?",
        request=request("DELETE /static/../bye"),
        observe=(status, allow),
        answers={
            "flask": "405 · Allow: GET, HEAD, OPTIONS",
            "django": "404 · no Allow",
            "bottle": "404 · no Allow",
            "cherrypy": "404 · no Allow",
            "pyramid": "404 · no Allow",
        },
        why="Flask adds a route for files, /static/<path:filename>, to every app, and ../bye is "
        "a filename to that route: the path is known, the method is not. Only when a file is "
        "asked for does Flask refuse names that lead out of the folder. The others have no such "
        "route.",
        links=(
            f"{FLASK}/app.py#L262-L279",
            f"{WERKZEUG}/security.py#L195-L219",
        ),
    ),
    Question(
        id="dots-first",
        level="advanced",
        question="What does a target get that begins with dots and not with a slash: ../bye?",
        request=request("GET ../bye"),
        observe=(status,),
        answers={
            "flask": "404",
            "django": "404",
            "bottle": "404",
            "cherrypy": {"native": "400", "waitress": "404"},
            "pyramid": "404",
        },
        why="cheroot wants a slash at the beginning of the target. The other servers pass it on "
        "as it is, and no route has that name.",
        links=(f"{CHEROOT}/server.py#L906-L922",),
    ),
    Question(
        id="dots-semicolon",
        level="advanced",
        question="Are two dots with a semicolon, as in /name/..;/bye, still two dots?",
        request=request("GET /name/..;/bye"),
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

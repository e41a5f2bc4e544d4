"""Names in the path: how they are decoded and escaped, and which are taken at all."""

from compare_tests.engine.aspects import aspect, location, page, status
from compare_tests.engine.model import Question, request
from compare_tests.engine.text import short
from compare_tests.engine.wire import Response

BOTTLE = "https://github.com/bottlepy/bottle/blob/0.13.4"
CHEROOT = "https://github.com/cherrypy/cheroot/blob/v11.1.2/cheroot"
CHERRYPY = "https://github.com/cherrypy/cherrypy/blob/v18.10.0/cherrypy"
DJANGO = "https://github.com/django/django/blob/5.2.19/django"
MARKUPSAFE = "https://github.com/pallets/markupsafe/blob/3.0.4/src/markupsafe"
PYRAMID = "https://github.com/Pylons/pyramid/blob/2.1/src/pyramid"
PYTHON = "https://github.com/python/cpython/blob/v3.11.7/Lib"
WAITRESS = "https://github.com/Pylons/waitress/blob/v3.0.2/src/waitress"
WERKZEUG = "https://github.com/pallets/werkzeug/blob/3.1.9/src/werkzeug"

# An ä as one byte E4, which is Latin-1 and no UTF-8.
LATIN_1 = b"GET /username/M\xe4rz/7 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


@aspect("body")
def raw_body(response: Response) -> str:
    """The body to the letter: where the escaping is the question."""
    return short(response.text)


QUESTIONS = [
    # --- Escaping ---
    Question(
        id="name-markup",
        level="essential",
        question="How does markup in a name reach the page?",
        request=request("GET /username/%3Ci%3E%22R%26B's/7"),
        observe=(raw_body,),
        answers={
            "flask": '"Hello there &lt;i&gt;&#34;R&amp;B&#39;s. You are 7 years old.!"',
            "django": '"Hello there &lt;i&gt;&quot;R&amp;B&#x27;s. You are 7 years old.!"',
            "bottle": '"Hello there &lt;i&gt;&quot;R&amp;B&#039;s. You are 7 years old.!"',
            "cherrypy": '"Hello there &lt;i&gt;&quot;R&amp;B&#x27;s. You are 7 years old.!"',
            "pyramid": '"Hello there &lt;i&gt;&quot;R&amp;B&#x27;s. You are 7 years old.!"',
        },
        why="Each of our pages asks for it: of markupsafe in Flask, format_html in Django, the "
        "template in Bottle, Python's html.escape in CherryPy and Pyramid. All escape the same "
        "five characters; only the quotes are spelled differently, and a browser shows all alike.",
        links=(
            f"{MARKUPSAFE}/_native.py#L1-L8",
            f"{BOTTLE}/bottle.py#L3102-L3105",
            f"{PYTHON}/html/__init__.py#L12-L25",
        ),
        decided_by="app code",
    ),
    Question(
        id="name-template",
        level="practical",
        question="Is the syntax of templates and formats evaluated, when a name contains it?",
        request=request("GET /username/%7B%7B7*7%7D%7D%7B0%7D$%7B7%7D%25s/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "{{7*7}}{0}${7}%s", age 7',
            "django": '200 · name "{{7*7}}{0}${7}%s", age 7',
            "bottle": '200 · name "{{7*7}}{0}${7}%s", age 7',
            "cherrypy": '200 · name "{{7*7}}{0}${7}%s", age 7',
            "pyramid": '200 · name "{{7*7}}{0}${7}%s", age 7',
        },
    ),
    # --- Percent-encoding ---
    Question(
        id="name-percent-encoded",
        level="practical",
        question="A letter is the same letter percent-encoded, and %c3 the same as %C3.",
        rule="RFC 9110 section 4.2.3",
        request=request("GET /%75sernam%65/%c3%86%67ir/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "Ægir", age 7',
            "django": '200 · name "Ægir", age 7',
            "bottle": '200 · name "Ægir", age 7',
            "cherrypy": '200 · name "Ægir", age 7',
            "pyramid": '200 · name "Ægir", age 7',
        },
    ),
    Question(
        id="name-percent-alone",
        level="practical",
        question="What is read from a percent sign that encodes no byte, as in 100% or %u0041?",
        request=request("GET /username/100%-%zz-%u0041/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "100%-%zz-%u0041", age 7',
            "django": '200 · name "100%-%zz-%u0041", age 7',
            "bottle": '200 · name "100%-%zz-%u0041", age 7',
            "cherrypy": '200 · name "100%-%zz-%u0041", age 7',
            "pyramid": '200 · name "100%-%zz-%u0041", age 7',
        },
    ),
    Question(
        id="name-plus",
        level="practical",
        question="Is a plus in the path a space, as it is in a form?",
        request=request("GET /username/Ada+Lovelace/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "Ada+Lovelace", age 7',
            "django": '200 · name "Ada+Lovelace", age 7',
            "bottle": '200 · name "Ada+Lovelace", age 7',
            "cherrypy": '200 · name "Ada+Lovelace", age 7',
            "pyramid": '200 · name "Ada+Lovelace", age 7',
        },
    ),
    Question(
        id="name-encoded-twice",
        level="practical",
        question="What was percent-encoded twice is decoded once: %2541 is %41, and no A.",
        rule="RFC 3986 section 2.4",
        request=request("GET /username/%2541da/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "%41da", age 7',
            "django": '200 · name "%41da", age 7',
            "bottle": '200 · name "%41da", age 7',
            "cherrypy": '200 · name "%41da", age 7',
            "pyramid": '200 · name "%41da", age 7',
        },
    ),
    Question(
        id="name-url",
        level="practical",
        question="Does a name arrive whole that is a URL, with its slashes encoded?",
        request=request("GET /username/http:%2F%2Fexample.com/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "http://example.com", age 7',
            "django": '200 · name "http://example.com", age 7',
            "bottle": '200 · name "http://example.com", age 7',
            "cherrypy": {
                "native": '200 · name "http://example.com", age 7',
                "waitress": '200 · name "http:/example.com", age 7',
            },
            "pyramid": '200 · name "http://example.com", age 7',
        },
        why="Waitress decodes %2F like any other byte, and CherryPy then makes one slash of two in "
        "a row. CherryPy's own server keeps %2F until the path is cut into pieces. The names of "
        "the others may hold any slashes.",
        links=(
            f"{CHERRYPY}/lib/httputil.py#L40-L50",
            f"{CHEROOT}/server.py#L938-L956",
        ),
    ),
    # --- Bytes that are no UTF-8 ---
    Question(
        id="name-invalid-utf8",
        level="essential",
        question="What is read from M%E4rz, whose ä is encoded in Latin-1 and not in UTF-8?",
        request=request("GET /username/M%E4rz/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "M�rz", age 7',
            "django": '200 · name "M%E4rz", age 7',
            "bottle": '200 · name "Mrz", age 7',
            "cherrypy": '200 · name "März", age 7',
            "pyramid": "500 · error page",
        },
        why="Flask puts U+FFFD in the place of a byte that is no UTF-8, Django encodes it again, "
        "Bottle drops it, and CherryPy reads the path as Latin-1 instead. Pyramid raises "
        "URLDecodeError, and the server makes a 500 of it.",
        links=(
            f"{WERKZEUG}/_internal.py#L29-L30",
            f"{DJANGO}/utils/encoding.py#L213-L230",
            f"{BOTTLE}/bottle.py#L978-L981",
            f"{CHERRYPY}/_cpwsgi.py#L348-L371",
            f"{PYRAMID}/urldispatch.py#L72-L81",
        ),
    ),
    Question(
        id="name-beside-invalid-utf8",
        level="advanced",
        question="Is é still é, when a byte that is no UTF-8 follows it?",
        request=request("GET /username/Andr%C3%A9%FF/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "André�", age 7',
            "django": '200 · name "André%FF", age 7',
            "bottle": '200 · name "André", age 7',
            "cherrypy": '200 · name "AndrÃ©ÿ", age 7',
            "pyramid": "500 · error page",
        },
        why="CherryPy decodes the path as a whole: one byte that is no UTF-8, and all of it is "
        "read as Latin-1. Flask, Django and Bottle mend that byte alone; Pyramid gives up.",
        links=(
            f"{CHERRYPY}/_cpwsgi.py#L363-L371",
            f"{DJANGO}/utils/encoding.py#L213-L230",
        ),
    ),
    Question(
        id="name-overlong-utf8",
        level="advanced",
        question="The overlong sequence %C0%AF is invalid, and is not decoded as a slash.",
        rule="RFC 3629 section 3",
        request=request("GET /username/AC%C0%AFDC/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "AC��DC", age 7',
            "django": '200 · name "AC%C0%AFDC", age 7',
            "bottle": '200 · name "ACDC", age 7',
            "cherrypy": '200 · name "ACÀ¯DC", age 7',
            "pyramid": "500 · error page",
        },
        why="Python's decoder takes neither byte for UTF-8, so no app reads a slash. Two invalid "
        "bytes are treated like one: Flask replaces them, Django encodes them again, Bottle drops "
        "them, CherryPy reads them as Latin-1, and Pyramid fails.",
        links=(
            f"{WERKZEUG}/_internal.py#L29-L30",
            f"{DJANGO}/utils/encoding.py#L213-L230",
        ),
    ),
    Question(
        id="path-invalid-utf8",
        level="practical",
        question="Is a path that leads nowhere a 404, even if it is no UTF-8?",
        request=request("GET /caf%E9"),
        observe=(status,),
        answers={
            "flask": "404",
            "django": "404",
            "bottle": "404",
            "cherrypy": "404",
            "pyramid": "500",
        },
        why="Pyramid decodes the path before it compares it with any route, and nothing turns the "
        "URLDecodeError into a page: the server answers 500, and logs a traceback. The others "
        "look up what they made of the path, and find nothing.",
        links=(
            f"{PYRAMID}/urldispatch.py#L72-L81",
            "https://github.com/Pylons/pyramid/issues/2047",
        ),
    ),
    Question(
        id="name-invalid-utf8-redirect",
        level="advanced",
        question="Does a redirect lead to the name that was asked for, if that is no UTF-8?",
        request=request("GET /username//M%E4rz/7"),
        observe=(status, location, page),
        answers={
            "flask": "308 · Location: http://127.0.0.1/username/M%EF%BF%BDrz/7 · redirect page",
            "django": '200 · no Location · name "/M%E4rz", age 7',
            "bottle": '200 · no Location · name "/Mrz", age 7',
            "cherrypy": '200 · no Location · name "März", age 7',
            "pyramid": "500 · no Location · error page",
        },
        why="The doubled slash makes Flask redirect to the path as it was decoded: the byte E4 has "
        "become U+FFFD, and the client asks for that next. The others do not redirect: CherryPy "
        "merges the slashes, Django and Bottle take one into the name, and Pyramid gives up.",
        links=(
            f"{WERKZEUG}/_internal.py#L29-L30",
            f"{WERKZEUG}/routing/map.py#L602-L611",
        ),
    ),
    Question(
        id="name-raw-utf8",
        level="practical",
        question="A target with raw letters outside ASCII is answered with 400, or redirected.",
        rule="RFC 9112 section 3.2",
        request=request("GET /username/André/7"),
        observe=(status, page),
        answers={
            "flask": {"native": '200 · name "AndrÃ©", age 7', "waitress": "400 · error page"},
            "django": {"native": '200 · name "André", age 7', "waitress": "400 · error page"},
            "bottle": {"native": '200 · name "André", age 7', "waitress": "400 · error page"},
            "cherrypy": "400 · error page",
            "pyramid": {"native": '200 · name "André", age 7', "waitress": "400 · error page"},
        },
        why="Waitress and CherryPy's own server take the target for ASCII. Python's http.server, "
        "under Flask, Django, Bottle and Pyramid, lets the bytes through; Werkzeug takes them "
        "for letters in Latin-1 and encodes those in UTF-8, so that Flask gets two letters "
        "for the one.",
        links=(
            f"{WAITRESS}/parser.py#L370-L374",
            f"{CHEROOT}/server.py#L841-L845",
            f"{WERKZEUG}/serving.py#L188-L202",
        ),
    ),
    Question(
        id="name-raw-latin-1",
        level="advanced",
        question="What is read from a target whose letters are raw bytes in Latin-1?",
        request=LATIN_1,
        observe=(status, page),
        answers={
            "flask": {"native": '200 · name "März", age 7', "waitress": "400 · error page"},
            "django": {"native": '200 · name "M%E4rz", age 7', "waitress": "400 · error page"},
            "bottle": {"native": '200 · name "Mrz", age 7', "waitress": "400 · error page"},
            "cherrypy": "400 · error page",
            "pyramid": {"native": "500 · error page", "waitress": "400 · error page"},
        },
        why="The two strict servers refuse it as well. Through Werkzeug's server the byte E4 comes "
        "out as the ä it is in Latin-1; wsgiref hands the byte on as it is, and Django, Bottle "
        "and Pyramid do with it what they do with %E4.",
        links=(
            f"{WERKZEUG}/serving.py#L188-L202",
            f"{PYTHON}/wsgiref/simple_server.py#L80-L85",
        ),
    ),
    # --- Characters ---
    Question(
        id="name-newline",
        level="practical",
        question="May a name hold a newline, %0A?",
        request=request("GET /username/Ada%0ALovelace/7"),
        observe=(status, page),
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": '200 · name "Ada\\nLovelace", age 7',
            "pyramid": "404 · error page",
        },
        why="In a regular expression the dot fits any character but a newline. The path converters "
        "of Flask, Django and Bottle are made of it, and so is the pattern in our Pyramid route. "
        "CherryPy cuts the path at its slashes and takes what is between them.",
        links=(
            f"{WERKZEUG}/routing/converters.py#L122-L124",
            f"{DJANGO}/urls/converters.py#L42-L43",
            f"{BOTTLE}/bottle.py#L332",
        ),
    ),
    Question(
        id="name-newline-first",
        level="advanced",
        question="May a newline be the first character of a name?",
        request=request("GET /username/%0ALovelace/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "\\nLovelace", age 7',
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": '200 · name "\\nLovelace", age 7',
            "pyramid": "404 · error page",
        },
        why="Flask's path converter says [^/].*? so that a name does not begin with a slash: its "
        "first character may be a newline, the rest may not. Django, Bottle and our Pyramid route "
        "have only dots.",
        links=(
            f"{WERKZEUG}/routing/converters.py#L122-L124",
            f"{DJANGO}/urls/converters.py#L42-L43",
        ),
    ),
    Question(
        id="name-control-characters",
        level="practical",
        question="May a name hold other control characters: NUL, tab, carriage return, escape?",
        request=request("GET /username/a%00b%09c%0Dd%1Be/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "a\\x00b\\tc\\rd\\x1be", age 7',
            "django": '200 · name "a\\x00b\\tc\\rd\\x1be", age 7',
            "bottle": '200 · name "a\\x00b\\tc\\rd\\x1be", age 7',
            "cherrypy": '200 · name "a\\x00b\\tc\\rd\\x1be", age 7',
            "pyramid": '200 · name "a\\x00b\\tc\\rd\\x1be", age 7',
        },
    ),
    Question(
        id="name-invisible",
        level="advanced",
        question="Are invisible characters left out: spaces at the ends, a byte order mark?",
        request=request("GET /username/%20%EF%BB%BFAda%E2%80%AE%20/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name " \\ufeffAda\\u202e ", age 7',
            "django": '200 · name " \\ufeffAda\\u202e ", age 7',
            "bottle": '200 · name " \\ufeffAda\\u202e ", age 7',
            "cherrypy": '200 · name " \\ufeffAda\\u202e ", age 7',
            "pyramid": '200 · name " \\ufeffAda\\u202e ", age 7',
        },
    ),
    Question(
        id="name-raw-control",
        level="advanced",
        question="A target with a raw control character is answered with 400, or redirected.",
        rule="RFC 9112 section 3.2",
        request=request("GET /username/Ada\x01/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "Ada\\x01", age 7',
            "django": '200 · name "Ada\\x01", age 7',
            "bottle": '200 · name "Ada\\x01", age 7',
            "cherrypy": '200 · name "Ada\\x01", age 7',
            "pyramid": '200 · name "Ada\\x01", age 7',
        },
    ),
    Question(
        id="name-raw-tab",
        level="advanced",
        question="What becomes of a raw tab in the midst of a target?",
        request=request("GET /username/Ada\tLovelace/7"),
        observe=(status, page),
        answers={
            "flask": {
                "native": "400 · error page",
                "waitress": '200 · name "AdaLovelace", age 7',
            },
            "django": {
                "native": "400 · error page",
                "waitress": '200 · name "AdaLovelace", age 7',
            },
            "bottle": {
                "native": "400 · error page",
                "waitress": '200 · name "AdaLovelace", age 7',
            },
            "cherrypy": '200 · name "AdaLovelace", age 7',
            "pyramid": {
                "native": "400 · error page",
                "waitress": '200 · name "AdaLovelace", age 7',
            },
        },
        why="Python's http.server cuts the request line at any white space, as RFC 9112 section 3 "
        "allows, and finds a word too many. Waitress and CherryPy's server cut it at spaces "
        "alone, and pass the target to Python's urlsplit, which removes tabs.",
        links=(
            f"{PYTHON}/http/server.py#L284",
            f"{PYTHON}/urllib/parse.py#L480-L482",
        ),
    ),
    Question(
        id="name-long",
        level="practical",
        question="A target of 8,000 bytes is taken.",
        rule="RFC 9110 section 4.1",
        request=request(f"GET /username/{'x' * 8000}/7"),
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
        id="name-very-long",
        level="practical",
        question="Is a target of 70,000 bytes taken?",
        request=request(f"GET /username/{'x' * 70_000}/7"),
        observe=(status,),
        answers={
            "flask": {"native": "414", "waitress": "200"},
            "django": {"native": "414", "waitress": "200"},
            "bottle": {"native": "414", "waitress": "200"},
            "cherrypy": "200",
            "pyramid": {"native": "414", "waitress": "200"},
        },
        why="Python's http.server, which the native servers of all but CherryPy are built on, "
        "reads no more than 65,536 bytes of a request line. Waitress and CherryPy's own "
        "server allow more, and the frameworks set no limit.",
        links=(
            f"{PYTHON}/http/server.py#L404-L410",
            f"{DJANGO}/core/servers/basehttp.py#L236-L244",
        ),
    ),
    Question(
        id="name-too-long",
        level="advanced",
        question="A target longer than the server wishes to parse is answered with 414.",
        rule="RFC 9112 section 3",
        request=request(f"GET /username/{'x' * 270_000}/7"),
        observe=(status,),
        answers={
            "flask": {"native": "414", "waitress": "431"},
            "django": {"native": "414", "waitress": "431"},
            "bottle": {"native": "414", "waitress": "431"},
            "cherrypy": {"native": "200", "waitress": "431"},
            "pyramid": {"native": "414", "waitress": "431"},
        },
        why="Waitress has one limit, 256 KiB, for the request line and the fields together, and a "
        "431 for both. http.server answers 414; CherryPy's own server wishes to parse this one, "
        "and would answer 414 from 500 KiB on.",
        links=(
            f"{WAITRESS}/parser.py#L112-L120",
            f"{CHERRYPY}/_cpserver.py#L88",
            f"{CHEROOT}/server.py#L730-L744",
        ),
    ),
    # --- Fixed pages ---
    Question(
        id="path-case",
        level="practical",
        question="Upper and lower case differ in a path.",
        rule="RFC 9110 section 4.2.3",
        request=request("GET /BYE"),
        observe=(status,),
        answers={
            "flask": "404",
            "django": "404",
            "bottle": "404",
            "cherrypy": "404",
            "pyramid": "404",
        },
    ),
]

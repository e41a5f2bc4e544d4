"""Names in the path: how they are decoded and escaped, and which are taken at all."""

from compare_tests.engine.aspects import aspect, location, page, status
from compare_tests.engine.model import Question, Rule, request
from compare_tests.engine.text import short
from compare_tests.engine.wire import Response
from compare_tests.questions.sources import (
    BOTTLE,
    CHEROOT,
    CHERRYPY,
    DJANGO,
    MARKUPSAFE,
    PYRAMID,
    PYTHON,
    WAITRESS,
    WERKZEUG,
)

# An ä as one byte E4, which is Latin-1, not UTF-8.


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
        terms=("XSS", "escaping", "cross-site scripting", "HTML injection"),
        request=request("GET /username/%3Ci%3E%22R%26B's/7"),
        observe=(raw_body,),
        answers={
            "flask": '"Hello there &lt;i&gt;&#34;R&amp;B&#39;s. You are 7 years old.!"',
            "django": '"Hello there &lt;i&gt;&quot;R&amp;B&#x27;s. You are 7 years old.!"',
            "bottle": '"Hello there &lt;i&gt;&quot;R&amp;B&#039;s. You are 7 years old.!"',
            "cherrypy": '"Hello there &lt;i&gt;&quot;R&amp;B&#x27;s. You are 7 years old.!"',
            "pyramid": '"Hello there &lt;i&gt;&quot;R&amp;B&#x27;s. You are 7 years old.!"',
        },
        aligned='"Hello there &lt;i&gt;&quot;R&amp;B&#x27;s. You are 7 years old.!"',
        unaligned={
            "flask": "its `escape` writes the quotes as numbers, which a browser shows alike",
            "bottle": "its templates write the apostrophe otherwise, which a browser shows alike",
        },
        why="Each of our views asks for it: of markupsafe in Flask, format_html in Django, the "
        "template in Bottle, Python's html.escape in CherryPy and Pyramid. All escape the same "
        "five characters; only the quotes are written differently, and a browser shows all alike.",
        links=(
            f"{MARKUPSAFE}/_native.py#L1-L8",
            f"{BOTTLE}/bottle.py#L3102-L3105",
            f"{PYTHON}/html/__init__.py#L12-L25",
        ),
        app_lines={
            "flask": 'return f"Hello there {escape(name)}. You are {age} years old.!"',
            "django": "return HttpResponse(format_html(text, name, age))",
            "bottle": "return template(text, name=name, age=age)",
            "cherrypy": 'name = escape("/".join(path[:-1]))',
            "pyramid": 'name = escape(request.matchdict["name"])',
        },
        decided_by="app code",
    ),
    Question(
        id="name-template",
        level="practical",
        question="Is template or format syntax in a name evaluated?",
        terms=("SSTI", "template injection", "Jinja2"),
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
        rule=Rule("RFC 9110 section 4.2.3", kept=r'.*"Ægir"'),
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
        question="How is a percent sign read that encodes no byte, as in 100% or %u0041?",
        terms=("malformed percent-encoding",),
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
        terms=("+ in URL", "space in URL", "urlencode"),
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
        question="What was percent-encoded twice is decoded once: %2541 is %41, not A.",
        terms=("double encoding",),
        rule=Rule("RFC 3986 section 2.4", kept=r'.*"%41da"'),
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
        question="Does a name arrive whole if it is a URL, with its slashes encoded?",
        terms=("URL in path", "path converter"),
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
        aligned='200 · name "http://example.com", age 7',
        why="Waitress decodes %2F like any other byte, and CherryPy then makes one slash of two in "
        "a row. CherryPy's own server keeps %2F until the path is cut into pieces. The names of "
        "the others may hold any slashes.",
        links=(
            f"{CHERRYPY}/lib/httputil.py#L40-L50",
            f"{CHEROOT}/server.py#L938-L956",
        ),
    ),
    # --- Bytes that are not UTF-8 ---
    Question(
        id="name-invalid-utf8",
        level="essential",
        question="How is M%E4rz read, whose ä is encoded in Latin-1, not in UTF-8?",
        terms=("UnicodeDecodeError", "umlaut", "charset", "wrong encoding"),
        request=request("GET /username/M%E4rz/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "M�rz", age 7',
            "django": '200 · name "M%E4rz", age 7',
            "bottle": '200 · name "Mrz", age 7',
            "cherrypy": '200 · name "März", age 7',
            "pyramid": "500 · error page",
        },
        aligned="404 · error page",
        why="Flask puts U+FFFD in place of a byte that is not UTF-8, Django encodes it again, "
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
        id="name-invalid-only",
        level="advanced",
        question="How is a name read that is one byte, and that byte is not UTF-8 (%FF)?",
        terms=("UnicodeDecodeError", "wrong encoding"),
        request=request("GET /username/%FF/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "�", age 7',
            "django": '200 · name "%FF", age 7',
            "bottle": "404 · error page",
            "cherrypy": '200 · name "ÿ", age 7',
            "pyramid": "500 · error page",
        },
        aligned="404 · error page",
        why="Flask reads the byte as U+FFFD, Django encodes it again, and CherryPy reads it as "
        "Latin-1. Bottle drops it, so that no name is left and the route does not match. Pyramid "
        "raises URLDecodeError, and the server makes a 500 of it.",
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
        question="Is é still é if a byte that is not UTF-8 follows it?",
        request=request("GET /username/Andr%C3%A9%FF/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "André�", age 7',
            "django": '200 · name "André%FF", age 7',
            "bottle": '200 · name "André", age 7',
            "cherrypy": '200 · name "AndrÃ©ÿ", age 7',
            "pyramid": "500 · error page",
        },
        aligned="404 · error page",
        why="CherryPy decodes the path as a whole: one byte that is not UTF-8, and all of it is "
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
        rule=Rule("RFC 3629 section 3", keyword="MUST", kept=r"(?!.*AC/DC)"),
        request=request("GET /username/AC%C0%AFDC/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "AC��DC", age 7',
            "django": '200 · name "AC%C0%AFDC", age 7',
            "bottle": '200 · name "ACDC", age 7',
            "cherrypy": '200 · name "ACÀ¯DC", age 7',
            "pyramid": "500 · error page",
        },
        aligned="404 · error page",
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
        question="Is a path that leads nowhere a 404 even if it is not UTF-8?",
        terms=("UnicodeDecodeError", "URLDecodeError", "500"),
        request=request("GET /caf%E9"),
        observe=(status,),
        answers={
            "flask": "404",
            "django": "404",
            "bottle": "404",
            "cherrypy": "404",
            "pyramid": "500",
        },
        aligned="404",
        why="Pyramid decodes the path before it compares it with any route, and nothing turns the "
        "URLDecodeError into a page: the server answers 500, and logs a traceback. Flask, Django, "
        "Bottle and CherryPy look up what they made of the path, and find nothing.",
        links=(
            f"{PYRAMID}/urldispatch.py#L72-L81",
            "https://github.com/Pylons/pyramid/issues/2047",
        ),
    ),
    Question(
        id="name-invalid-utf8-redirect",
        level="advanced",
        question="Does a redirect lead to the name that was asked for, if that is not UTF-8?",
        request=request("GET /username//M%E4rz/7"),
        observe=(status, location, page),
        answers={
            "flask": "308 · Location: http://127.0.0.1/username/M%EF%BF%BDrz/7 · redirect page",
            "django": '200 · no Location · name "/M%E4rz", age 7',
            "bottle": '200 · no Location · name "/Mrz", age 7',
            "cherrypy": '200 · no Location · name "März", age 7',
            "pyramid": "500 · no Location · error page",
        },
        aligned="404 · no Location · error page",
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
        question="A request target with raw letters outside ASCII SHOULD get 400 or 301.",
        terms=("non-ASCII URL", "umlaut", "mojibake"),
        rule=Rule("RFC 9112 section 3.2", keyword="SHOULD", kept=r"400|301"),
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
    # --- Characters ---
    Question(
        id="name-newline",
        level="practical",
        question="May a name contain a newline (%0A)?",
        terms=("line break",),
        request=request("GET /username/Ada%0ALovelace/7"),
        observe=(status, page),
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": '200 · name "Ada\\nLovelace", age 7',
            "pyramid": "404 · error page",
        },
        aligned="404 · error page",
        why="In a regular expression the dot fits any character but a newline. The path converters "
        "of Flask, Django and Bottle are made of it, and so is the pattern in our Pyramid route. "
        "CherryPy splits the path at its slashes and passes the parts.",
        links=(
            f"{WERKZEUG}/routing/converters.py#L122-L124",
            f"{DJANGO}/urls/converters.py#L42-L43",
            f"{BOTTLE}/bottle.py#L332",
        ),
        app_lines={"pyramid": 'config.add_route("typed_path", r"/username/{name:.+}/{age:\\d+}")'},
    ),
    Question(
        id="name-newline-first",
        level="advanced",
        question="May a newline be the first character of a name?",
        terms=("line break",),
        request=request("GET /username/%0ALovelace/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "\\nLovelace", age 7',
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": '200 · name "\\nLovelace", age 7',
            "pyramid": "404 · error page",
        },
        aligned="404 · error page",
        why="Flask's path converter says [^/].*? so that a name does not begin with a slash: its "
        "first character may be a newline, the rest may not. Django, Bottle and our Pyramid route "
        "have only dots.",
        links=(
            f"{WERKZEUG}/routing/converters.py#L122-L124",
            f"{DJANGO}/urls/converters.py#L42-L43",
        ),
        app_lines={"pyramid": 'config.add_route("typed_path", r"/username/{name:.+}/{age:\\d+}")'},
    ),
    Question(
        id="name-control-characters",
        level="practical",
        question="May a name contain other control characters: NUL, tab, carriage return, escape?",
        terms=("null byte", "%00"),
        request=request("GET /username/a%00b%09c%0Dd%1Be/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "a\\x00b\\tc\\rd\\x1be", age 7',
            "django": '200 · name "a\\x00b\\tc\\rd\\x1be", age 7',
            "bottle": '200 · name "a\\x00b\\tc\\rd\\x1be", age 7',
            "cherrypy": '200 · name "a\\x00b\\tc\\rd\\x1be", age 7',
            "pyramid": '200 · name "a\\x00b\\tc\\rd\\x1be", age 7',
        },
        aligned="404 · error page",
    ),
    Question(
        id="name-raw-control",
        level="advanced",
        question="A request target with a raw control character SHOULD get 400 or 301.",
        rule=Rule("RFC 9112 section 3.2", keyword="SHOULD", kept=r"400|301"),
        request=request("GET /username/Ada\x01/7"),
        observe=(status, page),
        answers={
            "flask": '200 · name "Ada\\x01", age 7',
            "django": '200 · name "Ada\\x01", age 7',
            "bottle": '200 · name "Ada\\x01", age 7',
            "cherrypy": '200 · name "Ada\\x01", age 7',
            "pyramid": '200 · name "Ada\\x01", age 7',
        },
        aligned="404 · error page",
    ),
    Question(
        id="name-raw-tab",
        level="advanced",
        question="What becomes of a raw tab inside a request target?",
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
        question="A request target of 8,000 bytes is accepted.",
        terms=("URL length", "maximum URL length"),
        rule=Rule("RFC 9110 section 4.1", keyword="RECOMMENDED", kept=r"200"),
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
        question="Is a request target of 70,000 bytes accepted?",
        terms=("URL length", "414 URI Too Long"),
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
        cause="protocol",
    ),
    Question(
        id="name-too-long",
        level="advanced",
        question="A request target that is longer than the server accepts gets 414.",
        terms=("URL length", "414 URI Too Long", "431"),
        rule=Rule("RFC 9112 section 3", keyword="MUST", kept=r"414", exempt=r"200"),
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
        cause="protocol",
    ),
    # --- Fixed pages ---
    Question(
        id="path-case",
        level="practical",
        question="Upper and lower case differ in a path.",
        terms=("case-insensitive URL", "capital letters"),
        rule=Rule("RFC 9110 section 4.2.3", kept=r"404"),
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
    Question(
        id="path-newline",
        level="practical",
        question="Is /bye%0A, with a newline at its end, the bye page?",
        terms=("trailing newline", "line break", "cache poisoning"),
        request=request("GET /bye%0A"),
        observe=(status, page),
        answers={
            "flask": "404 · error page",
            "django": "404 · error page",
            "bottle": "404 · error page",
            "cherrypy": "404 · error page",
            "pyramid": "200 · bye page",
        },
        aligned="404 · error page",
        why="Pyramid makes a regular expression of every route and ends it with `$`, which also "
        "matches before a newline at the end of the text. Django ends it with `\\Z`, which does "
        "not; Flask and Bottle look up a path without parameters in a dictionary, and CherryPy "
        "looks for a method of that name.",
        links=(
            f"{PYRAMID}/urldispatch.py#L181",
            f"{DJANGO}/urls/resolvers.py#L289",
            f"{BOTTLE}/bottle.py#L470-L474",
            "https://docs.python.org/3/library/re.html#index-1",
        ),
    ),
]

"""Methods: what a framework makes of HEAD, OPTIONS, DELETE and the others."""

from compare_tests.engine.aspects import allow, content_type, framing, header, page, status
from compare_tests.engine.model import Question, request

BOTTLE = "https://github.com/bottlepy/bottle/blob/0.13.4"
CHEROOT = "https://github.com/cherrypy/cheroot/blob/v11.1.2/cheroot"
CHERRYPY = "https://github.com/cherrypy/cherrypy/blob/v18.10.0/cherrypy"
CPYTHON = "https://github.com/python/cpython/blob/v3.11.7/Lib"
DJANGO = "https://github.com/django/django/blob/5.2.19/django"
FLASK = "https://github.com/pallets/flask/blob/3.1.3/src/flask"
PYRAMID = "https://github.com/Pylons/pyramid/blob/2.1"
WAITRESS = "https://github.com/Pylons/waitress/blob/v3.0.2/src/waitress"
WEBOB = "https://github.com/Pylons/webob/blob/1.8.11/src/webob"
WERKZEUG = "https://github.com/pallets/werkzeug/blob/3.1.9/src/werkzeug"

QUESTIONS = [
    Question(
        id="wrong-method",
        level="essential",
        question="What does DELETE get from a page that was only made to be read?",
        request=request("DELETE /bye"),
        observe=(status, allow, page),
        answers={
            "flask": "405 · Allow: GET, HEAD, OPTIONS · error page",
            "django": "200 · no Allow · bye page",
            "bottle": "405 · Allow: GET · error page",
            "cherrypy": "200 · no Allow · bye page",
            "pyramid": "200 · no Allow · bye page",
        },
        why="A route of Flask or Bottle is for GET unless it names other methods; Bottle's Allow "
        "leaves out HEAD, which its GET routes answer too. In Django, CherryPy and Pyramid a page "
        "is called for every method, until a decorator, another dispatcher or request_method says "
        "otherwise.",
        links=(
            f"{FLASK}/sansio/app.py#L620-L622",
            f"{BOTTLE}/bottle.py#L883-L885",
            f"{BOTTLE}/bottle.py#L470-L496",
            "https://docs.djangoproject.com/en/5.2/topics/http/decorators/",
            f"{CHERRYPY}/_cpdispatch.py#L449-L488",
            f"{PYRAMID}/docs/narr/viewconfig.rst#L379-L391",
        ),
    ),
    Question(
        id="wrong-method-wrong-age",
        level="advanced",
        question="A wrong method, and an age that is no number: is it 405 or 404?",
        request=request("DELETE /username/Ahmed/old"),
        observe=(status, allow),
        answers={
            "flask": "404 · no Allow",
            "django": "404 · no Allow",
            "bottle": "404 · no Allow",
            "cherrypy": "404 · no Allow",
            "pyramid": "404 · no Allow",
        },
        decided_by="app code",
    ),
    Question(
        id="wrong-method-no-route",
        level="practical",
        question="Is there a route at /static/x, which the apps do not declare?",
        request=request("DELETE /static/x"),
        observe=(status, allow),
        answers={
            "flask": "405 · Allow: GET, HEAD, OPTIONS",
            "django": "404 · no Allow",
            "bottle": "404 · no Allow",
            "cherrypy": "404 · no Allow",
            "pyramid": "404 · no Allow",
        },
        why="A GET is 404 everywhere. The 405 tells of a route all the same: Flask adds one for "
        "the folder static, whether there is such a folder or not.",
        links=(f"{FLASK}/app.py#L262-L279",),
    ),
    Question(
        id="unknown-method",
        level="practical",
        question="A method that the server does not know at all SHOULD get 501, and not 405.",
        rule="RFC 9110 section 9.1",
        request=request("BREW /bye"),
        observe=(status,),
        answers={
            "flask": "405",
            "django": "200",
            "bottle": "405",
            "cherrypy": "200",
            "pyramid": "200",
        },
        why="No framework or server here asks whether it knows the method at all. To Flask and "
        "Bottle BREW is one more method that the route was not made for; Django, CherryPy and "
        "Pyramid call the page, as for any method.",
        links=(
            f"{WERKZEUG}/routing/map.py#L622-L624",
            f"{BOTTLE}/bottle.py#L465-L479",
            f"{DJANGO}/core/handlers/wsgi.py#L71",
        ),
    ),
    # --- HEAD ---
    Question(
        id="head-page",
        level="essential",
        question="The response to HEAD has the header fields of the page, and no body.",
        rule="RFC 9110 section 9.3.2",
        request=request("HEAD /bye"),
        observe=(status, header("Content-Length")),
        answers={
            "flask": "200 · Content-Length: 27",
            "django": {
                "native": "200 · Content-Length: 27",
                "waitress": "200 · Content-Length: 27 · a body after HEAD",
            },
            "bottle": "200 · Content-Length: 27",
            "cherrypy": "200 · Content-Length: 27",
            "pyramid": "200 · Content-Length: 27",
        },
        why="Flask, Bottle, CherryPy and Pyramid drop the body themselves. Django leaves that to "
        "the server: its runserver does it, and waitress, which sends what an app gives it, does "
        "not.",
        links=(
            f"{WERKZEUG}/wrappers/response.py#L535-L540",
            f"{BOTTLE}/bottle.py#L1105-L1109",
            f"{CHERRYPY}/_cprequest.py#L640-L642",
            f"{WEBOB}/response.py#L1334-L1336",
            "https://docs.djangoproject.com/en/5.2/topics/http/decorators/",
            f"{DJANGO}/core/servers/basehttp.py#L160-L174",
            f"{WAITRESS}/task.py#L305-L343",
        ),
    ),
    Question(
        id="head-refused-by-server",
        level="advanced",
        question="Is there a body after HEAD, where the server refuses it and no app is asked?",
        request=b"HEAD / bye HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        observe=(status,),
        answers={
            "flask": "400 · a body after HEAD",
            "django": "400 · a body after HEAD",
            "bottle": "400 · a body after HEAD",
            "cherrypy": "400 · a body after HEAD",
            "pyramid": "400 · a body after HEAD",
        },
    ),
    # --- OPTIONS ---
    Question(
        id="options-page",
        level="practical",
        question="A success of OPTIONS SHOULD say what can be done, in Allow for example.",
        rule="RFC 9110 section 9.3.7",
        request=request("OPTIONS /bye"),
        observe=(status, allow, page),
        answers={
            "flask": "200 · Allow: GET, HEAD, OPTIONS · no body",
            "django": "200 · no Allow · bye page",
            "bottle": "405 · Allow: GET · error page",
            "cherrypy": "200 · no Allow · bye page",
            "pyramid": "200 · no Allow · bye page",
        },
        why="Flask adds OPTIONS to every route and answers it without calling the page. To Bottle "
        "it is a wrong method. Django, CherryPy and Pyramid call the page as for GET.",
        links=(
            f"{FLASK}/sansio/app.py#L640-L648",
            f"{FLASK}/app.py#L894-L899",
            f"{FLASK}/app.py#L953-L964",
            f"{BOTTLE}/bottle.py#L483-L496",
            f"{PYRAMID}/docs/narr/viewconfig.rst#L379-L391",
        ),
    ),
    Question(
        id="options-preflight",
        level="practical",
        question="May a script of another site send PUT to a page, when its browser asks first?",
        request=request(
            "OPTIONS /bye",
            "Origin: http://example.com",
            "Access-Control-Request-Method: PUT",
        ),
        observe=(header("Access-Control-Allow-Origin"),),
        answers={
            "flask": "no Access-Control-Allow-Origin",
            "django": "no Access-Control-Allow-Origin",
            "bottle": "no Access-Control-Allow-Origin",
            "cherrypy": "no Access-Control-Allow-Origin",
            "pyramid": "no Access-Control-Allow-Origin",
        },
    ),
    Question(
        id="options-asterisk",
        level="advanced",
        question="Does OPTIONS * speak for the server as a whole?",
        request=request("OPTIONS *"),
        observe=(status, allow),
        answers={
            "flask": "404 · no Allow",
            "django": "404 · no Allow",
            "bottle": "404 · no Allow",
            "cherrypy": "404 · no Allow",
            "pyramid": "404 · no Allow",
        },
    ),
    Question(
        id="get-asterisk",
        level="advanced",
        question="What does GET * get, though * stands for the whole server in OPTIONS alone?",
        request=request("GET *"),
        observe=(status,),
        answers={
            "flask": "404",
            "django": "404",
            "bottle": "404",
            "cherrypy": {"native": "400", "waitress": "404"},
            "pyramid": "404",
        },
        why="CherryPy's own server wants a target that begins with a slash, except for OPTIONS "
        "and CONNECT. The others hand the asterisk to the app as a path, and no route has it.",
        links=(
            f"{CHEROOT}/server.py#L906-L921",
            f"{WAITRESS}/parser.py#L412-L416",
        ),
    ),
    # --- POST and PUT ---
    Question(
        id="post-form",
        level="practical",
        question="A form is sent to a page that does not expect one: what becomes of its fields?",
        request=request(
            "POST /bye", "Content-Type: application/x-www-form-urlencoded", body=b"colour=red"
        ),
        observe=(status, page),
        answers={
            "flask": "405 · error page",
            "django": "200 · bye page",
            "bottle": "405 · error page",
            "cherrypy": "400 · error page",
            "pyramid": "200 · bye page",
        },
        why="CherryPy turns the fields into arguments of the page, and this page takes none. "
        "Django and Pyramid do not read a body that no view asks for. In Flask and Bottle the "
        "method is wrong.",
        links=(
            f"{CHERRYPY}/_cpdispatch.py#L181-L199",
            f"{CHERRYPY}/_cprequest.py#L704-L711",
        ),
    ),
    Question(
        id="post-without-length",
        level="practical",
        question="What does a POST get that has no body, nor a Content-Length?",
        request=request("POST /bye"),
        observe=(status, page),
        answers={
            "flask": "405 · error page",
            "django": "200 · bye page",
            "bottle": "405 · error page",
            "cherrypy": "411 · error page",
            "pyramid": "200 · bye page",
        },
        why="CherryPy turns to the body of every POST, PUT and PATCH before it calls the page, and "
        "answers 411 to one with neither Content-Length nor Transfer-Encoding; with "
        "Content-Length: 0 the page would come, as in Django and Pyramid.",
        links=(
            f"{CHERRYPY}/_cpreqbody.py#L970-L980",
            f"{CHERRYPY}/_cprequest.py#L335",
        ),
    ),
    Question(
        id="post-nowhere",
        level="advanced",
        question="What does a POST without Content-Length get where there is no page?",
        request=request("POST /nowhere"),
        observe=(status,),
        answers={
            "flask": "404",
            "django": "404",
            "bottle": "404",
            "cherrypy": "411",
            "pyramid": "404",
        },
        why="For a path that leads nowhere CherryPy's dispatcher puts a 404 in the place of the "
        "page, and it comes when the page would be called: after the body, whose length is "
        "missing. Flask, Django, Bottle and Pyramid find no route and answer at once.",
        links=(
            f"{CHERRYPY}/_cpdispatch.py#L281-L291",
            f"{CHERRYPY}/_cprequest.py#L704-L718",
        ),
    ),
    Question(
        id="put-content-range",
        level="advanced",
        question="A PUT for a part of a page SHOULD get 400 if only whole ones can be put.",
        rule="RFC 9110 section 14.5",
        request=request(
            "PUT /bye", "Content-Type: text/html", "Content-Range: bytes 0-2/27", body=b"<b>"
        ),
        observe=(status, page),
        answers={
            "flask": "405 · error page",
            "django": "200 · bye page",
            "bottle": "405 · error page",
            "cherrypy": "200 · bye page",
            "pyramid": "200 · bye page",
        },
        why="No framework looks at the Content-Range of a request. Flask and Bottle refuse the "
        "method; Django, CherryPy and Pyramid answer as to GET, as if something had been put.",
        links=(
            f"{FLASK}/sansio/app.py#L620-L622",
            f"{BOTTLE}/bottle.py#L483-L496",
            f"{PYRAMID}/docs/narr/viewconfig.rst#L379-L391",
        ),
    ),
    Question(
        id="method-override",
        level="advanced",
        question="Can a header field turn a GET into another method, HEAD for example?",
        request=request("GET /bye", "X-HTTP-Method-Override: HEAD"),
        observe=(status, page),
        answers={
            "flask": "200 · bye page",
            "django": "200 · bye page",
            "bottle": "200 · bye page",
            "cherrypy": "200 · bye page",
            "pyramid": "200 · bye page",
        },
    ),
    # --- TRACE and CONNECT ---
    Question(
        id="trace-page",
        level="practical",
        question="TRACE SHOULD be answered with the request itself, as message/http for example.",
        rule="RFC 9110 section 9.3.8",
        request=request("TRACE /bye"),
        observe=(status, content_type),
        answers={
            "flask": "405 · text/html; charset=utf-8",
            "django": "200 · text/html; charset=utf-8",
            "bottle": "405 · text/html; charset=utf-8",
            "cherrypy": "200 · text/html; charset=utf-8",
            "pyramid": "200 · text/html; charset=utf-8",
        },
        why="No framework or server here implements TRACE. To Flask and Bottle it is a wrong "
        "method; Django, CherryPy and Pyramid call the page.",
        links=(
            f"{WERKZEUG}/routing/map.py#L622-L624",
            f"{BOTTLE}/bottle.py#L483-L496",
            f"{PYRAMID}/docs/narr/viewconfig.rst#L379-L391",
        ),
    ),
    Question(
        id="connect-page",
        level="advanced",
        question="A success of CONNECT opens a tunnel, so it has no Content-Length.",
        rule="RFC 9110 section 9.3.6",
        request=request("CONNECT /bye"),
        observe=(status, framing, page),
        answers={
            "flask": "405 · Content-Length · error page",
            "django": "200 · Content-Length · bye page",
            "bottle": "405 · Content-Length · error page",
            "cherrypy": {
                "native": "400 · Content-Length · error page",
                "waitress": "200 · Content-Length · bye page",
            },
            "pyramid": "200 · Content-Length · bye page",
        },
        why="Only CherryPy's own server knows CONNECT and wants host and port as its target. To "
        "the others it is a method like any other: refused by Flask and Bottle, answered with "
        "the page by Django and Pyramid, and by CherryPy on waitress.",
        links=(
            f"{CHEROOT}/server.py#L857-L887",
            f"{CHERRYPY}/_cpwsgi_server.py#L30-L32",
            f"{WAITRESS}/parser.py#L412-L416",
        ),
    ),
    Question(
        id="connect-other-site",
        level="advanced",
        question="Does CONNECT open a tunnel to another site?",
        request=request("CONNECT example.com:443"),
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
        id="connect-without-port",
        level="advanced",
        question="CONNECT to a host without a port is refused, typically with 400.",
        rule="RFC 9110 section 9.3.6",
        request=request("CONNECT example.com"),
        observe=(status,),
        answers={
            "flask": "404",
            "django": "404",
            "bottle": "404",
            "cherrypy": {"native": "400", "waitress": "404"},
            "pyramid": "404",
        },
        why="CherryPy's own server checks the target and then hands it to the app as a path; the "
        "others only do the latter, and no route has it.",
        links=(f"{CHEROOT}/server.py#L857-L890",),
    ),
    # --- What a method is ---
    Question(
        id="method-lower-case",
        level="practical",
        question="The method is case-sensitive: get is not GET.",
        rule="RFC 9110 section 9.1",
        request=request("get /bye"),
        observe=(status, page),
        answers={
            "flask": {"native": "200 · bye page", "waitress": "400 · error page"},
            "django": {"native": "200 · bye page", "waitress": "400 · error page"},
            "bottle": {"native": "200 · bye page", "waitress": "400 · error page"},
            "cherrypy": "400 · error page",
            "pyramid": {"native": "200 · bye page", "waitress": "400 · error page"},
        },
        why="waitress and CherryPy's own server refuse a method that is not in capitals. Python's "
        "http.server, on which Flask, Django, Bottle and Pyramid run, takes any, and Flask, "
        "Django and Bottle turn it into capitals; Pyramid does not look at it here.",
        links=(
            f"{WAITRESS}/parser.py#L429-L440",
            f"{CHEROOT}/server.py#L831-L839",
            f"{WERKZEUG}/routing/map.py#L592",
        ),
    ),
    Question(
        id="method-no-token",
        level="advanced",
        question="A method with a character that no method may have SHOULD get 400.",
        rule="RFC 9112 section 3.2",
        request=request("G@T /bye"),
        observe=(status,),
        answers={
            "flask": {"native": "405", "waitress": "400"},
            "django": {"native": "200", "waitress": "400"},
            "bottle": {"native": "405", "waitress": "400"},
            "cherrypy": {"native": "200", "waitress": "400"},
            "pyramid": {"native": "200", "waitress": "400"},
        },
        why="waitress matches the request line with a pattern of the characters that are allowed. "
        "The frameworks' own servers only cut the line at its spaces, so the framework is "
        "given an unknown method: Flask and Bottle refuse it, as they refuse every method "
        "that a route does not name.",
        links=(
            f"{WAITRESS}/parser.py#L412-L423",
            f"{CPYTHON}/http/server.py#L322-L334",
            f"{CHEROOT}/server.py#L802-L829",
        ),
    ),
    Question(
        id="method-very-long",
        level="advanced",
        question="A method longer than any that the server implements SHOULD get 501.",
        rule="RFC 9112 section 3",
        request=request(f"{'A' * 66_000} /bye"),
        observe=(status,),
        answers={
            "flask": {"native": "414", "waitress": "405"},
            "django": {"native": "414", "waitress": "200"},
            "bottle": {"native": "414", "waitress": "405"},
            "cherrypy": "200",
            "pyramid": {"native": "414", "waitress": "200"},
        },
        why="Python's http.server, under Flask, Django, Bottle and Pyramid, reads no request line "
        "of more than 65,536 bytes; waitress takes 256 KiB and CherryPy 500 KiB of header. What "
        "fits is a method like any other.",
        links=(
            f"{CPYTHON}/http/server.py#L404-L410",
            f"{CPYTHON}/wsgiref/simple_server.py#L118-L124",
            f"{WAITRESS}/adjustments.py#L242-L243",
            f"{CHERRYPY}/_cpserver.py#L88-L93",
        ),
    ),
]

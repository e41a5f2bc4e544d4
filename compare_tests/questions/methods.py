"""Methods: what a framework makes of HEAD, OPTIONS, DELETE and the others."""

from compare_tests.engine.aspects import allow, content_type, header, page, status
from compare_tests.engine.model import Question, Rule, request
from compare_tests.questions.sources import (
    BOTTLE,
    CHEROOT,
    CHERRYPY,
    DJANGO,
    FLASK,
    PYTHON,
    WAITRESS,
    WEBOB,
    WERKZEUG,
)

PYRAMID_METHODS = "https://github.com/Pylons/pyramid/blob/2.1/docs/narr/viewconfig.rst#L379-L391"

QUESTIONS = [
    Question(
        id="wrong-method",
        level="essential",
        question="What does DELETE get from a page that is only meant to be read?",
        terms=("405 Method Not Allowed", "allowed methods", "require_GET"),
        request=request("DELETE /bye"),
        observe=(status, allow, page),
        answers={
            "flask": "405 · Allow: GET, HEAD, OPTIONS · error page",
            "django": "403 · no Allow · error page",
            "bottle": "405 · Allow: GET · error page",
            "cherrypy": "200 · no Allow · bye page",
            "pyramid": "200 · no Allow · bye page",
        },
        aligned="405 · Allow: GET, HEAD, OPTIONS · error page",
        why="A route of Flask or Bottle is for GET, unless it names other methods. Flask's Allow "
        "is a set: its order changes at each start. Bottle's leaves out HEAD, which its GET routes "
        "answer too. In Django, CherryPy and Pyramid a view is called for every method, until a "
        "decorator, another dispatcher or request_method says otherwise; but Django's CSRF check "
        "refuses a DELETE without a token before that.",
        links=(
            f"{FLASK}/sansio/app.py#L620-L622",
            f"{BOTTLE}/bottle.py#L883-L885",
            f"{BOTTLE}/bottle.py#L470-L496",
            "https://docs.djangoproject.com/en/5.2/topics/http/decorators/",
            f"{CHERRYPY}/_cpdispatch.py#L449-L488",
            PYRAMID_METHODS,
            f"{DJANGO}/middleware/csrf.py#L414-L469",
        ),
    ),
    Question(
        id="wrong-method-json",
        level="practical",
        question="Is the refusal of a method in JSON if the client asked for JSON?",
        terms=("API error", "JSON error"),
        request=request("DELETE /bye", "Accept: application/json"),
        observe=(status, content_type),
        answers={
            "flask": "405 · text/html; charset=utf-8",
            "django": "403 · text/html; charset=utf-8",
            "bottle": "405 · text/html; charset=utf-8",
            "cherrypy": "200 · text/html; charset=utf-8",
            "pyramid": "200 · text/html; charset=utf-8",
        },
        aligned="405 · text/html; charset=utf-8",
        why="Werkzeug and Bottle have one page for an error, in HTML, and so has Django for a "
        "POST, PUT or DELETE without a CSRF token. In CherryPy and Pyramid the method is not "
        "wrong: the view is called.",
        links=(
            f"{WERKZEUG}/exceptions.py#L110-L167",
            f"{BOTTLE}/bottle.py#L4560-L4590",
            f"{DJANGO}/middleware/csrf.py#L414-L469",
        ),
    ),
    Question(
        id="wrong-method-wrong-age",
        level="advanced",
        question="With a wrong method and an age that is not a number: is it 405 or 404?",
        request=request("DELETE /username/Ahmed/old"),
        observe=(status, allow),
        answers={
            "flask": "404 · no Allow",
            "django": "404 · no Allow",
            "bottle": "404 · no Allow",
            "cherrypy": "404 · no Allow",
            "pyramid": "404 · no Allow",
        },
        app_lines={"cherrypy": "raise cherrypy.NotFound() from None"},
        decided_by="app code",
    ),
    Question(
        id="wrong-method-no-route",
        level="practical",
        question="Is there a route below /static, which no app declares?",
        terms=("static files", "static folder", "favicon", "CSS"),
        request=request("DELETE /static/x"),
        observe=(status, allow),
        answers={
            "flask": "405 · Allow: GET, HEAD, OPTIONS",
            "django": "404 · no Allow",
            "bottle": "404 · no Allow",
            "cherrypy": "404 · no Allow",
            "pyramid": "404 · no Allow",
        },
        aligned="404 · no Allow",
        why="A GET is 404 everywhere. The 405 tells of a route all the same: Flask adds one for "
        "the folder static, whether there is such a folder or not.",
        links=(f"{FLASK}/app.py#L262-L279",),
        cause="errors",
    ),
    Question(
        id="unknown-method",
        level="practical",
        question="A method that the server does not know SHOULD get 501, not 405.",
        terms=("501 Not Implemented", "WebDAV", "PROPFIND"),
        rule=Rule("RFC 9110 section 9.1", keyword="SHOULD", kept=r"501"),
        request=request("BREW /bye"),
        observe=(status,),
        answers={
            "flask": "405",
            "django": "403",
            "bottle": "405",
            "cherrypy": "200",
            "pyramid": "200",
        },
        aligned="501",
        why="No framework or server here asks whether it knows the method at all. To Flask and "
        "Bottle BREW is one more method that the route does not name, and Django's CSRF check "
        "takes it for one that changes something. CherryPy and Pyramid call the view, as for any "
        "method.",
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
        question="The response to HEAD has no body, only the header fields of the page.",
        terms=("health check", "load balancer", "HEAD request"),
        rule=Rule("RFC 9110 section 9.3.2", keyword="MUST NOT", kept=r"(?!.*a body after HEAD)"),
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
        aligned="200 · Content-Length: 27",
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
        question="Is there a body after HEAD if the server refuses the request and asks no app?",
        request=b"HEAD / bye HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        observe=(status,),
        answers={
            "flask": "400 · a body after HEAD",
            "django": "400 · a body after HEAD",
            "bottle": "400 · a body after HEAD",
            "cherrypy": "400 · a body after HEAD",
            "pyramid": "400 · a body after HEAD",
        },
        cause="protocol",
    ),
    # --- OPTIONS ---
    Question(
        id="options-page",
        level="practical",
        question="A successful response to OPTIONS SHOULD say what can be done, for example in "
        "Allow.",
        terms=("automatic OPTIONS", "provide_automatic_options"),
        rule=Rule("RFC 9110 section 9.3.7", keyword="SHOULD", kept=r"200 · Allow", exempt=r"4"),
        request=request("OPTIONS /bye"),
        observe=(status, allow, page),
        answers={
            "flask": "200 · Allow: GET, HEAD, OPTIONS · no body",
            "django": "200 · no Allow · bye page",
            "bottle": "405 · Allow: GET · error page",
            "cherrypy": "200 · no Allow · bye page",
            "pyramid": "200 · no Allow · bye page",
        },
        aligned="200 · Allow: GET, HEAD, OPTIONS · no body",
        why="Flask adds OPTIONS to every route and answers it without calling the page. To Bottle "
        "it is a wrong method. Django, CherryPy and Pyramid call the page as for GET.",
        links=(
            f"{FLASK}/sansio/app.py#L640-L648",
            f"{FLASK}/app.py#L894-L899",
            f"{FLASK}/app.py#L953-L964",
            f"{BOTTLE}/bottle.py#L483-L496",
            PYRAMID_METHODS,
        ),
    ),
    Question(
        id="options-preflight",
        level="essential",
        question="May a script of another site send PUT to a page, if its browser asks first?",
        terms=("CORS", "preflight", "Access-Control-Allow-Origin", "cross-origin"),
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
        id="cross-origin-read",
        level="practical",
        question="May a script of another site read a page?",
        terms=("CORS", "Access-Control-Allow-Origin", "fetch from another domain", "cross-origin"),
        request=request("GET /bye", "Origin: http://example.com"),
        observe=(status, header("Access-Control-Allow-Origin")),
        answers={
            "flask": "200 · no Access-Control-Allow-Origin",
            "django": "200 · no Access-Control-Allow-Origin",
            "bottle": "200 · no Access-Control-Allow-Origin",
            "cherrypy": "200 · no Access-Control-Allow-Origin",
            "pyramid": "200 · no Access-Control-Allow-Origin",
        },
    ),
    # --- POST and PUT ---
    Question(
        id="post-form",
        level="essential",
        question="What does a form get that is sent to a page that does not expect one?",
        terms=("POST", "CSRF", "CSRF verification failed", "csrftoken", "form data"),
        request=request(
            "POST /bye", "Content-Type: application/x-www-form-urlencoded", body=b"colour=red"
        ),
        observe=(status, page),
        answers={
            "flask": "405 · error page",
            "django": "403 · error page",
            "bottle": "405 · error page",
            "cherrypy": "400 · error page",
            "pyramid": "200 · bye page",
        },
        aligned="405 · error page",
        why="In Flask and Bottle the method is wrong. Django refuses a form without its CSRF "
        "token, as the middleware that startproject writes does. CherryPy turns the fields of the "
        "form into arguments of the view, and this view takes none. Pyramid does not read a body "
        "that no view asks for.",
        links=(
            f"{CHERRYPY}/_cpdispatch.py#L181-L199",
            f"{CHERRYPY}/_cprequest.py#L704-L711",
            f"{DJANGO}/middleware/csrf.py#L414-L469",
        ),
    ),
    Question(
        id="post-file",
        level="practical",
        question="What does a file get that is sent to a page that does not expect one?",
        terms=("upload", "file upload", "multipart"),
        request=request(
            "POST /bye",
            "Content-Type: multipart/form-data; boundary=X",
            body=b'--X\r\nContent-Disposition: form-data; name="photo"; filename="a.txt"\r\n'
            b"Content-Type: text/plain\r\n\r\nhello\r\n--X--\r\n",
        ),
        observe=(status, page),
        answers={
            "flask": "405 · error page",
            "django": "403 · error page",
            "bottle": "405 · error page",
            "cherrypy": "400 · error page",
            "pyramid": "200 · bye page",
        },
        aligned="405 · error page",
        why="In Flask and Bottle the method is wrong. Django refuses a form without its CSRF "
        "token. CherryPy turns the fields of the form into arguments of the view, and this view "
        "takes none. Pyramid does not read a body that no view asks for.",
        links=(
            f"{CHERRYPY}/_cpdispatch.py#L181-L199",
            f"{DJANGO}/middleware/csrf.py#L414-L469",
        ),
    ),
    Question(
        id="post-without-length",
        level="practical",
        question="What does a POST get that has neither a body nor a Content-Length?",
        terms=("411 Length Required",),
        request=request("POST /bye"),
        observe=(status, page),
        answers={
            "flask": "405 · error page",
            "django": "403 · error page",
            "bottle": "405 · error page",
            "cherrypy": "411 · error page",
            "pyramid": "200 · bye page",
        },
        aligned="405 · error page",
        why="CherryPy turns to the body of every POST, PUT and PATCH before it calls the view, and "
        "answers 411 to one with neither Content-Length nor Transfer-Encoding; with "
        "Content-Length: 0 the view would be called. Flask and Bottle refuse the method, Django a "
        "POST without a CSRF token, and Pyramid calls the view.",
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
        aligned="404",
        why="For a path that leads nowhere CherryPy's dispatcher puts a 404 in the place of the "
        "page, and it comes when the page would be called: after the body, whose length is "
        "missing. Flask, Django, Bottle and Pyramid find no route and answer at once.",
        links=(
            f"{CHERRYPY}/_cpdispatch.py#L281-L291",
            f"{CHERRYPY}/_cprequest.py#L704-L718",
        ),
        cause="errors",
    ),
    # --- TRACE and CONNECT ---
    Question(
        id="trace-page",
        level="practical",
        question="TRACE SHOULD be answered with the request itself, for example as message/http.",
        terms=("XST", "cross-site tracing", "security scanner"),
        rule=Rule(
            "RFC 9110 section 9.3.8", keyword="SHOULD", kept=r".*message/http", exempt=r"405"
        ),
        request=request("TRACE /bye"),
        observe=(status, content_type),
        answers={
            "flask": "405 · text/html; charset=utf-8",
            "django": "200 · text/html; charset=utf-8",
            "bottle": "405 · text/html; charset=utf-8",
            "cherrypy": "200 · text/html; charset=utf-8",
            "pyramid": "200 · text/html; charset=utf-8",
        },
        aligned="405 · text/html; charset=utf-8",
        why="No framework or server here implements TRACE. To Flask and Bottle it is a wrong "
        "method; Django, CherryPy and Pyramid call the page.",
        links=(
            f"{WERKZEUG}/routing/map.py#L622-L624",
            f"{BOTTLE}/bottle.py#L483-L496",
            PYRAMID_METHODS,
        ),
    ),
    # --- What a method is ---
    Question(
        id="method-lower-case",
        level="practical",
        question="The method is case-sensitive: get is not GET.",
        rule=Rule("RFC 9110 section 9.1", kept=r"4|501"),
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
        cause="protocol",
    ),
    Question(
        id="method-no-token",
        level="advanced",
        question="A method with a character that no method may have SHOULD get 400.",
        rule=Rule("RFC 9112 section 3.2", keyword="SHOULD", kept=r"400|301"),
        request=request("G@T /bye"),
        observe=(status,),
        answers={
            "flask": {"native": "405", "waitress": "400"},
            "django": {"native": "403", "waitress": "400"},
            "bottle": {"native": "405", "waitress": "400"},
            "cherrypy": {"native": "200", "waitress": "400"},
            "pyramid": {"native": "200", "waitress": "400"},
        },
        why="waitress matches the request line with a pattern of the characters that are allowed. "
        "The frameworks' own servers only split the line at its spaces, so the framework gets an "
        "unknown method: Flask and Bottle refuse it, as they refuse every method that a route does "
        "not name, and Django's CSRF check refuses it too. CherryPy and Pyramid call the view.",
        links=(
            f"{WAITRESS}/parser.py#L412-L423",
            f"{PYTHON}/http/server.py#L322-L334",
            f"{CHEROOT}/server.py#L802-L829",
        ),
        cause="protocol",
    ),
    Question(
        id="method-very-long",
        level="advanced",
        question="A method longer than any that the server implements SHOULD get 501.",
        rule=Rule("RFC 9112 section 3", keyword="SHOULD", kept=r"501"),
        request=request(f"{'A' * 66_000} /bye"),
        observe=(status,),
        answers={
            "flask": {"native": "414", "waitress": "405"},
            "django": {"native": "414", "waitress": "403"},
            "bottle": {"native": "414", "waitress": "405"},
            "cherrypy": "200",
            "pyramid": {"native": "414", "waitress": "200"},
        },
        aligned="501",
        why="Python's http.server, under Flask, Django, Bottle and Pyramid, reads no request line "
        "of more than 65,536 bytes; waitress takes 256 KiB and CherryPy 500 KiB of header. What "
        "fits is a method like any other.",
        links=(
            f"{PYTHON}/http/server.py#L404-L410",
            f"{PYTHON}/wsgiref/simple_server.py#L118-L124",
            f"{WAITRESS}/adjustments.py#L242-L243",
            f"{CHERRYPY}/_cpserver.py#L88-L93",
        ),
        cause="protocol",
    ),
]

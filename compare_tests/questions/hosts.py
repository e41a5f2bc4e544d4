"""Host: the name that a request gives to the site, and what is built from it."""

import html
import re

from compare_tests.engine.aspects import aspect, location, status
from compare_tests.engine.model import Question, Rule, request
from compare_tests.engine.text import without_address
from compare_tests.engine.wire import Response
from compare_tests.questions.sources import BOTTLE, CHERRYPY, DJANGO, FLASK, WAITRESS, WERKZEUG


def asking(line: str, *fields: str) -> bytes:
    """Return a request with these fields and no others: Host stands only where it is written."""
    lines = [line, *fields, "Connection: close"]
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


@aspect("body")
def url_named(response: Response) -> str:
    """The URL in `Location`, or else the first in the text of the body; without our own port."""
    text = html.unescape(re.sub(r"<[^>]*>", " ", response.text))
    first = re.search(r"[a-z]+://[^\s'\"]*", text)
    url = response.header("location") or (first[0] if first else "no URL")
    # Waitress has a name of its own for a site that nobody named.
    return "names " + re.sub(r"(waitress\.invalid):\d+", r"\1", without_address(url))


QUESTIONS = [
    Question(
        id="host-foreign",
        level="essential",
        question="What does a request for an unknown host get?",
        terms=(
            "ALLOWED_HOSTS",
            "DisallowedHost",
            "Invalid HTTP_HOST header",
            "TRUSTED_HOSTS",
            "Bad Request (400)",
            "DNS rebinding",
        ),
        request=asking("GET /bye HTTP/1.1", "Host: example.com"),
        observe=(status,),
        answers={
            "flask": "200",
            "django": "400",
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
        aligned="400",
        why="Django's CommonMiddleware, which startproject writes, asks for the host of every "
        "request, and get_host refuses what is not in ALLOWED_HOSTS. Flask has such a list, "
        "TRUSTED_HOSTS, but it is empty unless an app sets it; Bottle, CherryPy and Pyramid have "
        "none.",
        links=(
            f"{DJANGO}/middleware/common.py#L47-L48",
            f"{DJANGO}/http/request.py#L183-L203",
            f"{FLASK}/app.py#L446-L450",
        ),
        app_lines={"django": 'ALLOWED_HOSTS = ["127.0.0.1", "localhost"]'},
    ),
    Question(
        id="host-of-proxy",
        level="practical",
        question="Does a page come through nginx with its defaults: HTTP/1.0, and the name of the "
        "upstream as Host?",
        terms=("nginx", "proxy_pass", "reverse proxy", "upstream", "proxy_set_header Host"),
        request=b"GET /bye HTTP/1.0\r\nHost: app_server\r\nConnection: close\r\n\r\n",
        observe=(status,),
        answers={
            "flask": "200",
            "django": "400",
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
        aligned="400",
        why="Unless proxy_set_header says otherwise, nginx sends the name in proxy_pass as Host. "
        "Django refuses it: it is not in ALLOWED_HOSTS, and a name with an underscore could not be "
        "put there. Flask, Bottle, CherryPy and Pyramid do not look at it, and none of them needs "
        "HTTP/1.1.",
        links=(
            f"{DJANGO}/http/request.py#L183-L203",
            "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header",
        ),
        app_lines={"django": 'ALLOWED_HOSTS = ["127.0.0.1", "localhost"]'},
    ),
    Question(
        id="host-missing",
        level="practical",
        question="An HTTP/1.1 request without a Host field gets 400.",
        rule=Rule("RFC 9112 section 3.2", keyword="MUST", kept=r"400"),
        request=asking("GET /bye HTTP/1.1"),
        observe=(status,),
        answers={
            "flask": "200",
            "django": {"native": "200", "waitress": "400"},
            "bottle": "200",
            "cherrypy": "400",
            "pyramid": "200",
        },
        aligned="400",
        why="CherryPy checks this itself, as the rule asks. Django falls back on the server's own "
        "name and looks that up in ALLOWED_HOSTS: its runserver is called localhost, waitress "
        "waitress.invalid. Flask falls back on that name too, but refuses none; Bottle and "
        "Pyramid do not ask for it, and no server checks.",
        links=(
            f"{CHERRYPY}/_cprequest.py#L765-L771",
            f"{DJANGO}/http/request.py#L165-L203",
            "https://github.com/python/cpython/blob/v3.11.7/Lib/http/server.py#L134-L139",
            "https://docs.pylonsproject.org/projects/waitress/en/latest/arguments.html",
        ),
        app_lines={"django": 'ALLOWED_HOSTS = ["127.0.0.1", "localhost"]'},
    ),
    Question(
        id="host-missing-http-1-0",
        level="practical",
        question="Does a request in HTTP/1.0, which knew no Host field, need one?",
        terms=("health check", "load balancer"),
        request=asking("GET /bye HTTP/1.0"),
        observe=(status,),
        answers={
            "flask": "200",
            "django": {"native": "200", "waitress": "400"},
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
        aligned="400",
        why="CherryPy asks for Host from HTTP/1.1 on. Django does not look at the version: without "
        "Host it takes the server's own name, and waitress.invalid is not in ALLOWED_HOSTS. Flask, "
        "Bottle and Pyramid refuse no request for this.",
        links=(
            f"{CHERRYPY}/_cprequest.py#L765-L771",
            f"{DJANGO}/http/request.py#L165-L203",
        ),
        app_lines={"django": 'ALLOWED_HOSTS = ["127.0.0.1", "localhost"]'},
    ),
    Question(
        id="host-empty",
        level="practical",
        question="Is a Host field with nothing in it the same as none?",
        request=asking("GET /bye HTTP/1.1", "Host:"),
        observe=(status,),
        answers={
            "flask": "200",
            "django": "400",
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
        aligned="400",
        why="For Django the field is there, so the server's own name does not take its place, and "
        "an empty name is not a name. CherryPy, which refuses a request without Host, only asks "
        "whether the field is there. Flask goes on with an empty host; Bottle and Pyramid do not "
        "look at it.",
        links=(
            f"{DJANGO}/http/request.py#L165-L203",
            f"{CHERRYPY}/_cprequest.py#L765-L778",
        ),
        app_lines={"django": 'ALLOWED_HOSTS = ["127.0.0.1", "localhost"]'},
    ),
    Question(
        id="host-doubled",
        level="practical",
        question="A request with two Host fields gets 400, even if both say the same.",
        rule=Rule("RFC 9112 section 3.2", keyword="MUST", kept=r"400"),
        request=asking("GET /bye HTTP/1.1", "Host: 127.0.0.1", "Host: 127.0.0.1"),
        observe=(status,),
        answers={
            "flask": "200",
            "django": "400",
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
        aligned="400",
        why="No server counts them: CherryPy's own passes on the last, the others join the two "
        "with a comma. Django refuses that as a name, and Flask goes on with an empty host. "
        "Bottle, CherryPy and Pyramid do not look at it.",
        links=(
            "https://github.com/python/cpython/blob/v3.11.7/Lib/wsgiref/simple_server.py#L102-L109",
            f"{WAITRESS}/parser.py#L243-L246",
            f"{DJANGO}/http/request.py#L828-L839",
            f"{WERKZEUG}/sansio/utils.py#L152-L157",
        ),
        app_lines={"django": 'ALLOWED_HOSTS = ["127.0.0.1", "localhost"]'},
    ),
    Question(
        id="host-invalid",
        level="practical",
        question="A Host that cannot be one, such as 127.0.0.1:port, gets 400.",
        rule=Rule("RFC 9112 section 3.2", keyword="MUST", kept=r"400"),
        request=asking("GET /bye HTTP/1.1", "Host: 127.0.0.1:port"),
        observe=(status,),
        answers={
            "flask": "200",
            "django": "400",
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
        aligned="400",
        why="Django matches Host with a pattern of its own for names, addresses and ports. So "
        "does Werkzeug for Flask, but where it does not fit Flask goes on with an empty host. "
        "Bottle, CherryPy and Pyramid do not look at it.",
        links=(
            f"{DJANGO}/http/request.py#L828-L839",
            f"{WERKZEUG}/sansio/utils.py#L152-L157",
        ),
    ),
    Question(
        id="host-two-dots",
        level="advanced",
        question="Is a Host with two dots in a row refused, as in www..example.com?",
        request=asking("GET /bye HTTP/1.1", "Host: www..example.com"),
        observe=(status,),
        answers={
            "flask": "400",
            "django": "400",
            "bottle": "200",
            "cherrypy": "200",
            "pyramid": "200",
        },
        aligned="400",
        why="Before it looks for a route, Werkzeug turns the name into its IDNA form, that of "
        "international names in ASCII, in which no part between dots may be empty. Its pattern "
        "would have let this name through, and so would Django's, where it is refused because it "
        "is not in ALLOWED_HOSTS.",
        links=(f"{WERKZEUG}/routing/map.py#L233-L239",),
        app_lines={"django": 'ALLOWED_HOSTS = ["127.0.0.1", "localhost"]'},
    ),
    Question(
        id="host-other-port",
        level="practical",
        question="Must the port in Host be the one that the server listens on?",
        request=asking("GET /bye HTTP/1.1", "Host: 127.0.0.1:1"),
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
        id="host-upper-case",
        level="advanced",
        question="The case of a host name makes no difference.",
        rule=Rule("RFC 9110 section 4.2.3", kept=r"200"),
        request=asking("GET /bye HTTP/1.1", "Host: LocalHost"),
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
        id="redirect-host",
        level="practical",
        question="If a framework redirects by itself, which host name does Location have?",
        terms=("open redirect", "Host header injection"),
        request=asking("GET /username//Ahmed/36 HTTP/1.1", "Host: example.com"),
        observe=(status, location),
        answers={
            "flask": "308 · Location: http://example.com/username/Ahmed/36",
            "django": "400 · no Location",
            "bottle": "200 · no Location",
            "cherrypy": "200 · no Location",
            "pyramid": "200 · no Location",
        },
        aligned="400 · no Location",
        why="Flask redirects to the URL with one slash, and builds it from the Host that the "
        "client sent, whatever that is. Django refuses the name. Bottle, CherryPy and Pyramid "
        "have a page for this URL as it is.",
        links=(
            f"{WERKZEUG}/routing/map.py#L747-L768",
            f"{DJANGO}/http/request.py#L183-L203",
        ),
        app_lines={"django": 'ALLOWED_HOSTS = ["127.0.0.1", "localhost"]'},
    ),
    Question(
        id="redirect-host-missing",
        level="advanced",
        question="Which host name does the Location of a redirect have if the request named none?",
        request=asking("GET /username//Ahmed/36 HTTP/1.0"),
        observe=(status, url_named),
        answers={
            "flask": {
                "native": "308 · names http://127.0.0.1/username/Ahmed/36",
                "waitress": "308 · names http://waitress.invalid/username/Ahmed/36",
            },
            "django": {"native": "200 · names no URL", "waitress": "400 · names no URL"},
            "bottle": "200 · names no URL",
            "cherrypy": "200 · names no URL",
            "pyramid": "200 · names no URL",
        },
        aligned="400 · names no URL",
        why="Without Host the server's own name, SERVER_NAME, takes its place: for Werkzeug's "
        "server that is its address, for waitress a name that can lead nowhere. Django looks it up "
        "in ALLOWED_HOSTS, and no other framework needs it for a page.",
        links=(
            f"{WERKZEUG}/sansio/utils.py#L131-L145",
            f"{WERKZEUG}/serving.py#L210-L211",
            "https://docs.pylonsproject.org/projects/waitress/en/latest/arguments.html",
        ),
        cause="slashes",
    ),
    Question(
        id="redirect-host-underscore",
        level="practical",
        question="Is a redirect right if the host name has an underscore, as names of containers "
        "often do?",
        terms=("docker", "docker compose", "container", "SuspiciousOperation"),
        request=asking("GET /username//Ahmed/36 HTTP/1.1", "Host: my_app"),
        observe=(status, location),
        answers={
            "flask": "308 · Location: http:///username/Ahmed/36",
            "django": "400 · no Location",
            "bottle": "200 · no Location",
            "cherrypy": "200 · no Location",
            "pyramid": "200 · no Location",
        },
        aligned="400 · no Location",
        why="The patterns of Werkzeug and Django know letters, digits, dots and hyphens. Werkzeug "
        "takes any other Host for an empty one, and the redirect leads nowhere; Django refuses it, "
        "whatever ALLOWED_HOSTS says.",
        links=(
            f"{WERKZEUG}/sansio/utils.py#L12-L22",
            f"{DJANGO}/http/request.py#L35-L37",
        ),
    ),
    Question(
        id="url-forwarded-host",
        level="essential",
        question="Can any client choose the site that a response names, with X-Forwarded-Host and "
        "X-Forwarded-Proto?",
        terms=(
            "ProxyFix",
            "reverse proxy",
            "nginx",
            "behind a proxy",
            "url_for http instead of https",
        ),
        request=request(
            "OPTIONS /username//Ahmed/36",
            "X-Forwarded-Host: example.com",
            "X-Forwarded-Proto: https",
        ),
        observe=(url_named,),
        answers={
            "flask": "names http://127.0.0.1/username/Ahmed/36",
            "django": "names no URL",
            "bottle": {
                "native": "names https://example.com/username/Ahmed/36",
                "waitress": "names http://127.0.0.1/username/Ahmed/36",
            },
            "cherrypy": "names no URL",
            "pyramid": "names no URL",
        },
        aligned="names no URL",
        why="Bottle reads both fields for request.url, which its error page shows; waitress "
        "removes them unless they come from a proxy it was told to trust. Flask's redirect "
        "reads neither (ProxyFix would make it), and Django, CherryPy and Pyramid name no URL "
        "here.",
        links=(
            f"{BOTTLE}/bottle.py#L1433-L1449",
            "https://docs.pylonsproject.org/projects/waitress/en/latest/arguments.html",
        ),
    ),
    Question(
        id="redirect-forwarded-prefix",
        level="practical",
        question="Does a redirect know that a proxy serves the app below /app, over https?",
        terms=("X-Forwarded-Prefix", "SCRIPT_NAME", "subpath", "reverse proxy", "ProxyFix"),
        request=request(
            "GET /username//Ahmed/7", "X-Forwarded-Prefix: /app", "X-Forwarded-Proto: https"
        ),
        observe=(status, location),
        answers={
            "flask": "308 · Location: http://127.0.0.1/username/Ahmed/7",
            "django": "200 · no Location",
            "bottle": "200 · no Location",
            "cherrypy": "200 · no Location",
            "pyramid": "200 · no Location",
        },
        aligned="200 · no Location",
        why="Flask builds the URL of its redirect from what the server saw. The fields of a proxy "
        "count only behind Werkzeug's ProxyFix, which an app has to add. Django, Bottle, CherryPy "
        "and Pyramid do not redirect here.",
        links=(
            "https://werkzeug.palletsprojects.com/en/stable/middleware/proxy_fix/",
            f"{WERKZEUG}/middleware/proxy_fix.py#L37-L60",
        ),
        cause="slashes",
    ),
    Question(
        id="url-forwarded-standard",
        level="advanced",
        question="Can any client choose the site that a response names, with Forwarded (RFC 7239)?",
        terms=("reverse proxy",),
        request=request("OPTIONS /username//Ahmed/36", "Forwarded: host=example.com;proto=https"),
        observe=(url_named,),
        answers={
            "flask": "names http://127.0.0.1/username/Ahmed/36",
            "django": "names no URL",
            "bottle": "names http://127.0.0.1/username/Ahmed/36",
            "cherrypy": "names no URL",
            "pyramid": "names no URL",
        },
        aligned="names no URL",
        why="No framework and no framework's own server reads it: where a URL is named, by Flask's "
        "redirect and Bottle's error page, it has the name in Host.",
        links=(
            f"{BOTTLE}/bottle.py#L1433-L1449",
            f"{WERKZEUG}/sansio/utils.py#L82-L162",
        ),
    ),
    Question(
        id="url-absolute-form",
        level="advanced",
        question="If the request target names a host too, that host counts, not the one in Host.",
        rule=Rule(
            "RFC 9112 section 3.2.2",
            keyword="MUST",
            kept=r".*names http://example.com",
            exempt=r".*names no URL",
        ),
        request=request("GET http://example.com/username//Ahmed/36"),
        observe=(status, url_named),
        answers={
            "flask": {
                "native": "308 · names http://example.com/username/Ahmed/36",
                "waitress": "308 · names http://127.0.0.1/username/Ahmed/36",
            },
            "django": {"native": "404 · names no URL", "waitress": "200 · names no URL"},
            "bottle": {
                "native": "404 · names http://127.0.0.1/http%3A//example.com/username//Ahmed/36",
                "waitress": "200 · names no URL",
            },
            "cherrypy": "200 · names no URL",
            "pyramid": {
                "native": "404 · names http://example.com/username//Ahmed/36",
                "waitress": "200 · names no URL",
            },
        },
        aligned="200 · names no URL",
        why="Werkzeug's server puts the host of the target in place of Host. waitress takes the "
        "target apart but keeps Host. wsgiref, under Django, Bottle and Pyramid, takes the whole "
        "target for a path, which no route has.",
        links=(
            f"{WERKZEUG}/serving.py#L231-L234",
            f"{WAITRESS}/parser.py#L349-L382",
            "https://github.com/python/cpython/blob/v3.11.7/Lib/wsgiref/simple_server.py#L75-L86",
        ),
    ),
]

"""The four pages in CherryPy, told to answer as those of the others do.

Run them as a module:
    python -m cherrypy_app.aligned
"""

# --- Set-up ---------------------------------------------------------

import os
import re

import cherrypy

from cherrypy_app.app import Root
from shared.aligned import ALLOW, HTML, PROTECTION, error_page, guarded, is_own_host

config = {}
app = cherrypy.Application(Root())

# --- Changes --------------------------------------------------------


# Answer 400 to a request for a host that is not ours.
# https://docs.cherrypy.dev/en/latest/extend.html#hook-point
def own_host():
    if not is_own_host(cherrypy.request.headers.get("Host", "")):
        raise cherrypy.HTTPError(400)


config["hooks.on_start_resource.own_host"] = own_host


# Take the path as it was sent: CherryPy drops its empty segments.
# https://docs.cherrypy.dev/en/latest/extend.html#tailored-dispatchers
class Exact(cherrypy.dispatch.Dispatcher):
    def __call__(self, path):
        request = cherrypy.serving.request
        path = request.wsgi_environ["PATH_INFO"].encode("latin-1").decode()
        super().__call__("/".join(path.split("/")[:2]))
        if re.fullmatch(r"/|/name|/bye|/username/.+/\d{1,4300}", path):
            request.handler.args = path.split("/")[2:]
        else:
            request.handler = cherrypy.NotFound()


config["request.dispatch"] = Exact()


# Name the methods of a page, and refuse the others.
# https://docs.cherrypy.dev/en/latest/extend.html#hook-point
def methods():
    request = cherrypy.serving.request
    if isinstance(request.handler, cherrypy.NotFound):
        raise request.handler
    if request.method not in ("GET", "HEAD"):
        cherrypy.response.headers["Allow"] = ALLOW
        if request.method != "OPTIONS":
            raise cherrypy.HTTPError(405)
        request.handler = str


config["hooks.on_start_resource.methods"] = methods


# Ignore what no page reads: CherryPy answers 404, 406 or 400 to it.
def without_extras(wsgi_app):
    def call(environ, start_response):
        for name in ("QUERY_STRING", "HTTP_ACCEPT_CHARSET", "HTTP_COOKIE"):
            environ[name] = ""
        return wsgi_app(environ, start_response)

    return call


app.wsgiapp.pipeline.append(("without_extras", without_extras))

# Leave what a view raises to the middleware below.
# https://docs.cherrypy.dev/en/latest/pkg/cherrypy._cprequest.html
config["request.throw_errors"] = True

# Send one error page, which repeats nothing of the request.
# https://docs.cherrypy.dev/en/latest/pkg/cherrypy._cperror.html
config["error_page.default"] = lambda status, **_: error_page(int(status[:3]))


# Send the fields that protect a page, and those that most send, and
# no error page that is padded to 512 bytes.
# https://docs.cherrypy.dev/en/latest/extend.html#hook-point
def change_response():
    response = cherrypy.serving.response
    body = response.body = response.collapse_body().rstrip()
    response.headers.pop("Server", None)
    response.headers.update({"Content-Type": HTML, "Content-Length": len(body), **dict(PROTECTION)})


config["hooks.before_finalize.change_response"] = change_response

# Refuse what CherryPy cannot be told to refuse.
app.wsgiapp.pipeline.append(("guarded", guarded))

# --- Run ------------------------------------------------------------

app.merge({"/": config})
if __name__ == "__main__":
    cherrypy.config.update({"server.socket_port": int(os.environ.get("PORT", 5003))})
    # The checker calls the dispatcher, with no request to look at.
    cherrypy.config.update({"checker.on": False, "engine.autoreload.on": False})
    cherrypy.quickstart(app)

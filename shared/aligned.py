"""What the aligned apps share: their error page, and what no framework can be told.

The frameworks cannot be told to refuse bytes that are not text, or a method that nobody knows, and
each has another way with an exception that is not an `Exception`. One WSGI middleware does so for
all of them (PEP 3333).
"""

import hmac
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable
from http import HTTPStatus

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE")
ALLOW = "GET, HEAD, OPTIONS"  # the methods of the four pages
HTML = "text/html; charset=utf-8"
# What Django sends with every page: https://docs.djangoproject.com/en/5.2/topics/security/
PROTECTION = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
# A host and a port in lower case, as RFC 3986 section 3.2 writes them.
HOST = re.compile(
    r"(\[[0-9a-f:.]+\]|(?!.*\.\.)[a-z0-9._~!$&'()*+,;=%-]+)(?::(?P<port>[0-9]{0,5}))?", re.ASCII
)


def error_page(status: int) -> str:
    """Return the page for an error, which shows its status and nothing else."""
    title = f"{status} {HTTPStatus(status).phrase}"
    return f'<!doctype html><html lang="en"><title>{title}</title><h1>{title}</h1></html>'


def is_own_host(host: str) -> bool:
    """Whether a `Host` field names this site, with any port."""
    return bool(re.fullmatch(r"(127\.0\.0\.1|localhost)(:\d+)?", host.lower()))


def is_own_origin(origin: str | None) -> bool:
    """Whether an `Origin` field names this site, or there is none (RFC 6454 section 7)."""
    return origin is None or (
        origin.startswith("http://") and is_own_host(origin.removeprefix("http://"))
    )


def with_token(page: str, token: str) -> str:
    """Return a page whose forms carry a token, which another site cannot know.

    In an app of one's own this is a line in each form of the templates.
    """
    field = f'<input type="hidden" name="token" value="{token}">'
    return re.sub(r'<form method="post".*?>', lambda form: form[0] + field, page)


def is_token(sent: object, known: str | None) -> bool:
    """Whether a form carries the token that its page had."""
    return (
        bool(known) and isinstance(sent, str) and hmac.compare_digest(sent.encode(), known.encode())
    )


def guarded(app: Callable) -> Callable:
    """Return a WSGI callable that refuses what is not a path or a method, and survives its app.

    Args:
        app: the WSGI callable of a framework. It is called with no request whose method has no
            registered meaning (501, RFC 9110 section 9.1), whose path does not begin with a slash
            or whose Host is not a host (400, RFC 9112 section 3.2), or whose path is not text
            (404). It sees no field with an encoded word (RFC 2047) and no type of a body: no page
            reads them.
            Whatever it raises, in its body too, becomes a 500.
    """

    def guard(environ: dict, start_response: Callable) -> Iterable[bytes]:
        # No path is the path /, and the case and last dot of a host mean nothing (RFC 9110
        # section 4.2.3, RFC 3986 section 3.2.2).
        environ["PATH_INFO"] = environ.get("PATH_INFO") or "/"
        host = environ.pop("HTTP_HOST", "").lower()
        for name, value in [*environ.items()]:
            if name == "CONTENT_TYPE" or (name.startswith("HTTP_") and "=?" in value):
                del environ[name]
        status = _refused(environ["REQUEST_METHOD"], environ["PATH_INFO"], host)
        environ["HTTP_HOST"] = re.sub(r"\.(?=:|$)", "", host)
        if not status:
            given: list = []
            try:
                chunks = app(environ, lambda *response: given.append(response))
                try:
                    body = b"".join(chunks)
                finally:
                    getattr(chunks, "close", lambda: None)()
                start_response(*given[-1][:2])
                return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
            except BaseException:
                logging.getLogger(__name__).exception("A view failed.")
                status = 500
        body = error_page(status).encode()
        fields = [("Content-Type", HTML), ("Content-Length", str(len(body))), *PROTECTION]
        start_response(f"{status} {HTTPStatus(status).phrase}", fields)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return guard


def _refused(method: str, path: str, host: str) -> int:
    """Return the status with which a request is refused, 0 if it is not."""
    if method not in METHODS:
        return 501
    named = HOST.fullmatch(host)
    if not path.startswith("/") or not named or not 0 < int(named["port"] or 80) < 65536:
        return 400
    try:
        text = path.encode("latin-1").decode()
    except UnicodeDecodeError:
        return 404
    return 404 if any(unicodedata.category(character) == "Cc" for character in text) else 0

"""Questions are found by the words of those whom they bother, not by our own."""

import pytest

from compare_tests.engine.search import search
from compare_tests.questions import load

# What people search for, in the words of bug reports and of questions on the web.
SEARCHES = {
    "ALLOWED_HOSTS": "host-foreign",
    "CORS": "options-preflight",
    "keep-alive": "connection-kept",
    "hangs": "silent-visitors",
    "illegal cookie name": "foreign-cookie",
    "trailing slash": "slash-trailing",
    "health check": "head-page",
    "double slash": "slash-doubled",
    "XSS": "name-markup",
    "escaping": "name-markup",
    "chunked": "chunks-malformed",
    "single-threaded": "pages-at-once",
    "graceful shutdown": "sigterm-in-flight",
    "int converter": "age-negative",
    "path converter": "slash-encoded",
    "strict_slashes": "slash-trailing",
    "AirPlay": "port-taken",
    "preflight": "options-preflight",
    "Address already in use": "port-taken",
    "https": "https-to-http",
    "favicon": "favicon",
    "file upload": "post-file",
    "CSRF": "post-form",
    "reverse proxy": "url-forwarded-host",
    "nginx": "host-of-proxy",
    "X-Forwarded-For": "log-client-address",
    "access log": "log-request",
    "production server": "start-warning",
    "Server header": "page-server",
    "security headers": "page-protection",
    "clickjacking": "page-protection",
    "ETag": "page-caching",
    "gzip": "accept-encoding",
    "WebSocket": "upgrade-websocket",
    "405": "wrong-method",
    "404 page json": "not-found-json",
    "forgot return": "view-returns-nothing",
    "traceback not shown in log": "log-exception",
    "UnicodeDecodeError": "name-invalid-utf8",
    "utm_source": "query-unknown",
    "host header attack": "host-foreign",
    "open redirect": "redirect-host",
    "APPEND_SLASH": "slash-trailing",
    "request smuggling": "body-long",
    "414 URI too long": "name-too-long",
    "static files": "wrong-method-no-route",
    "docker stop": "sigterm",
    "100-continue": "expect-continue",
    "%2F": "slash-encoded",
    "POST form": "post-form",
    "until a decorator": "wrong-method",
}


@pytest.mark.parametrize(("words", "id"), SEARCHES.items())
def test_question_is_among_the_first_five(words, id):
    assert id in [row.id for row in search(load().values(), words)][:5]


def test_best_comes_first():
    """A word of the question counts more than one of the answers or of the why."""
    first, *others = search(load().values(), "graceful shutdown")
    assert first.id == "sigterm-in-flight"
    assert others == []


def test_words_that_stand_nowhere_find_nothing():
    assert search(load().values(), "xyzzy") == []
    assert search(load().values(), "xyzzy favicon") == search(load().values(), "favicon")


def test_words_of_every_sentence_are_a_search_too():
    assert search(load().values(), "what is it") != []

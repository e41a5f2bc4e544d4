"""The middleware of the aligned apps refuses what is not a request, and survives its app."""

import pytest
import webob

from shared.aligned import error_page, guarded, is_own_host, is_own_origin


def answer(app, path="/", **fields):
    """The answer of a guarded app to a request."""
    request = webob.Request.blank(path, **fields)
    return request.get_response(guarded(app))


def page(environ, start_response):
    """Send the names of the fields that it was given, and the host."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    names = [name for name in environ if name.startswith("HTTP_") or name == "CONTENT_TYPE"]
    return [" ".join([*sorted(names), environ["HTTP_HOST"]]).encode()]


def leave(environ, start_response):
    raise SystemExit("a bug")


def break_off(environ, start_response):
    """Send the beginning of a body, and then end Python."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"the beginning"
    raise SystemExit("a bug")


@pytest.mark.parametrize("app", [leave, break_off])
def test_app_that_ends_python_is_500(app):
    response = answer(app)
    assert response.status == "500 Internal Server Error"
    assert response.text == error_page(500)


def test_body_is_closed_when_it_breaks_off():
    closed = []

    class Body:
        def __iter__(self):
            raise OSError("a bug")

        def close(self):
            closed.append(True)

    def app(environ, start_response):
        start_response("200 OK", [])
        return Body()

    assert answer(app).status_code == 500
    assert closed == [True]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST.:5000", 200),
        ("[::1]:5000", 200),
        ("a_b.example", 200),
        ("", 400),
        ("local host", 400),
        ("localhost..", 400),
        ("localhost:", 200),
        ("localhost:65535", 200),
        ("localhost:65536", 400),
        ("localhost:0", 400),
        ("localhost:80:80", 400),
        ("=?utf-8?q?localhost?=", 400),
        ("loc\xe4lhost", 400),
        ("localhost\n", 400),
    ],
)
def test_host_that_is_not_one_is_400(host, status):
    assert answer(page, environ={"HTTP_HOST": host}).status_code == status


def test_encoded_word_does_not_reach_the_app():
    fields = {"HTTP_X": "=?unknown?q?a?=", "HTTP_Y": "a=?", "HTTP_Z": "a", "CONTENT_TYPE": "b"}
    assert answer(page, environ=fields).text == "HTTP_HOST HTTP_Z localhost:80"


def test_case_and_last_dot_of_a_host_mean_nothing():
    text = answer(page, environ={"HTTP_HOST": "LocalHost.:5000"}).text
    assert text == "HTTP_HOST localhost:5000"


@pytest.mark.parametrize("path", ["/%0A", "/%FF"])
def test_path_that_is_not_text_is_404(path):
    assert answer(page, path).status_code == 404


def test_head_has_no_body():
    assert answer(page, method="HEAD").body == b""


@pytest.mark.parametrize(
    "host", ["localhost.evil.example", "127.0.0.1.evil.example", "localhost:80@evil.example"]
)
def test_host_that_begins_like_ours_is_foreign(host):
    assert not is_own_host(host)
    assert not is_own_origin(f"http://{host}")

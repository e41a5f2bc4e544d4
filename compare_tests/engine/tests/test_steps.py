"""What a server has sent is sent back to it, as a browser does."""

import pytest

from compare_tests.engine.browser import Browser, FormError, forms, keep_cookies
from compare_tests.engine.steps import Visit
from compare_tests.engine.wire import End, Exchange, Response

PAGE = (
    '<form method="post"><input type="hidden" name="a&b" value="&lt;x&gt;">'
    '<input name="text"><textarea name="more"></textarea></form>'
)


def visit(*lines, page=""):
    """A visit after one response, which sets these cookies."""
    head = "".join(f"Set-Cookie: {line}\r\n" for line in lines)
    raw = f"HTTP/1.1 200 OK\r\n{head}Content-Length: {len(page)}\r\n\r\n{page}".encode()
    seen = Visit()
    seen.keep(Exchange(b"GET / HTTP/1.1\r\n\r\n", raw, End.CLOSED))
    return seen


@pytest.mark.parametrize(
    ("sent", "filled"),
    [
        (b"GET /\r\nCookie: {cookies}\r\n\r\n", b'GET /\r\nCookie: one=1a"; two=x=y\r\n\r\n'),
        (
            b"GET /\r\nCookie: a=b; {cookies=z}\r\n\r\n",
            b"GET /\r\nCookie: a=b; one=z; two=z\r\n\r\n",
        ),
        (b"GET /\r\nCookie: {cookies!}\r\n\r\n", b'GET /\r\nCookie: one=1A"; two=X=y\r\n\r\n'),
        (b"GET /\r\nCookie: {cookies.0}\r\nA: b\r\n\r\n", b"GET /\r\nA: b\r\n\r\n"),
        (b"GET /\r\n\r\n{{7*7}}", b"GET /\r\n\r\n{{7*7}}"),
        (b"P\r\nL: {length}\r\n\r\n{hidden}t=1", b"P\r\nL: 17\r\n\r\na%26b=%3Cx%3E&t=1"),
    ],
)
def test_places_are_filled(sent, filled):
    assert visit('one=1a"; Path=/', "two=x=y", page=PAGE).fill(sent) == filled


def test_hidden_fields_as_parts():
    body = visit(page=PAGE).fill(b"P\r\n\r\n{parts}--b--").partition(b"\r\n\r\n")[2]
    assert body == b'--b\r\nContent-Disposition: form-data; name="a&b"\r\n\r\n<x>\r\n--b--'


@pytest.mark.parametrize("written", ["", ' action=""', ' action="/here"'])
@pytest.mark.parametrize("action", ["", "/here"])
def test_form_of_the_page_itself_is_found_however_it_is_written(written, action):
    page = f'<form method="post"{written}><input name="text" value="x"></form>'
    sent = []

    class Client:
        def ask(self, *one):
            sent.append(one)
            return Response(200, "OK", "1.1", (), page.encode())

    browser = Browser(Client())
    browser.send("/here", {}, action)
    assert [one[:2] for one in sent] == [("GET", "/here"), ("POST", "/here")]
    assert sent[-1][3] == b"text=x"
    with pytest.raises(FormError, match="GET /here has no form that goes to /other"):
        browser.send("/here", {}, "/other")


def test_visit_that_goes_on_leaves_the_first_as_it_was():
    first = visit("one=1")
    second = first.goes_on()
    second.keep(visit_exchange("one=2"))
    assert (first.cookies[-1], second.cookies) == ({"one": "1"}, [{"one": "1"}, {"one": "2"}])


def visit_exchange(line):
    raw = f"HTTP/1.1 200 OK\r\nSet-Cookie: {line}\r\nContent-Length: 0\r\n\r\n".encode()
    return Exchange(b"GET / HTTP/1.1\r\n\r\n", raw, End.CLOSED)


@pytest.mark.parametrize(
    "line",
    [
        "one=; Max-Age=0",
        "one=x; max-age=-1; expires=Fri, 01 Jan 2999 00:00:00 GMT",
        "one=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    ],
)
def test_cookie_that_is_over_is_deleted(line):
    cookies = {"one": "1", "two": "2"}
    keep_cookies(cookies, [line])
    assert cookies == {"two": "2"}


@pytest.mark.parametrize("line", ["one=2", "one=2; Max-Age=x", "one=2; Expires=soon"])
def test_cookie_without_an_end_is_kept(line):
    cookies = {"one": "1"}
    keep_cookies(cookies, [line])
    assert cookies == {"one": "2"}


def test_forms_of_a_page():
    [form] = forms(PAGE)
    assert (form.action, form.method) == ("", "post")
    assert form.hidden == {"a&b": "<x>"}
    assert form.types == {"a&b": "hidden", "text": "text", "more": "textarea"}


def test_hidden_fields_are_kept_beyond_a_page_without_a_form():
    seen = visit(page=PAGE)
    seen.keep(visit_exchange("one=1"))
    assert seen.hidden == {"a&b": "<x>"}

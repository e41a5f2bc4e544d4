"""The contract of the blog: what every blog must answer, whatever its framework and its server.

A case does what a browser does: it keeps cookies, and sends a form with all the fields that the
page has put into it. So a framework that asks for a token gets it, and no case knows its name.
"""

import base64
import contextlib
import html
import re
import zlib
from functools import cached_property, partial
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from compare_tests.engine.browser import Browser, Form, forms
from compare_tests.engine.client import Client
from compare_tests.engine.text import short
from compare_tests.engine.wire import Response
from compare_tests.test_contract import Breach, Case, fail_with
from shared.users import EMPTY, PASSWORDS, WRONG

LESSON = "blog"

MARKUP = "<script>alert(1)</script>"
TEXTS = {
    "words": "My first post",
    "markup": MARKUP,
    "attribute": "\"><img src=x onerror='alert(1)'>",
    "entity": "&lt;b&gt; & &amp;",
    "apostrophe": 'It\'s "quoted"',
    "template": "{{7*7}} {% x %} ${7} %s {0}",
    "percent-encoded": "100% %41 a+b",
    "backslashes": "\\n \\x41 C:\\new",
    "right-to-left": "abc \u202e def",
    "danish": "Søren Ærø",
    "arabic": "أحمد",
    "chinese": "李小龍",
    "emoji-family": "👩‍👩‍👧",
    "lines": "one\r\ntwo",
    "long": "x" * 10_000,
}
REFUSED = {
    "wrong-password": ("Ahmed", "wrong"),
    "password-of-another": ("Ahmed", "sword & fish"),
    "password-and-space": ("Ahmed", "open sesame "),
    "unknown-user": ("Nobody", "open sesame"),
    "name-in-small-letters": ("ahmed", "open sesame"),
    "nothing": ("", ""),
    "no-password": ("Ahmed", ""),
    "no-name": ("", "open sesame"),
    "markup": (MARKUP, ""),
    "unicode": ("أحمد", ""),
}
MADE_UP = ("garbage", "!abc?def", "%00", "e30.aaa.bbb", "0" * 40, "x" * 3000)
ELSEWHERE = {"slashes": "//evil.example", "backslash": "/%5Cevil.example"}


class Visitors:
    """Who visits one server; those who are logged in logged in once, and for all cases."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def browser(self, cookies: dict[str, str] | None = None) -> Browser:
        """Return a browser of its own, with these cookies."""
        return Browser(self.client, cookies)

    @cached_property
    def ahmed(self) -> Browser:
        """A browser in which Ahmed is logged in."""
        return self.logged_in("Ahmed")

    @cached_property
    def angela(self) -> Browser:
        """A browser in which Angela is logged in."""
        return self.logged_in("Angela")

    def logged_in(self, name: str, browser: Browser | None = None) -> Browser:
        """Return a browser in which a user has logged in."""
        browser = browser or self.browser()
        reply = browser.send("/login", {"username": name, "password": PASSWORDS[name]})
        _leads_to(reply, "POST /login with the right password", "/login", "/")
        if _user(browser) != name:
            raise Breach(f"the blog does not say that {name} is logged in, after the log-in.")
        return browser


def _no_error(reply: Response, what: str) -> Response:
    if reply.status >= 500:
        raise Breach(f"{what} answers {reply.status}: it makes the app fail.")
    return reply


def _is_page(reply: Response, what: str, title: str) -> None:
    if reply.status != 200:
        raise Breach(f"{what} answers {reply.status}, and it should answer 200.")
    media_type = re.sub(r"\s", "", (reply.header("Content-Type") or "").lower())
    if media_type != "text/html;charset=utf-8":
        raise Breach(f"{what} sends the type {media_type}, and not text/html; charset=utf-8.")
    for tag in ("title", "h1"):
        if f"<{tag}>{title}</{tag}>" not in reply.text:
            raise Breach(f"{what} sends another page: it should have <{tag}>{title}</{tag}>.")


def _leads_to(reply: Response, what: str, path: str, target: str) -> None:
    """Check that a browser would now GET this page of the same site (RFC 9110 section 15.4)."""
    _no_error(reply, what)
    base = f"http://127.0.0.1{path}"
    location = re.sub(r"^(http://127\.0\.0\.1):\d+", r"\1", reply.header("Location") or "")
    to = urlsplit(urljoin(base, location))
    if reply.status not in (302, 303) or (to.netloc, to.path) != ("127.0.0.1", target):
        where = f" with Location: {location}" if location else ""
        raise Breach(
            f"{what} answers {reply.status}{where}, and it should send the browser to {target}."
        )


def _user(browser: Browser) -> str | None:
    """Return who is logged in, as the page says it."""
    reply = _no_error(browser.get("/"), "GET /")
    found = re.search(r"You are (.*?)\.", reply.text)
    return html.unescape(found[1]) if found else None


def _posts(browser: Browser) -> list[tuple[str, ...]]:
    """Return the author and the text of each post."""
    text = browser.get("/").text
    found = re.findall(r"(?s)This is (.*?)'s blog post: <q>(.*?)</q>", text)
    return [tuple(html.unescape(part) for part in post) for post in found]


def _is_nobody(browser: Browser, when: str) -> None:
    """Check that a visitor is not logged in, and cannot write."""
    if user := _user(browser):
        raise Breach(f"the blog takes a visitor for {user} {when}.")
    _leads_to(browser.get("/create"), f"GET /create {when}", "/create", "/login")


def _log_in_form(browser: Browser) -> Form:
    found = [form for form in forms(browser.get("/login").text) if "password" in form.fields]
    if not found or "username" not in found[0].fields:
        raise Breach("GET /login has no form with the fields username and password.")
    return found[0]


# --- For everybody ------------------------------------------------------------


def _public(visitors: Visitors) -> None:
    browser = visitors.browser()
    reply = browser.get("/")
    _is_page(reply, "GET /", "Blog")
    if '<a href="/login">Log in</a>' not in reply.text:
        raise Breach('GET / has no link to the log-in: <a href="/login">Log in</a>.')
    if user := _user(browser):
        raise Breach(f"the blog takes a new visitor for {user}.")


def _form(visitors: Visitors) -> None:
    browser = visitors.browser()
    _is_page(browser.get("/login"), "GET /login", "Log in")
    form = _log_in_form(browser)
    if form.method != "post" or form.types["password"] != "password":
        raise Breach("the form of /login does not send by POST, or shows the password.")


def _not_found(visitors: Visitors) -> None:
    if (status := visitors.browser().get("/nope").status) != 404:
        raise Breach(f"GET /nope answers {status}, and it should answer 404.")


# --- The guard ----------------------------------------------------------------


def _guard(visitors: Visitors) -> None:
    _leads_to(visitors.browser().get("/create"), "GET /create", "/create", "/login")


def _guard_of_form(visitors: Visitors) -> None:
    """A visitor sends the form without having seen it, with all hidden fields that there are."""
    browser = visitors.browser()
    reply = browser.post("/create", _log_in_form(browser).hidden | {"text": "by nobody"})
    if "by nobody" in browser.get("/").text:
        raise Breach("POST /create keeps a post of a visitor who is not logged in.")
    _leads_to(reply, "POST /create of a visitor who is not logged in", "/create", "/login")


def _made_up(cookie: str, visitors: Visitors) -> None:
    browser = visitors.browser(dict.fromkeys(visitors.ahmed.cookies, cookie))
    _is_nobody(browser, f"with the cookie {short(cookie, '', 20)}")


def _changed(visitors: Visitors) -> None:
    for place in (1, 5, -5, -2):
        cookies = {}
        for name, value in visitors.ahmed.cookies.items():
            letters = list(value)
            letters[place] = "B" if letters[place] == "A" else "A"
            cookies[name] = "".join(letters)
        _is_nobody(visitors.browser(cookies), "whose cookies have one letter changed")


# --- Log-in -------------------------------------------------------------------


def _refused(name: str, password: str, visitors: Visitors) -> None:
    browser = visitors.browser()
    reply = browser.send("/login", {"username": name, "password": password})
    what = "POST /login with a wrong name or password"
    _is_page(reply, what, "Log in")
    if WRONG not in html.unescape(reply.text):
        raise Breach(f"{what} does not say: {WRONG}")
    if MARKUP in reply.text:
        raise Breach(f"{what} sends the name back as markup.")
    for form in forms(reply.text):
        if form.fields.get("password"):
            raise Breach(f"{what} sends the password back.")
    _is_nobody(browser, "after a log-in that was refused")


def _log_in(visitors: Visitors) -> None:
    _is_page(visitors.ahmed.get("/create"), "GET /create", "Write a post")


def _links(visitors: Visitors) -> None:
    for browser, expected in ((visitors.ahmed, True), (visitors.browser(), False)):
        page = browser.get("/").text
        seen = ('href="/create"' in page, any(form.action == "/logout" for form in forms(page)))
        if seen != (expected, expected):
            raise Breach("the links to write and to log out are not for those who are logged in.")


def _log_in_by_get(visitors: Visitors) -> None:
    browser = visitors.browser()
    browser.get("/login?username=Ahmed&password=open+sesame")
    _is_nobody(browser, "after GET /login?username=…")


def _leads_nowhere_else(url: str, visitors: Visitors) -> None:
    browser = visitors.browser()
    fields = _log_in_form(browser).fields | {"username": "Ahmed", "password": PASSWORDS["Ahmed"]}
    fields |= {name: unquote(url) for name in fields if name in ("next", "came_from", "return_to")}
    location = browser.post(f"/login?next={url}", fields).header("Location") or ""
    # A browser reads a backslash as a slash (URL Standard, section 4.4).
    host = urlsplit(urljoin("http://127.0.0.1/login", location.replace("\\", "/"))).hostname
    if host != "127.0.0.1":
        raise Breach(f"POST /login?next={url} sends the browser to {location}.")


def _as_another(visitors: Visitors) -> None:
    browser = visitors.logged_in("Ahmed")
    visitors.logged_in("Angela", browser)


def _no_password_in_cookie(visitors: Visitors) -> None:
    for value in visitors.ahmed.cookies.values():
        seen = [value.encode()]
        for part in re.split(r"[.?!|\"]", value):
            with contextlib.suppress(ValueError, zlib.error):
                seen.append(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
                seen.append(zlib.decompress(seen[-1]))
        if any(b"sesame" in text for text in seen):
            raise Breach("the password can be read in a cookie.")


# --- Posts --------------------------------------------------------------------


def _post(text: str, visitors: Visitors) -> None:
    reply = visitors.ahmed.send("/create", {"text": text})
    _leads_to(reply, "POST /create", "/create", "/")
    page = visitors.browser().get("/").text
    if "<script" in page or "<img" in page:
        raise Breach("GET / sends the text of a post as markup. Escape it.")
    if _posts(visitors.browser())[-1:] != [("Ahmed", text)]:
        raise Breach(f"a post is not shown as it was written: {short(text, limit=60)}")


def _create_form(visitors: Visitors) -> None:
    reply = visitors.ahmed.get("/create")
    _is_page(reply, "GET /create", "Write a post")
    if [form.method for form in forms(reply.text) if "text" in form.fields] != ["post"]:
        raise Breach("GET /create has no form that sends the field text by POST.")


def _reload(visitors: Visitors) -> None:
    visitors.ahmed.send("/create", {"text": "once"})
    visitors.ahmed.get("/")
    if _posts(visitors.ahmed).count(("Ahmed", "once")) != 1:
        raise Breach("a post is there twice, after the page was loaded twice.")


def _empty(visitors: Visitors) -> None:
    before = _posts(visitors.ahmed)
    reply = visitors.ahmed.send("/create", {"text": ""})
    _is_page(reply, "POST /create without text", "Write a post")
    if EMPTY not in reply.text:
        raise Breach(f"POST /create without text does not say: {EMPTY}")
    if _posts(visitors.ahmed) != before:
        raise Breach("POST /create without text keeps a post.")


def _for_another(visitors: Visitors) -> None:
    others = dict.fromkeys(("author", "user", "username"), "Angela")
    visitors.ahmed.send("/create", {"text": "whose?"} | others)
    if ("Angela", "whose?") in _posts(visitors.browser()):
        raise Breach("a field of the form decides whose post it is.")


def _each(visitors: Visitors) -> None:
    visitors.ahmed.send("/create", {"text": "of Ahmed"})
    visitors.angela.send("/create", {"text": "of Angela"})
    if _posts(visitors.browser())[-2:] != [("Ahmed", "of Ahmed"), ("Angela", "of Angela")]:
        raise Breach("two users write a post each, and it is not under their names.")


# --- Log-out ------------------------------------------------------------------


def _log_out(visitors: Visitors) -> None:
    browser = visitors.logged_in("Ahmed")
    _leads_to(browser.send("/", {}, "/logout"), "POST /logout", "/logout", "/")
    _is_nobody(browser, "after the log-out")
    if _user(visitors.ahmed) != "Ahmed":
        raise Breach("a log-out in one browser logs the user out in another.")


def _log_out_by_get(visitors: Visitors) -> None:
    status = visitors.ahmed.get("/logout").status
    if status // 100 != 4 or _user(visitors.ahmed) != "Ahmed":
        raise Breach(f"GET /logout answers {status}, and a link should log nobody out.")


def _log_out_nobody(visitors: Visitors) -> None:
    browser = visitors.browser()
    reply = browser.post("/logout", _log_in_form(browser).hidden)
    _leads_to(reply, "POST /logout of a visitor who is not logged in", "/logout", "/")


CASES = [
    Case("blog", f"blog: {row}", name, check)
    for row, name, check in (
        ("public", "posts", _public),
        ("public", "log-in form", _form),
        ("public", "not found", _not_found),
        ("guard", "page", _guard),
        ("guard", "form", _guard_of_form),
        *(
            ("guard", f"made-up cookie {i}", partial(_made_up, one))
            for i, one in enumerate(MADE_UP)
        ),
        ("guard", "changed cookies", _changed),
        ("log-in", "right", _log_in),
        *(("log-in", key, partial(_refused, *pair)) for key, pair in REFUSED.items()),
        ("log-in", "links", _links),
        ("log-in", "by GET", _log_in_by_get),
        *(
            ("log-in", f"next {key}", partial(_leads_nowhere_else, url))
            for key, url in ELSEWHERE.items()
        ),
        ("log-in", "as another", _as_another),
        ("log-in", "no password in a cookie", _no_password_in_cookie),
        ("posts", "form", _create_form),
        *(("posts", key, partial(_post, text)) for key, text in TEXTS.items()),
        ("posts", "loaded twice", _reload),
        ("posts", "empty", _empty),
        ("posts", "for another", _for_another),
        ("posts", "two users", _each),
        ("log-out", "", _log_out),
        ("log-out", "by GET", _log_out_by_get),
        ("log-out", "of nobody", _log_out_nobody),
    )
]


visitor = Visitors  # what a case asks through


@pytest.mark.parametrize("case", CASES, ids=str)
def test_blog(case, target, errors):
    fail_with(errors[target, case])

"""What the questions to the blog have in common: who visits it, and what is looked at."""

import base64
import contextlib
import html
import re
import zlib
from urllib.parse import urlsplit

from compare_tests.engine.aspects import aspect
from compare_tests.engine.browser import forms, set_cookie
from compare_tests.engine.model import FORM, Aspect, Start, request
from compare_tests.engine.text import short
from compare_tests.engine.wire import Response

KEEP = "Cookie: {cookies}"
TYPE = f"Content-Type: {FORM}"


def get(path: str, *fields: str, cookies: str = KEEP) -> bytes:
    """Return a GET of a visitor who keeps cookies."""
    return request(f"GET {path}", cookies, *fields)


def form(
    path: str,
    body: bytes,
    *fields: str,
    type: str = TYPE,
    cookies: str = KEEP,
    method: str = "POST",
) -> bytes:
    """Return a form that a visitor sends; `{hidden}` in the body are the fields of the page."""
    return request(f"{method} {path}", cookies, type, *fields, body=body)


RIGHT = b"username=Ahmed&password=open+sesame"
LOG_IN = (get("/login"), form("/login", b"{hidden}" + RIGHT))
AHMED = Start("Ahmed is logged in", LOG_IN)
AHMED_ANEW = Start("Ahmed logs in", LOG_IN, shared=False)


@aspect("body")
def user(response: Response) -> str:
    """Who is logged in, as the page says it."""
    found = re.search(r"You are (.*?)\.", response.text)
    return f"logged in as {html.unescape(found[1])}" if found else "not logged in"


@aspect("status")
def outcome(response: Response) -> str:
    """What became of a form: where it leads, or which page it is with what it complains of."""
    if response.status in (302, 303):
        return f"sent on to {urlsplit(response.header('location') or '').path}"
    if response.status >= 400:
        return f"refused with {response.status}" if response.status < 500 else str(response.status)
    pages = {"Blog": "the posts", "Log in": "the log-in page", "Write a post": "the form"}
    title = re.search(r"<h1>(.*?)</h1>", response.text)
    alert = re.search(r'(?s)<p role="alert">(.*?)</p>', response.text)
    page = pages.get(title[1] if title else "", "another page")
    return f"{page}: {html.unescape(alert[1]).strip()}" if alert else page


@aspect("header")
def redirect_host(response: Response) -> str:
    """The host to which a redirect leads."""
    host = urlsplit(response.header("location") or "").hostname
    if response.status not in (302, 303):
        return f"refused with {response.status}"
    return f"leads to {host}" if host not in (None, "127.0.0.1") else "leads to this host"


def post(mark: str) -> Aspect:
    """Return the aspect of how the last post shows whose text has this mark."""

    def read(response: Response) -> str:
        texts = re.findall(r"(?s)<q>(.*?)</q>", response.text)
        marked = [html.unescape(text) for text in texts if mark in text]
        return f"post {short(marked[-1])}" if marked else "no post"

    return Aspect("post", "body", read)


@aspect("header")
def set_cookies(response: Response) -> str:
    """The cookies that are set, by name, each with its attributes but for the date."""
    lines = [text for name, text in response.headers if name == "set-cookie"]
    words = []
    for name, _, attributes in sorted(set_cookie(line) for line in lines):
        age = attributes.pop("max-age", "")
        gone = age in ("0", "-1") or "1970" in attributes.get("expires", "")
        attributes.pop("expires", None)
        parts = [f"{key}={text}" if text else key for key, text in sorted(attributes.items())]
        parts += [f"max-age={age}"] if age and not gone else []
        verb = "deletes" if gone else "sets"
        words.append(f"{verb} {name} ({', '.join(parts) or 'no attributes'})")
    return "; ".join(words) or "sets no cookie"


def cookies_without(attribute: str) -> Aspect:
    """Return the aspect of which cookies are set without an attribute."""

    def read(response: Response) -> str:
        lines = [set_cookie(text) for name, text in response.headers if name == "set-cookie"]
        return ", ".join(sorted(name for name, _, kept in lines if attribute not in kept)) or "none"

    return Aspect(f"cookies-without-{attribute}", "header", read)


@aspect("header")
def cookie_readable(response: Response) -> str:
    """Whether who has the cookie can read in it who is logged in."""
    for name, line in response.headers:
        if name != "set-cookie":
            continue
        for part in re.split(r"[.?!|\"]", set_cookie(line)[1]):
            with contextlib.suppress(ValueError, zlib.error):
                data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
                if b"Ahmed" in data:
                    return "the cookie names the user"
    return "the cookie does not name the user"


@aspect("body")
def typed_name(response: Response) -> str:
    """What stands in the field for the name, in the form of the page."""
    names = [form.fields["username"] for form in forms(response.text) if "username" in form.fields]
    return f"name {short(names[0])}" if names and names[0] else "no name"


@aspect("header")
def cache(response: Response) -> str:
    """What caches are told (RFC 9111 section 5.2.2.5, RFC 9110 section 12.5.5)."""
    if "no-store" in (response.header("cache-control") or ""):
        return "no cache may keep it"
    if "cookie" in (response.header("vary") or "").lower():
        return "a cache may keep it, for each Cookie"
    return "a cache may keep it, for everybody"

"""What a browser does with a response: it keeps cookies, and reads the forms of a page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import urlencode

from compare_tests.engine.client import Client
from compare_tests.engine.model import FORM
from compare_tests.engine.wire import Response


@dataclass
class Form:
    """A form of a page.

    Attributes:
        action: where it is sent: "" to the page's own address.
        method: "get" or "post".
        fields: its fields, each with what stands in it.
        types: the type of each field: "text", "hidden", "password", "textarea" …
    """

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> dict[str, str]:
        """The fields that the page has filled in itself, a token among them."""
        return {name: self.fields[name] for name, type in self.types.items() if type == "hidden"}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(values.get("action", ""), values.get("method", "get").lower()))
        elif tag in ("input", "textarea") and self.forms and "name" in values:
            form, name = self.forms[-1], values["name"]
            form.fields[name] = values.get("value", "")
            form.types[name] = values.get("type", "text" if tag == "input" else tag)


def forms(page: str) -> list[Form]:
    """Return the forms of an HTML page."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def set_cookie(line: str) -> tuple[str, str, dict[str, str]]:
    """Return the name, the value and the attributes of a Set-Cookie field (RFC 6265 section 5.2).

    The names of the attributes are in lower case.
    """
    pair, *rest = line.split(";")
    name, _, value = pair.partition("=")
    parts = [part.partition("=") for part in rest]
    return (
        name.strip(),
        value.strip(),
        {key.strip().lower(): text.strip() for key, _, text in parts},
    )


def keep_cookies(cookies: dict[str, str], lines: Iterable[str]) -> None:
    """Do to the cookies that are kept what these Set-Cookie fields say (RFC 6265 section 5.3)."""
    for line in lines:
        name, value, attributes = set_cookie(line)
        if _is_over(attributes):
            cookies.pop(name, None)
        else:
            cookies[name] = value


def _is_over(attributes: dict[str, str]) -> bool:
    """Whether a cookie with these attributes is deleted: Max-Age counts more than Expires."""
    if re.fullmatch(r"-?\d+", attributes.get("max-age", "")):
        return int(attributes["max-age"]) <= 0
    try:
        return parsedate_to_datetime(attributes["expires"]).year < 2000
    except (KeyError, ValueError):
        return False


def cookie_line(cookies: dict[str, str]) -> str:
    """Return the value of the Cookie field that sends these cookies (RFC 6265 section 5.4)."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


class FormError(Exception):
    """A page does not have a form; says which."""


class Browser:
    """A visitor of one server. Redirects are not followed.

    Attributes:
        client: how it asks.
        cookies: those that it keeps, by name. All are for the whole server.
    """

    def __init__(self, client: Client, cookies: dict[str, str] | None = None) -> None:
        self.client, self.cookies = client, dict(cookies or {})

    def get(self, path: str) -> Response:
        """GET a path."""
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Response:
        """POST the fields of a form."""
        return self._ask("POST", path, urlencode(fields).encode())

    def send(self, page: str, fields: dict[str, str], action: str = "") -> Response:
        """Fill in the form of a page that goes to `action`, or to the page itself, and send it.

        Raises:
            FormError: the page has no such form.
        """
        for form in forms(self.get(page).text):
            if (form.action or page) == (action or page):
                return self.post(action or page, form.fields | fields)
        raise FormError(f"GET {page} has no form that goes to {action or page}.")

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Response:
        fields = {"Cookie": cookie_line(self.cookies)} if self.cookies else {}
        if body is not None:
            fields["Content-Type"] = FORM
        reply = self.client.ask(method, path, fields, body)
        keep_cookies(self.cookies, reply.values("Set-Cookie"))
        return reply

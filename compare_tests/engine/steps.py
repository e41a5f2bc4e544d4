"""Requests that build on what a server has sent before, as those of a browser do.

In the bytes of such a request these stand for what is known only when it is sent:

    {cookies}       the cookies that are kept; without any, the whole field is left out
    {cookies.1}     those that were kept after the first step; 0 is before it
    {cookies=x}     the same names, each with the value x
    {cookies!}      the same, the first letter of each value changed
    {hidden}        the hidden fields of the last page with a form, each with `&` behind it
    {parts}         the same, as parts of a multipart body whose boundary is b
    {length}        the length of the body
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from compare_tests.engine.browser import cookie_line, forms, keep_cookies
from compare_tests.engine.wire import Exchange

PLACE = re.compile(r"\{cookies(?:\.(\d+))?(?:=(\w*)|(!))?\}")


@dataclass
class Visit:
    """What a visitor has got from a server so far.

    Attributes:
        cookies: those that are kept, after each step: the last ones are kept now.
        hidden: the hidden fields of the last page with a form.
    """

    cookies: list[dict[str, str]] = field(default_factory=lambda: [{}])
    hidden: dict[str, str] = field(default_factory=dict)

    def goes_on(self) -> "Visit":
        """Return a visit that begins with what this one has now."""
        return Visit([self.cookies[-1]], dict(self.hidden))

    def fill(self, request: bytes) -> bytes:
        """Return a request with all that its places stand for."""
        head, separator, body = request.decode("latin-1").partition("\r\n\r\n")
        hidden = "".join(f"{urlencode({name: text})}&" for name, text in self.hidden.items())
        parts = "".join(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
            for name, text in self.hidden.items()
        )
        body = body.replace("{hidden}", hidden).replace("{parts}", parts)
        head = PLACE.sub(lambda place: self._cookies(*place.groups()), head)
        head = head.replace("\r\nCookie: \r\n", "\r\n").removesuffix("\r\nCookie: ")
        head = head.replace("{length}", str(len(body)))
        return f"{head}{separator}{body}".encode("latin-1")

    def _cookies(self, step: str | None, value: str | None, changed: str | None) -> str:
        cookies = self.cookies[int(step) if step else -1]
        if value is not None:
            cookies = dict.fromkeys(cookies, value)
        if changed:
            cookies = {
                name: re.sub("[A-Za-z]", lambda letter: letter[0].swapcase(), text, count=1)
                for name, text in cookies.items()
            }
        return cookie_line(cookies)

    def keep(self, seen: Exchange) -> None:
        """Keep what the last response has brought."""
        cookies = dict(self.cookies[-1])
        for response in seen.responses[-1:]:
            keep_cookies(cookies, response.values("Set-Cookie"))
            if found := forms(response.text):
                self.hidden = {name: text for form in found for name, text in form.hidden.items()}
        self.cookies.append(cookies)

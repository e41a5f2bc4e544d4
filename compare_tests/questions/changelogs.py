"""What the changelogs say of the changes that were seen between releases, as far as it was read."""

from collections.abc import Iterable
from dataclasses import dataclass

from compare_tests.engine.drift import Step


@dataclass(frozen=True)
class Note:
    """What is written about changes of one release.

    Attributes:
        entry: what its changelog says; "" if it says nothing of them.
        link: where that stands; where the changelog says nothing, the change itself.
        ids: of the questions that it changes; without them, all others of the release.
    """

    entry: str
    link: str
    ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"“{self.entry}”" if self.entry else "In no changelog"


WERKZEUG = "https://github.com/pallets/werkzeug/blob/3.1.9/CHANGES.rst?plain=1#L"
WAITRESS = "https://github.com/Pylons/waitress/blob/v3.0.2/"
DJANGO = "https://github.com/django/django/blob/"

# By the name of a release. Where no changelog tells of a change, its source was read.
NOTES: dict[str, tuple[Note, ...]] = {
    "werkzeug-2.1.0": (
        Note(
            "The development server uses HTTP/1.1, which enables keep-alive connections",
            f"{WERKZEUG}710",
        ),
        Note(
            "Percent-encoded newlines (%0a), which are decoded by WSGI servers, are considered "
            "when routing instead of terminating the match early",
            f"{WERKZEUG}722",
            ("path-newline", "age-newline"),
        ),
        Note(
            "",
            "https://github.com/pallets/werkzeug/blob/2.1.0/src/werkzeug/serving.py#L363-L369",
            ("method-very-long", "name-very-long", "name-too-long", "bad-request-date"),
        ),
    ),
    "werkzeug-2.1.2": (
        Note(
            "Disable keep-alive connections in the development server, which are not supported "
            "sufficiently by Python's http.server",
            f"{WERKZEUG}623",
        ),
        Note(
            "Response HTML for exceptions and redirects starts with <!doctype html>",
            f"{WERKZEUG}619",
            ("not-found-document",),
        ),
    ),
    "werkzeug-2.2.0": (
        Note(
            "Add a new faster URL matching router based on a state machine",
            f"{WERKZEUG}594",
        ),
    ),
    "werkzeug-2.3.0": (
        Note(
            "",
            "https://github.com/pallets/werkzeug/blob/2.3.0/src/werkzeug/routing/map.py#L255",
            ("host-two-dots",),
        ),
    ),
    "werkzeug-3.0.3": (
        Note(
            "Only allow localhost, .localhost, 127.0.0.1, or the specified hostname when running "
            "the dev server, to make debugger requests",
            f"{WERKZEUG}235",
            ("debug-foreign-host",),
        ),
    ),
    "werkzeug-3.1.7": (
        Note(
            "Request.host, get_host, and host_is_trusted validate the characters of the value. An "
            "empty value is no longer allowed",
            f"{WERKZEUG}52",
        ),
    ),
    "werkzeug-3.1.8": (
        Note(
            "Request.host and get_host return the empty string if the header is missing or has "
            "invalid characters",
            f"{WERKZEUG}38",
        ),
    ),
    "werkzeug-3.1.9": (
        Note(
            "The int URL converter returns a 404 instead of 500 error when the value is longer "
            "than sys.get_int_max_str_digits()",
            f"{WERKZEUG}18",
        ),
    ),
    "django-4.0": (
        Note(
            "The SecurityMiddleware now adds the Cross-Origin Opener Policy header",
            f"{DJANGO}5.2.19/docs/releases/4.0.txt#L340-L344",
            ("page-fields",),
        ),
        Note("", f"{DJANGO}4.0/django/middleware/csrf.py#L381-L382", ("not-found-cookie",)),
    ),
    "django-4.1": (Note("", f"{DJANGO}4.1/django/views/defaults.py#L79"),),
    "django-4.2": (Note("", f"{DJANGO}4.2/django/core/servers/basehttp.py#L159-L174"),),
    "django-5.1": (Note("", f"{DJANGO}5.1/django/core/servers/basehttp.py#L132-L141"),),
    "bottle-0.13.0": (Note("", "https://github.com/bottlepy/bottle/blob/0.13.0/bottle.py#L978"),),
    "cheroot-10.0.1": (
        Note("", "https://github.com/cherrypy/cheroot/blob/v10.0.1/cheroot/server.py#L212-L213"),
    ),
    "waitress-2.0.0": (
        Note(
            "Waitress no longer attempts to guess at what the server_name should be for a listen "
            "socket",
            f"{WAITRESS}HISTORY.txt#L131-L137",
        ),
    ),
    "waitress-2.1.1": (
        Note(
            "Waitress now validates that the Content-Length sent by a remote contains only digits",
            f"{WAITRESS}HISTORY.txt#L45-L50",
        ),
    ),
    "waitress-2.1.2": (
        Note(
            "When expose_tracebacks is enabled waitress would fail to properly encode unicode",
            f"{WAITRESS}HISTORY.txt#L7-L9",
        ),
    ),
    "waitress-3.0.0": (
        Note(
            "HTTP Request methods and versions are now validated to meet the HTTP standards "
            "thereby dropping invalid requests on the floor",
            f"{WAITRESS}CHANGES.txt#L62-L64",
        ),
        Note(
            "No longer close the connection when sending a HEAD request response",
            f"{WAITRESS}CHANGES.txt#L66-L67",
            ("head-then-get",),
        ),
        Note(
            "clear_untrusted_proxy_headers is set to True by default",
            f"{WAITRESS}CHANGES.txt#L82-L83",
            ("url-forwarded-host",),
        ),
    ),
}


@dataclass(frozen=True)
class Cause:
    """Answers that one entry of one release has changed.

    Attributes:
        release: its name.
        note: what is written about it; None if that was not read.
        steps: the answers, what matters most first.
    """

    release: str
    note: Note | None
    steps: list[Step]


def note_of(release: str, id: str) -> Note | None:
    """Return what is written about the change of a question in a release."""
    notes = NOTES.get(release, ())
    named = (note for note in notes if id in note.ids)
    return next(named, next((note for note in notes if not note.ids), None))


def causes(steps: Iterable[Step]) -> list[Cause]:
    """Return changes by what has caused them, what matters most first, there and in each.

    What has changed on the way more than once stands at the last of its releases.
    """
    found: dict[tuple, Cause] = {}
    for step in sorted(steps, key=_weight):
        release = step.since[-1]
        note = note_of(release, step.difference.row.id)
        found.setdefault((release, note), Cause(release, note, [])).steps.append(step)
    for cause in found.values():
        ids = [step.difference.row.id for step in cause.steps]
        cause.steps.sort(key=lambda step: ids.index(step.difference.row.id))
    return list(found.values())


def _weight(step: Step) -> tuple[int, int]:
    return step.difference.row.rank, step.difference.rank

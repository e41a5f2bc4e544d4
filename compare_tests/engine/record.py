"""The record of a run: every answer and every response, as `docs/record.json` keeps them.

Documents, pages and the live page are made from it. Nothing else is asked for them.
"""

import datetime
import hashlib
import json
import os
import platform
import re
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

from compare_tests.engine.in_process import call_all
from compare_tests.engine.model import Answer, Answers, Key, Question, Row
from compare_tests.engine.results import decided_by
from compare_tests.engine.runner import ask_all
from compare_tests.engine.text import printable
from compare_tests.engine.wire import Exchange
from shared.frameworks import APPS, FRAMEWORKS, LESSONS, Target
from shared.launcher import ROOT, running

RECORD = ROOT / "docs" / "record.json"
MAX_RESPONSE_BYTES = 2000  # of a response that are kept


@dataclass(frozen=True)
class Record:
    """What one run has shown.

    Attributes:
        date: of the run, as 2026-11-26.
        versions: of the packages that answer, and of Python.
        start_up_s: by framework, the seconds from the start of its own server until it is ready.
        apps: by framework, a digest of the app that was asked.
        decided_by: by question id, a key of model.DECIDED_BY.
        answers: by question id and target.
        responses: by question id and target, what was sent back, as text; not where debugging
            is on: those hold the paths and variables of the machine.
    """

    date: str
    versions: dict[str, str]
    start_up_s: dict[str, float]
    apps: dict[str, str]
    decided_by: dict[str, str]
    answers: Answers = field(repr=False)
    responses: dict[Key, str] = field(repr=False)

    @property
    def changed_apps(self) -> list[str]:
        """The frameworks whose app is no longer the one that was asked."""
        return [name for name in FRAMEWORKS if self.apps.get(name) != digest_of_app(name)]


def run(rows: Iterable[Row], frameworks: Iterable[str] = tuple(FRAMEWORKS)) -> Record:
    """Put all these questions to all these frameworks, and return what that has shown.

    Raises:
        StartError: an app did not start.
    """
    rows, frameworks = list(rows), list(frameworks)
    several = {row.id for row in rows if isinstance(row, Question) and row.before}
    answers = ask_all(rows, frameworks)
    everything = answers | call_all(rows, frameworks)
    return Record(
        date=datetime.date.today().isoformat(),
        versions=versions(frameworks),
        start_up_s={name: start_up_s(name) for name in frameworks},
        apps={name: digest_of_app(name) for name in frameworks},
        decided_by={row.id: decided_by(row, frameworks, everything) for row in rows},
        answers=answers,
        responses={
            key: steady(
                answer.exchange,
                key[0] not in several or any("cookie" in name for name in answer.parts),
            )
            for key, answer in answers.items()
            if answer.exchange and not APPS[key[1].app].debug
        },
    )


def versions(frameworks: Iterable[str] = tuple(FRAMEWORKS)) -> dict[str, str]:
    """Return the installed versions of what answers: the packages, and Python."""
    packages = [package for name in frameworks for package in FRAMEWORKS[name].packages]
    numbers = {package: version(package) for package in [*packages, "waitress"]}
    return numbers | {"python": platform.python_version()}


def start_up_s(framework: str) -> float:
    """Return the seconds from starting an app on its own server until it is ready."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        with running([Target(framework)]):
            taken.append(time.perf_counter() - start)
    return round(median(taken), 2)


USED_BY_APPS = ("decorators.py", "pages.py", "users.py")


def digest_of_app(framework: str) -> str:
    """Return a digest of the apps of a framework, of all lessons, and of what they import."""
    digest = hashlib.sha256()
    paths = [path for lesson in LESSONS for path in FRAMEWORKS[framework].files(ROOT, lesson)]
    for path in [*paths, *(ROOT / "shared" / name for name in USED_BY_APPS)]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def steady(exchange: Exchange, with_cookies: bool = True) -> str:
    """Return a response as text in which what every run changes is written as x.

    That is the date and the port, each in as many characters as it has, and what a cookie or a
    hidden field holds. The methods of an Allow field, whose order changes with
    every process, are sorted. The folders of this machine, which a traceback names, become "…",
    and the length that counts them "x".

    Args:
        exchange: what was sent and received.
        with_cookies: whether the cookies are kept that a response sets. A session may be sent
            anew when a second has passed, so only a question about cookies shows them for sure.
    """
    raw = re.sub(
        rb"\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT", b"xxx, xx xxx xxxx xx:xx:xx GMT", exchange.raw
    )
    if not with_cookies:
        raw = re.sub(rb"(?im)^set-cookie: .*\r?\n", b"", raw)
    raw = re.sub(rb"(?im)^(set-cookie: [^=\r\n]+=)[^;\r\n]{8,}", rb"\1x", raw)
    raw = re.sub(rb'(type="hidden" [^>]*value=")[^"]{20,}', rb"\1x", raw)
    raw = re.sub(
        rb"(127\.0\.0\.1:|localhost:|waitress\.invalid:)(\d+)",
        lambda match: match[1] + b"x" * len(match[2]),
        raw,
    )
    raw = re.sub(
        rb"(?im)^(Allow: )([A-Z, ]+)",
        lambda match: match[1] + b", ".join(sorted(match[2].split(b", "))),
        raw,
    )
    for folder in (sys.prefix, str(ROOT), sys.base_prefix):
        name = folder.encode() + os.sep.encode()
        if name in raw:
            raw = raw.replace(name, f"…{os.sep}".encode())
            raw = re.sub(rb"(?i)(content-length: )\d+", rb"\1x", raw)
    return printable(raw, MAX_RESPONSE_BYTES) or f"(no bytes: {exchange.end})"


# --- As JSON ------------------------------------------------------------------


def cell_of(key: Key, answer: Answer) -> dict:
    """Return an answer as data, and whose it is."""
    id, target = key
    return {
        "id": id,
        "framework": target.framework,
        "app": target.app,
        "server": target.server,
        "responses": answer.responses,
        "ending": answer.ending,
    }


def answer_of(cell: dict) -> tuple[Key, Answer]:
    """Return whose answer it is that `cell_of` made this data of, and the answer."""
    target = Target(cell["framework"], cell["app"], cell["server"])
    return (cell["id"], target), Answer(cell["responses"], cell["ending"])


def write(record: Record, path: Path = RECORD) -> None:
    """Write a record, so that the same run gives the same bytes."""
    cells = [
        cell_of(key, answer) | {"raw": record.responses.get(key, "")}
        for key, answer in record.answers.items()
    ]
    data = vars(record) | {"answers": cells}
    del data["responses"]  # each stands with its answer
    path.write_text(json.dumps(data, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path = RECORD) -> Record:
    """Return the record of the last run; an empty one if there is none yet."""
    if not path.exists():
        return Record("", {}, {}, {}, {}, {}, {})
    data = json.loads(path.read_text(encoding="utf-8"))
    cells = data.pop("answers")
    responses = {answer_of(cell)[0]: cell["raw"] for cell in cells if cell["raw"]}
    return Record(**data, answers=dict(map(answer_of, cells)), responses=responses)

"""Puts the questions to releases: each served by the Python of its own environment."""

import datetime
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from compare_tests.engine.drift import Asking, Key
from compare_tests.engine.model import Answer, Answers, Question
from compare_tests.engine.record import answer_of, cell_of, digest_of_app
from compare_tests.engine.runner import ask, needed_targets, rows_for
from shared.frameworks import PINNED, Target
from shared.launcher import Server, StartError, stop
from shared.releases import FOLDER, Release, products

MAX_SERVERS = 80  # that run at the same time: they wait more than they work
KEPT = FOLDER / "answers"  # of a run that is not done yet


def ask_releases(
    wanted: Iterable[Release], rows: Iterable[Question], advance: Callable[[int], None]
) -> dict[str, Asking]:
    """Put questions to releases whose environments are made, and return how each was asked.

    What is done is kept until everything is done, so that a run that is interrupted goes on.
    A difference between two releases counts when it is seen twice, on servers started anew.

    Args:
        wanted: the releases.
        rows: the questions.
        advance: told of the number of releases that are done, as they are.

    Raises:
        StartError: a server that crashed did not start again.
    """
    wanted, rows = list(wanted), list(rows)
    askings = {one.name: asking for one in wanted if (asking := kept(one, rows))}
    advance(len(askings))
    for batch in batches([one for one in wanted if one.name not in askings], rows):
        found = ask_at_once({release: rows for release in batch})
        for release in batch:
            askings[release.name] = found[release]
            keep(release, rows, found[release])
        advance(len(batch))
    confirm(askings, wanted, rows)
    return askings


def batches(wanted: list[Release], rows: list[Question]) -> Iterator[list[Release]]:
    """Give the releases in groups that need no more servers than can run at the same time."""
    batch: list[Release] = []
    count = 0
    for release in wanted:
        servers = len(targets_of(release, rows))
        if batch and count + servers > MAX_SERVERS:
            yield batch
            batch, count = [], 0
        batch.append(release)
        count += servers
    if batch:
        yield batch


def targets_of(release: Release, rows: Iterable[Question]) -> list[Target]:
    """Return whom questions are put to in a release."""
    targets = needed_targets(rows, release.frameworks)
    return [replace(one, version=release.name) for one in targets if one.server in release.servers]


def ask_at_once(todo: Mapping[Release, Iterable[Question]]) -> dict[Release, Asking]:
    """Put to each release its questions, all at the same time.

    Raises:
        StartError: a server that crashed did not start again.
    """
    problems: dict[str, str] = {}
    answers: Answers = {}
    servers: dict[Server, list[Question]] = {}
    try:
        for release, rows in todo.items():
            for target in targets_of(release, rows):
                servers[Server(target)] = list(rows)
        for server in list(servers):
            try:
                started = ready(server)
                servers[started] = servers.pop(server)
            except StartError as error:
                path = re.compile(r" \(/[^)]*\)")  # of this machine
                problems.setdefault(server.target.version, path.sub("", error.reason))
        answers = ask(
            {
                server: rows_for(server, rows)
                for server, rows in servers.items()
                if server.target.version not in problems
            }
        )
    finally:
        stop(servers)
    by_release: dict[str, dict[Key, Answer]] = {release.name: {} for release in todo}
    for (id, target), answer in answers.items():
        key = id, replace(target, version=PINNED)
        by_release[target.version][key] = Answer(answer.responses, answer.ending)
    today = datetime.date.today().isoformat()
    return {
        release: Asking(today, problems.get(release.name, ""), by_release[release.name])
        for release in todo
    }


def ready(server: Server) -> Server:
    """Return a server when it listens; one that does not start is started once more.

    Raises:
        StartError: it did not start twice.
    """
    try:
        server.wait_until_ready()
        return server
    except StartError:
        other = Server(server.target)
        other.wait_until_ready()
        return other


def confirm(
    askings: dict[str, Asking], wanted: Iterable[Release], rows: Iterable[Question]
) -> None:
    """Ask again what differs between neighbours; an answer that is not seen twice is left out."""
    table = {row.id: row for row in rows}
    todo: dict[Release, dict[str, Question]] = {}
    for found in products().values():
        started = [one for one in found if one in wanted and not askings[one.name].problem]
        for old, new in zip(started, started[1:], strict=False):
            before, after = askings[old.name].answers, askings[new.name].answers
            for key in before.keys() & after.keys():
                if before[key].text != after[key].text:
                    for release in (old, new):
                        todo.setdefault(release, {})[key[0]] = table[key[0]]
    for batch in batches(list(todo), list(table.values())):
        again = ask_at_once({release: todo[release].values() for release in batch})
        doubted = {release: differing(askings[release.name], again[release]) for release in batch}
        third = ask_at_once({one: [table[id] for id in ids] for one, ids in doubted.items() if ids})
        for release, asking in third.items():
            answers = askings[release.name].answers
            for key, answer in asking.answers.items():
                seen = answers[key].text, again[release].answers[key].text
                if answer.text in seen:
                    answers[key] = answer
                elif seen[0] != seen[1]:
                    del answers[key]


def differing(first: Asking, second: Asking) -> list[str]:
    """Return the ids of the questions that got another answer the second time."""
    return sorted(
        {key[0] for key, one in second.answers.items() if one.text != first.answers[key].text}
    )


# --- What is kept of a run that is not done yet --------------------------------


def keep(release: Release, rows: Iterable[Question], asking: Asking) -> None:
    """Keep how a release was asked until the whole run is done."""
    KEPT.mkdir(parents=True, exist_ok=True)
    data = {
        "fits": fitting(release, rows),
        "date": asking.date,
        "problem": asking.problem,
        "answers": [cell_of(*one) for one in asking.answers.items()],
    }
    (KEPT / f"{release.name}.json").write_text(json.dumps(data), encoding="utf-8")


def kept(release: Release, rows: Iterable[Question]) -> Asking | None:
    """Return how a release was asked in a run that was interrupted; None if it was not."""
    path = KEPT / f"{release.name}.json"
    if not path.exists():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    if data["fits"] != fitting(release, rows):
        return None
    return Asking(data["date"], data["problem"], dict(map(answer_of, data["answers"])))


def fitting(release: Release, rows: Iterable[Question]) -> str:
    """Return a digest of all that decides the answers: the app, the questions, the environment."""
    whole = [(release.folder / "ready").read_text(encoding="utf-8")]
    whole += [digest_of_app(name) for name in release.frameworks]
    whole += [str(release.command(one, 0)) for one in targets_of(release, rows)]
    whole += [f"{row.id} {row.request!r} {[one.name for one in row.observe]}" for row in rows]
    return hashlib.sha256("\n".join(whole).encode()).hexdigest()


def forget() -> None:
    """Forget what was kept: the run is done."""
    shutil.rmtree(KEPT, ignore_errors=True)

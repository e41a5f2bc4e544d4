"""What releases answer differently, as `docs/drift.json` keeps it: only what changes.

A question that is not in it has one answer in all releases of a product, or was not asked.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from compare_tests.engine.model import Answer, Answers, Key, Row
from compare_tests.engine.record import answer_of, cell_of
from compare_tests.engine.results import Difference, differences
from shared.frameworks import FRAMEWORKS, SERVERS, Target
from shared.launcher import ROOT
from shared.releases import Release, products, releases

DRIFT = ROOT / "docs" / "drift.json"
# From which release on an answer holds, in the order of upgrading.
Runs = list[tuple[str, Answer]]


@dataclass(frozen=True)
class Asking:
    """How one release was asked.

    Attributes:
        date: when, as 2026-11-27.
        problem: why it does not start; "" if it does.
        answers: what it answered; empty where only what changes was kept.
    """

    date: str
    problem: str = ""
    answers: dict[Key, Answer] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Drift:
    """What was seen of all releases.

    Attributes:
        python: the version of Python that ran them.
        questions: by product, how many questions were asked.
        askings: by the name of a release; one that was never asked is missing.
        runs: by product and key, the answers, where there is more than one.
    """

    python: str = ""
    questions: dict[str, int] = field(default_factory=dict)
    askings: dict[str, Asking] = field(default_factory=dict)
    runs: dict[str, dict[Key, Runs]] = field(default_factory=dict, repr=False)

    @property
    def started_count(self) -> int:
        """How many releases were asked and started."""
        return sum(not one.problem for one in self.askings.values())

    def _asked(self, product: str) -> list[tuple[Release, Asking]]:
        found = products()[product]
        return [(one, self.askings[one.name]) for one in found if one.name in self.askings]

    def started(self, product: str) -> list[Release]:
        """Return the releases of a product that were asked and started, in their order."""
        return [one for one, asking in self._asked(product) if not asking.problem]

    def older(self, product: str) -> list[tuple[Release, str]]:
        """Return the releases of a product that were not asked in the last run, and when."""
        last = max((one.date for one in self.askings.values()), default="")
        return [(one, asking.date) for one, asking in self._asked(product) if asking.date != last]

    def failed(self, product: str) -> list[tuple[Release, str]]:
        """Return the releases of a product that do not start, each with the reason."""
        return [(one, asking.problem) for one, asking in self._asked(product) if asking.problem]

    def answer(self, key: Key, release: Release) -> Answer | None:
        """Return what a release answered; None if no other answer is known."""
        order = [one.name for one in products()[release.product]]
        runs = self.runs.get(release.product, {}).get(key, [])
        before = [a for since, a in runs if order.index(since) <= order.index(release.name)]
        return before[-1] if before else None


@dataclass(frozen=True)
class Step:
    """One answer that changes between two releases.

    Attributes:
        difference: the question, and both answers.
        targets: who changes so.
        since: the names of the releases that changed it on the way, in their order.
    """

    difference: Difference
    targets: list[Target]
    since: tuple[str, ...]

    @property
    def where(self) -> str:
        """Who changes so: "on its own server", "with Flask"; "" if all who were asked do."""
        release = releases()[self.since[-1]]
        everyone = self.difference.row.targets(release.frameworks)
        if len(self.targets) == len([one for one in everyone if one.server in release.servers]):
            return ""
        if len(release.frameworks) == 1:
            return f"on {' and '.join(SERVERS[one.server] for one in self.targets)}"
        return f"with {', '.join(FRAMEWORKS[one.framework].title for one in self.targets)}"


def between(drift: Drift, rows: Iterable[Row], old: Release, new: Release) -> list[Step]:
    """Return what clients notice between two releases of a product, worst first.

    Args:
        drift: what was seen.
        rows: the questions.
        old, new: the releases.
    """
    order = [one.name for one in products()[old.product]]
    first, last = sorted((order.index(old.name), order.index(new.name)))
    steps: dict[tuple, Step] = {}
    table = {row.id: row for row in rows}
    for (id, target), runs in drift.runs.get(old.product, {}).items():
        if id not in table:
            continue  # a question of an older table
        answers = [drift.answer((id, target), one) for one in (old, new)]
        since = tuple(name for name, _ in runs if first < order.index(name) <= last)
        for difference in differences([(table[id], *answers)]):
            step = steps.setdefault(
                (id, difference.old.text, difference.new.text, since), Step(difference, [], since)
            )
            step.targets.append(target)
    return sorted(steps.values(), key=lambda step: step.difference.rank)


def history(drift: Drift, id: str, only: Iterable[str] = ()) -> list[tuple[list[Target], Runs]]:
    """Return what releases have answered to a question, where not all answer alike.

    Args:
        drift: what was seen.
        id: of the question.
        only: the products; without them, all.

    Returns:
        Whom it was put to, and what those have answered, in the order of upgrading.
    """
    found: dict[tuple, tuple[list[Target], Runs]] = {}
    for product in only or drift.runs:
        for (key_id, target), runs in drift.runs.get(product, {}).items():
            if key_id == id:
                same = tuple((name, answer.text) for name, answer in runs)
                found.setdefault(same, ([], runs))[0].append(target)
    return list(found.values())


def drift_of(
    askings: Mapping[str, Asking],
    before: Drift,
    base: Answers,
    python: str,
    questions: Mapping[str, int],
) -> Drift:
    """Return what was seen of all releases, of those that were asked now and those that were not.

    Args:
        askings: by the name of a release, as it was asked now.
        before: what is known of the others.
        base: what the pinned versions answer, as all releases do that are not known to differ.
        python: the version of Python that ran them.
        questions: by product, how many questions were asked.
    """
    whole = before.askings | askings
    runs: dict[str, dict[Key, Runs]] = {}
    for product, found in products().items():
        keys = dict.fromkeys(before.runs.get(product, {}))
        for release in found:
            keys |= dict.fromkeys(getattr(askings.get(release.name), "answers", {}))
        for key in sorted(keys):
            own: Runs = []
            for release in found:
                asking, known = askings.get(release.name), before.askings.get(release.name)
                if asking:
                    answer = asking.answers.get(key)
                else:
                    started = known and not known.problem
                    answer = (before.answer(key, release) or base.get(key)) if started else None
                if answer and (not own or own[-1][1].text != answer.text):
                    own.append((release.name, answer))
            if len(own) > 1:
                runs.setdefault(product, {})[key] = own
    kept = {name: Asking(one.date, one.problem) for name, one in whole.items()}
    return Drift(python, {**before.questions, **questions}, kept, runs)


# --- As JSON ------------------------------------------------------------------


def write(drift: Drift, path: Path = DRIFT) -> None:
    """Write what was seen, so that the same answers give the same bytes."""
    data = {
        "python": drift.python,
        "questions": drift.questions,
        "releases": [
            {"name": name, "date": drift.askings[name].date, "problem": drift.askings[name].problem}
            for name in releases()
            if name in drift.askings
        ],
        "runs": [
            {"product": product, "since": since, "answer": answer.text, **cell_of(key, answer)}
            for product, keys in drift.runs.items()
            for key, runs in keys.items()
            for since, answer in runs
        ],
    }
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path = DRIFT) -> Drift:
    """Return what was seen of all releases, nothing if no run was kept yet."""
    if not path.exists():
        return Drift()
    data = json.loads(path.read_text(encoding="utf-8"))
    known = releases()
    runs: dict[str, dict[Key, Runs]] = {}
    for one in data["runs"]:
        if one["since"] in known:
            key, answer = answer_of(one)
            runs.setdefault(one["product"], {}).setdefault(key, []).append((one["since"], answer))
    askings = {one["name"]: Asking(one["date"], one["problem"]) for one in data["releases"]}
    return Drift(data["python"], data["questions"], askings, runs)

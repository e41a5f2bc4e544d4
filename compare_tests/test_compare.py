"""The commands that compare: what they show, at which width, and what they say when it is wrong."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from rich.cells import cell_len

from compare_tests.comparing import KINDS, changes, groups, moving
from compare_tests.odd_servers import closing, endless, garbage, serving, silent
from compare_tests.questions import LEVELS, TOPICS, Question, load, request
from shared.frameworks import FRAMEWORKS, SERVERS
from shared.launcher import ROOT, Server, running

TABLE = load()


def run(module, *arguments, columns=80, **environment):
    """Run one of the commands to its end."""
    return subprocess.run(
        [sys.executable, "-m", f"compare_tests.{module}", *arguments],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": str(columns), "REQUEST": ""} | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def shown(said):
    """The ids of the questions in what a command printed."""
    return [one for one in TABLE if re.search(rf"(?m)^ *{one}(?= |$)", said)]


@pytest.mark.parametrize("columns", [50, 80, 120])
def test_every_question_fits_the_width(columns):
    ended = run("compare", columns=columns)
    assert ended.returncode == 0
    assert [line for line in ended.stdout.splitlines() if cell_len(line) > columns] == []
    assert set(shown(ended.stdout)) == set(TABLE)


def test_essential_questions_come_first():
    said = run("compare").stdout
    headings = [re.search(rf"(?m)^{level}: ", said).start() for level in LEVELS]
    assert headings == sorted(headings)


def test_outlier_is_marked_by_a_sign():
    said = run("compare", "--level", "essential").stdout
    [row] = [line for line in said.splitlines() if re.match(" wrong-method ", line)]
    assert re.findall(r"(\S) (\d+)", row) == [
        *(("②", "405"), ("①", "200"), ("③", "405"), ("①", "200"), ("①", "200")),
    ]


FILTERS = {
    "different": (["--only", "different"], lambda q: len(groups(q, "waitress")) > 1),
    "topic": (["--topic", "slashes"], lambda q: q.topic == "slashes"),
    "level": (["--level", "practical"], lambda q: q.level == "practical"),
    "pair": (
        ["--pair", "flask-django", "--server", "native"],
        lambda q: q.expected("flask", "native") != q.expected("django", "native"),
    ),
}


@pytest.mark.parametrize(("options", "wanted"), FILTERS.values(), ids=FILTERS.keys())
def test_filter(options, wanted):
    ended = run("compare", *options)
    assert shown(ended.stdout) == [one for one, question in TABLE.items() if wanted(question)] != []


def test_one_question_in_full():
    said = run("compare", "--id", "wrong-method").stdout
    assert "DELETE /bye HTTP/1.1" in said
    assert said.count("HTTP/1.1 405") == 2
    assert [title for title in FRAMEWORKS if f"{FRAMEWORKS[title].title} on waitress" in said] == [
        *FRAMEWORKS
    ]
    assert "Why: " in said
    assert "https://" in said
    assert "the framework decides" in said


def test_ask_groups_those_that_agree():
    said = run("ask", "DELETE /bye").stdout
    headings = re.findall(r"(?m)^([①②③]) (.+): (\d+) ", said)
    assert headings == [
        ("①", "Django, CherryPy, Pyramid", "200"),
        ("②", "Flask", "405"),
        ("③", "Bottle", "405"),
    ]


def test_ask_takes_the_request_from_make():
    assert "① " in run("ask", REQUEST="GET /bye").stdout


@pytest.mark.parametrize("sent", [b"\x00\xff\x1b[2J\r\n\r\n", b"hello\r\n\r\n", b"GET"])
def test_ask_with_bytes_that_are_no_http(tmp_path, sent):
    """What each server said to them, and nothing that moves the terminal's cursor."""
    (tmp_path / "request").write_bytes(sent)
    ended = run("ask", str(tmp_path / "request"))
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert "\x1b" not in ended.stdout
    assert [f for f in FRAMEWORKS.values() if f"─ {f.title}, " not in ended.stdout] == []


BAD = {
    "topic": (["compare", "--topic", "colour"], rf".*choose from .*{'.*'.join(TOPICS)}.*"),
    "level": (["compare", "--level", "easy"], rf".*choose from .*{'.*'.join(LEVELS)}.*"),
    "server": (["compare", "--server", "gunicorn"], ".*choose from .*native.*waitress.*"),
    "pair": (
        ["compare", "--pair", "flask-rails"],
        rf"no pair 'flask-rails': .*{', '.join(FRAMEWORKS)}.*",
    ),
    "pair-same": (["compare", "--pair", "flask-flask"], "no pair 'flask-flask': .*"),
    "id": (["compare", "--id", "wrong"], "no question 'wrong': choose from .*wrong-method.*"),
    "nothing": (["compare", "--topic", "hosts", "--pair", "flask-flask"], "no pair .*"),
    "ask-nothing": (["ask"], "say what to ask: .*"),
    "ask-word": (
        ["ask", "hello"],
        "'hello' is no file, and no method and target like: DELETE /bye",
    ),
    "url": (["compare_url", "localhost"], "'localhost' is no address: give one like http://.*"),
    "url-port": (["compare_url", "http://h:99999"], "'http://h:99999' is no address: .*"),
    "url-silent": (
        ["compare_url", "http://127.0.0.1:9"],
        "nobody answers at http://127.0.0.1:9: .*",
    ),
    "observe": (["observe", "no-such-id"], "no question no-such-id"),
}


@pytest.mark.parametrize(("command", "line"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_line(command, line):
    ended = run(*command)
    assert ended.returncode != 0
    assert re.fullmatch(f"{line}\n", ended.stderr), ended.stderr
    assert ended.stdout == ""


def test_observe_says_when_nothing_is_left():
    assert run("observe").stderr == "Every question has its answers.\n"


def test_observe_prints_a_row():
    said = run("observe", "wrong-method").stdout
    row = eval(said[said.index("{") : said.rindex("}") + 1])
    assert row == TABLE["wrong-method"].answers


# --- Servers of somebody's own ------------------------------------------------


def test_each_of_ours_answers_as_itself():
    count = sum(bool(q.request) and q.state == "plain" for q in TABLE.values())
    starting = (Server(name, server) for name in FRAMEWORKS for server in SERVERS)
    with running(starting) as servers, ThreadPoolExecutor(len(servers)) as pool:
        reports = pool.map(lambda one: run("compare_url", one.url).stdout.splitlines(), servers)
    for one, said in zip(servers, reports, strict=True):
        title = FRAMEWORKS[one.framework].title
        assert said[0] == f"as {title} on {one.server} on {count} of {count} questions"
        assert len(said) == len(servers)


def test_two_servers_of_our_own():
    with running([Server("flask", "waitress"), Server("django", "waitress")]) as [old, new]:
        ended = run("compare_url", old.url, new.url, columns=200)
    kinds = [kind for kind, heading in KINDS.items() if f"{heading} (" in ended.stdout]
    plain = [q for q in TABLE.values() if q.request and q.state == "plain"]
    assert kinds == list(dict.fromkeys(c.kind for c in moving(plain, "flask", "django")))


@pytest.mark.parametrize("behave", [silent, closing, endless, garbage])
def test_odd_server_gets_a_whole_report(behave):
    with serving(behave) as (host, port):
        ended = run("compare_url", f"http://{host}:{port}")
    assert ended.returncode == 0, ended.stderr
    assert len(re.findall(r"(?m)^as ", ended.stdout)) == len(FRAMEWORKS) * 2
    assert "\x1b" not in ended.stdout


def _question(look="status page"):
    return Question("q", "deep", "What?", request("GET /"), look)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("200 · bye page", "404 · another page", "breaks"),
        ("308 · no body", "500 · another page", "breaks"),
        ("200 · bye page", "closed without an answer", "breaks"),
        ("405 · another page", "200 · bye page", "opens"),
        ("404 · another page", "405 · another page", "status"),
        ("301 · no body", "308 · no body", "status"),
        ("200 · bye page", "200 · hello page", "body"),
        ("200 · no body", "200 · no body · a body after HEAD", "body"),
        ("100 → 200 · bye page", "200 · hello page", "body"),
    ],
)
def test_what_clients_notice_is_ranked(old, new, kind):
    [change] = changes([_question()], lambda _: old, lambda _: new)
    assert change.kind == kind


def test_header_alone_comes_last():
    question = _question("status allow")
    [change] = changes([question], lambda _: "405 · Allow: GET", lambda _: "405 · no Allow")
    assert change.kind == "header"


def test_same_answer_is_no_change():
    assert changes([_question()], lambda _: "200 · bye page", lambda _: "200 · bye page") == []

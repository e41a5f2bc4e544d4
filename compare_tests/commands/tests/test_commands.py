"""The commands that compare: what they show, at which width, and what they say when it is wrong."""

import dataclasses
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import flask
import pytest
from rich.cells import cell_len
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Response

from compare_tests.commands import answers, ask, compare, compare_url
from compare_tests.engine import drift, record
from compare_tests.engine.client import Address
from compare_tests.engine.in_process import served, wsgi_callable
from compare_tests.engine.model import Answer, Question
from compare_tests.engine.tests.misbehaving_servers import (
    closing,
    endless,
    garbage,
    serving,
    silent,
)
from compare_tests.engine.wire import End, Exchange
from compare_tests.questions import load, plain_questions
from shared.frameworks import FRAMEWORKS, SERVERS, Target
from shared.launcher import ROOT, running

TITLES = [framework.title for framework in FRAMEWORKS.values()]


@pytest.fixture
def shown(capsys, monkeypatch):
    """Run a command in this process, and return what it prints in so many columns."""

    def run(main, *arguments, columns=80):
        monkeypatch.setenv("COLUMNS", str(columns))
        main([*arguments])
        return capsys.readouterr().out

    return run


@pytest.fixture(scope="session")
def servers():
    """Every app on both servers."""
    targets = [Target(name, server=server) for name in FRAMEWORKS for server in SERVERS]
    with running(targets) as started:
        yield {server.target: server for server in started}


@pytest.fixture
def already_running(monkeypatch, servers):
    """Let commands that start the apps use those that run already."""

    def start(targets):
        class Running:
            def __enter__(self):
                return [servers[target] for target in targets]

            def __exit__(self, *_):
                pass

        return Running()

    monkeypatch.setattr(ask, "running", start)


# --- compare ------------------------------------------------------------------


@pytest.mark.parametrize("columns", [50, 80, 120])
def test_essential_questions_fit_the_width(shown, columns):
    text = shown(compare.main, columns=columns)
    assert [line for line in text.splitlines() if cell_len(line) > columns] == []
    for row in load().values():
        assert (f"\n{row.id}  " in text) == (row.level == "essential"), row.id


def test_answers_stand_in_groups(shown):
    """The same for every framework: each is named once in a question."""
    text = shown(compare.main, columns=120)
    part = text[text.index("\nwrong-method  ") :].split("\n\n")[0]
    assert "DELETE /bye" in part
    recorded = record.read()
    for name, framework in FRAMEWORKS.items():
        [line] = [line for line in part.splitlines() if framework.title in line]
        assert recorded.answers["wrong-method", Target(name)].text in line
        assert re.match(r"  [A-Z=]  ", line)


def test_pair_shows_what_differs_between_the_two(shown):
    old, new = list(FRAMEWORKS)[:2]
    text = shown(compare.main, f"--pair={old}-{new}", "--all")
    for row in load().values():
        target, other = Target(old, row.app), Target(new, row.app)
        differs = row.expected(target) != row.expected(other)
        assert (re.search(rf"(?m)^{row.id}  ", text) is not None) == differs, row.id


def test_search_shows_the_questions_with_their_answers(shown):
    text = shown(compare.main, "--search", "keep-alive")
    assert text.index("connection-kept  ") < text.index("200 · kept  ✓ keeps the rule")


def test_one_question_in_full(shown):
    text = shown(compare.main, "--id", "wrong-method")
    assert "DELETE /bye HTTP/1.1" in text
    assert [title for title in TITLES if f"─ {title} on its own server ─" not in text] == []
    assert text.count("HTTP/1.") == len(TITLES) + 1
    assert "Each on its own server, now:" in text
    assert "On Waitress, now:" in text
    assert "Why: " in text
    assert "https://" in text
    assert "the framework decides" in text
    assert "is recorded with" not in text


def test_answers_of_releases_stand_from_the_newest_to_the_oldest(shown):
    known = drift.read().runs
    id, runs = max(
        ((id, runs) for keys in known.values() for (id, _), runs in keys.items()),
        key=lambda found: len(found[1]),
    )
    assert len(runs) > 2
    text = " ".join(shown(compare.main, "--id", id, columns=500).split())
    first, *later = [f"{name.replace('-', ' ')}: {answer.text}" for name, answer in runs]
    lines = [*(f"since {one}" for one in reversed(later)), f"before, from {first}"]
    assert " ".join(" ".join(lines).split()) in text


def test_answer_that_changed_is_said(shown, monkeypatch):
    row = load()["wrong-method"]
    name = next(iter(FRAMEWORKS))
    monkeypatch.setitem(row.answers, name, "599")
    text = shown(compare.main, "--id", "wrong-method")
    assert f"{FRAMEWORKS[name].title} on its own server is recorded with: 599" in text


# --- ask ----------------------------------------------------------------------


def test_ask_groups_those_that_agree(shown, already_running):
    text = shown(ask.main, "DELETE /bye")
    lines = [line for line in text.splitlines() if re.match(r"  [A-Z=]  ", line)]
    assert [title for title in TITLES if not any(title in line for line in lines)] == []
    assert "DELETE /bye HTTP/1.1" in text


@pytest.mark.parametrize("sent", [b"\x00\xff\x1b[2J\r\n\r\n", b"hello\r\n\r\n", b"GET"])
def test_ask_with_bytes_that_are_not_http(shown, already_running, tmp_path, sent):
    """What each server answered to them, and nothing that moves the terminal's cursor."""
    (tmp_path / "request").write_bytes(sent)
    text = shown(ask.main, str(tmp_path / "request"))
    assert "\x1b" not in text
    assert [title for title in TITLES if f"─ {title}, " not in text] == []


# --- What is wrong is said in one line ----------------------------------------

NAMES = ", ".join(FRAMEWORKS)
BAD = {
    "pair": (
        compare,
        ["--pair=flask-rails"],
        rf"'flask-rails' is not a pair: take two of {NAMES}, .*",
    ),
    "pair-same": (compare, ["--pair=flask-flask"], "'flask-flask' is not a pair: .*"),
    "pair-one": (compare, ["--pair=flask"], "'flask' is not a pair: .*"),
    "id": (
        compare,
        ["--id", "wrong-metod"],
        "there is no question 'wrong-metod': .*wrong-method.*",
    ),
    "id-part": (
        compare,
        ["--id", "trailing"],
        "there is no question 'trailing': .*slash-trailing.*",
    ),
    "ask-nothing": (ask, [], "say what to ask: .*"),
    "ask-word": (
        ask,
        ["hello"],
        "'hello' is neither a file nor a request such as: /bye, DELETE /bye, or .*",
    ),
    "url": (compare_url, ["localhost"], "'localhost' is not a URL: use something like http://.*"),
    "path": (compare_url, ["{url}", "--paths=orders"], "'orders' is not a path: use something .*"),
    "answers-id": (answers, ["--id", "no-such-id"], "there is no question 'no-such-id'.*"),
    "answers-framework": (answers, ["--framework=rails"], "there is no framework 'rails': .*"),
}


@pytest.mark.parametrize(("module", "arguments", "line"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_line(module, arguments, line, capsys):
    with serving(closing) as (host, port), pytest.raises(SystemExit) as ended:
        module.main([one.format(url=f"http://{host}:{port}") for one in arguments])
    assert ended.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert re.fullmatch(f"{line}\n", captured.err), captured.err


@pytest.mark.parametrize(
    "module", ["compare", "ask", "compare_url", "answers", "docs", "drift", "explore"]
)
def test_command_ends_with_status_2(module):
    ended = subprocess.run(
        [sys.executable, "-m", f"compare_tests.commands.{module}", "--no-such-option"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1, ended.stderr


# --- answers ------------------------------------------------------------------


def test_nothing_is_missing(shown, monkeypatch, tmp_path):
    monkeypatch.setattr(answers, "WHYS", tmp_path / "whys.toml")
    assert shown(answers.main) == "Every question has its answers.\n"


def test_answers_of_one_question(shown):
    text = shown(answers.main, "--id", "wrong-method", "--framework", "bottle")
    assert text == f"'bottle': {load()['wrong-method'].answers['bottle']!r},\n"


ROWS = '''"""Rows, é."""

from compare_tests.engine.model import Question, request

QUESTIONS = [
    Question(
        id="known",
        question="What is é?", answers={"flask": "200 · é", "django": "200"},
        why="So.",
    ),
    Question(
        id="new",
        question="What?",
    ),
    Question(id="other", answers={"flask": "404"}),
]
'''


def test_why_is_read_again_where_a_framework_answers_alone():
    [name, *_] = FRAMEWORKS
    row = load()["wrong-method"]
    alone = dataclasses.replace(row, answers=row.answers | {name: "418"})
    assert not answers.answers_alone(name, row)
    assert not answers.answers_alone(name, alone)  # the why names it
    unnamed = dataclasses.replace(alone, why="They differ.")
    assert answers.answers_alone(name, unnamed)
    alike = dataclasses.replace(unnamed, answers=dict.fromkeys(row.answers, "418"))
    assert not answers.answers_alone(name, alike)


@pytest.fixture
def newcomer(monkeypatch, tmp_path):
    """A row that has no answer of one framework, which answers alone, and the file it stands in."""
    row = load()["wrong-method"]
    name, *others = row.answers
    known = dataclasses.replace(
        row, answers={one: row.answers[one] for one in others}, why="They differ.", aligned=""
    )
    given = {(row.id, one): Answer(ending={"end": "418"}) for one in row.targets([name])}
    table = tmp_path / f"{row.topic}.py"
    table.write_text(
        f'QUESTIONS = [Question(id="{row.id}", answers={{"x": "1"}}, why="They differ.")]\n'
    )
    monkeypatch.setattr(answers, "unchecked", lambda: [known])
    monkeypatch.setattr(answers, "ask_all", lambda rows, names: given if rows else {})
    monkeypatch.setattr(answers, "QUESTIONS", str(tmp_path))
    monkeypatch.setattr(answers, "WHYS", tmp_path / "whys.toml")
    return known, name, table


def test_missing_answer_is_written_into_the_table(newcomer, capsys):
    """And then again until the why names it, that the framework answers alone."""
    row, name, table = newcomer
    answers.main(["--framework", name])
    assert f'"{name}": "418"' in table.read_text()
    alone = f"{name} answers alone here, so read the why again: {row.id}\n"
    needed = "Rows that need a why: 1. Write it into whys.toml, and run this again.\n"
    assert capsys.readouterr().out == f"Wrote 1 answers. Read them.\n{needed}{alone}"
    row.answers[name] = "418"
    answers.main(["--framework", name])
    assert capsys.readouterr().out == f"Every question has its answers.\n{needed}{alone}"


def test_whys_are_brought_together_and_into_the_table(newcomer, capsys):
    row, name, table = newcomer
    answers.main(["--framework", name])
    sheet = answers.WHYS.read_text()
    assert f"[{row.id}]\n# {row.question}\n" in sheet
    assert f"# {name}: '418'\n# It says already: 'They differ.'\n# So: " in sheet
    assert 'aligned = ""' in sheet
    why = f"{', '.join(FRAMEWORKS)} " + "and so on, " * 20 + "é."
    answers.WHYS.write_text(
        sheet.replace('why = ""', f'why = "{why}"')
        .replace("links = []", 'links = ["https://a.example/b"]')
        .replace('aligned = ""', 'aligned = "405"')
    )
    row.answers[name] = "418"
    capsys.readouterr()
    answers.main(["--framework", name])
    brought = f"Brought what whys.toml says of {row.id} into the table.\n"
    assert capsys.readouterr().out == f"Every question has its answers.\n{brought}"
    assert not answers.WHYS.exists()
    found = {}
    exec(table.read_text().replace("Question(", "dict("), {}, found)
    assert found["QUESTIONS"] == [
        {
            "id": row.id,
            "answers": {"x": "1", name: "418"},
            "why": f"They differ. {why}",
            "links": ("https://a.example/b",),
            "aligned": "405",
        }
    ]
    assert max(map(len, table.read_text().splitlines())) <= 100


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        ("[x", "whys.toml is not TOML: "),
        ("[rong-method]", "there is no question 'rong-method'"),
        ("wrong-method = 'So.'", "whys.toml: [wrong-method] holds why = "),
        ("[wrong-method]\nlink = []", "whys.toml: [wrong-method] holds why = "),
        ("[wrong-method]\nwhy = 1", "whys.toml: [wrong-method] holds why = "),
        ("[wrong-method]\nlinks = [1]", "whys.toml: [wrong-method] holds why = "),
    ],
)
def test_mistake_in_the_whys_is_one_line_and_loses_nothing(newcomer, capsys, sheet, reason):
    _, name, table = newcomer
    before = table.read_text()
    answers.WHYS.write_text(sheet)
    with pytest.raises(SystemExit):
        answers.main(["--framework", name])
    assert reason in capsys.readouterr().err
    assert (answers.WHYS.read_text(), table.read_text()) == (sheet, before)


def test_mistake_in_a_row_is_said_before_anything_is_asked(newcomer, monkeypatch):
    row, name, _ = newcomer
    bad = dataclasses.replace(row, app="plian")
    monkeypatch.setattr(answers, "unchecked", lambda: [bad])
    monkeypatch.setattr(answers, "ask_all", lambda *_: pytest.fail("it was asked"))
    with pytest.raises(SystemExit, match="methods.py, wrong-method: there is no app 'plian'"):
        answers.main(["--framework", name])


def test_answers_are_written_into_the_rows(tmp_path):
    """One new line in each row, and nothing else."""
    path = tmp_path / "topic.py"
    path.write_text(ROWS, encoding="utf-8")
    both = {"native": "200", "waitress": "400 · \x1b"}
    new = {"known": {"falcon": both}, "new": {"falcon": "404", "flask": "1"}}
    answers.write(path, {id: {"answers": cells} for id, cells in new.items()})
    found = {}
    exec(path.read_text(encoding="utf-8").replace("Question(", "dict("), {}, found)
    assert found["QUESTIONS"] == [
        {
            "id": "known",
            "question": "What is é?",
            "answers": {"flask": "200 · é", "django": "200", "falcon": both},
            "why": "So.",
        },
        {"id": "new", "question": "What?", "answers": {"falcon": "404", "flask": "1"}},
        {"id": "other", "answers": {"flask": "404"}},
    ]


# --- Servers of somebody's own ------------------------------------------------


def test_each_app_answers_like_itself(servers):
    """On both servers, and like no other framework."""
    addresses = [Address("127.0.0.1", server.port) for server in servers.values()]
    with ThreadPoolExecutor(len(addresses)) as pool:
        plan = compare_url.plan_of([])
        reports = list(pool.map(lambda address: compare_url.report_of(address, *plan), addresses))
    for target, report in zip(servers, reports, strict=True):
        assert compare_url.likeness(report)[0] == (target.framework, len(compare_url.telling()))
        rows = plain_questions()
        assert compare_url.differing(rows, target.framework, target.server, report) == []


def test_by_another_name_a_server_answers_the_same(shown, servers):
    port = servers[Target("flask")].port
    text = shown(compare_url.main, f"http://127.0.0.1:{port}", f"http://localhost:{port}")
    assert f"0 of {len(plain_questions())} questions get another answer" in text


def test_report_of_one_server(shown, servers):
    text = shown(compare_url.main, servers[Target("django", server="waitress")].url)
    number = len(compare_url.telling())
    assert f"It answers like Django: {number} of the {number} answers" in text
    assert "Where it does not" not in text


def test_each_app_answers_like_itself_with_debugging_on(shown):
    """As a project does that was started a minute ago; where it can be told, that is said."""
    said = {}
    for name in FRAMEWORKS:
        with running([Target(name, "debug")]) as [server]:
            said[name] = shown(compare_url.main, server.url)
    for name, text in said.items():
        title = FRAMEWORKS[name].title
        assert re.search(f"It answers like {title}(?: with debugging on)?: ", text), text
    assert "like Django with debugging on: " in said["django"]


def test_two_servers(shown, servers):
    old, new = servers[Target("flask")], servers[Target("django")]
    text = shown(compare_url.main, old.url, new.url, "--all")
    rows = [row for row in load().values() if isinstance(row, Question) and row.app == "plain"]
    differing = [row.id for row in rows if row.expected(old.target) != row.expected(new.target)]
    assert f"{len(differing)} of {len(rows)} questions get another answer" in text
    assert [id for id in differing if not re.search(rf"(?m)^{id}  ", text)] == []
    assert "stops working" in text


def test_server_below_a_path(shown):
    """Its own path stands before every path that is asked for, and in no answer."""
    name = next(iter(FRAMEWORKS))
    app = DispatcherMiddleware(Response("", 404), {"/app": wsgi_callable(name)})
    with served(app) as address:
        text = shown(compare_url.main, f"{address.url}/app/")
    assert f"It answers like {FRAMEWORKS[name].title}: " in text
    assert "Where it does not" not in text


def test_pages_of_somebodys_own(shown):
    """They are asked for in place of /bye; one that is not there is said."""
    app = flask.Flask("orders")
    app.add_url_rule("/orders", view_func=lambda: "three orders")
    with served(app) as address:
        text = shown(compare_url.main, address.url, "--paths=/orders,/nope", "--all")
    assert re.search(r"It answers GET /nope with 404, and not with 200, so the \d+ questions", text)
    assert "It answers like Flask: " in text
    differing = re.findall(r"(?m)^([a-z0-9-]+)  \S", text)
    # The length of the page is its own, and this server is Waitress by another name.
    assert {*differing} <= {"head-page", "page-server"}, text


def test_one_of_our_pages_as_a_page_of_somebodys_own(shown, servers):
    """That it is another page than in the table is no difference, but where an answer quotes it."""
    server = servers[Target(next(iter(FRAMEWORKS)))]
    text = shown(compare_url.main, server.url, "--paths=/bye,/name,/username/Ahmed/30", "--all")
    assert {*re.findall(r"(?m)^([a-z0-9-]+)  \S", text)} <= {"head-page", "version-missing"}, text


def test_question_that_is_put_to_two_pages_is_said_once(shown, servers):
    old, new = servers[Target("flask")], servers[Target("django")]
    text = shown(compare_url.main, old.url, new.url, "--paths=/bye,/name", "--all")
    ids = re.findall(r"(?m)^([a-z0-9-]+)  \S", text)
    assert "wrong-method" in ids
    assert len(ids) == len({*ids})


def test_server_field_is_text_and_no_markup(shown):
    app = wsgi_callable("flask")

    def named(environ, start_response):
        def start(status, fields, *more):
            return start_response(status, [*fields, ("Server", "[red]x[/]")], *more)

        return app(environ, start)

    with served(named) as address:
        assert "Its field Server says '[red]x[/]'." in shown(compare_url.main, address.url)


def refusing(connection):
    """Answer 403 to everything."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")


def test_server_that_is_none_of_ours(shown):
    with serving(refusing) as (host, port):
        text = shown(compare_url.main, f"http://{host}:{port}")
    assert "Cannot tell which framework it is" in text
    assert "It answers GET /, /name, /username/Ahmed/30, /bye with 403, and not with 200" in text


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (closing, "closes each connection without an answer"),
        (endless, "sends a response that does not end"),
        (garbage, 'sends what is not HTTP: "\\x00\\xff\\x1b[2J no HTTP at all'),
        (silent, "takes connections and sends nothing within 0.3 seconds"),
    ],
)
def test_server_that_speaks_no_http(monkeypatch, behave, said):
    monkeypatch.setattr(compare_url, "PAGE_TIMEOUT_S", 0.3)
    with serving(behave) as (host, port), pytest.raises(SystemExit) as ended:
        compare_url.main([f"http://{host}:{port}"])
    assert f"The server at http://{host}:{port} {said}" in str(ended.value)


def test_slow_server_is_waited_for(monkeypatch):
    """One that takes long for a page may take longer for each answer."""
    patience = []

    def put(address, row, timeout_s, names=None):
        patience.append(timeout_s)
        seen = Exchange(row.request, b"HTTP/1.1 200 OK\r\n\r\n", End.CLOSED, seconds=2.5)
        return Answer(responses=[{"status": "200", "page": "bye page"}], exchange=seen)

    monkeypatch.setattr(compare_url, "put", put)
    pages, plan = compare_url.plan_of([])
    compare_url.report_of(Address("127.0.0.1", 1), pages, plan)
    assert patience == [compare_url.PAGE_TIMEOUT_S] * len(pages) + [25] * len(plan)


# --- What is left out -----------------------------------------------------------


def test_advanced_questions_are_counted_and_not_shown(shown):
    text = shown(compare.main, "--pair=flask-django")
    ids = re.findall(r"(?m)^([a-z0-9-]+)  \S", text)
    assert [id for id in ids if load()[id].level == "advanced"] == []
    assert re.search(r"And \d+ advanced questions: ALL=1", text)


def test_search_that_shows_all_says_so(shown):
    assert "more: add a word" in shown(compare.main, "--search=405")
    assert "more: add a word" not in shown(compare.main, "--search=405", "--all")
    assert "more: add a word" not in shown(compare.main, "--search=favicon")


@pytest.mark.parametrize(
    ("typed", "head", "body"),
    [
        ("/bye", b"GET /bye HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close", b""),
        (
            "DELETE /a | X-One: 1 | Host: h",
            b"DELETE /a HTTP/1.1\r\nX-One: 1\r\nHost: h\r\nConnection: close",
            b"",
        ),
        (
            "POST /a | body: b=c",
            b"POST /a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nConnection: close",
            b"b=c",
        ),
    ],
)
def test_request_is_sent_as_it_is_printed(monkeypatch, already_running, typed, head, body):
    sent = []
    monkeypatch.setattr(ask, "show", lambda request, *_: sent.append(request))
    ask.main([typed])
    assert sent == [head + b"\r\n\r\n" + body]


def test_answer_that_depends_on_the_server_is_written_for_each():
    row = next(row for row in load().values() if isinstance(row.answers.get("bottle"), dict))
    given = {
        (row.id, target): Answer(ending={"end": row.expected(target)})
        for target in row.targets(["bottle"])
    }
    assert answers.cell(row, "bottle", given) == row.answers["bottle"]

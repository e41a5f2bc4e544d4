"""The live page, attacked over HTTP: who may ask, what may be asked, and how much."""

import io
import json
import logging
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from compare_tests.engine.model import request
from compare_tests.engine.tests.misbehaving_servers import endless, serving, silent
from compare_tests.engine.wire import End, exchange
from shared.frameworks import FRAMEWORKS, SERVERS, Target
from shared.launcher import ROOT, Child, Server, stop
from side_by_side import try_it, try_request
from side_by_side.tests.try_it_server import (
    FIRST,
    INDEX,
    NO_CONTENT,
    all_at,
    answering,
    closed_address,
    dripping,
    log_sizes,
    new_in_logs,
    serving_try,
    valid_request,
)
from side_by_side.try_request import Refused


@pytest.fixture(scope="module")
def page(addresses):
    with serving_try(addresses) as page:
        yield page


@pytest.fixture
def fake():
    """Return a function that serves a live page whose apps are all at one address."""
    with ExitStack() as stack:
        yield lambda address: stack.enter_context(serving_try(all_at(address), {}))


def test_the_log_would_tell(page, apps):
    """What `no_request_reached_an_app` stands on: a request that is sent is in the log."""
    start = log_sizes(apps)
    for name in FRAMEWORKS:
        status, said = page.post(valid_request(framework=name, target="/name?control"))
        assert (status, said["ended"]) == (200, "")
    assert sum("/name?control" in line for line in new_in_logs(apps, start)) == len(FRAMEWORKS)


# --- Who may ask --------------------------------------------------------------


@pytest.mark.parametrize("line", ["GET /", "GET /try.html", "GET /static/page.js", "POST /send"])
@pytest.mark.parametrize(
    "host",
    [
        "Host: evil.test:{port}\r\n",
        "Host: evil.test\r\n",
        "Host: 127.0.0.1\r\n",
        "Host: 127.0.0.1:1\r\n",
        "Host: 127.0.0.1:{port}.evil.test\r\n",
        "Host: evil.test@127.0.0.1:{port}\r\n",
        "Host: 127.1:{port}\r\n",
        "Host: 127.0.0.2:{port}\r\n",
        "Host: 0.0.0.0:{port}\r\n",
        "Host: [::1]:{port}\r\n",
        "Host: localhost.:{port}\r\n",
        "Host: \r\n",
        "X-Forwarded-Host: 127.0.0.1:{port}\r\n",
        "Host: evil.test\r\nX-Forwarded-Host: 127.0.0.1:{port}\r\n",
        "Host: evil.test\r\nHost: 127.0.0.1:{port}\r\n",
        "Host: 127.0.0.1:{port}\r\nHost: evil.test\r\n",
    ],
)
def test_foreign_host(page, no_request_reached_an_app, line, host):
    body = json.dumps(valid_request()).encode() if line.startswith("POST") else b""
    fields = page.fields() if body else []
    response = page.ask(line, *fields, body=body, host=host.format(port=page.port))
    assert response.status == 421
    assert page.app.config["TOKEN"].encode() not in response.body


def test_foreign_host_in_the_target(page, no_request_reached_an_app):
    """By RFC 9112 section 3.2.2 the host in an absolute target counts, and not Host."""
    assert page.ask("GET http://evil.test/").status == 421


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_own_host(page, name):
    response = page.ask("GET /", host=f"Host: {name}:{page.port}\r\n")
    assert (response.status, response.body.decode()) == (200, INDEX)


@pytest.mark.parametrize(
    "changed",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": None},
        {"Origin": "http://evil.test"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "https://{host}"},
        {"Origin": "http://{host}.evil.test"},
        {"Origin": "http://localhost:{port}"},
        {"Origin": "null"},
        {"Origin": None},
        {"X_Token": "wrong"},
        {"X_Token": ""},
        {"X_Token": None},
        {"X_Token": "\xe9"},
    ],
    ids=str,
)
def test_foreign_sender(page, no_request_reached_an_app, changed):
    made = {k: v and v.format(host=page.host, port=page.port) for k, v in changed.items()}
    assert page.post(valid_request(), **made)[0] == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", None])
def test_what_a_form_can_send(page, no_request_reached_an_app, kind):
    assert page.post(valid_request(), Content_Type=kind)[0] == 415


def test_no_cors(page, no_request_reached_an_app):
    """A preflight, which would ask for leave to send JSON from elsewhere, gets none."""
    fields = ["Origin: http://evil.test", "Access-Control-Request-Method: POST"]
    fields += ["Access-Control-Request-Headers: content-type,x-token", "Sec-Fetch-Site: cross-site"]
    response = page.ask("OPTIONS /send", *fields)
    assert response.status == 403
    assert [name for name, _ in response.headers if name.startswith("access-control")] == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_only_post_sends(page, no_request_reached_an_app, method):
    response = page.ask(
        f"{method} /send", *page.fields(), body=json.dumps(valid_request()).encode()
    )
    assert response.status == (404 if method == "GET" else 405)


def test_a_token_a_start():
    tokens = {try_it.create_app(None, {}, dict).config["TOKEN"] for _ in range(3)}
    assert len(tokens) == 3
    assert min(map(len, tokens)) >= 43  # 32 bytes in base64


# --- What may be asked --------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 16000,
        [],
        "flask",
        None,
        {},
        valid_request(host="evil.test"),
        valid_request(port=22),
        valid_request(scheme="https"),
        valid_request(url="http://evil.test/"),
        valid_request(question="wrong-method"),
        {"framework": FIRST, "server": "native", "question": "wrong-method", "target": "/"},
        {"framework": FIRST, "server": "native", "question": "no-such-question"},
        {"framework": FIRST, "server": "native", "question": "exception-plain"},
        valid_request(framework="evil.test"),
        valid_request(framework="127.0.0.1:22"),
        valid_request(framework="flask@evil.test"),
        valid_request(framework=""),
        valid_request(framework=["flask"]),
        valid_request(framework=None),
        valid_request(server="http://evil.test/"),
        valid_request(server="debug"),
        valid_request(headers="Accept: text/plain"),
        valid_request(headers=[["Accept", "text/plain"]]),
        valid_request(body=1),
        valid_request(method=None),
    ],
    ids=lambda data: str(data)[:60],
)
def test_a_name_and_a_request_and_nothing_else(page, no_request_reached_an_app, data):
    assert page.post(data)[0] == 400


# What would change the framing, or leave the request (RFC 9112 sections 6, 7.8 and 9).
RESERVED = ("Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "Upgrade", "TE")
RESERVED += ("Trailer",)
# fmt: off
NOT_FITTING = {
    "method": [
        "", "GE T", " GET", "GET ", "GET\n", "GET\r\nX: y", "G\0", "ĜET", "G(", "CONNECT", "M" * 41,
        "GET / HTTP/1.1\r\nHost: evil.test\r\n\r\nGET",
    ],
    "target": [
        "", "bye", " /", "/ ", "/a b", "/\t", "/\0", "/\x7f", "/bye\n", "/\r\nX: y", "/\rx", "/é",
        "http://evil.test/", "evil.test:80", "**", "*/", "/\ud800", "/%", "/%2", "/%zz", "/#x",
        "/<", '/"', "/\\", "/{", "/|", "/^", "/`", "/[",
        "/ HTTP/1.1\r\nHost: evil.test\r\n\r\n",
    ],
    "headers": [
        "", "X", ": y", "X : y", " X: y", "\tX: y", "X: y ", "X:  y", "X: a\r\nHost: b", "X: a\nb",
        "X: a\rb", "X: \0", "X: \x1b[31m", "X: é", "X: y\n", "Content_Length: 5", "X(): y", "É: y",
        "X: \ud800",
        *(line for n in RESERVED for line in (f"{n}: x", f"{n.upper()}:x", n.lower() + ":")),
    ],
    "body": ["\ud800"],
}
# fmt: on
FIELDS = [(field, value) for field, values in NOT_FITTING.items() for value in values]


@pytest.mark.parametrize(("field", "value"), FIELDS, ids=lambda part: ascii(part)[:50])
def test_what_does_not_fit(page, no_request_reached_an_app, field, value):
    """It is refused with the field and a reason, and not mended."""
    status, said = page.post(valid_request(**{field: [value] if field == "headers" else value}))
    assert (status, said["field"]) == (400, field)
    assert said["why"]


def test_the_second_header_too(page, no_request_reached_an_app):
    status, said = page.post(valid_request(headers=["Accept: text/plain", "Host: evil.test"]))
    assert (status, said["why"]) == (400, "Host is set by this page, so leave out line 2.")


def test_hint(page, no_request_reached_an_app):
    """Who types a letter beyond ASCII is told how it is written."""
    _, said = page.post(valid_request(target="/username/Zoë <b>/30?a=b"))
    assert "/username/Zo%C3%AB%20%3Cb%3E/30?a=b" in said["why"]


@pytest.mark.parametrize(
    "path", ["/../README.md", "/..%2fREADME.md", "/%2e%2e/README.md", "/README.md"]
)
def test_outside_the_folder(page, path):
    assert page.ask(f"GET {path}").status == 404


# --- What is sent, and how much ---------------------------------------------------


def test_exact_bytes(fake):
    """One request with our own framing, on a connection of its own."""
    received = []
    with serving(answering(NO_CONTENT, received)) as address:
        page = fake(address)
        for _ in range(2):
            page.post(valid_request(method="POST", headers=["Accept: a", "X-Empty:"], body="Zoë"))
    assert (
        received
        == [
            b"POST /bye HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: a\r\nX-Empty:\r\n"
            b"Content-Length: 4\r\nConnection: close\r\n\r\nZo\xc3\xab"
        ]
        * 2
    )


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_answers(page, framework, server):
    """Each app on each server answers as the table of questions says, which is named."""
    status, said = page.post(valid_request(framework=framework, server=server, headers=[]))
    question = try_request.catalogue()["wrong-method"]
    assert status == 200
    assert said["answer"] == question.expected(Target(framework, server=server))
    assert said["question"]["id"] == "wrong-method"
    assert said["raw"].startswith("HTTP/1.")
    assert f"\n{said['raw'].splitlines()[-1]}" in said["raw"]


def test_malformed_by_its_id(page):
    """A malformed request of the catalogue can be sent, by its name alone."""
    data = {"framework": FIRST, "server": "waitress", "question": "name-percent-alone"}
    status, said = page.post(data)
    question = try_request.catalogue()["name-percent-alone"]
    assert try_request.fields_of(question.request) is None
    assert (status, said["answer"]) == (200, question.expected(Target(FIRST, server="waitress")))


def test_every_example(apps):
    """What the form is filled with is, sent, the very bytes of the question."""
    filled = 0
    for question in try_request.catalogue().values():
        if parts := try_request.fields_of(question.request):
            assert try_request.bytes_of(parts) == question.request
            filled += 1
    assert filled > 100


def test_more_than_is_sent(page, no_request_reached_an_app):
    status, said = page.post(valid_request(body="x" * try_request.MAX_REQUEST_BYTES))
    assert (status, said["field"]) == (413, "body")
    chunks = b"10000\r\n" + b"x" * 0x10000 + b"\r\n0\r\n\r\n"
    fields = page.fields(Transfer_Encoding="chunked")
    sent = request("POST /send", *fields).replace(b"127.0.0.1", page.host.encode(), 1) + chunks
    [response] = exchange(("127.0.0.1", page.port), sent).responses
    assert response.status == 413


@pytest.mark.parametrize("app", [silent, dripping], ids=lambda app: app.__name__)
def test_app_that_hangs(fake, app):
    """It is waited for three seconds, whatever it drips until then."""
    with serving(app) as address:
        status, said = fake(address).post(valid_request())
    assert (status, said["ended"]) == (200, try_it.ENDED[End.HUNG])


def test_app_that_sends_too_much(fake):
    """At most 64 KB of an answer are read, and it is said that there is more."""
    with serving(endless) as address:
        _, said = fake(address).post(valid_request())
    assert said["ended"] == try_it.ENDED[End.TOO_MUCH]
    assert len(said["raw"].partition("\n…")[0]) <= try_it.MAX_RESPONSE_BYTES


def test_app_that_is_down(fake):
    status, said = fake(closed_address()).post(valid_request())
    assert (status, said["answer"]) == (200, "no connection")


def test_eight_at_once(fake):
    """The ninth is told so at once; afterwards there is room again."""
    with socket.create_server(("127.0.0.1", 0), backlog=32) as listener:  # takes, and is silent
        page = fake(listener.getsockname())
        with ThreadPoolExecutor(12) as pool:
            found = sorted(status for status, _ in pool.map(page.post, [valid_request()] * 12))
        assert found == [200] * 8 + [429] * 4
        assert page.post(valid_request())[0] == 200


def test_redirects_and_proxies(fake, monkeypatch):
    """The answer is the app's own: no redirect is followed, no proxy is asked."""
    asked = []
    with serving(answering(NO_CONTENT, asked)) as (_, port):
        elsewhere = f"http://127.0.0.1:{port}/"
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, elsewhere)
        redirect = f"HTTP/1.1 302 Found\r\nLocation: {elsewhere}\r\n\r\n"
        with serving(answering(redirect)) as address:
            _, said = fake(address).post(valid_request())
    assert f"Location: {elsewhere}" in said["raw"]
    assert asked == []


def test_control_characters_in_an_answer(fake):
    """They are shown by their names: a terminal or a reader's eye is not fooled."""
    with serving(answering("HTTP/1.1 200 OK\r\n\r\n\0\x1b[31m\u202e\x07")) as address:
        _, said = fake(address).post(valid_request())
    assert said["raw"] == "HTTP/1.1 200 OK\n\n\\x00\\x1b[31m\\u202e\\x07"


CASES = [
    valid_request(),
    valid_request(method="GET", headers=[]),
    valid_request(method="HEAD"),
    valid_request(
        method="POST", headers=["X-Empty:", "Content-Type: a/b", "X: it's \"$HOME`"], body="@'x\n"
    ),
    valid_request(
        target="/a/../b/./%2e?x=[1]&y=$(id)'".replace("[1]", "1"), headers=["User-Agent: me"]
    ),
    valid_request(method="OPTIONS", target="*"),
    valid_request(target="//evil.test/x"),
    valid_request(method="GET", target="/a*b"),
]


@pytest.mark.parametrize("data", CASES, ids=lambda data: f"{data['method']} {data['target']}")
def test_curl(fake, data):
    """The line for curl sends the same request, whatever the order of its fields."""
    assert shutil.which("curl"), "curl is not installed"
    received = []
    with serving(answering(NO_CONTENT, received)) as address:
        _, said = fake(address).post(data)
        subprocess.run(shlex.split(said["curl"]), check=True, timeout=60, capture_output=True)
    heads = [sent.partition(b"\r\n\r\n") for sent in received]
    ours, curls = [(head.split(b"\r\n"), body) for head, _, body in heads]
    assert ours[0][0] == curls[0][0]
    assert (sorted(ours[0]), ours[1]) == (sorted(curls[0]), curls[1])


# --- The answers of the page itself -----------------------------------------------


SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize(
    ("line", "fields", "status"),
    [
        ("GET /", [], 200),
        ("GET /try.html", [], 200),
        ("GET /static/page.js", [], 200),
        ("GET /nowhere", [], 404),
        ("GET /send", [], 404),
        ("POST /send", [], 403),
        ("OPTIONS /send", [], 403),
        ("POST /send", ["own"], 415),
        ("PUT /", ["own"], 405),
    ],
    ids=str,
)
def test_headers(page, line, fields, status):
    """Every answer has them, errors too: exactly these, and none of CORS."""
    response = page.ask(line, *(page.fields(Content_Type="text/plain") if fields else []))
    assert response.status == status
    for name, value in SECURITY_HEADERS.items():
        assert response.header(name) == value
    policy = response.header("content-security-policy").split("; ")
    assert policy[0] == "default-src 'none'"
    assert "frame-ancestors 'none'" in policy
    assert not re.search("unsafe|\\*|http|data:", " ".join(policy))
    assert [name for name, _ in response.headers if name.startswith("access-control")] == []


def test_an_error_of_its_own(monkeypatch):
    """A bug in the page shows no inside of it."""
    monkeypatch.setattr(try_it, "parse_request", None)
    with serving_try({}, {}) as page:
        assert page.post(valid_request()) == (
            500,
            {
                "field": "",
                "why": "The server encountered an internal error and was unable to complete your "
                "request. Either the server is overloaded or there is an error in the application.",
            },
        )


def test_log(page):
    """What comes from outside is logged in one line without control characters."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(try_it.OneLine("%(message)s"))
    logger = logging.getLogger("try")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        page.ask("GET /%1b[31m%0d%0aGET%20/forged%00%e2%80%ae%c2%9b")
    finally:
        logger.removeHandler(handler)
    assert said.getvalue() == "GET /\\x1b[31m\\nGET /forged\\x00\\u202e\\x9b 404\n"


def test_only_this_machine(page):
    """It listens on 127.0.0.1, on no other address of the machine."""
    own = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in (own | {"127.0.0.2"}) - {"127.0.0.1"}:
        with pytest.raises(OSError):
            socket.create_connection((address, page.port), timeout=2)


@pytest.mark.parametrize(
    "option", ["--host=0.0.0.0", "--bind=0.0.0.0", "--listen=*:80", "--port=0"]
)
def test_no_option_to_listen_elsewhere(option):
    command = [sys.executable, "-m", "side_by_side.try_it", option]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_app_that_has_not_started(fake):
    """It is said for this one; the page serves all the same."""
    with serving_try({}, {}) as page:
        status, said = page.post(valid_request())
    assert (status, said["why"]) == (
        503,
        f"{FIRST} on its own server has not started yet",
    )


def test_command():
    """It serves at once; Ctrl-C ends it cleanly, also where a shell let it ignore that."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "side_by_side.try_it", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    try:
        assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
        sent = f"GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode()
        [response] = exchange(("127.0.0.1", port), sent, timeout_s=60).responses
        assert b"Python frameworks" in response.body
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert rest == "GET / 200\n"
    finally:
        process.terminate()
        process.communicate()


def test_command_as_the_command_that_serves_all_apps_starts_it():
    """A child of the launcher, it is a launcher itself."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    page = Child("page", f"side_by_side.try_it --port {port}", port)
    try:
        page.wait_until_ready()
        [form] = exchange(("127.0.0.1", port), asked(port, "GET /try.html"), 60).responses
        token = json.loads(re.search(r'id="data">(.*?)</script>', form.text)[1])["token"]
        fields = ("Content-Type: application/json", f"Origin: http://127.0.0.1:{port}")
        fields += ("Sec-Fetch-Site: same-origin", f"X-Token: {token}")
        body = json.dumps(valid_request(method="GET")).encode()
        sent = asked(port, "POST /send", *fields, body=body)
        status = 503  # for as long as the app starts
        while status == 503:
            [answer] = exchange(("127.0.0.1", port), sent, 60).responses
            status = answer.status
        assert (status, json.loads(answer.body)["answer"][:3]) == (200, "200"), page.read_log()
    finally:
        stop([page])


def asked(port, line, *fields, body=b""):
    """A request to the page on this port."""
    host = f"Host: 127.0.0.1:{port}".encode()
    return request(line, *fields, body=body).replace(b"Host: 127.0.0.1", host, 1)


def test_app_that_was_saved_is_started_anew(monkeypatch):
    """Try asks the app that stands in the files now; what keeps it from starting is said."""
    target = Target(FIRST)
    monkeypatch.setattr(try_it, "FRAMEWORKS", {FIRST: FRAMEWORKS[FIRST]})
    apps = try_it.Apps()
    with pytest.raises(Refused, match="has not started yet"):
        apps.address(target)
    try:
        apps.start()
        before = apps.address(target)
        assert apps.address(target) == before
        monkeypatch.setattr(try_it.record, "digest_of_app", lambda name: "another")
        after = apps.address(target)
        assert after != before
        assert exchange(after, request("GET /bye")).responses[0].status == 200
        assert not exchange(before, request("GET /bye")).responses
        monkeypatch.setattr(try_it.record, "digest_of_app", lambda name: "a third")
        monkeypatch.setattr(try_it, "Server", lambda target: Child("it", "no_such_module"))
        with pytest.raises(Refused, match="it did not start: .*No module named no_such_module"):
            apps.address(target)
    finally:
        apps.stop()


def test_app_that_is_saved_while_it_starts_is_started_anew(monkeypatch):
    """What is noted of an app is how its files were before it read them."""
    digests = ["before"]

    def saved_at_once(target):
        digests[0] = "after"
        return Server(target)

    monkeypatch.setattr(try_it, "FRAMEWORKS", {FIRST: FRAMEWORKS[FIRST]})
    monkeypatch.setattr(try_it, "SERVERS", ["native"])
    monkeypatch.setattr(try_it, "Server", saved_at_once)
    monkeypatch.setattr(try_it.record, "digest_of_app", lambda name: digests[0])
    apps = try_it.Apps()
    try:
        apps.start()
        first = apps._servers[Target(FIRST)]
        apps.address(Target(FIRST))
        assert apps._servers[Target(FIRST)] is not first
    finally:
        apps.stop()


def test_visitor_is_answered_while_others_say_nothing(page):
    """Two hundred of them, and as many that send a byte."""
    crowd = [socket.create_connection(("127.0.0.1", page.port)) for _ in range(400)]
    for one in crowd[::2]:
        one.send(b"G")
    assert page.ask("GET /index.html").status == 200
    for one in crowd:
        one.close()


def test_app_that_has_ended_is_started_again(monkeypatch):
    monkeypatch.setattr(try_it, "FRAMEWORKS", {FIRST: FRAMEWORKS[FIRST]})
    monkeypatch.setattr(try_it, "SERVERS", ["native"])
    apps, target = try_it.Apps(), Target(FIRST)
    try:
        apps.start()
        apps._servers[target].process.kill()
        apps._servers[target].process.wait()
        assert exchange(apps.address(target), request("GET /bye")).responses
    finally:
        apps.stop()


def test_body_that_a_form_would_change_is_not_put_into_one():
    assert try_request.fields_of(request("POST /bye", body=b"a\r\nb")) is None


def test_curl_asks_no_proxy():
    parts = {"method": "GET", "target": "/", "headers": [], "body": ""}
    assert "--noproxy" in try_request.curl_of(parts, ("127.0.0.1", 5000))

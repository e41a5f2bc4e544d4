"""The live page in a real browser: what it does, and the browser as the attacker."""

import itertools
import json
import re
from contextlib import contextmanager

import html5lib
import pytest

from compare_tests.engine.aspects import USUAL
from compare_tests.engine.tests.misbehaving_servers import endless, serving, silent
from compare_tests.engine.text import meanings
from shared.frameworks import FRAMEWORKS, SERVERS, Target
from side_by_side import site as site_module
from side_by_side.chromium import ARGUMENTS, chromium
from side_by_side.tests.browsing import follow, violations
from side_by_side.tests.try_it_server import (
    FIRST,
    all_at,
    answering,
    closed_address,
    log_sizes,
    new_in_logs,
    serving_try,
    valid_request,
)
from side_by_side.try_request import catalogue

TITLES = [framework.title for framework in FRAMEWORKS.values()]


@pytest.fixture(scope="module")
def pages(recorded, table):
    return site_module.pages(recorded, with_try=True, table=table)


@pytest.fixture(scope="module")
def served(addresses, pages):
    with serving_try(addresses, pages=pages) as served:
        yield served


@pytest.fixture(scope="module")
def elsewhere(browser):
    """A Chromium for which evil.test is this machine.

    It has no defence of its own against pages that reach for this machine: the live page has
    to be safe in a browser that has none.
    """
    rules = "--host-resolver-rules=MAP evil.test 127.0.0.1"
    open_to_all = "--disable-features=LocalNetworkAccessChecks"
    # Of the same Playwright, because there can be only one at a time.
    other = browser.browser_type.launch(
        executable_path=chromium(), args=[*ARGUMENTS, rules, open_to_all]
    )
    yield other
    other.close()


@pytest.fixture
def tried(served, open_page):
    """Open Try, with what is behind the `?`."""

    def open_try(query="", **how):
        page = open_page(**how)
        page.goto(f"{served.url}/try.html{query}")
        return page

    return open_try


def send(page, **fields):
    """Write a request into the form and send it; return when all answers are there."""
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    page.click("#send")
    page.wait_for_selector("#groups li")


def columns(page):
    """What stands in each column, by the title above it."""
    return {
        column.locator("h3").inner_text(): column.inner_text()
        for column in page.locator("#answers > *").all()
    }


# --- Trying -------------------------------------------------------------------


@pytest.mark.parametrize("server", SERVERS)
def test_one_send_all_answers(tried, apps, server):
    """All five answer as they do to anybody, in the table's order."""
    page = tried()
    page.check(f"[name=server][value={server}]")
    start = log_sizes(apps)
    send(page, method="DELETE", target="/bye", headers="X-One: 1\nX-Two: 2", body="Zoë")
    assert list(columns(page)) == TITLES
    for text in columns(page).values():
        assert "HTTP/1." in text
    reached = len(FRAMEWORKS) if server == "native" else 0
    assert sum("DELETE /bye" in line for line in new_in_logs(apps, start)) == reached
    assert page.problems == []


def test_groups_and_marks(tried):
    """Who agrees is said above, and each line that not all have has a sign, not only a colour."""
    page = tried("?method=DELETE&target=/bye&server=waitress")
    send(page)
    letters = page.locator("#groups .group").all_inner_texts()
    assert letters == [chr(ord("A") + i) for i in range(len(letters))]
    said = page.locator("#groups li").all_inner_texts()
    assert sorted(title for title in TITLES if title in " ".join(said)) == sorted(TITLES)
    sizes = [sum(title in line for title in TITLES) for line in said]
    assert sizes == sorted(sizes, reverse=True)
    columns = page.locator("#answers > *").all()
    lines = [
        [one.strip() for one in column.locator(".line").all_inner_texts()] for column in columns
    ]
    said = [meanings("\n".join(mine), [aspect.name for aspect in USUAL]) for mine in lines]
    common = set.intersection(*map(set, said)) | {""}
    for column, mine, meant in zip(columns, lines, said, strict=True):
        marked = {text.strip() for text in column.locator("mark").all_inner_texts()}
        expected = {text for text, means in zip(mine, meant, strict=True) if means not in common}
        assert marked == expected != set()
    sign = "getComputedStyle(document.querySelector('.line:has(mark)'), '::before').content"
    assert page.evaluate(sign) == '"≠"'


def test_all_agree(tried):
    page = tried()
    send(page, target="/bye")
    assert page.inner_text("#groups p") == "All agree:"
    assert page.locator("#groups .group").all_inner_texts() == ["="]


def test_ctrl_enter_sends_and_the_tab_keeps_the_last_requests(tried, apps):
    page = tried()
    assert page.locator("#history").is_hidden()
    page.fill("#target", "/name")
    page.fill("#headers", "X-One: 1")
    page.press("#headers", "Control+Enter")
    page.wait_for_selector("#groups li")
    assert page.inner_text("#groups p") == "All agree:"
    send(page, method="DELETE", target="/bye")
    count = page.locator("#groups li").count()
    assert page.inner_text("#groups p") == f"{count} answers:"
    page.click("#history summary")
    assert page.locator("#history li").all_inner_texts() == ["DELETE /bye", "GET /name"]
    start = log_sizes(apps)
    follow(page, "#history li:last-child a")
    assert page.input_value("#target") == "/name"
    assert page.input_value("#headers") == "X-One: 1"
    assert page.locator("#outcome").is_hidden()
    assert new_in_logs(apps, start) == []  # a link fills the form and does not send
    assert page.locator("#history li").count() == 2


def test_question_and_why(tried):
    """A request that is a question links to it, and its why can be opened."""
    page = tried()
    send(page, method="DELETE", target="/bye")
    page.click("#why summary")
    assert page.locator("#why a").count() > 0
    follow(page, "#question p a")
    assert page.url.endswith("behaviour/methods.html#wrong-method")
    assert page.locator("#wrong-method").is_visible()


def test_a_page_of_ours(tried):
    page = tried()
    send(page, target="/name")
    follow(page, "#question p a")
    assert page.url.endswith("index.html#greet")
    assert page.locator("#greet").is_visible()


def test_curl(tried, addresses):
    page = tried()
    send(page, method="DELETE", target="/bye")
    page.click("#answers summary >> nth=0")
    said = page.inner_text("#answers details[open] code")
    assert said.startswith("curl ")
    assert said.endswith(f"http://127.0.0.1:{addresses[Target(FIRST)][1]}/bye")


def test_examples(tried):
    """An example fills the fields; where they cannot hold it, its bytes are shown and sent."""
    page = tried()
    assert page.locator("#example option").count() == len(catalogue()) + 1
    page.select_option("#example", "wrong-method")
    assert (page.input_value("#method"), page.input_value("#target")) == ("DELETE", "/bye")
    page.select_option("#example", "name-percent-alone")
    assert not page.is_visible("#target")
    assert "GET /username/100%-%zz" in page.inner_text("#bytes")
    send(page)
    assert page.inner_text("#question a") == catalogue()["name-percent-alone"].question
    page.select_option("#example", "")
    assert page.is_visible("#target")
    assert not page.is_visible("#bytes")


def test_chosen_frameworks(tried):
    """Which and in which order comes from the URL, and goes along to the other pages."""
    first, second, *_ = FRAMEWORKS
    page = tried(f"?show={second},{first}")
    send(page, target="/bye")
    assert list(columns(page)) == [FRAMEWORKS[second].title, FRAMEWORKS[first].title]
    follow(page, "nav >> text=Read")
    assert page.url.endswith(f"/index.html?show={second},{first}")
    assert page.locator("#bye ~ .columns [data-framework]:visible").count() > 0


def test_no_framework(tried, no_request_reached_an_app):
    page = tried()
    for box in page.locator("[name=framework]").all():
        box.uncheck()
    page.click("#send")
    assert page.inner_text("#problem") == "Choose at least one framework."


def test_address_keeps_the_request(tried, apps):
    """A link holds the whole request, and opening it sends nothing."""
    page = tried()
    page.check("[name=server][value=waitress]")
    fields = {"method": "PUT", "target": "/a?b=%20&c", "headers": "A: b\nC: d", "body": "e\nf&=é"}
    send(page, **fields)
    page.goto(page.url)
    assert {name: page.input_value(f"#{name}") for name in fields} == fields
    assert page.is_checked("[name=server][value=waitress]")
    start = log_sizes(apps)
    page.goto(page.url.replace("waitress", "native"), wait_until="networkidle")
    assert page.is_checked("[name=server][value=native]")
    assert new_in_logs(apps, start) == []


def test_unknown_in_the_address(tried):
    page = tried("?show=rails,constructor&server=apache&question=constructor&x=<b>&target=/bye")
    said = "framework rails, framework constructor, server apache, question constructor, x <b>"
    assert page.inner_text("#notice") == f"Ignored unknown options: {said}."
    assert page.input_value("#target") == "/bye"
    send(page)
    assert list(columns(page)) == TITLES


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("method", "GE T", "one word"),
        ("target", "/username/Zoë/30", "/username/Zo%C3%AB/30"),
        ("target", "http://evil.test/", "begins with /"),
        ("headers", "Accept: a\nHost: evil.test", "leave out line 2"),
        ("headers", "no colon", "Line 1"),
        ("body", "x" * 20_000, "16 KB"),
    ],
)
def test_what_cannot_be_sent(tried, no_request_reached_an_app, field, typed, words):
    """Why stands beside the field, which has the focus and what was typed."""
    page = tried()
    page.fill(f"#{field}", typed)
    page.click("#send")
    page.wait_for_selector(f"#{field}-problem:not(:empty)")
    assert words in page.inner_text(f"#{field}-problem")
    assert page.input_value(f"#{field}") == typed
    assert page.evaluate("document.activeElement.id") == field
    assert f"{field}-problem" in page.get_attribute(f"#{field}", "aria-describedby")
    assert page.get_attribute(f"#{field}", "aria-invalid") == "true"
    assert not page.is_visible("#outcome")
    page.fill(f"#{field}", "/")
    assert page.inner_text(f"#{field}-problem") == ""


def test_apps_that_fail(open_page, addresses, pages):
    """One is down, one is silent, one sends without an end: the others are complete."""
    down, hanging, flooding, *whole = FRAMEWORKS
    with serving(silent) as never, serving(endless) as always:
        odd = {down: closed_address(), hanging: never, flooding: always}
        new = {key: odd.get(key.framework, address) for key, address in addresses.items()}
        with serving_try(new, pages=pages) as served:
            page = open_page()
            page.goto(f"{served.url}/try.html")
            send(page, target="/bye")
            shown = columns(page)
    assert "takes no connection" in shown[FRAMEWORKS[down].title]
    assert "did not end within 3 s" in shown[FRAMEWORKS[hanging].title]
    assert "longer than 64 KB" in shown[FRAMEWORKS[flooding].title]
    for name in whole:
        assert "<u><em><b>Bye!</b></em></u>" in shown[FRAMEWORKS[name].title]


def test_page_that_is_gone(open_page, addresses, pages):
    page = open_page()
    with serving_try(addresses, pages=pages) as served:
        page.goto(f"{served.url}/try.html")
    page.click("#send")
    page.wait_for_selector("#problem:not(:empty)")
    assert "still running?" in page.inner_text("#problem")


def test_page_that_was_started_anew(tried, served):
    page = tried()
    kept, served.app.config["TOKEN"] = served.app.config["TOKEN"], "another"
    try:
        page.click("#send")
        page.wait_for_selector("#problem:not(:empty)")
    finally:
        served.app.config["TOKEN"] = kept
    assert "reload it" in page.inner_text("#problem")


def test_without_scripts(tried):
    page = tried(scripts=False)
    assert "needs JavaScript" in page.inner_text("noscript")


# --- How it looks and is reached --------------------------------------------------


@pytest.mark.parametrize(
    ("width", "count", "scheme"), [(375, 1, "light"), (1280, 2, "dark"), (1920, 3, "light")]
)
def test_widths(tried, width, scheme, count):
    """Nothing scrolls sideways, the answers stand in so many columns, and axe finds nothing."""
    page = tried(width=width, scheme=scheme)
    found = violations(page)
    send(page, method="DELETE", target="/bye")
    for summary in page.locator("main summary").all():
        summary.click()
    found += violations(page)
    page.fill("#target", "é")
    page.click("#send")
    page.wait_for_selector("#target-problem:not(:empty)")
    found += violations(page)
    assert found == []
    send(page, target="/bye")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    lefts = "[...document.querySelectorAll('#answers > *')].map((c) => c.offsetLeft)"
    assert len(set(page.evaluate(lefts))) == count


def test_valid_html(served):
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(served.ask("GET /try.html").body.decode())


def test_policy_fits_all_pages(served, open_page, pages):
    """No page, served live, wants what the content security policy forbids; all lead to Try.

    Of the pages about two frameworks, which one template makes, one is enough.
    """
    page = open_page()
    names = [name for name in pages if name.endswith(".html")]
    pairs = [name for name in names if len([one for one in FRAMEWORKS if one in name]) == 2]
    kinds = {re.sub("|".join(FRAMEWORKS), "", name): name for name in pairs}
    for name in [name for name in names if name not in pairs or name in kinds.values()]:
        page.goto(f"{served.url}/{name}")
        assert page.locator("nav >> text=Try").count() == 1
    assert page.problems == []


def tab_to(page, selector, key="Tab"):
    """Press Tab, or another key, until the first of these elements has the focus."""
    wanted = page.locator(selector).first
    for _ in range(600):
        page.keyboard.press(key)
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"no way to {selector} by keyboard")


def test_by_keyboard_alone(served, open_page):
    """A learner's path, from choosing two frameworks to why they differ."""
    first, second, *others = FRAMEWORKS
    page = open_page()
    page.goto(f"{served.url}/")
    for name in (second, others[0]):
        tab_to(page, f"#controls [name=framework][value={name}]")
        page.keyboard.press("Space")
    second = others[0]
    page.wait_for_url(f"**?show={first},{second}")
    tab_to(page, "nav a:has-text('Try')", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/try.html?*")
    for field, text in {"method": "DELETE", "target": "/bye"}.items():
        tab_to(page, f"#{field}")
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_selector("#groups li")
    refusing = [title for title, text in columns(page).items() if "HTTP/1.1 405" in text]
    assert list(columns(page)) == [FRAMEWORKS[first].title, FRAMEWORKS[second].title]
    assert refusing == [FRAMEWORKS[first].title]
    tab_to(page, "#why summary")
    page.keyboard.press("Enter")
    assert page.locator("#why p").is_visible()
    assert page.problems == []


# --- The browser as the attacker --------------------------------------------------


def unguarded(served):
    """Take the guard away: the control, in which an attack has to succeed."""
    served.app.before_request_funcs.clear()
    inner = served.app.wsgi_app

    def as_json(environ, start_response):
        return inner(environ | {"CONTENT_TYPE": "application/json"}, start_response)

    served.app.wsgi_app = as_json


@contextmanager
def attacked(addresses, guarded):
    with serving_try(addresses) as served:
        if not guarded:
            unguarded(served)
        yield served


@pytest.mark.parametrize("guarded", [True, False])
def test_dns_rebinding(elsewhere, addresses, guarded):
    """A page whose name now leads to this machine is the same origin, and still learns nothing."""
    attack = "<script>fetch('/try.html').then(r => r.text()).then(t => window.read = t)</script>"
    with attacked(addresses, guarded) as served:
        page = elsewhere.new_page()
        address = f"http://evil.test:{served.port}"
        page.route(
            f"{address}/attack", lambda route: route.fulfill(body=attack, content_type="text/html")
        )
        page.goto(f"{address}/attack")
        page.wait_for_function("window.read")
        read = page.evaluate("window.read")
        opened = page.goto(f"{address}/try.html")
        page.context.close()
        assert (served.app.config["TOKEN"] in read) != guarded
        assert opened.status == (421 if guarded else 200)


ATTACK = """<!doctype html><title>attack</title><script>
const address = "%s", body = %s;
const tried = (name, promise) => promise.then(
  (found) => [name, found], (error) => [name, error.name]);
const loads = (name, element) => new Promise((done) => {
  element.onload = () => done([name, "loaded"]);
  element.onerror = () => done([name, "refused"]);
  document.documentElement.append(element);
});
const post = (headers, mode) => fetch(address + "/send", { method: "POST", headers, mode, body });
const form = document.createElement("form");
Object.assign(form, { action: address + "/send", method: "post", enctype: "text/plain",
  target: "hidden" });
const [start, end] = body.split('"body":"');
const field = Object.assign(document.createElement("input"), {
  name: start + '"body":"', value: end });
const frame = Object.assign(document.createElement("iframe"), { name: "hidden" });
form.append(field);
document.documentElement.append(form, frame);
const submitted = new Promise((done) => { frame.onload = () => done(["form", "sent"]); });
form.submit();
Promise.all([
  submitted,
  tried("read", fetch(address + "/try.html").then((r) => r.text())),
  tried("json", post({ "Content-Type": "application/json", "X-Token": "guess" }, "cors")),
  tried("simple", post({ "Content-Type": "text/plain" }, "no-cors").then((r) => r.type)),
  tried("beacon", Promise.resolve(navigator.sendBeacon(address + "/send", body))),
  loads("script", Object.assign(document.createElement("script"), {
    src: address + "/static/page.js" })),
  loads("frame", Object.assign(document.createElement("iframe"), { src: address + "/try.html" })),
]).then((found) => { window.outcome = Object.fromEntries(found); });
</script>"""


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1"])
@pytest.mark.parametrize("guarded", [True, False])
def test_page_of_another_origin(elsewhere, addresses, apps, host, guarded):
    """Forms, fetches, beacons, scripts and frames, from another site and another local port."""
    start = log_sizes(apps)
    body = json.dumps(valid_request(target="/bye?attack", headers=[]), separators=(",", ":"))
    with attacked(addresses, guarded) as served:
        text = ATTACK % (served.url, json.dumps(body))
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(text)}\r\n"
        with serving(answering(f"{head}Connection: close\r\n\r\n{text}")) as (_, port):
            page = elsewhere.new_page()
            page.goto(f"http://{host}:{port}/")
            page.wait_for_function("window.outcome")
            outcome = page.evaluate("window.outcome")
            framed = [frame.url for frame in page.frames]
            page.context.close()
    arrived = sum("/bye?attack" in line for line in new_in_logs(apps, start))
    # What no site but its own can do, whoever guards: read it, embed it, put it in a frame.
    assert outcome["read"] == outcome["json"] == "TypeError"
    assert outcome["script"] == "refused"
    assert f"{served.url}/try.html" not in framed
    assert (arrived == 0) == guarded


def test_own_page_may_send(tried, apps):
    """With this referrer policy the page's own POST has its Origin, which is no `null`."""
    page = tried()
    with page.expect_request("**/send") as sent:
        send(page, target="/bye")
    headers = sent.value.all_headers()
    assert headers["origin"] == page.evaluate("location.origin")
    assert headers["sec-fetch-site"] == "same-origin"


# --- Markup in what comes back ----------------------------------------------------

BREAKS = ["", '">', "'>", "</pre>", "</code></pre>", "</script>", "</textarea>", "</title>", "-->"]
RUNS = [
    "<script>ran({0})</script>",
    "<img src=x onerror=ran({0})>",
    "<img src=x onerror='ran({0})'//",
    "<svg onload=ran({0})>",
    "<svg/onload=ran({0})//",
    "<svg><animate onbegin=ran({0}) attributeName=x dur=1s>",
    "<details open ontoggle=ran({0})>",
    "<audio src=x onerror=ran({0})>",
    "<video><source onerror=ran({0})></video>",
    "<iframe srcdoc='<script>parent.ran({0})</script>'></iframe>",
]
PAYLOADS = [
    found + run.format(number)
    for number, (found, run) in enumerate(itertools.product(BREAKS, RUNS))
]
"""90 texts that call `ran` with their number wherever they become markup."""


def repeat_all(connection):
    """Answer with the request: in the first line, in a field and in the body."""
    sent = connection.recv(65536)
    name = re.search(rb"X-Name: (.*)\r", sent)[1]
    body = sent.partition(b"\r\n\r\n")[2]
    connection.sendall(b"HTTP/1.1 200 %s\r\nX-Name: %s\r\n\r\n%s" % (name, name, body))


@pytest.mark.parametrize(
    ("escaped", "policy", "payloads"),
    [(True, False, PAYLOADS), (False, True, PAYLOADS[:10]), (False, False, PAYLOADS[:10])],
    ids=["text alone", "policy alone", "neither"],
)
def test_markup_in_try(browser, pages, escaped, policy, payloads):
    """Shown from an app that escapes nothing: as text, and under a policy that runs nothing.

    Each is enough by itself. Where both are taken away the payloads run: the control.
    """
    context = browser.new_context(bypass_csp=not policy)
    page = context.new_page()
    page.add_init_script("window.done = []; window.ran = (number) => window.done.push(number);")
    with serving(repeat_all) as address, serving_try(all_at(address), pages=pages) as served:
        page.goto(f"{served.url}/try.html")
        for some in ("".join(payloads[i : i + 15]) for i in range(0, len(payloads), 15)):
            send(page, target="/bye", headers=f"X-Name: {some}", body=some)
            assert page.text_content(".raw").count(some) == 3
            if not escaped:
                page.evaluate(
                    "for (const one of document.querySelectorAll('.raw'))"
                    " one.innerHTML = one.textContent"
                )
    ran = page.evaluate("window.done.length")
    context.close()
    assert (ran == 0) == (escaped or policy)


def test_sent_twice_at_once_is_sent_once(tried, apps):
    page = tried("?target=/twice")
    start = log_sizes(apps)
    page.evaluate("for (const _ of [1, 2]) document.getElementById('form').requestSubmit()")
    page.wait_for_selector("#groups li")
    page.wait_for_load_state("networkidle")
    assert sum("GET /twice" in line for line in new_in_logs(apps, start)) == len(FRAMEWORKS)

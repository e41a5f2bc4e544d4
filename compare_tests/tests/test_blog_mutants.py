"""Proof that the contract of the blog can fail: an app with one thing broken turns it red."""

import shutil

import pytest

from compare_tests.engine.client import Address, Client
from compare_tests.test_blog import CASES, Visitors
from shared.frameworks import FRAMEWORKS, Target, has_app
from shared.launcher import ROOT, Server, stop

# The guard lets a form pass, any password is right, and a text is not escaped: by framework, the
# file, what stands there, and what the mutant has in its place.
MUTANTS = {
    "flask": (
        ("app.py", "if g.user is None:", 'if g.user is None and request.method == "GET":'),
        ("app.py", "if known and security.check_password_hash(known, password):", "if known:"),
        ("templates/posts.html", "{{ post.text }}", "{{ post.text | safe }}"),
    ),
    "django": (
        (
            "views.py",
            "@login_required\ndef create(request):",
            'def create(request):\n    if request.method == "GET":\n'
            "        return login_required(form)(request)\n    return form(request)\n\n\n"
            "def form(request):",
        ),
        (
            "views.py",
            '    template_name = "login.html"',
            '    template_name = "login.html"\n\n    def post(self, request):\n'
            "        from django.contrib.auth import get_user_model, login\n\n"
            '        name = request.POST["username"]\n'
            "        user = get_user_model().objects.filter(username=name).first()\n"
            "        if not user:\n            return super().post(request)\n"
            '        login(request, user)\n        return redirect("posts")',
        ),
        ("templates/posts.html", "{{ post.text }}", "{{ post.text | safe }}"),
    ),
    "bottle": (
        ("app.py", "if not current_user():", 'if not current_user() and request.method == "GET":'),
        ("app.py", "if check_password(name, request.forms.password):", "if name:"),
        ("views/posts.tpl", '{{post["text"]}}', '{{!post["text"]}}'),
    ),
    "cherrypy": (
        (
            "app.py",
            "if not current_user():",
            'if not current_user() and cherrypy.request.method == "GET":',
        ),
        ("app.py", "if check_password(username, password):", "if username:"),
        ("app.py", "autoescape=True", "autoescape=False"),
    ),
    "pyramid": (
        (
            "app.py",
            "if self.identity(request):",
            'if self.identity(request) or request.method == "POST":',
        ),
        ("app.py", 'if check_password(name, request.POST.get("password")):', "if name in HASHES:"),
        ("templates/posts.jinja2", "{{ post.text }}", "{{ post.text | safe }}"),
    ),
}
RED = {
    "the guard": "blog:-guard-form",
    "the password": "blog:-log-in-wrong-password",
    "the escaping": "blog:-posts-markup",
}


def test_every_framework_has_mutants():
    assert [*MUTANTS] == [name for name in FRAMEWORKS if has_app(name, "blog")]


@pytest.mark.parametrize("name", MUTANTS)
def test_mutants_turn_the_contract_red(name, tmp_path):
    target, servers = Target(name, "blog", "waitress"), []
    try:
        for i, (file, old, new) in enumerate(MUTANTS[name]):
            root = tmp_path / str(i)
            for folder in ("shared", FRAMEWORKS[name].folder):
                shutil.copytree(ROOT / folder, root / folder)
            path = root / FRAMEWORKS[name].folder / "blog" / file
            assert path.read_text().count(old) == 1
            path.write_text(path.read_text().replace(old, new))
            servers.append(Server(target, root=root))
        red = {}
        for what, server in zip(RED, servers, strict=True):
            server.wait_until_ready()
            visitors = Visitors(Client(Address("127.0.0.1", server.port)))
            cases = [case for case in CASES if str(case) in RED.values()]
            red[what] = [str(case) for case in cases if not passes(case, visitors)]
    finally:
        stop(servers)
    assert red == {what: [case] for what, case in RED.items()}


def passes(case, visitors):
    try:
        case.check(visitors)
    except Exception:
        return False
    return True

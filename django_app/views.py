"""The four pages in Django: the pages, which Django calls views."""

from django.http import HttpResponse
from django.utils.html import format_html

from shared.decorators import make_bold, make_emphasis, make_underlined
from shared.pages import hello_page

# --- Pages ----------------------------------------------------------


def hello(request):
    """Greet the world."""
    return HttpResponse(hello_page("Django"))


# Django calls a page with the request, and the decorators would take
# that for a name, so they stay on a function of their own.
@make_bold
@make_emphasis
@make_underlined
def greeting(name):
    """Greet the person whose name the decorators hand in."""
    return f"Hello there {name}!"


def greet(request):
    """Greet the person whose name the decorators hand in."""
    return HttpResponse(greeting())


def typed_path(request, name, age):
    """Greet the person whose name and age are in the URL."""
    # `format_html` escapes what it puts between { and }.
    text = "Hello there {}. You are {} years old.!"
    return HttpResponse(format_html(text, name, age))


def bye(request):
    """Say goodbye."""
    return HttpResponse("<u><em><b>Bye!</b></em></u>")

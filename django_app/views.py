"""The four pages in Django: the views."""

from django.http import HttpResponse
from django.utils.html import format_html

from shared.decorators import make_bold, make_emphasis, make_underlined
from shared.pages import hello_page

# --- Views ----------------------------------------------------------


def hello(request):
    """Greet the world."""
    return HttpResponse(hello_page("Django"))


# Django passes the request to a view, and the decorators would take it
# for a name, so they are on a separate function.
@make_bold
@make_emphasis
@make_underlined
def greeting(name):
    """Greet the person whose name the decorators pass in."""
    return f"Hello there {name}!"


def greet(request):
    """Greet the person whose name the decorators pass in."""
    return HttpResponse(greeting())


def typed_path(request, name, age):
    """Greet the person whose name and age are in the URL."""
    # A name may hold HTML; `format_html` makes it harmless text.
    text = "Hello there {}. You are {} years old.!"
    return HttpResponse(format_html(text, name, age))


def bye(request):
    """Say goodbye."""
    return HttpResponse("<u><em><b>Bye!</b></em></u>")

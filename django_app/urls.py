"""The four pages in Django: which URL leads to which view."""

from django.urls import path

from django_app import views

# --- Routes ---------------------------------------------------------

# `path` matches any text, slashes included; `int` matches digits only.
# A URL that matches no route is a 404. Django projects usually end
# their URLs with a slash; these are shared with other frameworks.
urlpatterns = [
    path("", views.hello, name="hello"),
    path("name", views.greet, name="greet"),
    path(
        "username/<path:name>/<int:age>",
        views.typed_path,
        name="typed_path",
    ),
    path("bye", views.bye, name="bye"),
]

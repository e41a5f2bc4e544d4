"""The four pages in Django: which URL leads to which page."""

from django.urls import path

from django_app import views

# --- Routes ---------------------------------------------------------

# The converters, `path` and `int`, say what fits. What does not is 404.
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

"""The blog in Django: which URL leads to which view."""

from django.urls import path

from django_app.blog import views

# --- Routes ---------------------------------------------------------

urlpatterns = [
    path("", views.posts, name="posts"),
    path("login", views.Login.as_view(), name="login"),
    path("create", views.create, name="create"),
    path("logout", views.Logout.as_view(), name="logout"),
]

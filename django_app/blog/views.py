"""The blog in Django: the guard, and the views."""

# --- Set-up ---------------------------------------------------------

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.forms import ModelForm
from django.shortcuts import redirect, render

from django_app.blog.models import Post

# --- Guard ----------------------------------------------------------

# Django brings the guard, and finds out who is logged in. The guard is
# `login_required`, from `django.contrib.auth.decorators`.

# --- Views ----------------------------------------------------------


def posts(request):
    """List the posts."""
    posts = Post.objects.select_related("author").order_by("id")
    return render(request, "posts.html", {"posts": posts})


class Login(LoginView):
    """Log a user in."""

    template_name = "login.html"


class PostForm(ModelForm):
    """The form of a post: it checks what it is sent, and complains."""

    class Meta:
        """It has the fields of the model."""

        model = Post
        fields = ["text"]


@login_required
def create(request):
    """Create a blog post."""
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.author = request.user
        form.save()
        return redirect("posts")
    return render(request, "create.html", {"form": form})


class Logout(LogoutView):
    """Log the user out."""

    next_page = "posts"

"""The blog in Django: what is kept in the database."""

# --- Set-up ---------------------------------------------------------

from django.conf import settings
from django.db import models


class Post(models.Model):
    """What a user has written."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
    )
    text = models.TextField()

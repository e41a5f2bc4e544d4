"""The suite, the questions and the commands that compare."""

import shared.packages  # noqa: F401

"""The side-by-side page: the five apps read, compared and tried beside each other."""

import shared.packages  # noqa: F401

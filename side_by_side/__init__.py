"""The side-by-side page: the apps read, compared and tried beside each other."""

import shared.packages  # noqa: F401

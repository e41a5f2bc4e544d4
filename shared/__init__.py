"""What more than one folder uses: page text, decorators, the table of frameworks, servers."""

import sys

# Written so that an old Python can read it, and say that it is old.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Python %d.%d is too old: get 3.11 or newer." % sys.version_info[:2])  # noqa: UP031

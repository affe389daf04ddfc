"""What can be wrong with a request or with the start, said in a sentence."""

from __future__ import annotations


class ServeError(Exception):
    """The local SOAR cannot start as asked."""


class RequestError(Exception):
    """A request that names something unknown, or is not understood; the text is the answer."""

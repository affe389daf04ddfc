"""One thing that is wrong with the package."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """What is wrong, and where.

    Attributes:
        file: the path below the package's folder, with forward slashes.
        field: the place in the file, such as `Parameters[Message].Type`; empty for the whole file.
        text: a sentence.
    """

    file: str
    field: str
    text: str

    def __str__(self) -> str:
        return ": ".join(filter(None, self))

"""What strangers send, read without surprises."""

from __future__ import annotations

import json
from typing import Any, Final

from devkit.local_soar.problems import RequestError

LONGEST_ECHO: Final = 60


def read_json(text: str | bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Read JSON.

    Raises:
        ValueError: it is none, or nested too deeply to be read.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def text_of(raw: object, name: str) -> str:
    """Return a field that must hold text.

    Raises:
        RequestError: it is absent, or holds something else.
    """
    if raw is None:
        raise RequestError(f"{name} is missing.")
    if not isinstance(raw, str):
        raise RequestError(f"{name} must be a text.")
    return raw


def shown(text: str) -> str:
    """Quote a stranger's text, so that a sentence about it stays one."""
    return repr(shortened(text))


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}…"

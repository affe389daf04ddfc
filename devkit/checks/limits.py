"""Limits that the platform's tools put on names and texts."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_NAME = 150
MAX_WORDS = 13
LONG_TEXT = 2050
MAX_FIELDS = 50
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,150}")
DISPLAY_NAME = re.compile(r"[A-Za-z0-9 -]{1,150}")
FIELD_NAME = re.compile(r"[A-Za-z0-9' -]{1,150}")
DOCUMENTATION_LINK = re.compile(r"https://[^\s/]+/\S+")


def described(field: str, text: str) -> Iterator[tuple[str, str]]:
    """Find a description that is blank or too long."""
    if not text.strip():
        yield field, "The text is blank."
    elif len(text) > LONG_TEXT:
        yield field, f"The text has {len(text):,} characters, and {LONG_TEXT:,} are allowed."


def field_name(field: str, name: str) -> Iterator[tuple[str, str]]:
    """Find a parameter's or setting's name that the platform does not take."""
    if not FIELD_NAME.fullmatch(name):
        yield field, "A name has 1 to 150 letters, digits, -, ' or blanks."
    elif len(name.split()) > MAX_WORDS:
        yield field, f"The name has more than {MAX_WORDS} words."


def duplicates(names: Iterable[str]) -> list[str]:
    """Return the names that stand there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]

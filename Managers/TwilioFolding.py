"""A text reduced to what matters for matching, each character with its place in the original."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

_QUOTES = str.maketrans("‘’‚‛“”„‟«»‹›`´「」『』״", '\'\'\'\'""""""\'\'\'\'"""""')
# Line and paragraph separators, the Arabic decimal separator, the minus sign.
_PLAIN = {"\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\u066b": ".", "\u2212": "-"}


class Folded(NamedTuple):
    """A text reduced to what matters for matching.

    Attributes:
        text: the reduced text.
        origin: for each of its characters, the index in the original.
    """

    text: str
    origin: tuple[int, ...]


def fold(original: str) -> Folded:
    """Reduce a text.

    Digits of any script become ASCII, dashes and quotes plain ones, nothing
    invisible, compatibility forms resolved (NFKC); line breaks stay.
    """
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(original):
        for plain in _fold_character(character):
            characters.append(plain)
            origin.append(index)
    return Folded("".join(characters), tuple(origin))


def _fold_character(character: str) -> str:
    if character.isascii() or character in _PLAIN:
        return _PLAIN.get(character, character)
    if is_invisible(character):
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) == "Pd":
        return "-"
    return unicodedata.normalize("NFKC", character.translate(_QUOTES))


def is_invisible(character: str) -> bool:
    """Tell whether a character shows nothing of its own."""
    # Variation selectors and the keycap frame turn "4" into a picture of a key.
    return (
        unicodedata.category(character) == "Cf"
        or "\ufe00" <= character <= "\ufe0f"
        or character == "\u20e3"
    )

"""A text reduced to what matters for matching, each character with its place in the original."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_QUOTES = str.maketrans("‘’‚‛ʼʹ´′“”„‟«»‹›`´「」『』״", "''''''''\"\"\"\"\"\"''''\"\"\"\"\"")
# What NFKC leaves apart: line ends, separators of numbers, commas, full stops and brackets of
# other scripts, and characters that show nothing though they are no format characters.
_PLAIN = {
    **dict.fromkeys("\r\u2028\u2029\x85", "\n"),
    "\u066b": ".",
    "\u066c": ",",
    "\u2212": "-",
    **dict.fromkeys("\u3001\u060c\ufe50", ","),
    **dict.fromkeys("\u3002\u0964\u06d4\uff61", "."),
    "\u061b": ";",
    **dict.fromkeys("\u300a\u3010\u3014\u3016", "["),
    **dict.fromkeys("\u300b\u3011\u3015\u3017", "]"),
    **dict.fromkeys("\x00\u034f\u115f\u1160\u2800\u3164\uffa0\ufffc", ""),
}
_QUESTION_NAME = re.compile("QUESTION|INTERROBANG")
_GREEK_QUESTION = re.compile(r"(?<=[\u0370-\u03ff\u1f00-\u1fff]);")
_MOST_LETTERS = 4  # that one character may stand for; a few stand for whole sentences


class Folded(NamedTuple):
    """A text reduced to what matters for matching.

    Attributes:
        text: the reduced text.
        origin: for each of its characters, the index in the original.
    """

    text: str
    origin: tuple[int, ...]


def fold(original: str) -> Folded:
    """Return a text in its plainest form.

    Digits of any script become ASCII, dashes, quotes and question marks plain ones, nothing
    invisible, compatibility forms resolved (NFKC); line breaks stay.
    """
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(original):
        for plain in _fold_character(character):
            characters.append(plain)
            origin.append(index)
    return Folded(_GREEK_QUESTION.sub("?", "".join(characters)), tuple(origin))


def letters(text: str) -> Folded:
    """Return the letters and digits of a text alone, in lower case."""
    small = text.lower() if len(text.lower()) == len(text) else text
    places = tuple(place for place, character in enumerate(small) if character.isalnum())
    return Folded("".join(small[place] for place in places), places)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isascii() or character in _PLAIN:
        return _PLAIN.get(character, character)
    if is_invisible(character):
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) == "Pd":
        return "-"
    plain = unicodedata.normalize("NFKC", character.translate(_QUOTES))
    is_question = _QUESTION_NAME.search(unicodedata.name(character, ""))
    return "?" if is_question else plain if len(plain) <= _MOST_LETTERS else character


def is_invisible(character: str) -> bool:
    """Return whether a character shows nothing of its own."""
    # Variation selectors and the keycap frame turn "4" into a picture of a key.
    return (
        unicodedata.category(character) == "Cf"
        or "\ufe00" <= character <= "\ufe0f"
        or character == "\u20e3"
    )

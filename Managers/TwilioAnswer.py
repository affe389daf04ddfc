"""Tell which option an answer chooses. Pure rules, no I/O."""

from __future__ import annotations

import unicodedata

from TwilioTextNormalizing import fold


def option_of(answer: str, options: tuple[str, ...]) -> str | None:
    """Return the option an answer equals, as it was spelled, or None."""
    plain = plain_answer(answer)
    return next((option for option in options if plain_answer(option) == plain), None)


def plain_answer(text: str) -> str:
    """Reduce an answer to what makes it equal to an option: no case, no surrounding marks."""
    # Turkish has two letters i, of which only one has the case that other scripts know.
    cased = unicodedata.normalize("NFKC", text).casefold().replace("i\u0307", "i")
    plain = " ".join(fold(cased.replace("ı", "i")).text.split())
    start, end = 0, len(plain)
    while start < end and _is_mark(plain[start]):
        start += 1
    while end > start and _is_mark(plain[end - 1]):
        end -= 1
    return plain[start:end] or plain


def _is_mark(character: str) -> bool:
    return (
        character.isspace() or unicodedata.category(character)[0] == "P" or character in "~`=+|^<>"
    )

"""How many segments Twilio bills for a text.

Source: the GSM 03.38 alphabet; 160 septets or 70 code units in one segment, 153 or 67 in each of
several; a two-septet character, a surrogate pair or a grapheme never spans two segments.
"""

from __future__ import annotations

import unicodedata
from itertools import chain, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXTENSION = frozenset("^{}\\[~]|€\f")
_ASCII = frozenset(map(chr, range(0x20, 0x7F))) - frozenset("`") - _EXTENSION
_BASIC = _ASCII | frozenset("\n\r£¥èéùìòÇØøÅåÄÖÑÜäöñüàÆæßÉ¤¡¿§ΔΦΓΛΩΠΨΣΘΞ")
_GSM = _BASIC | _EXTENSION

_SEPTETS = (160, 153)
_UNITS = (70, 67)
_BEYOND_BMP = 0xFFFF
_ZERO_WIDTH_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)

_SMART = str.maketrans(
    {
        "\u00ab": '"', "\u00bb": '"', "\u201c": '"', "\u201d": '"', "\u201e": '"',
        "\u2018": "'", "\u2019": "'", "\u00b4": "'", "`": "'", "\u201a": "'",
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-",
        "\u2026": "...", "\u200b": "", "\u00a0": " ",
    }
)  # fmt: skip
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def count(text: str) -> int:
    """The number of segments of a text message; an empty text still takes one."""
    if all(character in _GSM for character in text):
        return _fill([2 if character in _EXTENSION else 1 for character in text], *_SEPTETS)
    return _fill([_units(cluster) for cluster in _clusters(text)], *_UNITS)


def smart_encoded(text: str) -> str:
    """The text with look-alike Unicode replaced, as smart encoding does (common part)."""
    return text.translate(_SMART).translate(_FULL_WIDTH)


def _fill(sizes: list[int], alone: int, each: int) -> int:
    if sum(sizes) <= alone:
        return 1
    segments, used = 1, 0
    for size in chain.from_iterable(_pieces(size, each) for size in sizes):
        if used + size > each:
            segments, used = segments + 1, 0
        used += size
    return segments


def _pieces(size: int, each: int) -> Iterator[int]:
    """The parts of a cluster; only one that is longer than a segment has several."""
    while size > each:
        yield each
        size -= each
    yield size


def _units(cluster: str) -> int:
    return sum(2 if ord(character) > _BEYOND_BMP else 1 for character in cluster)


def _clusters(text: str) -> Iterator[str]:
    """Approximate graphemes: marks, joiners and skin tones belong to what they follow."""
    start = 0
    for index, (before, character) in enumerate(pairwise(text), start=1):
        if not _joins(before, character):
            yield text[start:index]
            start = index
    yield text[start:]


def _joins(before: str, character: str) -> bool:
    return (
        unicodedata.category(character) in {"Mn", "Me"}
        or _ZERO_WIDTH_JOINER in (before, character)
        or ord(character) in _SKIN_TONES
    )

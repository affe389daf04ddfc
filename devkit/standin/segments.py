"""How many segments Twilio bills for a text.

Source: the GSM 03.38 alphabet; 160 septets or 70 code units in one segment, 153 or 67 in each of
several. That no character spans two segments is left out: a long text may take one more.
"""

from __future__ import annotations

import math

_EXTENSION = frozenset("^{}\\[~]|€\f")
_ASCII = frozenset(map(chr, range(0x20, 0x7F))) - frozenset("`") - _EXTENSION
_BASIC = _ASCII | frozenset("\n\r£¥èéùìòÇØøÅåÄÖÑÜäöñüàÆæßÉ¤¡¿§ΔΦΓΛΩΠΨΣΘΞ")
_GSM = _BASIC | _EXTENSION

_SEPTETS = (160, 153)
_UNITS = (70, 67)

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
        length = len(text) + sum(character in _EXTENSION for character in text)
        alone, each = _SEPTETS
    else:
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        alone, each = _UNITS
    return 1 if length <= alone else math.ceil(length / each)


def smart_encoded(text: str) -> str:
    """The text with look-alike Unicode replaced, as smart encoding does (common part)."""
    return text.translate(_SMART).translate(_FULL_WIDTH)

"""The sentences an analyst reads about messages sent, or not."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from TwilioModels import Delivery

_FEW = 5
_TWO_REASONS = 2
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_INNER_QUOTES = dict.fromkeys(map(ord, '"“”„‟＂'), "'")
_JOINERS = "\u200c\u200d"  # part of words in Persian and Hindi, and of pictures of families


def sent_sentence(deliveries: Iterable[Delivery]) -> str:
    """Name those whose message Twilio has."""
    return f"Successfully sent SMS to: {', '.join(one.to for one in deliveries)}."


def failed_sentences(deliveries: Iterable[Delivery]) -> str:
    """Say of each that failed why, a line each; nothing where none did."""
    return "\n".join(f"Failed to send SMS to {one.to}: {one.error_message}" for one in deliveries)


def failure_summary(deliveries: list[Delivery]) -> str:
    """Say why each failed, each reason once."""
    said: dict[str, list[str]] = {}
    for one in deliveries:
        said.setdefault(_of_anybody(one), []).append(one.to)
    if len(deliveries) == 1:
        return deliveries[0].error_message or ""
    if len(said) == 1:
        reason, numbers = next(iter(said.items()))
        return f"{reason} This concerns {list_numbers(numbers)}." if reason else ""
    few = _FEW if len(said) == _TWO_REASONS else 1
    return " ".join(f"{list_numbers(numbers, few)}: {reason}" for reason, numbers in said.items())


def _of_anybody(delivery: Delivery) -> str:
    """Return a delivery's reason without the number, which stands beside it."""
    reason = (delivery.error_message or "").replace(delivery.to, "the recipient")
    return reason[:1].upper() + reason[1:]


def list_numbers(numbers: list[str], few: int = _FEW) -> str:
    """Name some numbers in a sentence: all of a few, the first of many."""
    if len(numbers) <= few:
        return ", ".join(numbers)
    return f"{', '.join(numbers[:few])} and {len(numbers) - few} more"


def quote(text: str) -> str:
    """Write a stranger's text on one line, in quotation marks.

    Control characters, bidirectional ones and others that show nothing are taken out, so that
    the text cannot imitate or rearrange the sentence around it.
    """
    shown = (" " if c.isspace() else c for c in text.translate(_INNER_QUOTES))
    line = "".join(c for c in shown if c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    return f'"{" ".join(line.split())}"'


def mask(numbers: Iterable[str]) -> str:
    """Show the last four digits of each number, which is all that a log may hold."""
    return ", ".join(f"…{number[-4:]}" for number in numbers)

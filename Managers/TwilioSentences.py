"""Sentences for the analyst about messages that were sent or not."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from TwilioModels import NEVER_LEFT, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from TwilioModels import Delivery

_FEW = 5
_SOME = 20
_MANY = 100
_TWO_REASONS = 2
_MOST_REASONS = 10
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_INNER_QUOTES = dict.fromkeys(map(ord, '"“”„‟＂'), "'")
_JOINERS = "\u200c\u200d"  # part of words in Persian and Hindi, and of pictures of families


def sent_sentence(deliveries: Iterable[Delivery]) -> str:
    """Return the sentence that names those whose message Twilio has."""
    return f"Successfully sent SMS to: {list_numbers([one.to for one in deliveries], _MANY)}."


def failed_sentences(deliveries: Sequence[Delivery]) -> str:
    """Say why messages failed or may have left: a line for each reason, with its recipients.

    Returns:
        The lines, at most ten; nothing where none failed.
    """
    groups: dict[tuple[str, str], list[Delivery]] = {}
    for one in deliveries:
        groups.setdefault((_what_failed(one.status), _of_anybody(one)), []).append(one)
    lines = []
    for (what, reason), rows in groups.items():
        numbers = list_numbers([one.to for one in rows], _SOME if len(groups) > 1 else _MANY)
        why = rows[0].error_message if len(rows) == 1 else reason
        lines.append(f"{what.format(numbers)}: {why}")
    return "\n".join(_first(lines))


def _what_failed(status: str) -> str:
    if status == UNKNOWN:
        return "It is not known whether the SMS to {} was sent"
    return "Failed to send SMS to {}" if status in NEVER_LEFT else "Failed to deliver SMS to {}"


def _first(sentences: list[str]) -> list[str]:
    """Return the first sentences; the JSON result holds the reason of each recipient."""
    if len(sentences) <= _MOST_REASONS:
        return sentences
    more = len(sentences) - _MOST_REASONS
    return [*sentences[:_MOST_REASONS], f"The JSON result holds {more} more reasons."]


def failure_summary(deliveries: Sequence[Delivery]) -> str:
    """Return why each failed, each reason once, at most ten of them."""
    said: dict[str, list[str]] = {}
    for one in deliveries:
        said.setdefault(_of_anybody(one), []).append(one.to)
    if len(deliveries) == 1:
        return deliveries[0].error_message or ""
    if len(said) == 1:
        reason, numbers = next(iter(said.items()))
        return f"{reason} This concerns {list_numbers(numbers)}." if reason else ""
    few = _FEW if len(said) == _TWO_REASONS else 1
    parts = [f"{list_numbers(numbers, few)}: {reason}" for reason, numbers in said.items()]
    return " ".join(_first(parts))


def _of_anybody(delivery: Delivery) -> str:
    """Return a delivery's reason without the number, which stands beside it."""
    reason = (delivery.error_message or "").replace(delivery.to, "the recipient")
    return reason[:1].upper() + reason[1:]


def list_numbers(numbers: list[str], few: int = _FEW) -> str:
    """Return numbers for a sentence: all of a few, the first of many."""
    if len(numbers) <= few:
        return ", ".join(numbers)
    return f"{', '.join(numbers[:few])} and {len(numbers) - few} more"


def quote(text: str) -> str:
    """Return a stranger's text on one line, in quotation marks.

    Control characters, bidirectional ones and others that show nothing are taken out, so that
    the text cannot imitate or rearrange the sentence around it.
    """
    shown = (" " if c.isspace() else c for c in text.translate(_INNER_QUOTES))
    line = "".join(c for c in shown if c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    return f'"{" ".join(line.split())}"'


def mask(numbers: Iterable[str]) -> str:
    """Return the last four digits of each number, which is all that a log may hold."""
    return ", ".join(f"…{number[-4:]}" for number in numbers)

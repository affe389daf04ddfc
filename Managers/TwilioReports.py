"""The sentences an analyst reads about messages sent, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from TwilioModels import Delivery

_FEW = 5


def sent_sentence(deliveries: Iterable[Delivery]) -> str:
    """Name those whose message Twilio has."""
    return f"Successfully sent SMS to: {', '.join(one.to for one in deliveries)}."


def failed_sentences(deliveries: Iterable[Delivery]) -> str:
    """Say of each that failed why, a line each; nothing where none did."""
    return "\n".join(f"Failed to send SMS to {one.to}: {one.error_message}" for one in deliveries)


def reasons(deliveries: list[Delivery]) -> str:
    """Say why none was sent, each reason once."""
    said: dict[str, list[str]] = {}
    for one in deliveries:
        said.setdefault(one.error_message or "", []).append(one.to)
    if len(said) == 1:
        reason, numbers = next(iter(said.items()))
        alone = len(numbers) == 1 or not reason
        return reason if alone else f"{reason} This concerns {names(numbers)}."
    return " ".join(f"{names(numbers)}: {reason}" for reason, numbers in said.items())


def names(numbers: list[str]) -> str:
    """Name some numbers in a sentence: all of a few, the first of many."""
    if len(numbers) <= _FEW:
        return ", ".join(numbers)
    return f"{', '.join(numbers[:_FEW])} and {len(numbers) - _FEW} more"


def masked(numbers: Iterable[str]) -> str:
    """Show the last four digits of each number, which is all that a log may hold."""
    return ", ".join(f"…{number[-4:]}" for number in numbers)

"""How each scenario must end, by the kind of failure and how often it strikes.

`times` is how often; None for always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.fault_matrix.fault_kinds import Effect

if TYPE_CHECKING:
    from devkit.fault_matrix.fault_kinds import FaultKind

SENT, AGAIN, NOT_SENT, UNKNOWN = "sent", "sent again", "not sent", "unknown"
WAITING, ANSWERED, FAILED = "waiting", "answered", "failed"
_HIDDEN = {Effect.NOT_PROCESSED, Effect.PROCESSED}

Outcomes = tuple[frozenset[str], ...]


def one_of(*words: str) -> frozenset[str]:
    return frozenset(words)


def created(kind: FaultKind, times: int | None) -> frozenset[str]:
    """Return how a message may fare whose create request fails."""
    if kind.effect is Effect.BUSY:
        return one_of(SENT if times else NOT_SENT)
    if kind.effect not in _HIDDEN:
        return one_of(NOT_SENT)
    row = one_of(SENT) if kind.effect is Effect.PROCESSED else one_of(AGAIN if times else UNKNOWN)
    return row | {UNKNOWN} if kind.slow else row


def listed(kind: FaultKind, times: int | None) -> frozenset[str]:
    """Return how a message may fare whose answer is lost, and whose list requests fail."""
    if kind.of_connection or not times:
        return one_of(UNKNOWN)
    refused = kind.effect in {Effect.REFUSED, Effect.ACCOUNT_REFUSED}
    return one_of(SENT, UNKNOWN) if kind.slow or refused else one_of(SENT)


def pinged(kind: FaultKind, times: int | None) -> Outcomes:
    passes = times and kind.effect in {Effect.BUSY, *_HIDDEN}
    return (one_of("connected", FAILED) if passes else one_of(FAILED), one_of("named"))


def sent(kind: FaultKind, times: int | None) -> Outcomes:
    return (created(kind, times),)


def sent_to_three(kind: FaultKind, times: int | None) -> Outcomes:
    last = one_of(SENT)
    if kind.effect is Effect.ACCOUNT_REFUSED:
        last = one_of(NOT_SENT)
    elif kind.slow or (kind.effect is Effect.NOT_PROCESSED and not times):
        last = one_of(SENT, NOT_SENT)  # two searches for the second may use up the run's time
    return (one_of(SENT), created(kind, times), last)


def found(kind: FaultKind, times: int | None) -> Outcomes:
    return (listed(kind, times),)


def followed(_kind: FaultKind, _times: int | None) -> Outcomes:
    return (one_of(SENT),)


def asked(kind: FaultKind, times: int | None) -> Outcomes:
    row = created(kind, times)
    return (one_of(FAILED if row == {NOT_SENT} else WAITING), row)


def asked_three(kind: FaultKind, times: int | None) -> Outcomes:
    return (one_of(WAITING), *sent_to_three(kind, times))


def asked_and_found(kind: FaultKind, times: int | None) -> Outcomes:
    return (one_of(WAITING), listed(kind, times))


def polled(kind: FaultKind, times: int | None) -> Outcomes:
    if kind.effect is Effect.ACCOUNT_REFUSED:
        return (one_of(FAILED),)
    if not times or kind.of_connection or kind.effect is Effect.REFUSED:
        return (one_of(WAITING),)
    return (one_of(WAITING, ANSWERED),)


def answered(kind: FaultKind, _times: int | None) -> Outcomes:
    """Return how a poll may end whose status request fails: the answer counts all the same."""
    return (one_of(ANSWERED, WAITING) if kind.slow else one_of(ANSWERED),)


def redacted(kind: FaultKind, times: int | None) -> Outcomes:
    """Return how a wait ends whose texts cannot be emptied: answered, and what is left is told."""
    kept = kind.effect in {Effect.NOT_SENT, Effect.NOT_PROCESSED, Effect.BUSY} and not times
    return (one_of(ANSWERED), one_of("told") if kept else one_of("emptied", "told"))


def timed_out(_kind: FaultKind, _times: int | None) -> Outcomes:
    return (one_of(FAILED), one_of("timed_out"))


def stopped(_kind: FaultKind, _times: int | None) -> Outcomes:
    return (one_of(FAILED), one_of("opted_out"))

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

Outcomes = tuple[frozenset[str], ...]


def one_of(*outcomes: str) -> frozenset[str]:
    return frozenset(outcomes)


def created(kind: FaultKind, times: int | None) -> frozenset[str]:
    """Return how a message may fare whose create request is spoiled."""
    if kind.effect in {Effect.NOT_SENT, Effect.REFUSED, Effect.ACCOUNT_REFUSED}:
        return one_of(NOT_SENT)
    if kind.effect is Effect.BUSY:
        return one_of(SENT if times else NOT_SENT)
    words = one_of(SENT) if kind.effect is Effect.PROCESSED else one_of(AGAIN if times else UNKNOWN)
    return words | {UNKNOWN} if kind.slow else words


def whole(kind: FaultKind) -> bool:
    """Whether every request of the run is spoiled: the connection itself is."""
    return not kind.fault


def ping_outcomes(kind: FaultKind, times: int | None) -> Outcomes:
    again = times and kind.effect in {Effect.BUSY, Effect.NOT_PROCESSED, Effect.PROCESSED}
    return (one_of("connected", FAILED) if again else one_of(FAILED), one_of("named"))


def second_outcomes(kind: FaultKind, times: int | None) -> Outcomes:
    hopeless = kind.effect is Effect.ACCOUNT_REFUSED
    last = one_of(NOT_SENT) if hopeless else one_of(SENT, NOT_SENT) if kind.slow else one_of(SENT)
    return (one_of(SENT), created(kind, times), last)


def before_outcomes(kind: FaultKind, _times: int | None) -> Outcomes:
    if whole(kind):
        return (one_of(NOT_SENT),)
    # A look that used up the time leaves none for the message, which then is honestly not sent.
    return (one_of(SENT, NOT_SENT) if kind.slow else one_of(SENT),)


def looks_outcomes(kind: FaultKind, times: int | None) -> Outcomes:
    refused = kind.effect in {Effect.REFUSED, Effect.ACCOUNT_REFUSED}
    if whole(kind) or not times or refused:
        return (one_of(UNKNOWN),)
    return (one_of(SENT, UNKNOWN) if kind.slow else one_of(SENT),)


def fetch_outcomes(_kind: FaultKind, _times: int | None) -> Outcomes:
    return (one_of(SENT),)


def ask_outcomes(kind: FaultKind, times: int | None) -> Outcomes:
    row = created(kind, times)
    return (one_of(FAILED),) if row == {NOT_SENT} else (one_of(WAITING), row)


def ask_second_outcomes(kind: FaultKind, times: int | None) -> Outcomes:
    return (one_of(WAITING), *second_outcomes(kind, times))


def ask_looks_outcomes(kind: FaultKind, times: int | None) -> Outcomes:
    return (one_of(WAITING), *looks_outcomes(kind, times))


def poll_outcomes(kind: FaultKind, times: int | None) -> Outcomes:
    if kind.effect is Effect.ACCOUNT_REFUSED:
        return (one_of(FAILED),)
    if not times or whole(kind) or kind.effect is Effect.REFUSED:
        return (one_of(WAITING),)
    return (one_of(WAITING, ANSWERED),)


def update_outcomes(kind: FaultKind, times: int | None) -> Outcomes:
    """Return how a wait ends whose texts cannot be emptied: answered, and what is left is told."""
    kept = kind.effect in {Effect.NOT_SENT, Effect.NOT_PROCESSED, Effect.BUSY} and not times
    return (one_of(ANSWERED), one_of("told") if kept else one_of("emptied", "told"))


def timed_out_outcomes(_kind: FaultKind, _times: int | None) -> Outcomes:
    return (one_of(FAILED), one_of("timed_out"))


def create_outcomes(kind: FaultKind, times: int | None) -> Outcomes:
    return (created(kind, times),)

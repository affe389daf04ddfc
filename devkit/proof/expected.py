"""How each scenario must end, by the kind of failure and how often it strikes.

`times` is how often; None for always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.proof.kinds import Effect

if TYPE_CHECKING:
    from devkit.proof.kinds import Kind

SENT, AGAIN, NOT_SENT, UNKNOWN = "sent", "sent again", "not sent", "unknown"
WAITING, ANSWERED, FAILED = "waiting", "answered", "failed"

Words = tuple[frozenset[str], ...]


def some(*words: str) -> frozenset[str]:
    return frozenset(words)


def created(kind: Kind, times: int | None) -> frozenset[str]:
    """Return how a message may fare whose create request is spoiled."""
    if kind.effect in {Effect.NOT_MADE, Effect.REFUSED, Effect.ACCOUNT}:
        return some(NOT_SENT)
    if kind.effect is Effect.BUSY:
        return some(SENT if times else NOT_SENT)
    words = some(SENT) if kind.effect is Effect.ACTED else some(AGAIN if times else UNKNOWN)
    return words | {UNKNOWN} if kind.slow else words


def whole(kind: Kind) -> bool:
    """Whether every request of the run is spoiled: the connection itself is."""
    return not kind.fault


def ping_words(kind: Kind, times: int | None) -> Words:
    again = times and kind.effect in {Effect.BUSY, Effect.LOST, Effect.ACTED}
    return (some("connected", FAILED) if again else some(FAILED), some("named"))


def second_words(kind: Kind, times: int | None) -> Words:
    hopeless = kind.effect is Effect.ACCOUNT
    last = some(NOT_SENT) if hopeless else some(SENT, NOT_SENT) if kind.slow else some(SENT)
    return (some(SENT), created(kind, times), last)


def before_words(kind: Kind, _times: int | None) -> Words:
    if whole(kind):
        return (some(NOT_SENT),)
    # A look that used up the time leaves none for the message, which then is honestly not sent.
    return (some(SENT, NOT_SENT) if kind.slow else some(SENT),)


def looks_words(kind: Kind, times: int | None) -> Words:
    refused = kind.effect in {Effect.REFUSED, Effect.ACCOUNT}
    if whole(kind) or not times or refused:
        return (some(UNKNOWN),)
    return (some(SENT, UNKNOWN) if kind.slow else some(SENT),)


def fetch_words(_kind: Kind, _times: int | None) -> Words:
    return (some(SENT),)


def ask_words(kind: Kind, times: int | None) -> Words:
    row = created(kind, times)
    return (some(FAILED),) if row == {NOT_SENT} else (some(WAITING), row)


def ask_second_words(kind: Kind, times: int | None) -> Words:
    return (some(WAITING), *second_words(kind, times))


def ask_looks_words(kind: Kind, times: int | None) -> Words:
    return (some(WAITING), *looks_words(kind, times))


def poll_words(kind: Kind, times: int | None) -> Words:
    if kind.effect is Effect.ACCOUNT:
        return (some(FAILED),)
    if not times or whole(kind) or kind.effect is Effect.REFUSED:
        return (some(WAITING),)
    return (some(WAITING, ANSWERED),)


def update_words(kind: Kind, times: int | None) -> Words:
    """Return how a wait ends whose texts cannot be emptied: answered, and what is left is told."""
    kept = kind.effect in {Effect.NOT_MADE, Effect.LOST, Effect.BUSY} and not times
    return (some(ANSWERED), some("told") if kept else some("emptied", "told"))


def timed_out_words(_kind: Kind, _times: int | None) -> Words:
    return (some(FAILED), some("timed_out"))


def create_words(kind: Kind, times: int | None) -> Words:
    return (created(kind, times),)

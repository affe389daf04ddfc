"""Actions, and the points at which each is spoiled: the columns of the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from devkit.proof import expected
from devkit.proof import scenarios as play

if TYPE_CHECKING:
    from collections.abc import Callable

    from devkit.proof.evidence import Evidence
    from devkit.proof.expected import Words
    from devkit.proof.kinds import Kind
    from devkit.proof.stage import Stage

LOOKS = "list after a lost create"


@dataclass(frozen=True, slots=True)
class Scenario:
    """An action and the point at which it is spoiled.

    Attributes:
        play: does it.
        expected: the right words for a kind and how often it strikes.
        reads: whether the point is a read, for which some kinds are the same.
        connections: whether a connection can be spoiled at that point alone.
        first: whether that point is the run's first request.
    """

    action: str
    point: str
    play: Callable[[Stage, Kind, int | None], Evidence]
    expected: Callable[[Kind, int | None], Words]
    reads: bool
    connections: bool = True
    first: bool = False


SCENARIOS = [
    Scenario("Ping", "list", play.ping, expected.ping_words, reads=True, first=True),
    Scenario(
        "Send SMS", "list before", play.send_before, expected.before_words, reads=True, first=True
    ),
    Scenario("Send SMS", "create", play.send, expected.create_words, reads=False),
    Scenario(
        "Send SMS",
        "create, 2nd of 3",
        play.send_second,
        expected.second_words,
        reads=False,
        connections=False,
    ),
    Scenario("Send SMS", LOOKS, play.send_looks, expected.looks_words, reads=True),
    Scenario("Send SMS", "fetch", play.send_fetch, expected.fetch_words, reads=True),
    Scenario("Wait", "create", play.ask, expected.ask_words, reads=False, first=True),
    Scenario(
        "Wait",
        "create, 2nd of 3",
        play.ask_second,
        expected.ask_second_words,
        reads=False,
        connections=False,
    ),
    Scenario("Wait", LOOKS, play.ask_looks, expected.ask_looks_words, reads=True),
    Scenario("Wait", "list (poll)", play.poll, expected.poll_words, reads=True, first=True),
    Scenario("Wait", "update", play.poll_update, expected.update_words, reads=False),
    Scenario("Wait", "fetch", play.poll_fetch, expected.timed_out_words, reads=True),
]

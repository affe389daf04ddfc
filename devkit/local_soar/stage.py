"""What stands in for the world outside: a Twilio, its phones and its network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devkit.local_soar.network import Network
from devkit.local_soar.phones import Board
from devkit.standin import StandIn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Stage:
    """The stand-in and what the page shows of it.

    Args:
        phones: numbers that are there from the start, with a name or nothing.
        tell: see `Board`.
    """

    def __init__(self, phones: Mapping[str, str], tell: Callable[[dict[str, Any]], None]) -> None:
        self.twilio = StandIn()
        self.board = Board(self.twilio.state, phones, tell)
        self.network = Network(self.twilio.state)

    def start(self) -> None:
        self.twilio.start()
        self.board.start()

    def stop(self) -> None:
        self.board.stop()
        self.twilio.stop()
        self.twilio.check()

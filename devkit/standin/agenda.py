"""What is due later. Nothing runs by itself: whoever looks at the state settles it first."""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Agenda:
    """Actions in the order of the instant at which each is due."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, int, Callable[[float], object]]] = []
        self._numbers = count()

    def add(self, due: float, action: Callable[[float], object]) -> None:
        """Have `action(due)` called by the first `settle` at or after the instant `due`."""
        heapq.heappush(self._entries, (due, next(self._numbers), action))

    def settle(self, instant: float) -> None:
        """Do all that is due, including what the actions themselves add."""
        while self._entries and self._entries[0][0] <= instant:
            due, _, action = heapq.heappop(self._entries)
            action(due)

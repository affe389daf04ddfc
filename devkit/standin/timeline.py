"""The clock of the stand-in, what is due on it, and who is told of what happens."""

from __future__ import annotations

import heapq
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """Instants are steady seconds; `at` and `now` are what Twilio would write down.

    `skew` (a timedelta) sets the accounts' clock ahead of, or behind, this machine's.
    """

    def __init__(self) -> None:
        self.skew = timedelta()
        self._started = datetime.now(UTC)
        self._origin = time.monotonic()
        self._advanced = 0.0

    def instant(self) -> float:
        """Steady seconds; setting the machine's clock does not move them."""
        return time.monotonic() + self._advanced

    def advance(self, seconds: float) -> None:
        """Let time pass without waiting for it."""
        self._advanced += seconds

    def at(self, instant: float) -> datetime:
        """What the accounts' clock showed at an instant, in whole seconds as Twilio has them."""
        shown = self._started + timedelta(seconds=instant - self._origin) + self.skew
        return shown.replace(microsecond=0)

    def now(self) -> datetime:
        return self.at(self.instant())


class Timeline:
    """The lock, the clock, the due actions and the listeners that all accounts share.

    Nothing runs by itself: whoever reads or changes something calls `run_due` first.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self._listeners: list[Callable[[Any], object]] = []
        self.reset()

    def reset(self) -> None:
        """Forget all but the listeners."""
        self.clock = Clock()
        self._due: list[tuple[float, int, Callable[[float], object]]] = []
        self._serials = count(1)

    def call_at(self, instant: float, action: Callable[[float], object]) -> None:
        """Have `action(instant)` called by the first `run_due` at or after the instant."""
        heapq.heappush(self._due, (instant, self.next_serial(), action))

    def run_due(self) -> None:
        """Do all that is due by now, in order, including what the actions themselves add."""
        with self.lock:
            now = self.clock.instant()
            while self._due and self._due[0][0] <= now:
                instant, _, action = heapq.heappop(self._due)
                action(instant)

    def next_serial(self) -> int:
        """A number that grows with each call."""
        return next(self._serials)

    def publish(self, event: object) -> None:
        """Call all listeners with an event."""
        for listener in list(self._listeners):
            listener(event)

    def subscribe(self, listener: Callable[[Any], object]) -> Callable[[], None]:
        """Have a function called with every event; return the function that ends this."""
        with self.lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self.lock:
                self._listeners.remove(listener)

        return unsubscribe

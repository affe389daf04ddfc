"""The clock of the stand-in: one steady time line, and what the accounts' clock shows on it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Instants are steady seconds; `at` and `now` are what Twilio would write down.

    `skew` (a timedelta) sets the accounts' clock ahead of, or behind, this machine's.
    """

    def __init__(self) -> None:
        self.skew = timedelta()
        self._started = datetime.now(UTC)
        self._origin = time.monotonic()
        self._passed = 0.0

    def instant(self) -> float:
        """Steady seconds; setting the machine's clock does not move them."""
        return time.monotonic() + self._passed

    def advance(self, seconds: float) -> None:
        """Let time pass without waiting for it."""
        self._passed += seconds

    def at(self, instant: float) -> datetime:
        """What the accounts' clock showed at an instant, in whole seconds as Twilio keeps them."""
        shown = self._started + timedelta(seconds=instant - self._origin) + self.skew
        return shown.replace(microsecond=0)

    def now(self) -> datetime:
        return self.at(self.instant())

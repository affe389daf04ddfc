"""How long this process may still run, on a clock that nobody adjusts."""

from __future__ import annotations

import time

IN_HAND = 5.0  # seconds left to the platform to end the process and read the result


class Deadline:
    """The moment at which work must stop."""

    def __init__(self, seconds: float) -> None:
        """Count from now.

        Args:
            seconds: how long work may last; zero or less means there is no time at all.
        """
        self._end = time.monotonic() + seconds

    @classmethod
    def of_process(cls, deadline_ms: int, *, otherwise: float, when_past: float = 0.0) -> Deadline:
        """Turn the platform's deadline into working time.

        A few seconds stay in hand, but never more than half of what is left, so that a
        short run still gets its work done.

        Args:
            deadline_ms: the platform's deadline in epoch milliseconds, 0 where it gave none.
            otherwise: seconds to work without a platform deadline.
            when_past: seconds to work where the deadline lies in the past: a run that began
                after its own end shows that two clocks disagree.
        """
        if not deadline_ms:
            return cls(otherwise)
        left = deadline_ms / 1000 - time.time()
        return cls(max(left - IN_HAND, left / 2) if left > 0 else when_past)

    def left(self) -> float:
        """Return the seconds left, zero when time is up."""
        return max(0.0, self._end - time.monotonic())

    def within(self, seconds: float) -> Deadline:
        """Return a deadline at most so many seconds away, and never later than this one."""
        return Deadline(min(seconds, self.left()))

    def pause(self, seconds: float) -> bool:
        """Sleep, if that much time is left.

        Returns:
            False, at once, where the pause would reach the deadline.
        """
        if seconds >= self.left():
            return False
        time.sleep(seconds)
        return True

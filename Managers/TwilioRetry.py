"""Repeat a request while Twilio gives no usable answer, within the time of this run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from TwilioExceptions import TwilioUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RESERVE_SECONDS = 5.0  # seconds left to the platform to end the process and read the result


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
        return cls(max(left - RESERVE_SECONDS, left / 2) if left > 0 else when_past)

    def remaining(self) -> float:
        """Return the seconds left, zero when time is up."""
        return max(0.0, self._end - time.monotonic())

    def within(self, seconds: float) -> Deadline:
        """Return a deadline at most so many seconds away, and never later than this one."""
        return Deadline(min(seconds, self.remaining()))

    def pause(self, seconds: float) -> bool:
        """Sleep, if that much time is left.

        Returns:
            False, at once, where the pause would reach the deadline.
        """
        if seconds >= self.remaining():
            return False
        time.sleep(seconds)
        return True


_T = TypeVar("_T")


def retry(
    request: Callable[[], _T],
    waits: Iterable[float],
    deadline: Deadline,
    retry_if: Callable[[TwilioUnavailableError], bool] = lambda error: error.retryable,
) -> _T:
    """Make a request, and repeat it while that may help and there is time.

    Args:
        request: makes one request.
        waits: seconds before each further try; longer where Twilio asks for it (Retry-After).
        deadline: no wait reaches it.
        retry_if: whether another try is right after an error.

    Raises:
        TwilioUnavailableError: no usable answer came.
    """
    for seconds in waits:
        try:
            return request()
        except TwilioUnavailableError as error:
            if not retry_if(error) or not deadline.pause(max(error.retry_after or 0.0, seconds)):
                raise
    return request()

"""Repeat a request while Twilio gives no usable answer, within the time of this run."""

from __future__ import annotations

import math
import random
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from TwilioExceptions import TwilioUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

RESERVE_SECONDS = 5.0  # seconds that the platform has to end the process and read the result
CLOCK_TOLERANCE = 30.0  # seconds by which two clocks may differ without being named
LONGEST_WAIT = 15.0  # seconds between two tries
_JITTER = 0.2
_MINUTE = 60


class Deadline:
    """The moment at which work must stop.

    Attributes:
        began_late: whether it lay in the past when the run began, so that one of the clocks of
            the platform and of this machine is wrong, and Twilio's has not told which.
    """

    def __init__(
        self,
        seconds: float,
        *,
        platform_ms: int = 0,
        began_late: bool = False,
        outer: Deadline | None = None,
        earlier: float = 0.0,
    ) -> None:
        """Count from now.

        Args:
            seconds: how long work may last; zero or less means there is no time at all.
            platform_ms: the moment of the platform's clock in epoch milliseconds that the seconds
                were computed from, or 0.
            began_late: whether that moment is in the past.
            outer: a deadline that this one never outlasts.
            earlier: by how many seconds it ends before the outer one.
        """
        self._end = time.monotonic() + seconds
        self._platform_ms = platform_ms
        self._outer = outer
        self._earlier = earlier
        self._clock_offset = 0.0
        self._clock_checked = not platform_ms
        self.began_late = began_late

    @classmethod
    def of_process(cls, deadline_ms: int, *, otherwise: float, when_past: float = 0.0) -> Deadline:
        """Turn the platform's deadline into working time.

        A few seconds stay in reserve, but never more than half of the time, so that a short run
        still gets its work done.

        Args:
            deadline_ms: the platform's deadline in epoch milliseconds, 0 where it gave none.
            otherwise: seconds to work without a platform deadline.
            when_past: seconds to work where the deadline lies in the past: a run that began
                after its own end shows that two clocks disagree.

        Returns:
            A deadline that `correct_clock` may still move.
        """
        if not deadline_ms:
            return cls(otherwise)
        seconds = deadline_ms / 1000 - time.time()
        working = _working_seconds(seconds) if seconds > 0 else when_past
        return cls(working, platform_ms=deadline_ms, began_late=seconds <= 0)

    def correct_clock(self, now: datetime) -> None:
        """Take the time that Twilio told into account, once.

        The deadline is a moment of the platform's clock; this machine may have another one. Of
        the durations that this machine's clock and Twilio's give, the shorter is safe; one below
        zero comes from a wrong clock, because no run begins after its own end.

        Args:
            now: the time by Twilio's clock.
        """
        if self._clock_checked:
            return
        self._clock_checked, self.began_late = True, False
        self._clock_offset = now.timestamp() - time.time()
        by_this_machine = self._platform_ms / 1000 - time.time()
        by_twilio = by_this_machine - self._clock_offset
        if by_twilio > 0:
            end = time.monotonic() + _working_seconds(by_twilio)
            self._end = min(end, self._end) if by_this_machine > 0 else end

    @property
    def time_is_up(self) -> str:
        """The sentence for work that was stopped, or not begun, because of this deadline."""
        offset = self.clock_offset
        if abs(offset) < CLOCK_TOLERANCE:
            return "The time of this run is used up. Raise the action's timeout in the platform."
        direction = "behind" if offset > 0 else "ahead of"
        minutes = max(1, round(abs(offset) / _MINUTE))
        return (
            "The time of this run is used up, and the clock of the machine that runs it is "
            f"{minutes} min {direction} Twilio's. Correct that clock first."
        )

    @property
    def clock_offset(self) -> float:
        """Seconds by which Twilio's clock is ahead of this machine's; 0.0 while untold."""
        return self._outer.clock_offset if self._outer else self._clock_offset

    def twilios_time(self) -> datetime:
        """Return the time by Twilio's clock, as far as it was told; aware, UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.clock_offset)

    def remaining(self) -> float:
        """Return the seconds left, zero when time is up."""
        seconds = self._end - time.monotonic()
        if self._outer:
            seconds = min(seconds, self._outer.remaining() - self._earlier)
        return max(0.0, seconds)

    def within(self, seconds: float) -> Deadline:
        """Return a deadline at most so many seconds away, and never later than this one."""
        return Deadline(seconds, outer=self)

    def before(self, seconds: float) -> Deadline:
        """Return a deadline that is always so many seconds earlier than this one."""
        return Deadline(math.inf, outer=self, earlier=seconds)

    def pause(self, seconds: float) -> bool:
        """Sleep, if that much time is left.

        Returns:
            False, at once, where the pause would reach the deadline.
        """
        if seconds >= self.remaining():
            return False
        time.sleep(seconds)
        return True


def _working_seconds(seconds: float) -> float:
    return max(seconds - RESERVE_SECONDS, seconds / 2)


def growing_waits(first: float, count: int | None = None) -> Iterator[float]:
    """Yield seconds to wait before each further try: doubled each time, with jitter.

    With jitter, runs that were refused at the same moment do not repeat at the same moment.

    Args:
        first: seconds before the second try.
        count: how many waits; None for as many as there is time for.

    Yields:
        Each time to wait.
    """
    seconds, number = first, 0
    while count is None or number < count:
        yield seconds * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 (no secret)
        seconds, number = min(seconds * 2, LONGEST_WAIT), number + 1


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

    Returns:
        What the request returned.

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

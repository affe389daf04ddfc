"""Ask Twilio again while it gives no usable answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from TwilioExceptions import TwilioUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from TwilioDeadline import Deadline

_T = TypeVar("_T")


def again(
    ask: Callable[[], _T],
    pauses: Iterable[float],
    deadline: Deadline,
    may_retry: Callable[[TwilioUnavailableError], bool] = lambda error: error.worth_retrying,
) -> _T:
    """Ask, and ask again while that may help and there is time.

    Args:
        ask: makes one request.
        pauses: seconds before each further try; longer where Twilio asks for it (Retry-After).
        deadline: no pause reaches it.
        may_retry: whether another try is right after an error.

    Raises:
        TwilioUnavailableError: no usable answer came.
    """
    for pause in pauses:
        try:
            return ask()
        except TwilioUnavailableError as error:
            if not may_retry(error) or not deadline.pause(max(error.retry_after or 0.0, pause)):
                raise
    return ask()

"""Resume a wait that Google's package (17.0 and before) began.

Its state holds the code and the time of sending alone. The rest comes from the parameters and
settings, which the platform passes again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from TwilioAddresses import is_service, national_digits
from TwilioConstants import (
    FAIL_ON_TIMEOUT,
    MESSAGE,
    PHONE_NUMBER,
    REDACT,
    REPLY_TIMEOUT,
    SENDER,
)
from TwilioExceptions import TwilioConfigurationError
from TwilioModels import Delivery
from TwilioSendParameters import read_numbers
from TwilioWaitState import MAX_REPLY_TIMEOUT, LegacyState, Wait

if TYPE_CHECKING:
    from TwilioContext import ActionContext


def complete(context: ActionContext, saved: LegacyState) -> Wait:
    """Return the wait, put together.

    Raises:
        TwilioPlatformError: the platform did not return the settings.
        TwilioConfigurationError: settings and parameters do not complete it.
    """
    minutes = context.number(REPLY_TIMEOUT, 1, MAX_REPLY_TIMEOUT)
    code, asked_at = saved
    began = asked_at.timestamp()
    ours = context.settings.sender
    number, service = (None, ours) if is_service(ours) else (ours, None)
    recipients = _asked_then(context, ours)
    message = context.text(MESSAGE, strip=False)
    return Wait(
        code=code,
        question=f"{message}\nTo respond type your reply followed by {code}",
        asked_at=asked_at,
        started_at=began,
        expires_at=began + minutes * 60 if minutes else None,
        options=(),
        fail_on_timeout=context.flag(FAIL_ON_TIMEOUT, default=True),
        redact=context.flag(REDACT, default=False),
        recipients=tuple(Delivery(to, number, service, status="sent") for to in recipients),
        legacy=True,
    )


def _asked_then(context: ActionContext, sender: str) -> tuple[str, ...]:
    """Return whom the old package asked: it passed on to Twilio whatever was typed.

    Raises:
        TwilioConfigurationError: the parameter names no phone.
    """
    try:
        asked = read_numbers(context, PHONE_NUMBER, sender, SENDER)[0]
    except TwilioConfigurationError:
        asked = tuple(filter(None, [national_digits(context.text(PHONE_NUMBER))]))
    if not asked:
        raise TwilioConfigurationError(
            f"{PHONE_NUMBER} no longer names the phone that was asked, so its reply cannot be "
            "found. Run the action again to send a new question."
        )
    return asked

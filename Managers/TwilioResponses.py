"""What Twilio's answers mean: JSON, a refusal, or something that is not Twilio's at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from TwilioExceptions import (
    TwilioAccountError,
    TwilioBusyError,
    TwilioManagerError,
    TwilioRefusedError,
    TwilioUnavailableError,
)
from TwilioModels import Message, read_time

if TYPE_CHECKING:
    from twilio.http.response import Response

NOT_ACCEPTED = 20003  # what Twilio calls a 401 in words
_CLIENT_ERROR = 400
_UNAUTHORIZED = 401
_TOO_MANY = 429
_SERVER_ERROR = 500
_NETWORK_SIGN_IN = 511  # RFC 6585: only a captive portal says so


def refusal(answer: Response, secret: str, context: dict[str, str]) -> TwilioManagerError:
    """Turn an answer that is no success into an error.

    Args:
        answer: its status decides, then Twilio's code.
        secret: kept out of the sentence, should the answer echo it.
        context: the recipient (`to`) and the place of the sender (`sender`), for the sentence.
    """
    from TwilioErrorCodes import (  # noqa: PLC0415 (most requests succeed)
        error_of,
        explain,
        is_about_the_account,
        what_and_cure,
    )

    status = answer.status_code
    try:
        code, text = error_of(json.loads(answer.text))
    except (ValueError, RecursionError):
        code, text = None, ""
    if status == _TOO_MANY:
        what, cure = what_and_cure(20429, **context)
        return TwilioBusyError(what, cure_later=cure, retry_after=_retry_after(answer))
    if status >= _SERVER_ERROR:
        return _fault(status, code)
    # Twilio says 401 with its code, or with no words at all; a page is a proxy's.
    if code is None and (status != _UNAUTHORIZED or answer.text.strip()):
        return _foreign(status)
    kind = TwilioAccountError if is_about_the_account(status, code) else TwilioRefusedError
    code = code or NOT_ACCEPTED
    return kind(explain(code, text.replace(secret, "…"), **context), code=code, status=status)


def _fault(status: int, code: int | None) -> TwilioUnavailableError:
    if code:
        what = f"Twilio has a temporary problem (error {code})."
    elif status == _NETWORK_SIGN_IN:
        what = "The network wants somebody to sign in first (HTTP 511). Check it and any proxy."
    else:
        what = f"Twilio, or a proxy before it, has a temporary problem (HTTP {status})."
    cure = "" if status == _NETWORK_SIGN_IN else "Try again later."
    return TwilioUnavailableError(what, cure_later=cure, code=code)


def _foreign(status: int) -> TwilioManagerError:
    """An error answer that is not Twilio's: somebody between, or another server."""
    if status < _CLIENT_ERROR:
        return TwilioUnavailableError(
            f"The answer was a redirection (HTTP {status}), which is not followed. Check API Root "
            "and whether a sign-in page of the network stands between.",
            may_have_been_processed=False,
            retryable=False,
        )
    return TwilioRefusedError(
        f"The request was refused with HTTP {status}, but not by Twilio. Check API Root and any "
        "proxy between.",
        code=None,
        status=status,
    )


def decoded(answer: Response) -> Any:  # noqa: ANN401 (whatever JSON holds)
    """Decode an answer's JSON.

    Raises:
        TwilioUnavailableError: it is none.
    """
    try:
        return json.loads(answer.text)
    except (ValueError, RecursionError):
        text = answer.text.strip()
        what = "a web page" if text.startswith("<") else "no JSON" if text else "empty"
        raise TwilioUnavailableError(
            f"The answer was {what} instead of Twilio's JSON. Check API Root, and whether a "
            "sign-in page or a proxy of the network stands between."
        ) from None


def readable(row: Any, now: datetime | None) -> Message | None:  # noqa: ANN401 (whatever JSON held)
    """Read a row of a list; None where it is no message."""
    try:
        return Message.from_api(row, now=now)
    except TwilioUnavailableError:
        return None


def time_of(answer: Response) -> datetime | None:
    """Return Twilio's time when it answered (the Date header), if told."""
    return read_time((answer.headers or {}).get("Date"))


def _retry_after(answer: Response) -> float | None:
    """Return the seconds Twilio asks to wait: a number, or a time (RFC 9110, 10.2.3)."""
    text = str((answer.headers or {}).get("Retry-After") or "")
    if text.isascii() and text.isdecimal():
        return float(text)
    until, now = read_time(text), time_of(answer) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds()) if until else None

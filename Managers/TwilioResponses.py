"""Read HTTP responses: Twilio's JSON, a refusal, or a response that is not Twilio's."""

from __future__ import annotations

import json
import re
from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

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


def refusal(
    answer: Response, username: str, secret: str, context: dict[str, str]
) -> TwilioManagerError:
    """Turn an answer that is no success into an error.

    Args:
        answer: its status decides, then Twilio's code.
        username: the user of the request's credentials.
        secret: kept out of the sentence in every form, should the answer echo it.
        context: what `explain` must know beside the code: `sender`, `to`, `sender_address`.

    Returns:
        The error to raise.
    """
    from TwilioErrorCodes import (  # noqa: PLC0415 (most requests succeed)
        BUSY,
        NOT_ACCEPTED,
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
    if status == HTTPStatus.TOO_MANY_REQUESTS and code in {None, BUSY}:
        what, cure = what_and_cure(BUSY, **context)
        return TwilioBusyError(what, cure_later=cure, retry_after=_retry_after(answer))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _fault(status, code)
    # Twilio says 401 with its code, or with no words at all; a page is a proxy's.
    if code is None and (status != HTTPStatus.UNAUTHORIZED or answer.text.strip()):
        return _foreign(status)
    kind = TwilioAccountError if is_about_the_account(status, code) else TwilioRefusedError
    code = code or NOT_ACCEPTED
    text = without_secret(text, username, secret)
    return kind(explain(code, text, **context), code=code, status=status)


def without_secret(text: str, username: str, secret: str) -> str:
    """Return a server's text, which may echo a request's headers, without a secret.

    It may stand there as it is, as an address holds it, or as an `Authorization` header does.
    """
    pair = f"{username}:{secret}"
    for plain in (pair, secret):
        for encode in (b64encode, urlsafe_b64encode):
            coded = encode(plain.encode()).decode().rstrip("=")
            in_lines = r"\s*+".join(map(re.escape, coded))
            text = re.sub(rf"{in_lines}(?:\s*+=)*", "…", text)
    for form in {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}:
        text = re.sub(re.escape(form), "…", text, flags=re.IGNORECASE)
    return re.sub(r"\bbasic\s+[\w+/=-]{20,}", "Basic …", text, flags=re.IGNORECASE)


def _fault(status: int, code: int | None) -> TwilioUnavailableError:
    if status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:  # only a captive portal says so
        return TwilioUnavailableError(
            "The network wants somebody to sign in first (HTTP 511). Check it and any proxy."
        )
    if code:
        what = f"Twilio has a temporary problem (error {code})."
    else:
        what = f"Twilio, or a proxy before it, has a temporary problem (HTTP {status})."
    return TwilioUnavailableError(what, cure_later="Try again later.", code=code)


def _foreign(status: int) -> TwilioManagerError:
    """Return the error for a response that is not Twilio's: of a proxy, or of another server."""
    if status < HTTPStatus.BAD_REQUEST:
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
    """Return an answer's JSON, decoded.

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
    """Return a row of a list as a message; None where it is none."""
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

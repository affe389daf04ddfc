"""A wait between two runs: what it remembers, how it is saved, when its time is up."""

from __future__ import annotations

import json
import math
import time
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from TwilioAddresses import is_address
from TwilioExceptions import TwilioStateError
from TwilioModels import NOT_SENT, Delivery, show_time

VERSION = 1
MAX_REPLY_TIMEOUT = 20_160  # minutes: 14 days, the longest a platform ever documented
_CODE_LENGTHS = (5, 6)
_OLD_ITEMS = 2
_FIELDS: dict[str, type | tuple[type, ...]] = {
    "code": str,
    "question": str,
    "asked_at": str,
    "began": (int, float),
    "until": (int, float, type(None)),
    "options": list,
    "fail_on_timeout": bool,
    "redact": bool,
    "recipients": list,
}


class Wait(NamedTuple):
    """An open question.

    Attributes:
        code: what a reply must hold; ASCII digits.
        question: the text as sent.
        asked_at: when the first copy left, by Twilio's clock.
        started_at: when the first run began, by this machine's clock, in epoch seconds.
        expires_at: when `Reply Timeout` ends the wait, by the same clock; None for never.
        options: the answers offered, as they were spelled; empty for any.
        fail_on_timeout: whether a wait without reply fails.
        redact: whether to empty the texts at Twilio once answered.
        recipients: what became of the question at each recipient.
    """

    code: str
    question: str
    asked_at: datetime
    started_at: float
    expires_at: float | None
    options: tuple[str, ...]
    fail_on_timeout: bool
    redact: bool
    recipients: tuple[Delivery, ...]

    def save(self) -> str:
        """Write the state that the platform hands to the next run."""
        values = self._asdict()
        values["asked_at"] = show_time(self.asked_at)
        values["began"], values["until"] = values.pop("started_at"), values.pop("expires_at")
        # The question stands in the state once, not at each recipient again.
        rows = (delivery._replace(body=None) for delivery in self.recipients)
        values["recipients"] = [row.to_json() for row in rows]
        return json.dumps({"v": VERSION, **values}, ensure_ascii=False, separators=(",", ":"))

    @property
    def asked(self) -> tuple[Delivery, ...]:
        """The recipients who may answer."""
        return tuple(one for one in self.recipients if one.may_be_answered)


class LegacyState(NamedTuple):
    """What Google's package (17.0 and before) saved: the code and the time of sending."""

    code: str
    asked_at: datetime


def load(saved: Any) -> Wait | LegacyState:  # noqa: ANN401 (whatever the platform hands over)
    """Read a saved state.

    Raises:
        TwilioStateError: it is empty, cut, of a wrong shape or of an unknown version.
    """
    if saved is None or (isinstance(saved, str) and not saved.strip()):
        raise _damaged("is empty")
    try:
        values = json.loads(saved) if isinstance(saved, str) else saved
    except (ValueError, RecursionError):
        raise _damaged("is damaged") from None
    try:
        return _old(values) if isinstance(values, list) else _current(values)
    except (TypeError, ValueError, KeyError, OverflowError):
        raise _damaged("is damaged") from None


def _damaged(what: str) -> TwilioStateError:
    return TwilioStateError(
        f"The saved state of this wait {what}, so its reply cannot be recognised; nothing was "
        "sent. Run the action again to send a new question."
    )


def _current(values: Any) -> Wait:  # noqa: ANN401 (whatever JSON held)
    if not isinstance(values, dict):
        raise TypeError
    if values.get("v") != VERSION or isinstance(values.get("v"), bool):
        raise _damaged("was written by another version of the integration")
    for name, kind in _FIELDS.items():
        if not isinstance(values[name], kind):
            raise TypeError
    code, recipients = values["code"], tuple(map(Delivery.from_json, values["recipients"]))
    clocks = (values["began"], 0.0 if values["until"] is None else values["until"])
    if not all(map(math.isfinite, clocks)) or any(isinstance(one, bool) for one in clocks):
        raise ValueError
    if not _is_code(code) or not all(map(_is_sound, recipients)):
        raise ValueError
    if values["until"] is not None and values["until"] <= values["began"]:
        raise ValueError
    wait = Wait(
        code=code,
        question=values["question"],
        asked_at=_moment(values["asked_at"]),
        started_at=values["began"],
        expires_at=values["until"],
        options=tuple(values["options"]),
        fail_on_timeout=values["fail_on_timeout"],
        redact=values["redact"],
        recipients=tuple(one._replace(body=_body(one, values["question"])) for one in recipients),
    )
    if not wait.asked or not all(isinstance(one, str) and one.strip() for one in wait.options):
        raise ValueError
    return wait


def _body(delivery: Delivery, question: str) -> str | None:
    return None if delivery.status == NOT_SENT else question


def _old(values: list[Any]) -> LegacyState:
    if len(values) != _OLD_ITEMS or isinstance(values[0], bool):
        raise ValueError
    code = str(values[0])
    if not _is_code(code):
        raise ValueError
    return LegacyState(code, _moment(values[1]))


def _is_code(code: str) -> bool:
    return code.isascii() and code.isdecimal() and len(code) in _CODE_LENGTHS


def _is_sound(delivery: Delivery) -> bool:
    kinds: dict[str, type | tuple[type, ...]] = {
        "to": str,
        "status": str,
        "segments": int,
        "possible_duplicate": bool,
        "error_code": (int, type(None)),
    }
    typed = all(
        isinstance(value, kinds.get(name, (str, type(None))))
        for name, value in delivery._asdict().items()
    )
    # Both become part of a request's address.
    return typed and is_address(delivery.to) and (delivery.sid is None or delivery.sid.isalnum())


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def time_is_up(wait: Wait, *, interval: float, limit_ms: int) -> bool:
    """Tell whether no later run can still find a reply.

    Args:
        wait: the open question.
        interval: seconds between two runs.
        limit_ms: the platform's limit for all runs together, in epoch milliseconds; 0 for none.

    Returns:
        True where `Reply Timeout` has run out, or where the next run would no longer fit
        before the platform's limit, so that the action can end in its own words.
    """
    now = time.time()
    if wait.expires_at is not None and now >= wait.expires_at:
        return True
    if limit_ms <= 0:
        return False
    limit = limit_ms / 1000
    # The time one run takes, with room for a slow start; small where the wait itself is short.
    run = min(45.0, max(2.0, (limit - wait.started_at) / 10))
    return now + interval + run >= limit


def seconds_between(begin: datetime, end: datetime) -> int:
    """Return whole seconds, never below zero."""
    return max(0, int((end - begin) / timedelta(seconds=1)))

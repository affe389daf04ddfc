"""The state of a wait between two runs: its fields, how it is saved and read, when it ends."""

from __future__ import annotations

import json
import math
import re
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from TwilioAddresses import is_sid
from TwilioConstants import SENDER
from TwilioExceptions import TwilioStateError
from TwilioModels import NOT_SENT, Delivery, show_time

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = 1
MAX_REPLY_TIMEOUT = 20_160  # minutes: 14 days, the longest a platform ever documented
_CODE_LENGTHS = (5, 6)
_LEGACY_ITEMS = 2
_FIRST_YEAR = 2008  # of Twilio
_LONGEST_RUN = 45.0  # seconds kept for one run before the platform's limit
_SHORTEST_RUN = 2.0
_ADDRESS = re.compile(r"(?:[a-z]+:)?\+?[0-9]{3,16}")


class FollowUp(NamedTuple):
    """A text that a later run sent: a row of `follow_ups` in the JSON result.

    Attributes:
        to: the recipient.
        kind: `confirmation`, `hint` or `reminder`.
        sid: the message, None where it did not leave.
        status: Twilio's word, `not_sent` or `unknown`.
        error_message: why it failed, or None.
    """

    to: str
    kind: str
    sid: str | None = None
    status: str = ""
    error_message: str | None = None


class Wait(NamedTuple):
    """An open question.

    Attributes:
        code: what a reply must hold; ASCII digits.
        question: the text as sent.
        asked_at: when the first copy left, by Twilio's clock.
        started_at: when the first run began, by this machine's clock, in epoch seconds.
        expires_at: when `Reply Timeout` ends the wait, by the same clock; None for never.
        options: the answers offered, as they were spelled; empty for any.
        fail_on_timeout: whether a wait that ends without an answer fails.
        redact: whether to empty the texts at Twilio at the end.
        recipients: what became of the question at each recipient, in the order of asking.
        sender: the sender as Twilio takes it; empty where the state does not name it.
        sender_name: the setting or parameter that the sender came from.
        content_sid: the template that was sent in place of a text, or nothing.
        content_variables: its variables, as JSON text.
        confirmation: the text to send after a valid answer, or nothing.
        hint: the text to send once after a text that is no answer, or nothing.
        reminder_minutes: when the question is sent once more, or None for never.
        escalation: who is asked next, one after the other.
        escalation_minutes: how long each has before the next is asked too.
        follow_ups: the texts that later runs sent.
        legacy: whether Google's package began it; such a wait keeps the state it has.
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
    sender: str = ""
    sender_name: str = SENDER
    content_sid: str = ""
    content_variables: str = ""
    confirmation: str = ""
    hint: str = ""
    reminder_minutes: int | None = None
    escalation: tuple[str, ...] = ()
    escalation_minutes: int = 15
    follow_ups: tuple[FollowUp, ...] = ()
    legacy: bool = False

    def save(self) -> str:
        """Write the state that the platform hands to the next run."""
        values = {
            field.key: field.write(value)
            for field, (name, value) in zip(_FIELDS, self._asdict().items(), strict=False)
            if name not in self._field_defaults or value != self._field_defaults[name]
        }
        return json.dumps({"v": VERSION, **values}, ensure_ascii=False, separators=(",", ":"))

    def sids(self) -> set[str]:
        """Return the SIDs of all messages that this wait is known to have sent."""
        sids = [row.sid for row in self.recipients] + [row.sid for row in self.follow_ups]
        return set(filter(None, sids))

    @property
    def asked(self) -> tuple[Delivery, ...]:
        """The recipients who may hold the question."""
        return tuple(row for row in self.recipients if row.may_be_answered)


class LegacyState(NamedTuple):
    """What Google's package (17.0 and before) saved: the code and the time of sending."""

    code: str
    asked_at: datetime


class _Field(NamedTuple):
    """One field of the saved state: its key, how its value is written and read.

    `read` raises TypeError, ValueError or KeyError for a value that the field cannot have.
    """

    key: str
    read: Callable[[Any], Any]
    write: Callable[[Any], Any] = lambda value: value


def _of_type(*kinds: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:  # noqa: ANN401 (whatever JSON held)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise TypeError
        return value

    return read


def _seconds(value: Any) -> float:  # noqa: ANN401
    if not math.isfinite(_of_type(int, float)(value)):
        raise ValueError
    return float(value)


def _optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _tuple_of(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: tuple(map(read, _of_type(list)(values)))


def _code(value: Any) -> str:  # noqa: ANN401
    code: str = _of_type(str)(value)
    if not (code.isascii() and code.isdecimal() and len(code) in _CODE_LENGTHS):
        raise ValueError
    return code


def _option(value: Any) -> str:  # noqa: ANN401
    option: str = _of_type(str)(value)
    if not option.strip():
        raise ValueError
    return option


def _minutes(value: Any) -> int:  # noqa: ANN401
    minutes: int = _of_type(int)(value)
    if not 1 <= minutes <= MAX_REPLY_TIMEOUT:
        raise ValueError
    return minutes


def _address(value: Any) -> str:  # noqa: ANN401
    address: str = _of_type(str)(value)
    if not _ADDRESS.fullmatch(address):
        raise ValueError
    return address


def _moment(text: Any) -> datetime:  # noqa: ANN401
    moment = datetime.fromisoformat(text)
    if moment.year < _FIRST_YEAR:
        raise ValueError
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _sid(value: Any) -> str:  # noqa: ANN401
    """Read a SID, which becomes part of a request's address."""
    if not (is_sid(value, "SM") or is_sid(value, "MM")):
        raise ValueError
    return str(value)


_ROW_FIELDS: dict[str, Callable[[Any], Any]] = {
    "to": _address,
    "status": _of_type(str),
    "segments": _of_type(int),
    "possible_duplicate": _of_type(bool),
    "error_code": _optional(_of_type(int)),
    "sid": _optional(_sid),
    "created_at": _optional(lambda text: _moment(text) and text),
}


def _delivery(row: Any) -> Delivery:  # noqa: ANN401
    delivery = Delivery.from_json(_of_type(dict)(row))
    for name, value in delivery._asdict().items():
        if name == "to" and delivery.status == NOT_SENT:
            continue  # an entity that is no number
        _ROW_FIELDS.get(name, _optional(_of_type(str)))(value)
    return delivery


def _rows_json(rows: tuple[Delivery, ...]) -> list[dict[str, Any]]:
    """Write what differs between the recipients; the question stands in the state once."""
    values = (row._replace(body=None).to_json() for row in rows)
    return [{name: value for name, value in row.items() if value is not None} for row in values]


def _follow_up(row: Any) -> FollowUp:  # noqa: ANN401
    values = {name: row.get(name) for name in FollowUp._fields if row.get(name) is not None}
    follow_up = FollowUp(**values)
    _optional(_sid)(follow_up.sid)
    for text in (follow_up.to, follow_up.kind, follow_up.status, follow_up.error_message or ""):
        _of_type(str)(text)
    return follow_up


# One for each attribute of Wait, in its order. A field that has a default there may be missing
# in a saved state, so that a state of an earlier version stays readable.
_FIELDS = (
    _Field("code", _code),
    _Field("question", _of_type(str)),
    _Field("asked_at", _moment, show_time),
    _Field("began", _seconds),
    _Field("until", _optional(_seconds)),
    _Field("options", _tuple_of(_option)),
    _Field("fail_on_timeout", _of_type(bool)),
    _Field("redact", _of_type(bool)),
    _Field("recipients", _tuple_of(_delivery), _rows_json),
    _Field("sender", _of_type(str)),
    _Field("sender_name", _of_type(str)),
    _Field("content_sid", _of_type(str)),
    _Field("content_variables", _of_type(str)),
    _Field("confirmation", _of_type(str)),
    _Field("hint", _of_type(str)),
    _Field("reminder_minutes", _optional(_minutes)),
    _Field("escalation", _tuple_of(_address)),
    _Field("escalation_minutes", _minutes),
    _Field("follow_ups", _tuple_of(_follow_up), lambda rows: [row._asdict() for row in rows]),
)


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
        return _legacy(values) if isinstance(values, list) else _current(values)
    except (TypeError, ValueError, KeyError, OverflowError, AttributeError):
        raise _damaged("is damaged") from None


def _damaged(what: str) -> TwilioStateError:
    return TwilioStateError(
        f"The saved state of this wait {what}, so its reply cannot be recognised; nothing was "
        "sent. Run the action again to send a new question."
    )


def _current(values: Any) -> Wait:  # noqa: ANN401 (whatever JSON held)
    if _of_type(dict)(values).get("v") != VERSION or isinstance(values["v"], bool):
        raise _damaged("was written by another version of the integration")
    read = {
        name: field.read(values[field.key])
        for name, field in zip(Wait._fields, _FIELDS, strict=False)
        if field.key in values or name not in Wait._field_defaults
    }
    wait = Wait(**read)
    bodies = (None if row.status == NOT_SENT else wait.question for row in wait.recipients)
    rows = zip(wait.recipients, bodies, strict=True)
    wait = wait._replace(recipients=tuple(row._replace(body=body) for row, body in rows))
    if all(row.status == NOT_SENT for row in wait.recipients):
        raise ValueError
    if wait.expires_at is not None and wait.expires_at <= wait.started_at:
        raise ValueError
    return wait if wait.sender else wait._replace(sender=_sender_of(wait.recipients))


def _sender_of(rows: tuple[Delivery, ...]) -> str:
    """Return what a state of 18.0 tells of its sender: the service, or the number."""
    senders = (row.messaging_service_sid or row.sender for row in rows)
    return next(filter(None, senders), "")


def _legacy(values: list[Any]) -> LegacyState:
    if len(values) != _LEGACY_ITEMS or isinstance(values[0], bool):
        raise ValueError
    return LegacyState(_code(str(values[0])), _moment(values[1]))


def ends_at(wait: Wait, *, interval: float, limit_ms: int) -> float:
    """Return when the wait ends, in epoch seconds by this machine's clock; infinity for never.

    Args:
        wait: the open question.
        interval: seconds between two runs.
        limit_ms: the platform's limit for all runs together, in epoch milliseconds; 0 for none.

    Returns:
        The end of `Reply Timeout`, or the moment from which the next run no longer fits before
        the platform's limit, so that the action can end in its own words.
    """
    ends = [math.inf if wait.expires_at is None else wait.expires_at]
    if limit_ms > 0:
        limit = limit_ms / 1000
        # What one run takes, with room for a slow start; less where the wait itself is short.
        run = min(_LONGEST_RUN, max(_SHORTEST_RUN, (limit - wait.started_at) / 10))
        ends.append(limit - run - interval)
    return min(ends)


def time_is_up(wait: Wait, *, interval: float, limit_ms: int, ahead: float = 0.0) -> bool:
    """Tell whether no later run can still find a reply.

    Args:
        wait: the open question.
        interval: seconds between two runs.
        limit_ms: see `ends_at`.
        ahead: asks for the moment so many seconds from now.
    """
    return time.time() + ahead >= ends_at(wait, interval=interval, limit_ms=limit_ms)


def seconds_between(begin: datetime, end: datetime) -> int:
    """Return whole seconds, never below zero."""
    return max(0, int((end - begin) / timedelta(seconds=1)))

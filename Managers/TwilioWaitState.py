"""The state of a wait between two runs: its fields, how it is saved and read, when it ends."""

# Annotations are no strings here: a NamedTuple compiles each one that is, in every run.
import json
import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from TwilioConstants import SENDER
from TwilioExceptions import TwilioStateError
from TwilioModels import NOT_SENT, Delivery, is_message_sid, show_time

VERSION = 1
MAX_REPLY_TIMEOUT = 20_160  # minutes: 14 days, the longest a platform ever documented
_CODE_LENGTHS = (5, 6)
_LEGACY_ITEMS = 2
_FIRST_YEAR = 1000  # earlier ones are written without their zeros
_LONGEST_RUN = 45.0  # seconds kept for one run before the platform's limit
_SHORTEST_RUN = 2.0
_ADDRESS = r"(?:[a-z]+:)?\+?[0-9]{3,16}"


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
        """Return the state that the platform hands to the next run; defaults are left out."""
        values: dict[str, Any] = {"v": VERSION}
        for name in self._fields[: len(_KINDS)]:
            value = getattr(self, name)
            if name not in self._field_defaults or value != self._field_defaults[name]:
                values[_KEYS.get(name, name)] = value
        values["asked_at"] = show_time(self.asked_at)
        values["recipients"] = list(map(_row_json, self.recipients))
        if self.follow_ups:
            values["follow_ups"] = [row._asdict() for row in self.follow_ups]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    def sids(self) -> set[str]:
        """Return the SIDs of all messages that this wait is known to have sent."""
        sids = [row.sid for row in self.recipients] + [row.sid for row in self.follow_ups]
        return set(filter(None, sids))

    @property
    def asked(self) -> tuple[Delivery, ...]:
        """The recipients who may hold the question."""
        return tuple(row for row in self.recipients if row.may_be_answered)

    def when_asked(self, row: Delivery) -> datetime:
        """Return when a recipient was asked, as far as that is known."""
        moment = row.created_at or row.tried_at
        return datetime.fromisoformat(moment) if moment else self.asked_at


# What Google's package (17.0 and before) saved: the code and the time of sending.
LegacyState = tuple[str, datetime]

_NULL = type(None)
_TEXTS = ("code", "question", "asked_at", "sender", "sender_name", "content_sid",
          "content_variables", "confirmation", "hint")  # fmt: skip
_LISTS = ("options", "recipients", "escalation", "follow_ups")
# Every saved attribute of Wait and the types that JSON may hold for it. One that has a default
# may be missing, so that a state of an earlier version stays readable.
_KINDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(_TEXTS, (str,)),
    **dict.fromkeys(_LISTS, (list,)),
    **dict.fromkeys(("fail_on_timeout", "redact"), (bool,)),
    "started_at": (int, float),
    "expires_at": (int, float, _NULL),
    "reminder_minutes": (int, _NULL),
    "escalation_minutes": (int,),
}
_KEYS = {"started_at": "began", "expires_at": "until"}  # where the saved key has another name
_ROW_KINDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("to", "status"), (str,)),
    "segments": (int,),
    "possible_duplicate": (bool,),
    "error_code": (int, _NULL),
}


def load(saved: Any) -> Wait | LegacyState:  # noqa: ANN401 (whatever the platform hands over)
    """Return the wait of a saved state.

    Raises:
        TwilioStateError: it is empty, cut, of a wrong shape or of an unknown version.
    """
    if saved is None or (isinstance(saved, str) and not saved.strip()):
        raise TwilioStateError("is empty")
    try:
        values = json.loads(saved) if isinstance(saved, str) else saved
    except (ValueError, RecursionError):
        raise TwilioStateError("is damaged") from None
    try:
        return _legacy(values) if isinstance(values, list) else _current(values)
    except (TypeError, ValueError, KeyError, OverflowError, AttributeError):
        raise TwilioStateError("is damaged") from None


def _current(values: Any) -> Wait:  # noqa: ANN401 (whatever JSON held)
    if not isinstance(values, dict):
        raise TypeError
    if values.get("v") != VERSION or isinstance(values["v"], bool):
        raise TwilioStateError("was written by another version of the integration")
    read: dict[str, Any] = {}
    for name, kinds in _KINDS.items():
        key = _KEYS.get(name, name)
        if key in values or name not in Wait._field_defaults:
            value = _typed(values[key], kinds)
            read[name] = tuple(value) if isinstance(value, list) else value
    read["asked_at"] = _moment(read["asked_at"])
    wait = Wait(**read)
    wait = wait._replace(
        recipients=tuple(_delivery(row, wait.question) for row in wait.recipients),
        follow_ups=tuple(_follow_up(row) for row in wait.follow_ups),
    )
    if not _is_sound(wait):
        raise ValueError
    return wait if wait.sender else wait._replace(sender=_sender_of(wait.recipients))


def _typed(value: Any, kinds: tuple[type, ...]) -> Any:  # noqa: ANN401
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise TypeError
    return value


def _delivery(row: Any, question: str) -> Delivery:  # noqa: ANN401
    delivery = Delivery.from_json(_typed(row, (dict,)))
    _check_row(delivery._asdict())
    if delivery.status == NOT_SENT:
        return delivery  # an entity that is no number, perhaps
    if not re.fullmatch(_ADDRESS, delivery.to):
        raise ValueError
    return delivery._replace(body=question)


def _row_json(row: Delivery) -> dict[str, Any]:
    """Return what differs between the recipients; the question stands in the state once."""
    values = {**row._replace(body=None).to_json(), "tried_at": row.tried_at}
    return {name: value for name, value in values.items() if value is not None}


def _follow_up(row: Any) -> FollowUp:  # noqa: ANN401
    values = {name: row[name] for name in FollowUp._fields if row.get(name) is not None}
    _check_row(values)
    return FollowUp(**values)


def _check_row(values: dict[str, Any]) -> None:
    for name, value in values.items():
        _typed(value, _ROW_KINDS.get(name, (str, _NULL)))
    sid = values.get("sid")  # becomes part of a request's address
    if sid is not None and not is_message_sid(sid):
        raise ValueError
    for name in ("created_at", "tried_at"):
        if values.get(name):
            _moment(values[name])


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.year < _FIRST_YEAR:
        raise ValueError
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _is_code(code: str) -> bool:
    return code.isascii() and code.isdecimal() and len(code) in _CODE_LENGTHS


def _is_sound(wait: Wait) -> bool:
    """Return whether the values of a state fit together."""
    reminder = 1 if wait.reminder_minutes is None else wait.reminder_minutes
    end = math.inf if wait.expires_at is None else wait.expires_at
    return (
        _is_code(wait.code)
        and math.isfinite(wait.started_at)
        and end > wait.started_at
        and (wait.expires_at is None or math.isfinite(end))
        and all(1 <= number <= MAX_REPLY_TIMEOUT for number in (reminder, wait.escalation_minutes))
        and all(isinstance(option, str) and option.strip() for option in wait.options)
        and all(isinstance(to, str) and re.fullmatch(_ADDRESS, to) for to in wait.escalation)
        and any(row.status != NOT_SENT for row in wait.recipients)
    )


def _sender_of(rows: tuple[Delivery, ...]) -> str:
    """Return what a state of 18.0 tells of its sender: the service, or the number."""
    senders = (row.messaging_service_sid or row.sender for row in rows)
    return next(filter(None, senders), "")


def _legacy(values: list[Any]) -> LegacyState:
    if len(values) != _LEGACY_ITEMS:
        raise ValueError
    code = str(values[0])
    if not _is_code(code):
        raise ValueError
    return code, _moment(values[1])


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


def seconds_between(begin: datetime, end: datetime) -> int:
    """Return whole seconds, never below zero."""
    return max(0, int((end - begin) / timedelta(seconds=1)))

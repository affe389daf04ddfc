"""What passes between the rooms: messages as Twilio has them, and what an action says."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from TwilioConstants import COMPLETED, FAILED, IN_PROGRESS
from TwilioExceptions import TwilioUnavailableError

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "read"})
UNDELIVERED = frozenset({"undelivered", "failed", "canceled"})
NOT_SENT = "not_sent"
UNKNOWN = "unknown"


def read_time(text: Any) -> datetime | None:  # noqa: ANN401 (whatever JSON held)
    """Read one of Twilio's RFC 2822 times, as an aware UTC time; None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
        # "-0000" means UTC without a zone of the sender's (RFC 5322, 3.3), not this machine's.
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError, IndexError, AttributeError):
        return None


_SEGMENTS = frozenset(map(str, range(100)))


def _text(value: Any) -> str | None:  # noqa: ANN401 (whatever JSON held)
    return value if isinstance(value, str) and value else None


def show_time(moment: datetime | None) -> str | None:
    """Write a time as ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


class Message(NamedTuple):
    """A message as Twilio lists it.

    Attributes:
        created: when Twilio made the record; aware, UTC.
        dated: when it was sent or arrived, by which lists are ordered; `created` if unset.
        inbound: whether it came from a phone.
    """

    sid: str
    to: str | None
    sender: str | None
    service: str | None
    body: str
    status: str
    segments: int
    error_code: int | None
    created: datetime
    dated: datetime
    inbound: bool

    @classmethod
    def from_api(cls, row: Any, *, now: datetime | None = None) -> Message:  # noqa: ANN401
        """Read a Message resource, whatever the JSON held.

        Args:
            row: the decoded JSON.
            now: Twilio's time, for a record just made that names none.

        Raises:
            TwilioUnavailableError: it is no message: no SID, or no time.
        """
        values = row if isinstance(row, dict) else {}
        sid = values.get("sid")
        created = read_time(values.get("date_created")) or read_time(values.get("date_sent")) or now
        if not isinstance(sid, str) or not sid or created is None:
            raise TwilioUnavailableError(
                "Twilio's answer was JSON, but no message. Check API Root and any proxy between."
            )
        code = values.get("error_code")
        segments = str(values.get("num_segments") or "0")
        return cls(
            sid=sid,
            to=_text(values.get("to")),
            sender=_text(values.get("from")),
            service=_text(values.get("messaging_service_sid")),
            body=str(values.get("body") or ""),
            status=str(values.get("status") or UNKNOWN),
            segments=int(segments) if segments in _SEGMENTS else 0,
            error_code=code if isinstance(code, int) and not isinstance(code, bool) else None,
            created=created,
            dated=read_time(values.get("date_sent")) or created,
            inbound=values.get("direction") == "inbound",
        )


class Delivery(NamedTuple):
    """What became of the message to one recipient: a row of the action's JSON result.

    Attributes:
        sender: the number it left from; None while a Messaging Service has not chosen.
        status: Twilio's word, or `not_sent`, or `unknown` where it may have left.
        created_at: ISO 8601, UTC.
        possible_duplicate: whether it had to be sent a second time without proof that the
            first had not left.
    """

    to: str
    sender: str | None = None
    messaging_service_sid: str | None = None
    sid: str | None = None
    status: str = NOT_SENT
    segments: int = 0
    error_code: int | None = None
    error_message: str | None = None
    created_at: str | None = None
    possible_duplicate: bool = False

    @property
    def accepted(self) -> bool:
        """Whether Twilio has the message, and has not reported it undelivered."""
        return self.sid is not None and self.status not in UNDELIVERED

    @property
    def may_be_answered(self) -> bool:
        """Whether the recipient may hold the message."""
        return self.status != NOT_SENT and self.status not in UNDELIVERED

    def updated(self, message: Message) -> Delivery:
        """Take over what Twilio now says of the message."""
        return self._replace(
            sender=message.sender or self.sender,
            messaging_service_sid=message.service or self.messaging_service_sid,
            sid=message.sid,
            status=message.status,
            segments=message.segments or self.segments,
            error_code=message.error_code,
            created_at=show_time(message.created),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the result row under its public names."""
        row = self._asdict()
        return {"to": row.pop("to"), "from": row.pop("sender"), **row}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Delivery:
        """Read a row that `to_json` wrote.

        Raises:
            TypeError, KeyError: it is not one.
        """
        values = dict(row)
        return cls(sender=values.pop("from"), **values)


class Outcome(NamedTuple):
    """How a run ends.

    Attributes:
        state: COMPLETED, IN_PROGRESS or FAILED.
        value: the script result, or the saved state while in progress.
        message: a sentence for the analyst.
        result: the JSON result, or None for none.
        deliveries: the rows of the case-wall table.
    """

    state: int
    value: bool | str
    message: str
    result: dict[str, Any] | list[Any] | None = None
    deliveries: tuple[Delivery, ...] = ()

    @classmethod
    def completed(cls, value: bool | str, message: str) -> Outcome:
        """End well."""
        return cls(COMPLETED, value, message)

    @classmethod
    def waiting(cls, saved_state: str, message: str) -> Outcome:
        """Ask for another run."""
        return cls(IN_PROGRESS, saved_state, message)

    @classmethod
    def failed(cls, message: str) -> Outcome:
        """End badly."""
        return cls(FAILED, value=False, message=message)

    def with_result(
        self, result: dict[str, Any] | list[Any], deliveries: tuple[Delivery, ...]
    ) -> Outcome:
        """Add the JSON result and the table."""
        return self._replace(result=result, deliveries=deliveries)

    def adding(self, sentence: str) -> Outcome:
        """Add a line to the message, if there is one to add."""
        return self._replace(message=f"{self.message}\n{sentence}" if sentence else self.message)

    def with_table(self, deliveries: tuple[Delivery, ...]) -> Outcome:
        """Add the table alone."""
        return self._replace(deliveries=deliveries)

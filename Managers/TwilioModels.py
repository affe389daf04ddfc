"""Messages as Twilio returns them, and as rows of an action's JSON result."""

# Annotations are no strings here: a NamedTuple compiles each one that is, in every run.
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple, Self

from TwilioAddresses import is_address, is_sid
from TwilioExceptions import TwilioUnavailableError

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "read"})
UNDELIVERED = frozenset({"undelivered", "failed", "canceled"})
NOT_SENT = "not_sent"
NEVER_LEFT = frozenset({NOT_SENT, "failed", "canceled"})
UNKNOWN = "unknown"


def read_time(text: Any) -> datetime | None:  # noqa: ANN401 (whatever JSON held)
    """Return one of Twilio's RFC 2822 times as an aware UTC time; None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
        # "-0000" means UTC without a zone of the sender's (RFC 5322, 3.3), not this machine's.
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError, IndexError, AttributeError):
        return None


_SEGMENTS = frozenset(map(str, range(100)))


def _text(value: Any) -> str | None:  # noqa: ANN401 (whatever JSON held)
    return value if isinstance(value, str) and value else None


def is_message_sid(text: str) -> bool:
    """Return whether a text is the SID of a message, so that it may stand in an address."""
    return is_sid(text, "SM") or is_sid(text, "MM")


def _service(value: Any) -> str | None:  # noqa: ANN401 (whatever JSON held)
    return value if isinstance(value, str) and is_sid(value, "MG") else None


def show_time(moment: datetime | None) -> str | None:
    """Return a time as ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


class Message(NamedTuple):
    """A message as Twilio lists it.

    Attributes:
        created_at: when Twilio made the record; aware, UTC.
        sent_at: when it was sent or arrived, by which lists are ordered; `created_at` if unset.
        inbound: whether it came from a phone.
        error_message: Twilio's own words about the error code, if any.
    """

    sid: str
    to: str | None
    sender: str | None
    service: str | None
    body: str
    status: str
    segments: int
    error_code: int | None
    created_at: datetime
    sent_at: datetime
    inbound: bool
    error_message: str | None = None

    @classmethod
    def from_api(cls, row: Any, *, now: datetime | None = None) -> Self:  # noqa: ANN401
        """Return the message of a Message resource, whatever the JSON held.

        Args:
            row: the decoded JSON.
            now: Twilio's time, for a record just made that names none.

        Raises:
            TwilioUnavailableError: it is no message: no SID of Twilio's form, or no time.
        """
        values = row if isinstance(row, dict) else {}
        sid = str(values.get("sid"))
        created = read_time(values.get("date_created")) or read_time(values.get("date_sent")) or now
        if not is_message_sid(sid) or created is None:
            raise TwilioUnavailableError(
                "Twilio's answer was JSON, but no message. Check API Root and any proxy between."
            )
        code = values.get("error_code")
        segments = str(values.get("num_segments"))
        return cls(
            sid=sid,
            to=_text(values.get("to")),
            sender=_text(values.get("from")),
            service=_service(values.get("messaging_service_sid")),
            body=str(values.get("body") or ""),
            status=str(values.get("status") or UNKNOWN),
            segments=int(segments) if segments in _SEGMENTS else 0,
            error_code=code if isinstance(code, int) and not isinstance(code, bool) else None,
            created_at=created,
            sent_at=read_time(values.get("date_sent")) or created,
            inbound=values.get("direction") == "inbound",
            error_message=_text(values.get("error_message")),
        )


class Delivery(NamedTuple):
    """What became of the message to one recipient: a row of the action's JSON result.

    Attributes:
        sender: the number it left from; None while a Messaging Service has not chosen.
        status: Twilio's word, or `not_sent`, or `unknown` where it may have left.
        body: the text as sent; None where nothing was sent.
        created_at: ISO 8601, UTC.
        possible_duplicate: whether it had to be sent a second time without proof that the
            first had not left.
        tried_at: when a message that is `unknown` was sent, if it was; ISO 8601, UTC. It is for
            later runs of a wait, and no part of the JSON result.
    """

    to: str
    sender: str | None = None
    messaging_service_sid: str | None = None
    sid: str | None = None
    status: str = NOT_SENT
    body: str | None = None
    segments: int = 0
    error_code: int | None = None
    error_message: str | None = None
    created_at: str | None = None
    possible_duplicate: bool = False
    tried_at: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether Twilio has the message, and has not reported it undelivered."""
        return self.sid is not None and self.status not in UNDELIVERED

    @property
    def may_have_left(self) -> bool:
        """Whether the message may have left Twilio, so that sending it again may double it."""
        return self.status not in NEVER_LEFT

    @property
    def may_be_answered(self) -> bool:
        """Whether the recipient may hold the message."""
        return self.status != NOT_SENT and self.status not in UNDELIVERED

    def updated(self, message: Message) -> Self:
        """Return the row as a message has it; a failure has Twilio's own words as its reason."""
        return self._replace(
            to=message.to if message.to and is_address(message.to) else self.to,
            sender=message.sender or self.sender,
            messaging_service_sid=message.service or self.messaging_service_sid,
            sid=message.sid,
            status=message.status,
            body=self.body or message.body or None,
            segments=message.segments or self.segments,
            error_code=message.error_code,
            error_message=message.error_message if message.status in UNDELIVERED else None,
            created_at=show_time(message.created_at),
            tried_at=None,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the result row under its public names."""
        row = self._asdict()
        del row["tried_at"]
        return {"to": row.pop("to"), "from": row.pop("sender"), **row}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        """Return a row that `to_json` wrote, in this version or another.

        Fields that are missing take their defaults, unknown ones are left out.

        Raises:
            TypeError, ValueError, KeyError: it is not one.
        """
        values = dict(row)
        known = {name: values[name] for name in cls._fields if name in values}
        return cls(**{**known, "to": values["to"], "sender": values.get("from")})

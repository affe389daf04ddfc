"""One message row in the stand-in's own terms."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

FINAL: Final = frozenset({"delivered", "undelivered", "failed", "read", "received"})


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


class Outcome(NamedTuple):
    """A status, and the code and the text that explain a failure.

    `error_message`: None for Twilio's text of the code, where one is known.
    """

    status: str
    error_code: int | None = None
    error_message: str | None = None


@dataclass(slots=True, eq=False)
class Message:
    """A row of the message list. Moments are aware UTC datetimes in whole seconds."""

    sid: str
    account_sid: str
    direction: str
    to: str
    sender: str | None
    body: str
    status: str
    created: datetime
    updated: datetime
    sent: datetime | None = None
    segments: int = 0
    error_code: int | None = None
    error_message: str | None = None
    service_sid: str | None = None
    media: tuple[str, ...] = ()
    arrived: float = 0.0
    """The clock's instant of its arrival; decides when lists show it."""
    serial: int = 0
    """Order of arrival, which decides between rows of the same second."""

    @property
    def inbound(self) -> bool:
        return self.direction == "inbound"

    @property
    def final(self) -> bool:
        return self.status in FINAL

    @property
    def order(self) -> tuple[datetime, int]:
        """Where the list puts it: by date sent, by date created as long as it is not sent."""
        return (self.sent or self.created, self.serial)


class Event(NamedTuple):
    """A new message, or a status that one has reached."""

    kind: Literal["message", "status"]
    message: Message

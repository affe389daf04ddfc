"""One message row, in the stand-in's own terms."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

FINAL: Final = frozenset({"delivered", "undelivered", "failed", "canceled", "read", "received"})
BILLED: Final = frozenset({"sent", "delivered", "undelivered", "read", "received"})
UNIT_PRICE: Final = 0.0079


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


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
    born: float = 0.0
    """The clock's instant of its arrival; decides when lists show it."""
    serial: int = 0
    """Order of arrival, which decides between rows of the same second."""
    logged: bool = True
    """False for an inbound message that Twilio does not keep."""
    media_sids: tuple[str, ...] = field(default=())

    @property
    def inbound(self) -> bool:
        return self.direction == "inbound"

    @property
    def final(self) -> bool:
        return self.status in FINAL

    @property
    def price(self) -> str | None:
        """What was billed, once it is."""
        if self.status not in BILLED:
            return None
        return f"{-UNIT_PRICE * max(1, self.segments):.5f}"

    @property
    def order(self) -> tuple[datetime, int]:
        """Where the list puts it: by date sent, by date created as long as it is not sent."""
        return (self.sent or self.created, self.serial)

"""One message row in the stand-in's own terms, and the rows of an account in list order."""

from __future__ import annotations

import secrets
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from sortedcontainers import SortedList  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

FINAL: Final = frozenset({"delivered", "undelivered", "failed", "read", "received"})
BILLED: Final = frozenset({"sent", "delivered", "undelivered", "read", "received"})
UNIT_PRICE: Final = 0.0079


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
    def price(self) -> str | None:
        """What was billed, once it is."""
        if self.status not in BILLED:
            return None
        return f"{-UNIT_PRICE * max(1, self.segments):.5f}"

    @property
    def order(self) -> tuple[datetime, int]:
        """Where the list puts it: by date sent, by date created as long as it is not sent."""
        return (self.sent or self.created, self.serial)


class Event(NamedTuple):
    """A new message, or a status that one has reached."""

    kind: Literal["message", "status"]
    message: Message


class Mailbox:
    """The messages of an account; a page costs the same at any length of the history."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Message] = {}
        self._entries: dict[str, tuple[datetime, int, Message]] = {}
        self._lists: dict[tuple[str, str | None], SortedList] = defaultdict(SortedList)

    def __iter__(self) -> Iterator[Message]:
        """All rows in the order in which they were added."""
        return iter(self._by_sid.values())

    def get(self, sid: str) -> Message | None:
        return self._by_sid.get(sid)

    def add(self, message: Message) -> None:
        self._by_sid[message.sid] = message
        self._put_into_lists(message)

    @contextmanager
    def changing(self, message: Message) -> Iterator[None]:
        """Around every change of a row's sender or dates: it moves to its new place."""
        for rows in self._lists_of(message):
            rows.remove(self._entries[message.sid])
        yield
        self._put_into_lists(message)

    def newest_first(
        self, to: str | None, sender: str | None, before: tuple[datetime, int] | None = None
    ) -> Iterator[Message]:
        """Rows that may match, newest first, from the place `before` (exclusive) on."""
        names = [
            ("all", ""),
            *([("to", to)] if to else []),
            *([("from", sender)] if sender else []),
        ]
        shortest = min((self._lists[name] for name in names), key=len)
        entries = shortest.irange(maximum=before, inclusive=(True, False), reverse=True)
        return (message for _, _, message in entries)

    def _put_into_lists(self, message: Message) -> None:
        entry = self._entries[message.sid] = (*message.order, message)
        for rows in self._lists_of(message):
            rows.add(entry)

    def _lists_of(self, message: Message) -> list[SortedList]:
        names = (("all", ""), ("to", message.to), ("from", message.sender))
        return [self._lists[name] for name in names]

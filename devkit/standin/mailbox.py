"""The rows of one account, kept in list order so that a page costs the same at any history."""

from __future__ import annotations

from bisect import bisect_left, insort
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.standin.messages import Message

_ORDER = attrgetter("order")
_EVER = datetime.max.replace(tzinfo=UTC)


class Mailbox:
    """Messages of an account by SID, and in list order: all, by `to` and by `from`."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Message] = {}
        self._all: list[Message] = []
        self._by_to: dict[str, list[Message]] = {}
        self._by_sender: dict[str, list[Message]] = {}

    def get(self, sid: str) -> Message | None:
        return self._by_sid.get(sid)

    def by_age(self) -> list[Message]:
        """All rows in the order in which they arrived."""
        return list(self._by_sid.values())

    def add(self, message: Message) -> None:
        self._by_sid[message.sid] = message
        for rows in self._shelves(message):
            insort(rows, message, key=_ORDER)

    def add_many(self, messages: list[Message]) -> None:
        """Add rows in bulk; one sort instead of one search for each."""
        touched: dict[int, list[Message]] = {}
        for message in messages:
            self._by_sid[message.sid] = message
            for rows in self._shelves(message):
                rows.append(message)
                touched[id(rows)] = rows
        for rows in touched.values():
            rows.sort(key=_ORDER)

    def remove(self, message: Message) -> None:
        """Take a row out for good."""
        self.take_off(message)
        del self._by_sid[message.sid]

    def take_off(self, message: Message) -> None:
        """Take a row out of the lists; to be done before its order changes."""
        for rows in self._shelves(message):
            del rows[bisect_left(rows, message.order, key=_ORDER)]

    def put_back(self, message: Message) -> None:
        """Put a row into the lists again, at its new place."""
        for rows in self._shelves(message):
            insort(rows, message, key=_ORDER)

    def older(
        self, to: str | None, sender: str | None, limit: datetime | None
    ) -> Iterator[Message]:
        """Rows that may match, newest first, none above `limit` (in list order)."""
        rows = self._shortest(to, sender)
        end = bisect_left(rows, (limit or _EVER, 0), key=_ORDER)
        return (rows[index] for index in range(end - 1, -1, -1))

    def after(self, to: str | None, sender: str | None, row: Message) -> Iterator[Message]:
        """Rows that follow a row in the list, that is, older ones, newest first."""
        rows = self._shortest(to, sender)
        end = bisect_left(rows, row.order, key=_ORDER)
        return (rows[index] for index in range(end - 1, -1, -1))

    def before(self, to: str | None, sender: str | None, row: Message) -> Iterator[Message]:
        """Rows that precede a row in the list, nearest first."""
        rows = self._shortest(to, sender)
        start = bisect_left(rows, row.order, key=_ORDER)
        return (rows[index] for index in range(start + 1, len(rows)))

    def _shortest(self, to: str | None, sender: str | None) -> list[Message]:
        candidates = [self._all]
        if to is not None:
            candidates.append(self._by_to.get(to, []))
        if sender is not None:
            candidates.append(self._by_sender.get(sender, []))
        return min(candidates, key=len)

    def _shelves(self, message: Message) -> list[list[Message]]:
        shelves = [self._all, self._by_to.setdefault(message.to, [])]
        if message.sender is not None:
            shelves.append(self._by_sender.setdefault(message.sender, []))
        return shelves

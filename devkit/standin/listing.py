"""The message list: its filters and its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal

from devkit.standin.errors import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from devkit.standin.mailbox import Mailbox
    from devkit.standin.messages import Message

Precision = Literal["second", "day"]

DEFAULT_SIZE: Final = 50
LARGEST_SIZE: Final = 1000
FILTERS: Final = ("To", "From", "DateSent", "DateSent<", "DateSent>")
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_DAY_FORM: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_STAMP: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(?: ?Z|\+00:00)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Query:
    """What a list request asks for. `since` is inclusive, `until` is exclusive."""

    filters: tuple[tuple[str, str], ...]
    to: str | None
    sender: str | None
    since: datetime | None
    until: datetime | None
    size: int
    page: int
    token: str | None

    @property
    def dated(self) -> bool:
        return self.since is not None or self.until is not None

    def matches(self, row: Message) -> bool:
        if self.to is not None and row.to != self.to:
            return False
        if self.sender is not None and row.sender != self.sender:
            return False
        if not self.dated:
            return True
        if row.sent is None:
            return False
        return (self.since is None or row.sent >= self.since) and (
            self.until is None or row.sent < self.until
        )


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows; `more` says whether another follows."""

    query: Query
    rows: list[Message]
    more: bool


def read(args: Mapping[str, str], precision: Precision) -> Query:
    """The query in a request's arguments; 20001 for a date, size or page that is not one."""
    since, until = _window(args, precision)
    size = min(_whole(args, "PageSize", DEFAULT_SIZE, least=1), LARGEST_SIZE)
    page, token = _whole(args, "Page", 0, least=0), args.get("PageToken") or None
    if page > 0 and token is None:
        raise refusal(20001, "PageToken is required for paging.")
    return Query(
        filters=tuple((name, args[name]) for name in FILTERS if args.get(name)),
        to=args.get("To") or None,
        sender=args.get("From") or None,
        since=since,
        until=until,
        size=size,
        page=page,
        token=token,
    )


def turn_to(box: Mailbox, query: Query, visible: Callable[[Message], bool]) -> Page:
    """The page that a query asks for, newest first."""
    backwards = query.token is not None and query.token.startswith("PB")
    wanted = (row for row in _candidates(box, query) if visible(row) and query.matches(row))
    rows = list(islice(wanted, query.size + 1))
    if backwards:
        return Page(query, rows[: query.size][::-1], more=True)
    return Page(query, rows[: query.size], more=len(rows) > query.size)


def _candidates(box: Mailbox, query: Query) -> Iterator[Message]:
    if query.token is None:
        rows = box.older(query.to, query.sender, query.until)
    else:
        rows = _continued(box, query, query.token)
    for row in rows:
        if query.since is not None and row.order[0] < query.since and not _backwards(query):
            return
        yield row


def _backwards(query: Query) -> bool:
    return query.token is not None and query.token.startswith("PB")


def _continued(box: Mailbox, query: Query, token: str) -> Iterator[Message]:
    row = box.get(token[2:])
    if row is None or token[:2] not in {"PA", "PB"}:
        raise refusal(20001, "Invalid PageToken")
    walk = box.before if _backwards(query) else box.after
    return walk(query.to, query.sender, row)


def _window(
    args: Mapping[str, str], precision: Precision
) -> tuple[datetime | None, datetime | None]:
    since = until = None
    if day := args.get("DateSent"):
        since = _moment(day, "day")
        until = since + _DAY
    if text := args.get("DateSent>"):
        since = _moment(text, precision)
    if text := args.get("DateSent<"):
        by_day = precision == "day" or _DAY_FORM.fullmatch(text)
        until = _moment(text, precision) + (_DAY if by_day else _SECOND)
    return since, until


def _moment(text: str, precision: Precision) -> datetime:
    """A date in any of the forms that Twilio is known to take, in GMT."""
    moment = _parsed(text)
    if moment is None:
        raise refusal(20001, f"Invalid date: {text}")
    if precision == "day":
        return moment.replace(hour=0, minute=0, second=0)
    return moment


def _parsed(text: str) -> datetime | None:
    try:
        if _DAY_FORM.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        if stamp := _STAMP.fullmatch(text):
            return datetime.fromisoformat("T".join(stamp.groups())).replace(tzinfo=UTC)
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _whole(args: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = args.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and int(text) >= least):
        raise refusal(20001, f"{name} must be a whole number of at least {least}")
    return int(text)

"""The message list: its filters and its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Final

from devkit.standin.errors import integer, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from devkit.standin.accounts import Account
    from devkit.standin.assumptions import Assumptions, DateFilter, ListOrder
    from devkit.standin.messages import Message

DEFAULT_SIZE: Final = 50
LARGEST_SIZE: Final = 1000
LARGEST_NUMBER: Final = 2**31 - 1
FILTERS: Final = ("To", "From", "DateSent", "DateSent<", "DateSent>")
PARAMETERS: Final = frozenset({*FILTERS, "PageSize", "Page", "PageToken"})
_AFTER: Final = "PA"
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_LAST_MOMENT: Final = datetime.max.replace(tzinfo=UTC)
_DAY_FORM: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIMESTAMP: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(?: ?Z|\+00:00)?", re.ASCII
)
_ORDERS: Final[dict[ListOrder, Callable[[Message], Any]]] = {
    "date_sent": lambda row: row.order,
    "date_created": lambda row: (row.created, row.serial),
    "date_updated": lambda row: (row.updated, row.serial),
    "unsent first": lambda row: (row.sent is None, *row.order),
    "unsent last": lambda row: (row.sent is not None, *row.order),
}


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

    def matches(self, row: Message, assumptions: Assumptions) -> bool:
        if self.to is not None and row.to != self.to:
            return False
        if self.sender is not None and row.sender != self.sender:
            return False
        if self.since is None and self.until is None:
            return True
        moment = row.sent or (row.created if assumptions.unsent_match_dates else None)
        if moment is None:
            return False
        return (self.since is None or moment >= self.since) and (
            self.until is None or moment < self.until
        )


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows; `more` says whether another follows."""

    query: Query
    rows: list[Message]
    more: bool

    @property
    def next_token(self) -> str:
        return _AFTER + self.rows[-1].sid


def read_query(args: Mapping[str, str], date_filter: DateFilter) -> Query:
    """The query in a request's arguments; 20001 for a date, size or page that is not one."""
    since, until = _read_dates(args, date_filter)
    size = min(_read_integer(args, "PageSize", DEFAULT_SIZE, least=1), LARGEST_SIZE)
    page, token = _read_integer(args, "Page", 0, least=0), args.get("PageToken") or None
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


def find_page(account: Account, query: Query) -> Page:
    """The page that a query asks for, newest first."""
    assumptions, now = account.assumptions, account.timeline.clock.instant()
    shown = (
        row
        for row in _candidates(account, query)
        if now - row.arrived >= assumptions.list_delay and query.matches(row, assumptions)
    )
    rows = list(islice(shown, query.size + 1))
    return Page(query, rows[: query.size], more=len(rows) > query.size)


def _candidates(account: Account, query: Query) -> Iterator[Message]:
    """Rows that may match, from where the page before ended."""
    last = _last_shown(account, query.token) if query.token else None
    order = account.assumptions.list_order
    if order == "date_sent":
        limit = last.order if last else (query.until, 0) if query.until else None
        for row in account.mailbox.newest_first(query.to, query.sender, limit):
            if query.since is not None and row.order[0] < query.since:
                return
            yield row
        return
    rows = iter(sorted(account.mailbox, key=_ORDERS[order], reverse=True))
    if last is not None:
        rows = islice(dropwhile(lambda row: row is not last, rows), 1, None)
    yield from rows


def _last_shown(account: Account, token: str) -> Message:
    """The last row of the page before."""
    row = account.mailbox.get(token.removeprefix(_AFTER))
    if row is None or not token.startswith(_AFTER):
        raise refusal(20001, "Invalid PageToken")
    return row


def _read_dates(
    args: Mapping[str, str], date_filter: DateFilter
) -> tuple[datetime | None, datetime | None]:
    since = until = None
    if day := args.get("DateSent"):
        since = _read_date(day, "day")
        until = _later(since, _DAY)
    if text := args.get("DateSent>"):
        since = _read_date(text, date_filter)
    if text := args.get("DateSent<"):
        by_day = date_filter == "day" or _DAY_FORM.fullmatch(text)
        until = _later(_read_date(text, date_filter), _DAY if by_day else _SECOND)
    return since, until


def _later(moment: datetime, delta: timedelta) -> datetime:
    return _LAST_MOMENT if moment > _LAST_MOMENT - delta else moment + delta


def _read_date(text: str, date_filter: DateFilter) -> datetime:
    """A date in any of the forms that Twilio is known to take, in GMT."""
    moment = _parse_date(text)
    if moment is None:
        raise refusal(20001, f"Invalid date: {text}")
    if date_filter == "day":
        return moment.replace(hour=0, minute=0, second=0)
    return moment


def _parse_date(text: str) -> datetime | None:
    try:
        if _DAY_FORM.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        if timestamp := _TIMESTAMP.fullmatch(text):
            return datetime.fromisoformat("T".join(timestamp.groups())).replace(tzinfo=UTC)
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, IndexError, TypeError):  # the parser's own, too
        return None


def _read_integer(args: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = args.get(name)
    if not text:
        return default
    number = integer(text, least, LARGEST_NUMBER)
    if number is None:
        raise refusal(20001, f"{name} must be an integer of at least {least}")
    return number

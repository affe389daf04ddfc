"""The message list: its filters and its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from devkit.standin.errors import integer, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from devkit.standin.accounts import Account
    from devkit.standin.assumptions import ListOrder
    from devkit.standin.messages import Message

DEFAULT_SIZE: Final = 50
LARGEST_SIZE: Final = 1000
LARGEST_NUMBER: Final = 2**31 - 1
FILTERS: Final = ("To", "From")
PARAMETERS: Final = frozenset({*FILTERS, "PageSize", "Page", "PageToken"})
_AFTER: Final = "PA"
_ORDERS: Final[dict[ListOrder, Callable[[Message], Any]]] = {
    "date_sent": lambda row: row.order,
    "date_created": lambda row: (row.created, row.serial),
    "date_updated": lambda row: (row.updated, row.serial),
    "unsent first": lambda row: (row.sent is None, *row.order),
    "unsent last": lambda row: (row.sent is not None, *row.order),
}


@dataclass(frozen=True, slots=True)
class Query:
    """What a list request asks for; the stand-in knows no filters by date."""

    filters: tuple[tuple[str, str], ...]
    to: str | None
    sender: str | None
    size: int
    page: int
    token: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows; `more` says whether another follows."""

    query: Query
    rows: list[Message]
    more: bool

    @property
    def next_token(self) -> str:
        return _AFTER + self.rows[-1].sid


def read_query(args: Mapping[str, str]) -> Query:
    """The query in a request's arguments; 20001 for a size or page that is not one."""
    size = min(_read_integer(args, "PageSize", DEFAULT_SIZE, least=1), LARGEST_SIZE)
    page, token = _read_integer(args, "Page", 0, least=0), args.get("PageToken") or None
    if page > 0 and token is None:
        raise refusal(20001, "PageToken is required for paging.")
    return Query(
        filters=tuple((name, args[name]) for name in FILTERS if args.get(name)),
        to=args.get("To") or None,
        sender=args.get("From") or None,
        size=size,
        page=page,
        token=token,
    )


def find_page(account: Account, query: Query) -> Page:
    """The page that a query asks for, newest first."""
    assumptions, now = account.assumptions, account.timeline.clock.instant()
    shown = [
        row
        for row in account.rows.values()
        if (query.to is None or row.to == query.to)
        and (query.sender is None or row.sender == query.sender)
        and now - row.arrived >= assumptions.list_delay
    ]
    shown.sort(key=_ORDERS[assumptions.list_order], reverse=True)
    begin = _place_after(query.token, shown) if query.token else 0
    end = begin + query.size
    return Page(query, shown[begin:end], more=end < len(shown))


def _place_after(token: str, rows: list[Message]) -> int:
    """Where the page before ended."""
    for place, row in enumerate(rows, start=1):
        if token == _AFTER + row.sid:
            return place
    raise refusal(20001, "Invalid PageToken")


def _read_integer(args: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = args.get(name)
    if not text:
        return default
    number = integer(text, least, LARGEST_NUMBER)
    if number is None:
        raise refusal(20001, f"{name} must be an integer of at least {least}")
    return number

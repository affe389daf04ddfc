from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import requests
from twilio.base.exceptions import TwilioException

from devkit.standin.listing import Query

if TYPE_CHECKING:
    from twilio.rest import Client

    from devkit.standin import Account, Assumptions, Message, StandIn, State

ANNA, BEN = "+15551230001", "+15551230002"
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def get(standin: StandIn, query: str, path: str | None = None) -> requests.Response:
    account = standin.state.account
    path = path or f"/2010-04-01/Accounts/{account.sid}/Messages.json{query}"
    auth = (account.sid, account.auth_token)
    return requests.get(standin.url + path, auth=auth, timeout=5)


def bodies(answer: requests.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["body"] for row in answer.json()["messages"]]


@pytest.fixture
def three(account: Account) -> None:
    for hours in (0, 1, 24):
        account.receive(ANNA, account.number, f"+{hours}h", at=NOON + timedelta(hours=hours))


@pytest.mark.usefixtures("three")
def test_list_shows_newest_first_with_exact_keys(standin: StandIn):
    page = get(standin, "").json()
    uri = f"/2010-04-01/Accounts/{standin.state.account.sid}/Messages.json?PageSize=50&Page=0"
    assert [row["body"] for row in page.pop("messages")] == ["+24h", "+1h", "+0h"]
    assert page == {
        "first_page_uri": uri,
        "next_page_uri": None,
        "previous_page_uri": None,
        "uri": uri,
        "page": 0,
        "page_size": 50,
        "start": 0,
        "end": 2,
    }


def test_list_of_nothing_starts_and_ends_at_zero(standin: StandIn):
    page = get(standin, "").json()
    assert (page["messages"], page["start"], page["end"]) == ([], 0, 0)


def test_list_filters_by_to_and_from(client: Client, account: Account):
    other = account.add_number("+15005550010")
    account.receive(ANNA, account.number, "a")
    account.receive(BEN, account.number, "b")
    account.receive(ANNA, other, "c")

    def found(**filters: str) -> set[str]:
        return {row.body for row in client.messages.list(**filters)}

    assert found(from_=ANNA) == {"a", "c"}
    assert found(to=account.number) == {"a", "b"}
    assert found(to=account.number, from_=ANNA) == {"a"}
    assert found(to="+15559990000") == set()


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "precision", "expected"),
    [
        ("?DateSent=2026-07-01", "second", ["+1h", "+0h"]),
        ("?DateSent%3E=2026-07-02", "second", ["+24h"]),
        ("?DateSent%3C=2026-07-01", "second", ["+1h", "+0h"]),
        ("?DateSent>=2026-07-01T13:00:00Z", "second", ["+24h", "+1h"]),
        ("?DateSent%3E=2026-07-01T13:00:01Z", "second", ["+24h"]),
        ("?DateSent%3E=2026-07-01T13:00:01Z", "day", ["+24h", "+1h", "+0h"]),
        ("?DateSent%3C=2026-07-01T12:00:00Z", "second", ["+0h"]),
        ("?DateSent%3C=2026-07-01T12:00:00Z", "day", ["+1h", "+0h"]),
        ("?DateSent%3E=2026-07-01%2012:30:00.123456%2B00:00", "second", ["+24h", "+1h"]),
        ("?DateSent%3E=2026-07-01%2012:30:00Z", "second", ["+24h", "+1h"]),
        ("?DateSent%3E=Wed, 01 Jul 2026 12:30:00 -0000", "second", ["+24h", "+1h"]),
        ("?DateSent=9999-12-31", "second", []),
        ("?DateSent%3C=9999-12-31", "day", ["+24h", "+1h", "+0h"]),
        ("?DateSent%3C=9999-12-31T23:59:59Z", "second", ["+24h", "+1h", "+0h"]),
        ("?DateSent%3E=0001-01-01", "day", ["+24h", "+1h", "+0h"]),
        ("?DateSent%3E=2026-07-01T12:30:00Z&DateSent%3C=2026-07-01T13:30:00Z", "second", ["+1h"]),
    ],
)
def test_list_filters_by_date(standin: StandIn, query: str, precision: str, expected: list[str]):
    standin.state.assumptions.date_filter = precision  # type: ignore[assignment]
    assert bodies(get(standin, query)) == expected


def test_list_by_date_leaves_out_what_is_not_sent_yet(
    client: Client, account: Account, state: State
):
    client.messages.create(to=ANNA, from_=account.number, body="hello")
    state.delivery.step = 60
    yesterday = state.clock.now() - timedelta(days=1)
    assert client.messages.list(date_sent_after=yesterday) == []
    state.clock.advance(300)
    assert len(client.messages.list(date_sent_after=yesterday)) == 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?Page=1", "PageToken is required for paging."),
        ("?Page=1&PageToken=PAwrong", "PageToken"),
        ("?Page=x", "Page"),
        (f"?PageSize={'9' * 5000}", "PageSize"),
        (f"?Page={'9' * 5000}&PageToken=PA", "Page"),
        ("?PageSize=²", "PageSize"),
        ("?DateSent%3E=Fri, 31 Dec 9999 23:59:59 -1200", "date"),
        ("?DateSent%3E=Mon, 99999999999999999999 Jan 2026 00:00:00 +0000", "date"),
        ("?PageSize=0", "PageSize"),
        ("?PageSize=-5", "PageSize"),
        ("?DateSent=%3E%3D2026-07-01", "date"),
        ("?DateSent=>=2026-07-01", "date"),
        ("?DateSent%3E=yesterday", "date"),
        ("?DateSent%3C=2026-13-01", "date"),
    ],
)
def test_list_refuses_what_is_no_date_size_or_page(standin: StandIn, query: str, words: str):
    answer = get(standin, query)
    assert answer.status_code == 400
    assert answer.json()["code"] == 20001
    assert words in answer.json()["message"]


def test_list_walks_all_pages(standin: StandIn, account: Account):
    account.add_history(7, ANNA, account.number, older_than=NOON)
    account.receive(BEN, account.number, "other")
    pages = [get(standin, f"?From=%2B{ANNA[1:]}&PageSize=3").json()]
    while link := pages[-1]["next_page_uri"]:
        pages.append(get(standin, "", link).json())
    shown = [row["body"] for page in pages for row in page["messages"]]
    assert shown == [f"Old message {number}" for number in range(1, 8)]
    assert [(page["page"], page["start"], page["end"]) for page in pages] == [
        (0, 0, 2),
        (1, 3, 5),
        (2, 6, 6),
    ]
    link = pages[1]["next_page_uri"]
    assert link.startswith(f"/2010-04-01/Accounts/{account.sid}/Messages.json?From=%2B1555123")
    assert "&PageSize=3&Page=2&PageToken=PA" in link


def test_paging_misses_nothing_when_messages_arrive_in_between(client: Client, account: Account):
    account.add_history(5, ANNA, account.number, older_than=NOON)
    rows = client.messages.stream(page_size=2)
    first = next(rows)
    account.receive(BEN, account.number, "new")
    assert [first.body, *(row.body for row in rows)] == [f"Old message {n}" for n in range(1, 6)]


def test_library_lists_with_limit_and_date(client: Client, account: Account):
    account.add_history(120, ANNA, account.number, older_than=NOON)
    assert len(client.messages.list(limit=70)) == 70
    assert len(client.messages.list()) == 120
    since = NOON - timedelta(minutes=10)
    assert len(client.messages.list(date_sent_after=since)) == 10
    with pytest.raises(TwilioException) as caught:
        client.messages.list(date_sent_after="yesterday")
    assert caught.value.args[1].status_code == 400


def test_page_size_is_limited_to_a_thousand(standin: StandIn, account: Account):
    account.add_history(1001, ANNA, account.number, older_than=NOON)
    page = get(standin, "?PageSize=2000").json()
    assert (page["page_size"], len(page["messages"])) == (1000, 1000)
    assert page["next_page_uri"]


def test_list_shows_new_rows_late_when_told_to(state: State, client: Client, account: Account):
    state.assumptions.list_delay = 30
    sid = client.messages.create(to=ANNA, from_=account.number, body="hello").sid
    assert client.messages.list() == []
    assert client.messages(sid).fetch().sid == sid
    state.clock.advance(31)
    assert [row.sid for row in client.messages.list()] == [sid]


def test_order_changes_when_a_message_is_sent_later(state: State, client: Client, account: Account):
    state.delivery.step = 100
    client.messages.create(to=ANNA, from_=account.number, body="slow")
    state.clock.advance(50)
    account.receive(BEN, account.number, "in between")
    assert [row.body for row in client.messages.list()] == ["in between", "slow"]
    state.clock.advance(500)
    assert [row.body for row in client.messages.list()] == ["slow", "in between"]


def test_list_looks_at_no_long_history(
    standin: StandIn, account: Account, monkeypatch: pytest.MonkeyPatch
):
    looked_at: list[str] = []
    matches = Query.matches

    def look(query: Query, row: Message, assumptions: Assumptions) -> bool:
        looked_at.append(row.body)
        return matches(query, row, assumptions)

    monkeypatch.setattr(Query, "matches", look)
    account.receive(BEN, account.number, "the one")
    account.add_history(20_000, ANNA, account.number, older_than=NOON)
    for query in (f"?To=%2B{account.number[1:]}&From=%2B{BEN[1:]}", "?DateSent%3E=2026-07-02"):
        looked_at.clear()
        assert bodies(get(standin, query)) == looked_at == ["the one"]

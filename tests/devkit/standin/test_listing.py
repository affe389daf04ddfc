from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import requests

if TYPE_CHECKING:
    from twilio.rest import Client

    from devkit.standin import Account, StandIn, State

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


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?Page=1", "PageToken is required for paging."),
        ("?Page=1&PageToken=PAwrong", "PageToken"),
        ("?Page=x", "Page"),
        (f"?PageSize={'9' * 5000}", "PageSize"),
        (f"?Page={'9' * 5000}&PageToken=PA", "Page"),
        ("?PageSize=²", "PageSize"),
        ("?PageSize=0", "PageSize"),
        ("?PageSize=-5", "PageSize"),
        ("?DateSent=9999-12-31", "DateSent is not a parameter"),
        ("?DateSent%3E=2026-07-01", "DateSent> is not a parameter"),
    ],
)
def test_list_refuses_what_is_no_size_or_page_and_filters_by_date(
    standin: StandIn, query: str, words: str
):
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


def test_library_lists_with_and_without_a_limit(client: Client, account: Account):
    account.add_history(120, ANNA, account.number, older_than=NOON)
    assert len(client.messages.list(limit=70)) == 70
    assert len(client.messages.list()) == 120


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

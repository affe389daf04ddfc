"""Each assumption about Twilio is broken alone; `test_listing` and `test_state` hold the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import requests

from devkit.standin.assumptions import shorten_links
from devkit.standin.segments import smart_encoded

if TYPE_CHECKING:
    from twilio.rest import Client

    from devkit.standin import Account, StandIn, State

ANNA, BEN, OWN = "+15551230001", "+15551230002", "+15005550006"


def send(client: Client, body: str = "hi", to: str = ANNA) -> str:
    return client.messages.create(to=to, from_=OWN, body=body).sid


def test_inbound_rows_can_lack_the_service_and_its_opt_outs_still_hold(
    client: Client, account: Account, state: State
):
    service = account.add_service()
    state.assumptions.inbound_has_service_sid = False
    account.receive(ANNA, OWN, "stop")
    assert [row.messaging_service_sid for row in client.messages.list()] == [None]
    assert account.opted_out == {(ANNA, service)}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("date_sent", ["last", "on its way", "late", "first"]),
        ("date_created", ["last", "on its way", "first", "late"]),
        ("unsent first", ["on its way", "last", "late", "first"]),
        ("unsent last", ["last", "late", "first", "on its way"]),
    ],
)
def test_list_can_have_another_order_on_all_its_pages(
    client: Client, account: Account, state: State, order: str, expected: list[str]
):
    state.assumptions.list_order = order  # type: ignore[assignment]
    state.delivery.step = 100
    send(client, "late")
    state.clock.advance(150)
    account.receive(BEN, OWN, "first", at=account.timeline.clock.now() - timedelta(seconds=50))
    state.clock.advance(51)
    state.run_due()
    state.clock.advance(10)
    send(client, "on its way")
    state.clock.advance(10)
    account.receive(BEN, OWN, "last")
    assert [row.body for row in client.messages.list()] == expected
    assert [row.body for row in client.messages.stream(page_size=1)] == expected


def test_list_can_be_ordered_by_the_last_change(client: Client, account: Account, state: State):
    state.assumptions.list_order = "date_updated"
    older = account.receive(ANNA, OWN, "older")
    state.clock.advance(10)
    account.receive(ANNA, OWN, "newer")
    state.clock.advance(10)
    client.messages(older.sid).update(body="")
    assert [row.body for row in client.messages.list()] == ["", "newer"]


def test_inbound_row_can_be_dated_some_seconds_after_its_creation(
    client: Client, account: Account, state: State
):
    state.assumptions.inbound_sent_after = 3
    account.receive(ANNA, OWN, "yes")
    (row,) = client.messages.list()
    assert row.date_sent - row.date_created == timedelta(seconds=3)


def test_reply_can_come_from_another_spelling_of_the_number(
    client: Client, account: Account, state: State
):
    state.assumptions.reply_from = lambda number: number.replace("+1", "+11")
    send(client)
    state.clock.advance(10)
    state.phone(ANNA).send("yes")
    assert client.messages.list(from_=ANNA) == []
    assert client.messages.list(to=OWN)[0].from_ == "+115551230001"
    state.phone(ANNA).send("STOP")
    assert account.opted_out == {(ANNA, OWN)}


def test_answer_can_show_another_recipient_and_the_phone_still_gets_the_text(
    client: Client, state: State
):
    state.assumptions.stored_to = "rcs:{}".format
    row = client.messages.create(to=ANNA, from_=OWN, body="hi")
    assert row.to == f"rcs:{ANNA}"
    state.clock.advance(10)
    assert [text.body for text in state.phone(ANNA).inbox] == ["hi"]
    assert [one.sid for one in client.messages.list(to=f"rcs:{ANNA}")] == [row.sid]


@pytest.mark.parametrize(
    ("change", "stored"),
    [(smart_encoded, 'see "https://a.example/b"'), (shorten_links, "see “https://twil.example/x1")],
)
def test_stored_body_can_differ_from_the_one_that_was_sent(
    client: Client, state: State, change: object, stored: str
):
    state.assumptions.stored_body = change  # type: ignore[assignment]
    row = client.messages.create(to=ANNA, from_=OWN, body="see “https://a.example/b”")
    assert client.messages(row.sid).fetch().body == row.body == stored


def test_failed_message_can_lack_its_error_message(client: Client, state: State):
    state.assumptions.error_messages = False
    state.deliver(ANNA, "failed", 30007)
    sid = send(client)
    state.clock.advance(10)
    row = client.messages(sid).fetch()
    assert (row.error_code, row.error_message) == (30007, None)


def test_reset_restores_all_assumptions(standin: StandIn, state: State):
    state.assumptions.list_delay = 60
    state.assumptions.date_header_offset = timedelta(days=400)
    answer = requests.get(standin.url, timeout=5)
    assert answer.headers["Date"].split()[3] != str(state.clock.now().year)
    state.reset()
    assert state.assumptions.list_delay == 0
    assert not state.assumptions.date_header_offset
    assert state.account.assumptions is state.assumptions
    with pytest.raises(AttributeError):
        state.assumptions.list_lag = 3  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        state.list_delay = 3  # type: ignore[attr-defined]

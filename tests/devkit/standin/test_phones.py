from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from twilio.rest import Client

    from devkit.standin import Account, State

ANNA, OWN = "+15551230001", "+15005550006"


@pytest.fixture
def sid(client: Client) -> str:
    return client.messages.create(to=ANNA, from_=OWN, body="Was this you? 123456").sid


def test_phone_receives_once_the_message_is_sent(sid: str, state: State):
    assert state.phone(ANNA).inbox == []
    state.clock.advance(5)
    (text,) = state.phone(ANNA).inbox
    assert (text.sid, text.sender, text.to) == (sid, OWN, ANNA)
    assert text.body == "Was this you? 123456"


@pytest.mark.parametrize("status", ["undelivered", "failed", "sending"])
def test_phone_receives_nothing_that_is_not_delivered(client: Client, state: State, status: str):
    state.deliver(ANNA, status, 30003)
    client.messages.create(to=ANNA, from_=OWN, body="hi")
    state.clock.advance(60)
    assert state.phone(ANNA).inbox == []


@pytest.mark.usefixtures("sid")
def test_phone_keeps_its_text_when_twilio_redacts(client: Client, state: State, sid: str):
    state.clock.advance(5)
    client.messages(sid).update(body="")
    assert state.phone(ANNA).inbox[0].body == "Was this you? 123456"


def test_phone_answers_by_itself_after_its_time(client: Client, state: State):
    state.phone(ANNA).answer(lambda text: "Yes " + text[-6:], after=2.0)
    client.messages.create(to=ANNA, from_=OWN, body="Was this you? 123456")
    state.clock.advance(2 * state.delivery.step + 1.5)
    assert client.messages.list(from_=ANNA) == []
    state.clock.advance(100)
    (row,) = client.messages.list(from_=ANNA)
    assert (row.body, row.to, row.direction) == ("Yes 123456", OWN, "inbound")
    assert state.clock.now() - row.date_sent > timedelta(seconds=90)


def test_phone_may_stay_silent(client: Client, state: State):
    phone = state.phone(ANNA)
    phone.answer(lambda text: None if "quiet" in text else "loud")
    client.messages.create(to=ANNA, from_=OWN, body="quiet please")
    state.clock.advance(10)
    assert client.messages.list(from_=ANNA) == []
    phone.answer(None)
    client.messages.create(to=ANNA, from_=OWN, body="hello")
    state.clock.advance(10)
    assert client.messages.list(from_=ANNA) == []


def test_phone_answers_the_sender_that_a_service_chose(
    client: Client, state: State, account: Account
):
    service = account.add_service(["+15005550010"])
    state.phone(ANNA).answer(lambda _: "yes 1")
    client.messages.create(to=ANNA, messaging_service_sid=service, body="hi")
    state.clock.advance(10)
    (row,) = client.messages.list(from_=ANNA)
    assert (row.to, row.messaging_service_sid) == ("+15005550010", service)


@pytest.mark.usefixtures("sid")
def test_phone_writes_to_who_wrote_last(client: Client, state: State):
    state.clock.advance(10)
    state.phone(ANNA).send("123456 no")
    assert client.messages.list(from_=ANNA)[0].to == OWN


def test_phone_writes_to_a_number_and_can_opt_out(state: State, account: Account):
    state.phone(ANNA).send("STOP", account.number)
    assert account.opted_out == {(ANNA, OWN)}


def test_phone_cannot_write_to_nobody(state: State):
    with pytest.raises(LookupError, match="received nothing"):
        state.phone(ANNA).send("hello")
    with pytest.raises(LookupError, match="no account owns"):
        state.phone(ANNA).send("hello", "+15559999999")

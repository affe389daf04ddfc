from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException

if TYPE_CHECKING:
    from twilio.rest import Client

    from devkit.standin import Account, Event, State

ANNA, BEN = "+15551230001", "+15551230002"


def send(client: Client, to: str = ANNA, body: str = "hi") -> str:
    return client.messages.create(to=to, from_="+15005550006", body=body).sid


def statuses(client: Client, state: State, sid: str) -> list[tuple[str, int | None]]:
    """The statuses that a client sees when it looks after every step."""
    seen = []
    for _ in range(6):
        row = client.messages(sid).fetch()
        seen.append((row.status, row.error_code))
        state.clock.advance(10)
    return list(dict.fromkeys(seen))


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (("delivered",), ["queued", "sending", "sent", "delivered"]),
        (("sent",), ["queued", "sending", "sent"]),
        (("read",), ["queued", "sending", "sent", "delivered", "read"]),
        (("undelivered", 30003), ["queued", "sending", "sent", "undelivered"]),
        (("failed", 30034), ["queued", "failed"]),
        (("queued",), ["queued"]),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_delivery_moves_on_to_its_outcome(
    client: Client, state: State, outcome: tuple[str, int], expected: list[str]
):
    state.delivery.step = 10
    state.deliver(ANNA, *outcome)
    seen = statuses(client, state, send(client))
    assert [status for status, _ in seen] == expected
    assert [code for _, code in seen][-1] == (outcome[1] if len(outcome) > 1 else None)


def test_delivery_takes_time(client: Client, state: State):
    state.delivery.step = 3600
    assert client.messages(send(client)).fetch().status == "queued"


def test_date_sent_comes_with_sending(client: Client, state: State):
    sid = send(client)
    assert client.messages(sid).fetch().date_sent is None
    state.clock.advance(10)
    row = client.messages(sid).fetch()
    assert row.date_sent >= row.date_created


def test_failed_message_says_why(client: Client, state: State):
    state.deliver(ANNA, "failed", 30007)
    sid = send(client)
    state.clock.advance(10)
    row = client.messages(sid).fetch()
    shown = (row.status, row.error_code, row.error_message)
    assert shown == ("failed", 30007, "Message filtered")


def test_failed_message_can_have_words_of_its_own(client: Client, state: State):
    state.deliver(ANNA, "undelivered", 39999, "Something new")
    sid = send(client)
    assert client.messages(sid).fetch().error_message is None
    state.clock.advance(10)
    assert client.messages(sid).fetch().error_message == "Something new"


def test_inbound_message_is_listed_with_its_date(client: Client, account: Account):
    at = datetime(2026, 7, 1, 12, tzinfo=UTC)
    account.receive(ANNA, account.number, "  yes 123 ", at=at)
    (row,) = client.messages.list(from_=ANNA)
    assert (row.direction, row.status, row.body) == ("inbound", "received", "  yes 123 ")
    assert (row.date_created, row.date_sent, row.to) == (at, at, account.number)


@pytest.mark.parametrize("word", ["STOP", "stop", " Quit\n", "optout", "CANCEL", "End"])
def test_opt_out_word_blocks_and_start_unblocks(client: Client, account: Account, word: str):
    account.receive(ANNA, account.number, word)
    with pytest.raises(TwilioRestException) as caught:
        send(client)
    assert caught.value.code == 21610
    assert send(client, BEN)
    account.receive(ANNA, account.number, "yes")
    assert send(client)
    assert [row.body for row in account.inbound(ANNA)] == [word, "yes"]


@pytest.mark.parametrize("text", ["STOP 123456", "please stop", "cancel it", "no"])
def test_opt_out_word_counts_only_alone(client: Client, account: Account, text: str):
    account.receive(ANNA, account.number, text)
    assert send(client)


def test_service_can_have_opt_out_words_of_its_own(client: Client, account: Account):
    service = account.add_service()
    account.services[service].opt_out_words = frozenset({"BASTA"})
    account.receive(ANNA, account.number, "stop")
    assert send(client)
    account.receive(ANNA, account.number, "Basta")
    with pytest.raises(TwilioRestException):
        send(client)


@pytest.mark.parametrize("number", ["55512", "whatsapp:+15005550010"])
def test_twilio_keeps_no_opt_outs_of_some_senders(account: Account, number: str):
    account.receive(ANNA, account.add_number(number), "STOP")
    assert account.opted_out == set()


def test_opt_out_covers_the_whole_service_but_no_other_number(client: Client, account: Account):
    service = account.add_service(["+15005550010", "+15005550011"])
    account.receive(ANNA, "+15005550010", "STOP")
    for fields in ({"messaging_service_sid": service}, {"from_": "+15005550011"}):
        with pytest.raises(TwilioRestException) as caught:
            client.messages.create(to=ANNA, body="hi", **fields)
        assert caught.value.code == 21610
    assert send(client)


def test_auto_replies_are_listed_when_told_to(client: Client, account: Account):
    account.receive(ANNA, account.number, "START")
    assert len(client.messages.list()) == 1
    account.assumptions.auto_replies_listed = True
    account.receive(ANNA, account.number, "STOP")
    (reply,) = client.messages.list(to=ANNA)
    assert (reply.direction, reply.from_) == ("outbound-reply", account.number)


def test_redaction_empties_the_body_and_keeps_the_rest(client: Client, account: Account):
    sid = account.receive(ANNA, account.number, "secret").sid
    row = client.messages(sid).update(body="")
    assert (row.body, row.from_, row.status) == ("", ANNA, "received")
    assert client.messages(sid).fetch().body == ""


def test_redaction_can_be_refused_until_final(client: Client, account: Account):
    account.assumptions.redaction_needs_final_status = True
    sid = send(client)
    with pytest.raises(TwilioRestException) as caught:
        client.messages(sid).update(body="")
    assert (caught.value.status, caught.value.code) == (409, 20009)
    assert account.outbound()[0].body == "hi"
    account.timeline.clock.advance(10)
    assert client.messages(sid).update(body="").body == ""


@pytest.mark.parametrize("fields", [{"body": "new text"}, {"status": "canceled"}, {}])
def test_update_does_nothing_else(client: Client, account: Account, fields: dict[str, str]):
    sid = account.receive(ANNA, account.number, "hi").sid
    with pytest.raises(TwilioRestException) as caught:
        client.messages(sid).update(**fields)
    assert (caught.value.status, caught.value.code) == (400, 20001)
    assert client.messages(sid).fetch().body == "hi"


def test_message_of_another_account_is_not_found(client: Client, state: State):
    other = state.add_account()
    sid = other.receive(ANNA, other.number, "theirs").sid
    with pytest.raises(TwilioRestException) as caught:
        client.messages(sid).fetch()
    assert caught.value.code == 20404


def test_listener_hears_of_messages_and_statuses(client: Client, state: State):
    heard: list[tuple[str, str]] = []

    def listen(event: Event) -> None:
        heard.append((event.kind, event.message.status))

    end = state.subscribe(listen)
    send(client)
    state.clock.advance(10)
    state.run_due()
    expected = [("message", "queued"), *(("status", s) for s in ("sending", "sent", "delivered"))]
    assert heard == expected
    end()
    send(client)
    assert heard == expected


def test_reset_forgets_all_but_the_account(client: Client, state: State):
    before = (state.account.sid, state.account.auth_token, state.account.number)
    send(client)
    state.phone(ANNA).answer(lambda _: "yes")
    state.assumptions.list_delay = 5
    state.reset()
    assert (state.account.sid, state.account.auth_token, state.account.number) == before
    assert (state.account.messages, state.requests, state.assumptions.list_delay) == ([], [], 0)
    assert state.phones == []


def test_accounts_differ(state: State):
    other = state.add_account()
    assert other.sid != state.account.sid
    assert other.number != state.account.number
    assert len({other.sid, *other.test_credentials, other.auth_token}) == 4


def test_number_must_be_a_sender(account: Account):
    with pytest.raises(ValueError, match="not a sender"):
        account.add_number("not a number!")


def test_outcome_must_be_a_status_that_messages_end_with(state: State):
    with pytest.raises(ValueError, match="not one of accepted"):
        state.deliver(ANNA, "lost")

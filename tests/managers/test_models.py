from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from TwilioContext import Outcome
from TwilioExceptions import TwilioUnavailableError
from TwilioModels import Delivery, Message, read_time, show_time

if TYPE_CHECKING:
    from collections.abc import Iterator

ROW = {
    "sid": "SM" + "0" * 32,
    "to": "+15551230001",
    "from": None,
    "messaging_service_sid": "MG" + "0" * 32,
    "body": "Hello",
    "status": "accepted",
    "num_segments": "2",
    "error_code": None,
    "date_created": "Sat, 21 Nov 2026 20:15:03 +0000",
    "date_sent": None,
    "direction": "outbound-api",
}
CREATED = datetime(2026, 11, 21, 20, 15, 3, tzinfo=UTC)


def test_message_reads_a_fresh_row() -> None:
    read = Message.from_api(ROW)
    assert (read.sid, read.to, read.sender, read.segments) == (ROW["sid"], ROW["to"], None, 2)
    assert (read.created_at, read.sent_at) == (CREATED, CREATED)
    assert not read.inbound


def test_message_is_dated_by_its_sending() -> None:
    read = Message.from_api({**ROW, "date_sent": "Sat, 21 Nov 2026 20:15:09 +0000"})
    assert (read.sent_at - read.created_at).seconds == 6


@pytest.mark.parametrize(
    "row",
    [
        None,
        [],
        "text",
        {},
        *({**ROW, "sid": sid} for sid in (None, 7, "SM1", "MG" + "0" * 32, "SM" + "g" * 32)),
        *(
            {**ROW, "sid": sid}
            for sid in ("../../Accounts/X?a=", "SM/../" + "0" * 28, ROW["sid"] + "/")
        ),
        {**ROW, "date_created": "?"},
    ],
)
def test_message_refuses_what_is_none(row: object) -> None:
    with pytest.raises(TwilioUnavailableError):
        Message.from_api(row)


def test_message_just_made_without_a_time_takes_twilios() -> None:
    assert Message.from_api({"sid": ROW["sid"]}, now=CREATED).created_at == CREATED


@pytest.mark.parametrize("service", ["MG1", "../x", 5, ROW["sid"]])
def test_message_leaves_out_a_service_that_is_none(service: object) -> None:
    assert Message.from_api({**ROW, "messaging_service_sid": service}).service is None


@pytest.mark.parametrize(
    "value",
    [{"num_segments": "²"}, {"num_segments": "9" * 5000}, {"num_segments": None}, {"to": 5}],
)
def test_message_survives_fields_of_another_shape(value: dict) -> None:
    read = Message.from_api({**ROW, **value, "error_code": True})
    assert read.error_code is None


@pytest.fixture
def tokyo(monkeypatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sat, 21 Nov 2026 20:15:03 +0000", "2026-11-21T20:15:03Z"),
        ("Sat, 21 Nov 2026 21:15:03 +0100", "2026-11-21T20:15:03Z"),
        ("Sat, 21 Nov 2026 20:15:03 GMT", "2026-11-21T20:15:03Z"),
        ("Sat, 21 Nov 2026 20:15:03 -0000", "2026-11-21T20:15:03Z"),
        ("yesterday", None),
        ("", None),
        (None, None),
        (5, None),
    ],
)
def test_times_are_read_as_utc(tokyo: None, text: object, shown: str | None) -> None:
    assert show_time(read_time(text)) == shown


@pytest.mark.parametrize(
    ("status", "sid", "arrived", "may_be_answered"),
    [
        ("queued", "SM1", True, True),
        ("delivered", "SM1", True, True),
        ("undelivered", "SM1", False, False),
        ("failed", "SM1", False, False),
        ("not_sent", None, False, False),
        ("unknown", None, False, True),
    ],
)
def test_delivery_knows_who_may_answer(status, sid, arrived, may_be_answered) -> None:
    delivery = Delivery("+15551230001", sid=sid, status=status)
    assert (delivery.accepted, delivery.may_be_answered) == (arrived, may_be_answered)


def test_delivery_keeps_what_a_later_answer_leaves_out() -> None:
    first = Delivery("+15551230001").updated(Message.from_api(ROW))
    later = first.updated(Message.from_api({**ROW, "from": "+15005550006", "num_segments": "0"}))
    assert (later.sender, later.segments) == ("+15005550006", 2)


def test_delivery_comes_back_from_its_json() -> None:
    delivery = Delivery("+15551230001").updated(Message.from_api(ROW))
    assert Delivery.from_json(delivery.to_json()) == delivery


def test_delivery_keeps_the_text_as_it_was_sent() -> None:
    """A trial account's stored text has a prefix; a redacted one is empty."""
    ours = Delivery("+15551230001", body="Hello")
    assert ours.updated(Message.from_api({**ROW, "body": "Sent from … - Hello"})).body == "Hello"
    assert ours.updated(Message.from_api({**ROW, "body": ""})).body == "Hello"


def test_delivery_of_a_template_takes_the_text_that_twilio_put_together() -> None:
    delivery = Delivery("+15551230001").updated(Message.from_api({**ROW, "body": "Hello Ann"}))
    assert delivery.body == "Hello Ann"


def test_delivery_reads_a_row_of_an_earlier_and_of_a_later_version() -> None:
    assert Delivery.from_json({"to": "+15551230001", "later": 1}) == Delivery("+15551230001")


@pytest.mark.parametrize("row", [None, 5, "text", [1], {}, {"from": "+15551230001"}])
def test_delivery_refuses_a_row_without_a_recipient(row: object) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        Delivery.from_json(row)


def test_delivery_json_has_the_contracts_keys() -> None:
    assert list(Delivery("+15551230001").to_json()) == [
        "to", "from", "messaging_service_sid", "sid", "status", "body", "segments",
        "error_code", "error_message", "created_at", "possible_duplicate",
    ]  # fmt: skip


def test_outcome_of_a_failure_is_false() -> None:
    assert Outcome.failed("no")[:2] == (2, False)

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from TwilioExceptions import TwilioUnavailableError
from TwilioModels import FINAL, Delivery, Message, read_time, show_time

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
FAILED = {
    **ROW, "sid": "MM" + "0" * 32, "from": "+15005550006", "status": "undelivered",
    "num_segments": "99", "error_code": 30003, "error_message": "Unreachable handset",
}  # fmt: skip
CREATED = datetime(2026, 11, 21, 20, 15, 3, tzinfo=UTC)


def test_message_reads_a_fresh_row() -> None:
    assert Message.from_api(ROW) == Message(
        ROW["sid"], ROW["to"], None, ROW["messaging_service_sid"], "Hello", "accepted", 2, None,
        CREATED, CREATED, False,
    )  # fmt: skip


def test_message_is_dated_by_its_sending() -> None:
    row = {**ROW, "date_sent": "Sat, 21 Nov 2026 20:15:09 +0000"}
    read = Message.from_api(row)
    assert (read.sent_at - read.created_at).seconds == 6
    assert Message.from_api({**row, "date_created": None}).created_at == read.sent_at


def test_message_from_a_phone_is_inbound() -> None:
    assert Message.from_api({**ROW, "direction": "inbound"}).inbound


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
    assert Message.from_api({"sid": ROW["sid"]}, now=CREATED) == Message(
        ROW["sid"], None, None, None, "", "unknown", 0, None, CREATED, CREATED, False
    )


@pytest.mark.parametrize("service", ["MG1", "../x", 5, ROW["sid"]])
def test_message_leaves_out_a_service_that_is_none(service: object) -> None:
    assert Message.from_api({**ROW, "messaging_service_sid": service}).service is None


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ({"num_segments": "²"}, {"segments": 0}),
        ({"num_segments": "9" * 5000}, {"segments": 0}),
        ({"num_segments": "100"}, {"segments": 0}),
        ({"num_segments": None}, {"segments": 0}),
        ({"to": 5}, {"to": None}),
        ({"error_code": True}, {"error_code": None}),
        ({"error_code": "30003"}, {"error_code": None}),
    ],
)
def test_message_survives_fields_of_another_shape(value: dict, read: dict) -> None:
    assert Message.from_api({**ROW, **value}) == Message.from_api(ROW)._replace(**read)


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
    ("status", "accepted", "may_have_left", "may_be_answered", "final"),
    [
        ("queued", True, True, True, False),
        ("sent", True, True, True, False),
        ("delivered", True, True, True, True),
        ("read", True, True, True, True),
        ("undelivered", False, True, False, True),
        ("failed", False, False, False, True),
        ("canceled", False, False, False, True),
        ("not_sent", False, False, False, False),
        ("unknown", False, True, True, False),
    ],
)
def test_status_tells_what_became_of_a_message(
    status, accepted, may_have_left, may_be_answered, final
) -> None:
    sid = None if status in {"not_sent", "unknown"} else ROW["sid"]
    delivery = Delivery("+15551230001", sid=sid, status=status)
    assert delivery.accepted is accepted
    assert delivery.may_have_left is may_have_left
    assert delivery.may_be_answered is may_be_answered
    assert (status in FINAL) is final


def test_delivery_keeps_what_a_later_answer_leaves_out() -> None:
    first = Delivery("+15551230001").updated(Message.from_api(ROW))
    less = {**ROW, "from": "+15005550006", "num_segments": "0", "messaging_service_sid": None}
    later = first.updated(Message.from_api({**less, "to": "somebody"}))
    assert later == first._replace(sender="+15005550006")


def test_delivery_comes_back_from_its_json() -> None:
    delivery = Delivery("+15551230001").updated(Message.from_api(FAILED))
    assert Delivery.from_json(delivery.to_json()) == delivery


def test_delivery_takes_all_that_twilio_says() -> None:
    assert Delivery("5551230001").updated(Message.from_api(FAILED)) == Delivery(
        ROW["to"], "+15005550006", ROW["messaging_service_sid"], FAILED["sid"], "undelivered",
        "Hello", 99, 30003, "Unreachable handset", "2026-11-21T20:15:03Z",
    )  # fmt: skip


def test_delivery_has_a_reason_only_where_it_failed() -> None:
    assert Delivery("").updated(Message.from_api({**FAILED, "status": "sent"}))[8] is None


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


def test_delivery_json_has_the_contracts_keys_and_defaults() -> None:
    assert json.dumps(Delivery("+15551230001").to_json()) == (
        '{"to": "+15551230001", "from": null, "messaging_service_sid": null, "sid": null,'
        ' "status": "not_sent", "body": null, "segments": 0, "error_code": null,'
        ' "error_message": null, "created_at": null, "possible_duplicate": false}'
    )

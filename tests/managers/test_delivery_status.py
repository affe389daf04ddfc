from __future__ import annotations

import time

import pytest

from devkit.standin import Fault
from TwilioDeliveryStatus import track_delivery, with_failure_reason
from TwilioDraft import Draft
from TwilioModels import Delivery, Message
from TwilioRetry import Deadline

TO = "+15551230001"


@pytest.fixture
def send(twilio, connect):
    def send(*to: str) -> list[Delivery]:
        sender = twilio.state.account.number
        return [Delivery(one).updated(connect().create(Draft(one, sender, "Hello"))) for one in to]

    return send


def test_follow_ends_when_all_are_final(twilio, send, connect) -> None:
    twilio.state.deliver("+15551230002", "undelivered", 30003)
    deliveries = send(TO, "+15551230002")
    track_delivery(connect(), deliveries, Deadline(10), "From")
    assert [one.status for one in deliveries] == ["delivered", "undelivered"]
    assert deliveries[1].error_code == 30003
    assert "could not be reached" in deliveries[1].error_message
    assert not deliveries[1].accepted


def row(**changes: object) -> Message:
    created = "Sat, 21 Nov 2026 20:15:03 +0000"
    return Message.from_api({"sid": "SM" + "0" * 32, "date_created": created, **changes})


def test_failure_shows_twilios_own_words_where_there_are_no_better_ones() -> None:
    failed = row(status="failed", error_code=39999, error_message="Odd carrier.")
    sentence = with_failure_reason(Delivery(TO).updated(failed)).error_message
    assert sentence.startswith("Twilio says: Odd carrier (Twilio error 39999).")


def test_failure_without_a_code_names_the_status() -> None:
    delivery = with_failure_reason(Delivery(TO).updated(row(status="undelivered")))
    assert delivery.error_message == f"Twilio reports the message to {TO} as undelivered."


def test_message_that_did_not_fail_shows_no_error() -> None:
    delivery = with_failure_reason(Delivery(TO).updated(row(status="sent", error_message="x")))
    assert delivery.error_message is None


def test_opt_out_told_late_leads_to_start_only_where_a_list_is_kept() -> None:
    out = {"status": "failed", "error_code": 21610}
    for sender, says_start in (("+15005550006", True), ("55512", False)):
        delivery = Delivery(TO).updated(row(**{**out, "from": sender}))
        assert ("START" in with_failure_reason(delivery).error_message) is says_start


def test_follow_survives_reads_that_fail(twilio, send, connect) -> None:
    deliveries = send(TO)
    twilio.state.faults.add(Fault("status", path="fetch", status=503, times=2))
    track_delivery(connect(), deliveries, Deadline(10), "From")
    assert deliveries[0].status == "delivered"


def test_follow_ends_when_the_time_is_up(twilio, send, connect) -> None:
    twilio.state.deliver(TO, "sent")
    deliveries = send(TO)
    began = time.monotonic()
    track_delivery(connect(), deliveries, Deadline(1.5), "From")
    assert time.monotonic() - began < 3
    assert deliveries[0].status == "sent"
    assert deliveries[0].accepted


def test_follow_looks_once_more_when_the_time_is_up(twilio, send, connect) -> None:
    twilio.state.delivery.step = 0.47  # seconds; the third step is the delivery
    deliveries = send(TO)
    track_delivery(connect(), deliveries, Deadline(1.6), "From")
    assert deliveries[0].status == "delivered"


def test_follow_with_a_slow_twilio_ends_soon_after_its_time(twilio, send, connect) -> None:
    deliveries = send(*(f"+1555123000{n}" for n in range(4)))
    twilio.state.faults.add(Fault("delay", path="fetch", delay=2, times=None))
    began = time.monotonic()
    track_delivery(connect(), deliveries, Deadline(0.5), "From")
    assert time.monotonic() - began < 0.5 + 3 + 2


def test_follow_asks_nothing_without_time(twilio, send, connect) -> None:
    deliveries = send(TO)
    before = len(twilio.state.requests)
    track_delivery(connect(), deliveries, Deadline(0), "From")
    assert len(twilio.state.requests) == before

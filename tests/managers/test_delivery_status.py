from __future__ import annotations

import time

import pytest

from devkit.standin import Fault
from TwilioDeliveryStatus import track_delivery
from TwilioManager import Draft
from TwilioModels import Delivery
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

"""Send SMS with a Delivery Timeout, as a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from devkit.lab import PHONE, SECOND, THIRD
from devkit.soar import COMPLETED, FAILED
from devkit.standin import Fault
from tests.actions.assertions import SHORT, sentences

if TYPE_CHECKING:
    from devkit.lab import Lab

FOLLOW = {"Delivery Timeout": "20"}


def test_delivery_is_not_followed_unless_asked_for(lab: Lab) -> None:
    lab.state.deliver(PHONE, "undelivered", 30003)

    result = lab.send()

    assert (result.state, result.value, result.json[0]["status"]) == (COMPLETED, True, "queued")
    assert "fetch" not in lab.requests


def test_delivery_is_followed_until_every_message_is_final(lab: Lab) -> None:
    lab.state.deliver(SECOND, "undelivered", 30003)
    lab.state.deliver(THIRD, "failed", 30008)

    result = lab.send(f"{PHONE},{SECOND},{THIRD}", params=FOLLOW)

    assert (result.state, result.value) == (COMPLETED, False)
    assert result.message.startswith(f"Successfully sent SMS to: {PHONE}.\n")
    statuses = [row["status"] for row in result.json]
    assert statuses == ["delivered", "undelivered", "failed"]
    assert [row["error_code"] for row in result.json] == [None, 30003, 30008]
    assert set(sentences(result)) == {SECOND, THIRD}
    assert result.seconds < 15, "final statuses end the wait at once"


@pytest.mark.parametrize(("status", "state"), [("undelivered", COMPLETED), ("failed", FAILED)])
def test_delivery_to_nobody_fails_only_where_no_message_left(
    lab: Lab, status: str, state: int
) -> None:
    lab.state.deliver(PHONE, status, 30005)

    result = lab.send(params=FOLLOW)

    assert (result.state, result.value) == (state, False)
    assert "30005" in result.message
    assert result.json[0]["sid"] == lab.account.outbound()[0].sid


def test_delivery_without_a_receipt_counts_as_sent_when_the_time_is_up(lab: Lab) -> None:
    lab.state.delivery.step = 0.05
    lab.state.deliver(PHONE, "sent")

    result = lab.send(params={"Delivery Timeout": "2"})

    assert (result.state, result.value, result.json[0]["status"]) == (COMPLETED, True, "sent")
    assert 1 < result.seconds < 15
    assert lab.requests.count("fetch") >= 2


def test_delivery_shows_the_sender_that_a_service_chose(lab: Lab) -> None:
    service = lab.account.add_service()

    (row,) = lab.send(params={"From": service, **FOLLOW}).json

    assert (row["from"], row["messaging_service_sid"]) == (lab.account.number, service)
    assert (row["status"], row["segments"]) == ("delivered", 1)


def test_delivery_is_followed_no_longer_than_the_process_may_run(lab: Lab) -> None:
    lab.state.deliver(PHONE, "sent")

    result = lab.send(params={"Delivery Timeout": "300"}, limits=SHORT)

    assert (result.state, result.value) == (COMPLETED, True)
    assert result.seconds < SHORT.run_seconds


def test_delivery_reads_that_fail_lose_no_message(lab: Lab) -> None:
    lab.add_faults(Fault("status", path="fetch", status=503), Fault("html", path="fetch"))

    result = lab.send(params=FOLLOW)

    assert (result.state, result.json[0]["status"]) == (COMPLETED, "delivered")

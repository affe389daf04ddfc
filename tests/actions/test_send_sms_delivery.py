"""Send SMS with a Delivery Timeout, as a process (contract, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.standin import Fault
from tests.actions.stage import COMPLETED, FAILED, PHONE, SECOND, SHORT, THIRD, sentences

if TYPE_CHECKING:
    from tests.actions.stage import Stage

FOLLOW = {"Delivery Timeout": "20"}


def test_delivery_is_not_followed_unless_asked_for(stage: Stage) -> None:
    stage.state.deliver(PHONE, "undelivered", 30003)

    result = stage.send()

    assert (result.state, result.value, result.json[0]["status"]) == (COMPLETED, True, "queued")
    assert "fetch" not in stage.requests


def test_delivery_is_followed_until_every_message_is_final(stage: Stage) -> None:
    stage.state.deliver(SECOND, "undelivered", 30003)
    stage.state.deliver(THIRD, "failed", 30008)

    result = stage.send(f"{PHONE},{SECOND},{THIRD}", params=FOLLOW)

    assert (result.state, result.value) == (COMPLETED, False)
    assert result.message.startswith(f"Successfully sent SMS to: {PHONE}.\n")
    statuses = [row["status"] for row in result.json]
    assert statuses == ["delivered", "undelivered", "failed"]
    assert [row["error_code"] for row in result.json] == [None, 30003, 30008]
    assert set(sentences(result)) == {SECOND, THIRD}
    assert result.seconds < 15, "final statuses end the wait at once"


def test_delivery_to_nobody_fails(stage: Stage) -> None:
    stage.state.deliver(PHONE, "undelivered", 30005)

    result = stage.send(params=FOLLOW)

    assert result.state == FAILED
    assert "30005" in result.message
    assert result.json[0]["sid"] == stage.account.outbound()[0].sid


def test_delivery_without_a_receipt_counts_as_sent_when_the_time_is_up(stage: Stage) -> None:
    stage.state.delivery.step = 0.05
    stage.state.deliver(PHONE, "sent")

    result = stage.send(params={"Delivery Timeout": "2"})

    assert (result.state, result.value, result.json[0]["status"]) == (COMPLETED, True, "sent")
    assert 1 < result.seconds < 15
    assert stage.requests.count("fetch") >= 2


def test_delivery_shows_the_sender_that_a_service_chose(stage: Stage) -> None:
    service = stage.account.add_service()

    (row,) = stage.send(params={"From": service, **FOLLOW}).json

    assert (row["from"], row["messaging_service_sid"]) == (stage.account.number, service)
    assert (row["status"], row["segments"]) == ("delivered", 1)


def test_delivery_is_followed_no_longer_than_the_process_may_run(stage: Stage) -> None:
    stage.state.deliver(PHONE, "sent")

    result = stage.send(params={"Delivery Timeout": "300"}, limits=SHORT)

    assert (result.state, result.value) == (COMPLETED, True)
    assert result.seconds < SHORT.run_seconds


def test_delivery_reads_that_fail_lose_no_message(stage: Stage) -> None:
    stage.spoil(Fault("status", path="fetch", status=503), Fault("html", path="fetch"))

    result = stage.send(params=FOLLOW)

    assert (result.state, result.json[0]["status"]) == (COMPLETED, "delivered")

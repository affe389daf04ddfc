from __future__ import annotations

import pytest

from devkit.standin import Fault
from TwilioDeliveryStatus import track_delivery, with_current_status, with_failure_reason
from TwilioDraft import Draft
from TwilioExceptions import TwilioUnavailableError
from TwilioManager import READ_SECONDS
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


def test_message_that_was_not_sent_is_not_asked_for(mocker) -> None:
    twilio = SlowTwilio(0)
    mocker.patch("TwilioDeliveryStatus.time.sleep", twilio.sleep)
    deliveries = [Delivery(TO)]
    track_delivery(twilio, deliveries, Deadline(60), "From")
    assert with_current_status(twilio, deliveries[0]) == Delivery(TO) == deliveries[0]
    assert (twilio.now, twilio.asked_at) == (0, [])


def test_follow_survives_reads_that_fail(twilio, send, connect) -> None:
    deliveries = send(TO)
    twilio.state.faults.add(Fault("status", path="fetch", status=503, times=2))
    track_delivery(connect(), deliveries, Deadline(10), "From")
    assert deliveries[0].status == "delivered"


def test_follow_looks_once_more_when_the_time_is_up(twilio, send, connect) -> None:
    twilio.state.delivery.step = 0.47  # seconds; the third step is the delivery
    deliveries = send(TO)
    track_delivery(connect(), deliveries, Deadline(1.6), "From")
    assert deliveries[0].status == "delivered"


def test_follow_asks_nothing_without_time(twilio, send, connect) -> None:
    deliveries = send(TO)
    before = len(twilio.state.requests)
    track_delivery(connect(), deliveries, Deadline(0), "From")
    assert len(twilio.state.requests) == before


class SlowTwilio:
    """Messages that stay `sent`, and a clock that only pauses and answers move.

    Attributes:
        asked: the time of each request, the message and the seconds that its answer may take.
    """

    def __init__(self, seconds: float) -> None:
        self.now = 0.0
        self.asked: list[tuple[float, str, float]] = []
        self._seconds = seconds

    @property
    def asked_at(self) -> list[float]:
        return [time for time, _, _ in self.asked]

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def fetch(self, sid: str, *, seconds: float) -> Message:
        self.asked.append((self.now, sid, seconds))
        self.sleep(min(self._seconds, seconds))
        if self._seconds > seconds:
            raise TwilioUnavailableError("It answered too slowly.")
        return row(status="sent", sid=sid)


def follow(
    mocker, seconds: float, messages: int, answer_takes: float
) -> tuple[SlowTwilio, list[Delivery]]:
    twilio = SlowTwilio(answer_takes)
    mocker.patch("TwilioRetry.time.monotonic", twilio.clock)
    mocker.patch("TwilioDeliveryStatus.time.sleep", twilio.sleep)
    deliveries = [Delivery(TO, sid=f"SM{n:032}", status="queued") for n in range(messages)]
    track_delivery(twilio, deliveries, Deadline(seconds), "From")
    return twilio, deliveries


@pytest.mark.parametrize(
    ("seconds", "messages", "answer_takes", "asked_at"),
    [
        pytest.param(1.5, 1, 0, [0.5, 1.25, 1.5], id="growing pauses, the last when time is up"),
        pytest.param(
            20, 1, 0, [0.5, 1.25, 2.375, 4.0625, 6.59375, 10.390625, 15.390625, 20],
            id="pauses of at most five seconds",
        ),
        pytest.param(0.5, 4, 0.4, [0.5, 0.9, 1.3, 1.7], id="the last look asks for all"),
        pytest.param(0.5, 4, 1.5, [0.5, 2.0], id="a slow last look ends"),
        pytest.param(
            1.5, 3, 0.6, [0.5, 1.1, 1.5, 2.1, 2.7],
            id="all are asked for again where a look was cut short",
        ),
        pytest.param(0, 1, 0, [], id="no time"),
    ],
)  # fmt: skip
def test_messages_are_asked_for_until_the_time_is_up(
    mocker, seconds, messages, answer_takes, asked_at
) -> None:
    twilio, deliveries = follow(mocker, seconds, messages, answer_takes)
    assert twilio.asked_at == pytest.approx(asked_at)
    assert [one.status for one in deliveries] == (["sent"] * len(asked_at))[:messages] + [
        "queued"
    ] * (messages - len(asked_at))


def test_messages_that_a_look_did_not_reach_are_asked_for_first_in_the_next(mocker) -> None:
    twilio, deliveries = follow(mocker, seconds=4, messages=5, answer_takes=1)
    assert [int(sid[-1]) for _, sid, _ in twilio.asked] == [0, 1, 2, 3, 4, 0, 1]
    assert [int(one.sid[-1]) for one in deliveries] == [0, 1, 2, 3, 4]


def test_answer_that_never_comes_is_waited_for_until_the_time_is_up(mocker) -> None:
    twilio, _ = follow(mocker, seconds=5, messages=1, answer_takes=40)
    assert [(at, allowed) for at, _, allowed in twilio.asked] == [(0.5, 4.5), (5, 3)]


def test_answer_is_waited_for_as_long_as_for_any_read_where_there_is_time(mocker) -> None:
    twilio, _ = follow(mocker, seconds=60, messages=1, answer_takes=40)
    assert twilio.asked[0][2] == READ_SECONDS

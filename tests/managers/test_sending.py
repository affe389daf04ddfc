from __future__ import annotations

import socket
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from devkit.standin import Fault
from TwilioManager import Draft
from TwilioRetry import Deadline
from TwilioSending import send_all

if TYPE_CHECKING:
    from TwilioModels import Delivery

TO = "+15551230001"


@pytest.fixture(autouse=True)
def quick(mocker) -> None:
    mocker.patch("TwilioSending.LOOKS", (0.05, 0.1, 0.2, 0.4))
    mocker.patch("TwilioSending.RETRIES", (0.02, 0.05))


@pytest.fixture
def send(twilio, connect):
    def send(*to: str, body: str = "Hello", proof: str = "", seconds: float = 20, **changes):
        manager = connect(seconds, **changes)
        sender = twilio.state.account.number
        drafts = [Draft(one, sender, body) for one in to or (TO,)]
        deliveries: list[Delivery] = []
        send_all(manager, drafts, Deadline(seconds), deliveries, unique_marker=proof)
        return deliveries

    return send


def kept(twilio, to: str = TO) -> int:
    return len(twilio.state.account.outbound(to))


def test_message_is_sent_once_and_told(twilio, send) -> None:
    (delivery,) = send()
    assert kept(twilio) == 1
    assert delivery.sid == twilio.state.account.messages[0].sid
    assert delivery.accepted
    assert not delivery.possible_duplicate


def test_each_message_is_one_request(twilio, send) -> None:
    send(*(f"+1555123{n:04d}" for n in range(20)))
    assert [request.operation for request in twilio.state.requests] == ["create"] * 20


AMBIGUOUS = [
    pytest.param("cut", {}, id="cut"),
    pytest.param("status", {"status": 500, "code": 20500}, id="500"),
    pytest.param("status", {"status": 503, "code": 20503}, id="503"),
    pytest.param("html", {"status": 502}, id="502 page"),
    pytest.param("html", {}, id="200 page"),
    pytest.param("empty", {}, id="201 empty"),
    pytest.param("json", {"status": 201, "body": {"ok": True}}, id="201 without SID"),
]


@pytest.mark.parametrize("proof", ["", "Hello"])
@pytest.mark.parametrize(("kind", "options"), AMBIGUOUS)
def test_lost_answer_of_a_message_that_left_is_found(twilio, send, kind, options, proof) -> None:
    twilio.state.faults.add(Fault(kind, path="create", acting="after", **options))
    (delivery,) = send(proof=proof)
    assert kept(twilio) == 1
    assert delivery.sid == twilio.state.account.messages[0].sid
    assert not delivery.possible_duplicate


@pytest.mark.parametrize(("kind", "options"), AMBIGUOUS)
def test_message_that_never_left_is_sent_again_and_told(twilio, send, kind, options) -> None:
    twilio.state.faults.add(Fault(kind, path="create", acting="before", **options))
    (delivery,) = send()
    assert kept(twilio) == 1
    assert delivery.accepted
    assert delivery.possible_duplicate


def test_second_lost_answer_is_looked_for_too(twilio, send) -> None:
    twilio.state.faults.add(
        Fault("cut", path="create", acting="before"), Fault("cut", path="create", acting="after")
    )
    (delivery,) = send()
    assert kept(twilio) == 1
    assert delivery.accepted
    assert delivery.possible_duplicate


def test_message_is_never_tried_a_third_time(twilio, send) -> None:
    twilio.state.faults.add(Fault("cut", path="create", acting="before", times=None))
    (delivery,) = send()
    assert [r.operation for r in twilio.state.requests].count("create") == 2
    assert delivery.status == "unknown"
    assert "may have left" in delivery.error_message


def test_refusal_of_the_second_attempt_says_nothing_of_the_first(twilio, send) -> None:
    twilio.state.assumptions.list_delay = 60
    twilio.state.faults.add(
        Fault("status", path="create", status=503, acting="after"),
        Fault("status", path="create", status=400, code=21611),
    )
    (delivery,) = send()
    assert (delivery.status, delivery.error_code) == ("unknown", 21611)
    assert delivery.sender == twilio.state.account.number
    assert "may have left" in delivery.error_message


def test_list_that_shows_a_message_late_is_waited_for(twilio, send) -> None:
    twilio.state.assumptions.list_delay = 0.3
    twilio.state.faults.add(Fault("cut", path="create", acting="after"))
    (delivery,) = send()
    assert kept(twilio) == 1
    assert not delivery.possible_duplicate


@pytest.mark.parametrize("failing", [1, 3])
def test_looks_that_fail_do_not_end_the_looking(twilio, send, failing) -> None:
    twilio.state.faults.add(
        Fault("cut", path="create", acting="after"),
        Fault("status", path="list", status=503, after=1, times=failing),
    )
    (delivery,) = send()
    assert kept(twilio) == 1
    assert delivery.accepted


def test_without_any_look_nothing_is_sent_again(twilio, send) -> None:
    twilio.state.faults.add(
        Fault("cut", path="create", acting="before"),
        Fault("status", path="list", status=503, times=None),
    )
    (delivery,) = send()
    assert [r.operation for r in twilio.state.requests].count("create") == 1
    assert delivery.status == "unknown"


def test_same_text_of_minutes_ago_leaves_it_unknown(twilio, send) -> None:
    send()
    twilio.state.account.messages[0].created -= timedelta(minutes=14)
    twilio.state.faults.add(Fault("cut", path="create", acting="before"))
    (delivery,) = send()
    assert kept(twilio) == 1
    assert delivery.status == "unknown"


def test_same_text_of_before_is_not_taken_for_the_message(twilio, send) -> None:
    send()
    twilio.state.account.messages[0].created -= timedelta(minutes=16)
    twilio.state.faults.add(Fault("cut", path="create", acting="before"))
    (delivery,) = send()
    assert kept(twilio) == 2
    assert delivery.possible_duplicate


def test_twin_that_the_list_shows_late_leaves_it_unknown(twilio, send) -> None:
    send()
    time.sleep(3)
    twilio.state.assumptions.list_delay = 3.3
    twilio.state.faults.add(Fault("cut", path="create", acting="before"))
    (delivery,) = send()
    assert kept(twilio) == 1
    assert delivery.status == "unknown"


def test_text_that_twilio_stored_otherwise_is_known_by_its_code(twilio, send, mocker) -> None:
    account = twilio.state.account
    keep = account.post

    def shortened(message):
        message.body = message.body.replace("https://example.com/incidents/1", "https://ex.com/1")
        return keep(message)

    mocker.patch.object(account, "post", shortened)
    twilio.state.faults.add(Fault("cut", path="create", acting="after"))
    (delivery,) = send(body="See https://example.com/incidents/1\nID: 4711", proof="ID: 4711")
    assert kept(twilio) == 1
    assert (delivery.accepted, delivery.possible_duplicate) == (True, False)


@pytest.mark.parametrize(("seconds", "spent"), [(3, 1.5), (60, 8)])
def test_slow_list_costs_no_message(twilio, send, seconds, spent) -> None:
    twilio.state.faults.add(Fault("delay", path="list", delay=20, times=None))
    began = time.monotonic()
    deliveries = send(TO, "+15551230002", "+15551230003", seconds=seconds)
    assert [one.accepted for one in deliveries] == [True, True, True]
    assert time.monotonic() - began < spent


@pytest.mark.parametrize("header_follows", [True, False])
@pytest.mark.parametrize("seconds", [-600, -30, -5, 30, 600])
@pytest.mark.parametrize("proof", ["Hello", ""])
def test_clocks_that_disagree_double_nothing(twilio, send, seconds, header_follows, proof) -> None:
    twilio.state.clock.skew = timedelta(seconds=seconds)
    if not header_follows:
        twilio.state.assumptions.date_header_offset = timedelta(seconds=-seconds)
    send(body="another text")
    twilio.state.faults.add(Fault("cut", path="create", acting="after"))
    (delivery,) = send(proof=proof)
    assert kept(twilio) == 2
    assert not delivery.possible_duplicate


def test_trial_accounts_prefix_does_not_hide_the_message(twilio, send) -> None:
    twilio.state.account.trial = True
    twilio.state.account.verified.add(TO)
    twilio.state.faults.add(Fault("cut", path="create", acting="after"))
    (delivery,) = send()
    assert kept(twilio) == 1
    assert not delivery.possible_duplicate


def test_another_text_is_not_taken_for_the_message(twilio, send) -> None:
    send(body="Hello")
    twilio.state.faults.add(Fault("cut", path="create", acting="before"))
    (delivery,) = send(body="Hello you")
    assert kept(twilio) == 2
    assert delivery.possible_duplicate


@pytest.mark.parametrize(
    "headers", [pytest.param(None, id="plain"), pytest.param({"Retry-After": "1"}, id="asked")]
)
def test_busy_twilio_is_asked_again_without_doubt(twilio, send, headers) -> None:
    twilio.state.faults.add(Fault("status", path="create", status=429, code=20429, headers=headers))
    began = time.monotonic()
    (delivery,) = send()
    assert kept(twilio) == 1
    assert not delivery.possible_duplicate
    assert headers is None or time.monotonic() - began >= 1


def test_busy_twilio_that_asks_for_more_time_than_there_is(twilio, send) -> None:
    twilio.state.faults.add(
        Fault("status", path="create", status=429, code=20429, headers={"Retry-After": "600"})
    )
    began = time.monotonic()
    (delivery,) = send()
    assert delivery.status == "not_sent"
    assert "20429" in delivery.error_message
    assert time.monotonic() - began < 2


def test_refused_connection_is_tried_again_and_nothing_is_in_doubt(twilio, send) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    (delivery,) = send(api_root=f"http://127.0.0.1:{port}")
    assert delivery.status == "not_sent"
    assert not delivery.possible_duplicate


def test_refused_recipient_does_not_stop_the_others(twilio, send) -> None:
    twilio.state.account.opted_out.add((TO, twilio.state.account.number))
    twilio.state.faults.add(Fault("status", path="create", status=400, code=21610, to=TO))
    first, second = send(TO, "+15551230002")
    assert (first.status, first.error_code) == ("not_sent", 21610)
    assert second.accepted


def test_refused_account_stops_at_the_first(twilio, send) -> None:
    twilio.state.faults.add(Fault("status", status=401, code=20003, times=None))
    deliveries = send(TO, "+15551230002", "+15551230003")
    assert [one.error_code for one in deliveries] == [20003] * 3
    assert [r.operation for r in twilio.state.requests].count("create") == 1


def test_all_of_it_ends_in_time(twilio, send, mocker) -> None:
    mocker.patch("TwilioSending.LOOKS", (0.5, 1, 2, 4, 8, 15))
    twilio.state.faults.add(Fault("delay", path="create", delay=60, times=None, acting="before"))
    began = time.monotonic()
    deliveries = send(TO, "+15551230002", seconds=3, proof="Hello")
    assert time.monotonic() - began < 4
    assert {one.status for one in deliveries} <= {"unknown", "not_sent"}


def test_interrupted_sending_leaves_the_truth(twilio, connect) -> None:
    deliveries: list[Delivery] = []

    class Stopped:
        def create(self, draft):
            if draft.to == "+15551230002":
                raise SystemExit
            return connect().create(draft)

    drafts = [
        Draft(to, twilio.state.account.number, "Hello")
        for to in (TO, "+15551230002", "+15551230003")
    ]
    with pytest.raises(SystemExit):
        send_all(Stopped(), drafts, Deadline(10), deliveries, unique_marker="Hello")
    assert [one.status for one in deliveries] == ["queued", "unknown", "not_sent"]

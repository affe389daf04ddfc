from __future__ import annotations

import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from devkit.standin import Fault
from TwilioDraft import Draft
from TwilioExceptions import TwilioBusyError, TwilioRefusedError, TwilioUnavailableError
from TwilioManager import Page
from TwilioModels import Delivery, Message
from TwilioRetry import Deadline
from TwilioSending import send_all

TO = "+15551230001"


@pytest.fixture(autouse=True)
def quick(mocker) -> None:
    mocker.patch("TwilioSending.SEARCH_WAITS", (0.05, 0.1, 0.2, 0.4))
    mocker.patch("TwilioSending.LIST_DELAY", 0.25)
    mocker.patch("TwilioSending.FIRST_WAIT", 0.02)


@pytest.fixture
def send(twilio, connect):
    def send(
        *to: str, body: str = "Hello", proof: str = "", seconds: float = 20, service: str = "",
        **changes,
    ):  # fmt: skip
        manager = connect(seconds, **changes)
        sender = service or twilio.state.account.number
        drafts = [Draft(one, sender, body) for one in to or (TO,)]
        deliveries: list[Delivery] = []
        send_all(manager, drafts, Deadline(seconds), deliveries, unique_marker=proof)
        return deliveries

    return send


def kept(twilio, to: str = TO) -> int:
    return len(twilio.state.account.outbound(to))


def test_message_is_sent_once_and_reported(twilio, send) -> None:
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
def test_message_that_never_left_is_sent_again_and_reported(twilio, send, kind, options) -> None:
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


FAILING_LISTS = [
    pytest.param({"kind": "status", "status": 503, "code": 20503}, id="503"),
    pytest.param({"kind": "status", "status": 401, "code": 20003}, id="401"),
    pytest.param({"kind": "status", "status": 429, "code": 20429}, id="429"),
    pytest.param({"kind": "cut"}, id="cut"),
    pytest.param({"kind": "html"}, id="a page"),
    pytest.param({"kind": "json", "body": {"messages": [None]}}, id="rows that are none"),
]


@pytest.mark.parametrize("answered", [1, 2, 3])
@pytest.mark.parametrize("fields", FAILING_LISTS)
def test_early_searches_prove_nothing_where_the_last_one_fails(
    twilio, send, fields, answered
) -> None:
    """The list lags behind the message, answers without it at first, and then fails."""
    twilio.state.assumptions.list_delay = 60
    twilio.state.faults.add(
        Fault("cut", path="create", acting="after"),
        Fault(path="list", after=answered, times=None, **fields),
    )
    (delivery,) = send()
    assert kept(twilio) == 1
    assert delivery.status == "unknown"
    assert "may have left" in delivery.error_message


def test_list_that_shows_a_message_late_is_waited_for(twilio, send) -> None:
    twilio.state.assumptions.list_delay = 0.3
    twilio.state.faults.add(Fault("cut", path="create", acting="after"))
    (delivery,) = send()
    assert kept(twilio) == 1
    assert not delivery.possible_duplicate


@pytest.mark.parametrize("failing", [1, 3])
def test_failed_searches_do_not_end_the_search(twilio, send, failing) -> None:
    twilio.state.faults.add(
        Fault("cut", path="create", acting="after"),
        Fault("status", path="list", status=503, times=failing),
    )
    (delivery,) = send()
    assert kept(twilio) == 1
    assert delivery.accepted


def test_nothing_is_sent_again_where_no_search_succeeds(twilio, send) -> None:
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


def test_same_text_that_the_list_shows_late_leaves_the_status_unknown(twilio, send) -> None:
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


def test_refused_account_is_told_of_each_by_its_own_number(twilio, send) -> None:
    twilio.state.faults.add(Fault("status", path="create", status=400, code=30002))
    told = [one.error_message for one in send(TO, "+15551230002")]
    assert told[0] == told[1].replace("+15551230002", TO)
    assert "+15551230002" in told[1]


def test_sending_ends_before_its_deadline(twilio, send, mocker) -> None:
    mocker.patch("TwilioSending.SEARCH_WAITS", (0.5, 1, 2, 4, 8, 15))
    twilio.state.faults.add(Fault("delay", path="create", delay=60, times=None, acting="before"))
    began = time.monotonic()
    deliveries = send(TO, "+15551230002", seconds=3, proof="Hello")
    assert time.monotonic() - began < 4
    assert {one.status for one in deliveries} <= {"unknown", "not_sent"}


def test_rows_are_true_after_an_interruption(twilio, connect) -> None:
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
    assert deliveries[1].error_message.startswith("The platform stopped this run while")
    assert deliveries[2].error_message.startswith("The platform stopped this run before")


class Scripted:
    """A manager that answers as told: each answer once, the last one for ever."""

    def __init__(self, creates: list[Any], lists: list[Any] = ()) -> None:
        self.creates, self.lists = list(creates), list(lists)
        self.created = self.listed = 0

    def create(self, _draft: Draft) -> Message:
        self.created += 1
        return self.answer(self.creates)

    def list_sent_to(self, _recipient: str, *, rows: int, seconds: float) -> Page:
        assert 0 < seconds <= 15
        self.listed += 1
        page = self.answer(self.lists)
        return Page(page.messages[:rows], page.now or datetime.now(UTC), whole=page.whole)

    def answer(self, answers: list[Any]) -> Any:
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        found = found() if callable(found) else found
        if isinstance(found, BaseException):
            raise found
        return found


LOST = TwilioUnavailableError("It was cut.")
DOWN = TwilioUnavailableError("It is down.", may_have_been_processed=False)


def busy() -> TwilioBusyError:
    return TwilioBusyError("Twilio is busy.", cure_later="Wait.", retry_after=None)


def message(body: str = "Hello", *, age: float = 0.0, **changes: Any) -> Message:
    created = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=age)
    row = {
        "sid": "SM" + "0" * 32, "to": TO, "body": body, "status": "sent",
        "date_created": format_datetime(created), "direction": "outbound-api", **changes,
    }  # fmt: skip
    return Message.from_api(row)


def page(*messages: Message, ahead: float | None = None) -> Page:
    """A page of a list; `ahead`: seconds by which its Date is ahead of the messages' times."""
    now = None if ahead is None else datetime.now(UTC) + timedelta(seconds=ahead)
    return Page(list(messages), now, whole=True)


def play(
    manager: Scripted,
    seconds: float = 20.0,
    marker: str = "",
    sender: str = "+15005550006",
    **draft: Any,
) -> Delivery:
    deliveries: list[Delivery] = []
    drafts = [Draft(TO, sender, "Hello", **draft)]
    send_all(manager, drafts, Deadline(seconds), deliveries, unique_marker=marker)
    return deliveries[0]


def test_message_created_since_the_attempt_began_is_the_one_that_was_sent() -> None:
    delivery = play(Scripted([LOST], [page(), lambda: page(message())]))
    assert (delivery.sid, delivery.possible_duplicate) == ("SM" + "0" * 32, False)


@pytest.mark.parametrize(
    ("age", "creates"),
    [
        pytest.param(10, 1, id="ten seconds"),
        pytest.param(14 * 60, 1, id="fourteen minutes"),
        pytest.param(16 * 60, 2, id="sixteen minutes"),
    ],
)
def test_same_text_of_before_the_attempt_is_never_taken_for_it(age: float, creates: int) -> None:
    manager = Scripted([LOST, message], [page(message(age=age))])
    delivery = play(manager)
    assert manager.created == creates
    assert delivery.status == ("unknown" if creates == 1 else "sent")


@pytest.mark.parametrize("ahead", [-1200, -30, 30, 1200])
def test_message_is_not_sent_again_where_the_lists_clock_is_wrong(ahead: float) -> None:
    manager = Scripted([LOST, message], [lambda: page(message(), ahead=ahead)])
    assert play(manager).status in {"unknown", "sent"}
    assert manager.created == 1


def test_same_text_that_seems_newer_than_the_list_leaves_it_unknown() -> None:
    manager = Scripted([LOST], [lambda: page(message(age=-60))])
    assert play(manager).status == "unknown"


def test_message_behind_others_to_the_same_phone_is_found() -> None:
    newer = [message(f"Another text {n}") for n in range(50)]
    assert play(Scripted([LOST], [lambda: page(*newer, message())])).status == "sent"


def test_inbound_message_is_never_taken_for_the_one_that_was_sent() -> None:
    """An account's own number may be the recipient."""
    manager = Scripted([LOST, message], [lambda: page(message(direction="inbound"))])
    assert play(manager).possible_duplicate


@pytest.mark.parametrize("marker", ["", "Hello"])
@pytest.mark.parametrize(
    ("to", "status"),
    [
        pytest.param("rcs:" + TO, "sent", id="by RCS"),
        pytest.param("5551230001", "sent", id="no whole address"),
        pytest.param(None, "sent", id="no address"),
        pytest.param("+15551230002", "unknown", id="another phone"),
    ],
)
def test_message_to_another_phone_is_never_taken_for_the_one_that_was_sent(
    to: str | None, status: str, marker: str
) -> None:
    """A list may take no notice of the phone that it is asked for."""
    manager = Scripted([LOST, message], [lambda: page(message(to=to))])
    assert play(manager, marker=marker).status == status
    assert manager.created == 1


@pytest.mark.parametrize("marker", ["", "Hello"])
@pytest.mark.parametrize("stored", ["", "*****"])
def test_text_that_twilio_keeps_no_letter_of_leaves_it_unknown(stored: str, marker: str) -> None:
    manager = Scripted([LOST, message], [lambda: page(message(stored))])
    assert play(manager, marker=marker).status == "unknown"
    assert manager.created == 1


def test_emptied_text_from_another_sender_is_not_taken_for_the_message() -> None:
    other = message("", **{"from": "+15005550001"})
    assert play(Scripted([LOST, message], [page(other)])).possible_duplicate


def test_message_in_doubt_keeps_when_it_was_tried_first_by_twilios_clock(mocker) -> None:
    def slow() -> TwilioUnavailableError:
        time.sleep(2.1)
        mocker.patch.object(Deadline, "clock_offset", -600.0)  # told by the answer
        return LOST

    began = datetime.now(UTC) - timedelta(seconds=600)
    delivery = play(Scripted([DOWN, slow], [Page([], None, whole=False)]))
    assert delivery.status == "unknown"
    elapsed = datetime.fromisoformat(delivery.tried_at) - began
    assert -1 <= elapsed.total_seconds() <= 1


def test_emptied_text_of_before_is_not_taken_for_the_message() -> None:
    manager = Scripted([LOST, message], [page(message("", age=10))])
    assert play(manager).possible_duplicate


def test_page_with_rows_that_are_no_messages_proves_nothing() -> None:
    manager = Scripted([LOST], [Page([], None, whole=False)])
    assert play(manager).status == "unknown"
    assert manager.created == 1


TEMPLATE = {"content_sid": "HX" + "0" * 32, "content_variables": '{"1": "x"}'}


def test_template_is_known_by_its_time_because_twilio_stores_another_text() -> None:
    delivery = play(Scripted([LOST], [lambda: page(message("Dear Ann, hello"))]), **TEMPLATE)
    assert (delivery.status, delivery.body) == ("sent", "Dear Ann, hello")


def test_template_is_known_by_the_code_that_its_text_holds() -> None:
    old = message("Reply 482139 please", age=300)  # five minutes off by another clock
    delivery = play(Scripted([LOST], [page(old)]), marker="SiemplifyID: 482139", **TEMPLATE)
    assert delivery.status == "sent"


def test_template_of_before_leaves_it_unknown() -> None:
    manager = Scripted([LOST], [page(message("Dear Ann, hello", age=300))])
    assert play(manager, **TEMPLATE).status == "unknown"


def test_template_of_long_before_does_not_hide_that_nothing_left() -> None:
    manager = Scripted([LOST, message], [page(message("Dear Ann, hello", age=3600))])
    assert play(manager, **TEMPLATE).possible_duplicate


def test_searches_are_scaled_to_the_time_left(mocker) -> None:
    mocker.patch("TwilioSending.SEARCH_WAITS", (0.05, 0.1, 0.2, 0.4, 0.8, 1.5))
    assert play(Scripted([LOST, message], [page()]), seconds=2.5).possible_duplicate


def test_searches_that_end_too_early_prove_nothing(mocker) -> None:
    """The list may show a message seconds late, so a short run cannot know that it is absent."""
    mocker.patch("TwilioSending.SEARCH_WAITS", (0.5, 1.0, 2.0, 4.0, 8.0, 15.0))
    mocker.patch("TwilioSending.LIST_DELAY", 5.0)
    manager = Scripted([LOST, message], [page()])
    assert play(manager, seconds=2).status == "unknown"
    assert (manager.created, manager.listed) == (1, 6)


def test_busy_twilio_is_asked_again_for_as_long_as_there_is_time() -> None:
    manager = Scripted([busy() for _ in range(7)] + [message])
    assert play(manager, seconds=60).accepted
    assert manager.created == 8


def test_unreachable_twilio_is_asked_a_few_times_only() -> None:
    manager = Scripted([DOWN])
    assert play(manager, seconds=60).status == "not_sent"
    assert manager.created == 5


def test_request_that_cannot_be_waited_for_is_not_begun() -> None:
    def slow() -> Message:
        time.sleep(0.3)
        return message()

    manager, deliveries = Scripted([slow]), []
    drafts = [Draft(f"+1555123{n:04d}", "+15005550006", "Hello") for n in range(20)]
    send_all(manager, drafts, Deadline(2), deliveries)
    begun = manager.created
    assert 1 <= begun <= 5
    assert [one.status for one in deliveries] == ["sent"] * begun + ["not_sent"] * (20 - begun)
    assert all("The time of this run is used up" in one.error_message for one in deliveries[begun:])


def test_defect_is_told_as_one_and_never_as_a_stop_by_the_platform() -> None:
    deliveries: list[Delivery] = []
    drafts = [Draft(to, "+15005550006", "Hello") for to in (TO, "+15551230002")]
    with pytest.raises(ZeroDivisionError):
        send_all(Scripted([ZeroDivisionError()]), drafts, Deadline(9), deliveries)
    assert [one.status for one in deliveries] == ["unknown", "not_sent"]
    assert all("unexpected error" in one.error_message for one in deliveries)


def test_message_that_waits_for_a_busy_twilio_is_certainly_not_sent(mocker) -> None:
    mocker.patch("TwilioRetry.time.sleep", side_effect=SystemExit)
    deliveries: list[Delivery] = []
    with pytest.raises(SystemExit):
        send_all(Scripted([busy()]), [Draft(TO, "+15005550006", "Hello")], Deadline(9), deliveries)
    assert deliveries[0].status == "not_sent"


def test_refused_list_leaves_it_unknown() -> None:
    refused = TwilioRefusedError("No.", code=70051, status=403)
    manager = Scripted([LOST], [page(), refused])
    assert play(manager).status == "unknown"
    assert (manager.created, manager.listed) == (1, 2)


@pytest.mark.parametrize(
    ("listed_late", "status", "creates"),
    [
        pytest.param(True, "sent", 1, id="listed late"),
        pytest.param(False, "unknown", 1, id="never listed"),
    ],
)
def test_refused_further_address_proves_nothing_and_ends_no_search(
    listed_late: bool, status: str, creates: int
) -> None:
    class NoRcs(Scripted):
        def list_sent_to(self, recipient: str, *, rows: int, seconds: float) -> Page:
            if recipient.startswith("rcs:"):
                raise TwilioRefusedError("No.", code=20001, status=400)
            return super().list_sent_to(recipient, rows=rows, seconds=seconds)

    manager = NoRcs([LOST, message], [page(), page(), lambda: page(message())][: 2 + listed_late])
    assert play(manager, sender="MG" + "0" * 32).status == status
    assert manager.created == creates


def test_message_is_not_sent_again_where_no_time_is_left_for_it() -> None:
    def slow() -> Page:
        time.sleep(1.2)
        return page()

    manager = Scripted([LOST, message], [page(), page(), slow])
    assert play(manager, seconds=2).status == "unknown"
    assert manager.created == 1


def test_message_that_twilio_lists_under_the_phones_rcs_address_is_not_sent_again(
    twilio, send
) -> None:
    account = twilio.state.account
    service = account.add_service([account.number])
    twilio.state.assumptions.stored_to = "rcs:{}".format
    twilio.state.faults.add(Fault("cut", path="create", acting="after"))
    (delivery,) = send(service=service)
    assert len(account.outbound()) == 1
    assert delivery.sid == account.outbound()[0].sid

from __future__ import annotations

import json
import time
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import requests

from devkit.standin import Fault, StandIn
from tests.processes import until

if TYPE_CHECKING:
    from collections.abc import Iterator

ANNA, BEN = "+15551230001", "+15551230002"


@pytest.fixture(scope="module")
def secured() -> Iterator[StandIn]:
    with StandIn(tls=True) as twilio:
        yield twilio


@pytest.fixture(params=["http", "tls"])
def twilio(request: pytest.FixtureRequest) -> StandIn:
    """The faults must be the same on both kinds of connection."""
    if request.param == "http":
        return request.getfixturevalue("standin")
    secured = request.getfixturevalue("secured")
    secured.state.reset()
    return secured


def call(twilio: StandIn, method: str, path: str = "", timeout: float = 5, **options):
    account = twilio.state.account
    url = f"{twilio.url}/2010-04-01/Accounts/{account.sid}/Messages{path}.json"
    verify = str(twilio.ca_pem_path) if url.startswith("https") else None
    auth = (account.sid, account.auth_token)
    return requests.request(
        method, url, auth=auth, timeout=timeout, verify=verify, allow_redirects=False, **options
    )


def create(twilio: StandIn, to: str = ANNA, **options) -> requests.Response:
    data = {"To": to, "From": twilio.state.account.number, "Body": "hi"}
    return call(twilio, "POST", data=data, **options)


def sent(twilio: StandIn) -> int:
    return len(twilio.state.account.outbound())


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (Fault("status", status=429, headers={"Retry-After": "2"}), 20429, "Too Many Requests"),
        (Fault("status", status=500), 20500, "error"),
        (Fault("status", status=503), 20503, "unavailable"),
        (Fault("status"), 20503, "unavailable"),
        (Fault("status", status=502), 20502, "no"),
        (Fault("status", code=21211), 21211, f"Invalid 'To' Phone Number: {ANNA}"),
        (Fault("status", status=400, code=99999, body="Own words"), 99999, "Own words"),
    ],
)
def test_status_answers_as_twilio_words_it(twilio: StandIn, fault: Fault, code: int, words: str):
    fault = copy(fault)
    twilio.state.faults.add(fault)
    answer = create(twilio)
    body = answer.json()
    assert body["status"] == answer.status_code == (fault.status or body["status"])
    assert (body["code"], words in body["message"]) == (code, True)
    assert answer.headers.get("Retry-After") == (fault.headers or {}).get("Retry-After")
    assert answer.headers["Twilio-Request-Id"]
    assert sent(twilio) == 0
    assert create(twilio).status_code == 201


def copy(fault: Fault) -> Fault:
    """Faults count what they hit; a table's rows are used more than once."""
    return Fault(
        fault.kind, status=fault.status, code=fault.code, headers=fault.headers, body=fault.body
    )


@pytest.mark.parametrize(("acting", "expected"), [("before", 0), ("after", 1), (None, 0)])
@pytest.mark.parametrize("kind", ["status", "html", "empty", "json", "redirect"])
def test_false_answer_acts_only_when_told_to(
    twilio: StandIn, kind: str, acting: str, expected: int
):
    twilio.state.faults.add(Fault(kind, acting=acting))  # type: ignore[arg-type]
    create(twilio)
    assert sent(twilio) == expected
    assert twilio.state.requests[0].acted is bool(expected)


def test_html_is_a_portals_page(twilio: StandIn):
    twilio.state.faults.add(Fault("html"), Fault("html", status=511, body="<p>Pay</p>"))
    first, second = create(twilio), create(twilio)
    assert (first.status_code, "Sign in" in first.text) == (200, True)
    assert first.headers["Content-Type"].startswith("text/html")
    assert (second.status_code, second.text) == (511, "<p>Pay</p>")


def test_empty_has_a_status_and_nothing_else(twilio: StandIn):
    twilio.state.faults.add(Fault("empty", times=2), Fault("empty", status=502))
    answers = [create(twilio), call(twilio, "GET"), create(twilio)]
    assert [(one.status_code, one.text) for one in answers] == [(201, ""), (200, ""), (502, "")]


@pytest.mark.parametrize("body", [[], {"messages": 3}, "text", None, 5])
def test_json_is_what_was_given(twilio: StandIn, body: object):
    twilio.state.faults.add(Fault("json", body=body))
    answer = call(twilio, "GET")
    assert (answer.status_code, answer.json()) == (200, body)


def test_redirect_names_its_place(twilio: StandIn):
    twilio.state.faults.add(
        Fault("redirect"), Fault("redirect", status=301, headers={"Location": "https://x.example"})
    )
    first, second = create(twilio), create(twilio)
    assert (first.status_code, first.headers["Location"]) == (307, "http://elsewhere.invalid/")
    assert (second.status_code, second.headers["Location"]) == (301, "https://x.example")


@pytest.mark.parametrize(("acting", "expected"), [("before", 0), ("after", 1), (None, 0)])
def test_cut_ends_the_connection_without_answer(twilio: StandIn, acting: str, expected: int):
    twilio.state.faults.add(Fault("cut", acting=acting))  # type: ignore[arg-type]
    with pytest.raises(requests.ConnectionError):
        create(twilio)
    assert sent(twilio) == expected
    assert (twilio.state.requests[0].fault, twilio.state.requests[0].status) == ("cut", None)
    assert not twilio.state.requests[0].genuine


def test_truncated_promises_more_than_it_sends(twilio: StandIn):
    twilio.state.faults.add(Fault("truncated"))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        create(twilio)
    assert sent(twilio) == 1


def test_truncated_without_acting_ends_a_refusal(twilio: StandIn):
    twilio.state.faults.add(Fault("truncated", acting="before"))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        create(twilio)
    assert (sent(twilio), twilio.state.requests[0].status) == (0, 503)


def test_drip_sends_byte_by_byte_past_a_read_timeout(twilio: StandIn):
    twilio.state.faults.add(Fault("drip", delay=0.0005))
    started = time.monotonic()
    answer = create(twilio, timeout=0.3)
    assert answer.json()["status"] == "queued"
    assert time.monotonic() - started > 0.3


def test_drip_ends_when_the_client_leaves(twilio: StandIn):
    twilio.state.faults.add(Fault("drip", delay=0.5))
    with pytest.raises(requests.ReadTimeout):
        create(twilio, timeout=0.1)
    assert sent(twilio) == 1


def test_delay_acts_at_once_and_answers_late(twilio: StandIn):
    twilio.state.faults.add(Fault("delay", delay=0.2))
    started = time.monotonic()
    assert create(twilio).status_code == 201
    assert time.monotonic() - started >= 0.2
    assert twilio.state.requests[0].genuine
    twilio.state.faults.add(Fault("delay", delay=30))
    with pytest.raises(requests.ReadTimeout):
        create(twilio, timeout=0.2)
    assert sent(twilio) == 2


def test_delay_before_acting_gives_up_with_its_client(twilio: StandIn):
    twilio.state.faults.add(Fault("delay", delay=0.3, acting="before", times=2))
    assert create(twilio).status_code == 201
    with pytest.raises(requests.ReadTimeout):
        create(twilio, timeout=0.1)
    until(lambda: call(twilio, "GET").headers["Twilio-Concurrent-Requests"] == "1")
    assert sent(twilio) == 1
    assert [request.acted for request in twilio.state.requests[:2]] == [True, False]


def test_false_answer_can_be_late(twilio: StandIn):
    twilio.state.faults.add(Fault("status", status=503, delay=0.2))
    started = time.monotonic()
    assert create(twilio).status_code == 503
    assert time.monotonic() - started >= 0.2


def test_faults_are_consumed_in_order(standin: StandIn):
    faults = Fault("status", status=500, times=2), Fault("status", status=503)
    standin.state.faults.add(*faults)
    assert [create(standin).status_code for _ in range(4)] == [500, 500, 503, 201]
    assert [fault.used for fault in faults] == [2, 1]


def test_fault_that_never_struck_can_be_asked_for(standin: StandIn):
    struck, other, later = (
        Fault("status", times=2),
        Fault("status", to=BEN),
        Fault("status", after=3),
    )
    standin.state.faults.add(struck, other, later)
    create(standin)
    assert standin.state.faults.pending() == [other, later]


def test_fault_spares_the_first_requests(standin: StandIn):
    standin.state.faults.add(Fault("status", status=500, after=2))
    assert [create(standin).status_code for _ in range(4)] == [201, 201, 500, 201]


def test_fault_without_end_lasts_until_cleared(standin: StandIn):
    standin.state.faults.add(Fault("status", status=500, times=None))
    assert {create(standin).status_code for _ in range(5)} == {500}
    standin.state.faults.clear()
    assert create(standin).status_code == 201


def test_fault_hits_with_its_probability(standin: StandIn):
    def tries() -> list[int]:
        standin.state.faults.clear()
        standin.state.faults.seed(7)
        standin.state.faults.add(Fault("status", status=500, times=None, probability=0.3))
        return [call(standin, "GET").status_code for _ in range(40)]

    seen = tries()
    assert 4 <= seen.count(500) <= 22
    assert tries() == seen


@pytest.mark.parametrize("operation", ["create", "list", "fetch", "update"])
def test_fault_meets_its_operation_alone(standin: StandIn, operation: str):
    account = standin.state.account
    sid = account.receive(ANNA, account.number, "hi").sid
    standin.state.faults.add(Fault("status", status=500, path=operation, times=None))  # type: ignore[arg-type]
    answers = {
        "create": create(standin),
        "list": call(standin, "GET"),
        "fetch": call(standin, "GET", f"/{sid}"),
        "update": call(standin, "POST", f"/{sid}", data={"Body": ""}),
    }
    hit = [name for name, answer in answers.items() if answer.status_code == 500]
    assert hit == [operation]


def test_fault_meets_its_number_alone(standin: StandIn):
    standin.state.faults.add(Fault("status", status=503, to=BEN, times=None))
    assert create(standin).status_code == 201
    assert create(standin, to=BEN).status_code == 503


def test_stopping_does_not_wait_for_late_answers():
    errors: list[Exception] = []

    def ask(twilio: StandIn) -> None:
        try:
            create(twilio, timeout=30)
        except requests.ConnectionError as error:
            errors.append(error)

    with StandIn() as twilio:
        twilio.state.faults.add(Fault("delay", delay=60))
        asking = Thread(target=ask, args=(twilio,))
        asking.start()
        until(twilio.state.account.outbound)
        started = time.monotonic()
    asking.join(5)
    assert time.monotonic() - started < 3
    assert len(errors) == 1


def test_spoiled_answers_are_written_down(standin: StandIn):
    standin.state.faults.add(Fault("json", body={"a": 1}))
    call(standin, "GET")
    (request,) = standin.state.requests
    assert (request.fault, request.genuine) == ("json", False)
    assert json.loads(request.response_body) == {"a": 1}


def test_requests_beyond_those_taken_at_once_are_turned_away():
    def list_messages(twilio: StandIn) -> None:
        with suppress(requests.ConnectionError):
            call(twilio, "GET", timeout=30)

    with StandIn() as twilio:
        twilio.state.concurrent_requests = 1
        twilio.state.faults.add(Fault("delay", delay=60, path="list"))
        waiting = Thread(target=list_messages, args=(twilio,))
        waiting.start()
        until(lambda: twilio.state.requests and twilio.state.requests[0].fault == "delay")
        refused = create(twilio)
        twilio.state.concurrent_requests = 2
        taken = create(twilio)
    waiting.join(5)
    assert (refused.status_code, refused.json()["code"], taken.status_code) == (429, 20429, 201)

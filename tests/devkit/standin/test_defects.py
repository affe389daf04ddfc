from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from devkit.standin import Fault, StandIn, listing, routes
from devkit.standin.errors import CATALOGUE
from devkit.standin.server import StandInError
from devkit.standin.state import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

ANNA = "+15551230001"
DATES = ["", "2026-07-01", "2026-07-01T12:00:00Z", "Wed, 01 Jul 2026 12:30:00 -0000", "9999-12-31"]
NUMBERS = ["", "0", "-1", "1", "50", "9" * 5000, "٣", "1e3", "0x10", " 1"]
TOKENS = ["", "PA", "PB", "PASM" + "0" * 32]
FORM = b"application/x-www-form-urlencoded"
STATE = State()
APP = routes.build(STATE)
TEXTS = st.text(max_size=30) | st.sampled_from([*DATES, *NUMBERS, *TOKENS, ANNA, "{}", "[" * 9000])


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A stand-in whose list has a defect."""

    def fail(*_: object) -> None:
        raise KeyError("of our own making")

    monkeypatch.setattr(listing, "read_query", fail)
    with StandIn() as twilio:
        yield twilio


def read(twilio: StandIn, **options: Any) -> requests.Response:
    account = twilio.state.account
    url = f"{twilio.url}/2010-04-01/Accounts/{account.sid}/Messages.json"
    return requests.get(url, auth=(account.sid, account.auth_token), timeout=5, **options)


def test_defect_is_answered_as_no_error_of_twilio_and_raised_by_the_check(broken: StandIn):
    answer = read(broken)
    assert answer.status_code == 501
    assert answer.headers["Stand-In-Defect"]
    assert "Twilio-Request-Id" not in answer.headers
    assert "defect of the stand-in" in answer.text
    (request,) = broken.state.requests
    assert not request.genuine
    with pytest.raises(StandInError, match=r"(?s)GET .*Messages\.json.*of our own making"):
        broken.check()
    broken.check()


def test_defect_outlives_the_state_that_met_it(broken: StandIn):
    read(broken)
    broken.state.reset()
    with pytest.raises(StandInError):
        broken.check()


def test_end_of_the_stand_in_raises_for_its_defects(broken: StandIn):
    with pytest.raises(StandInError, match="of our own making"), StandIn() as twilio:
        read(twilio)


def test_end_of_the_stand_in_hides_no_failure_of_the_test(broken: StandIn):
    def fail() -> None:
        read(twilio)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), StandIn() as twilio:
        fail()
    twilio.defects.clear()


def test_fault_is_no_defect(broken: StandIn):
    broken.state.faults.add(Fault("status", status=500))
    assert read(broken).status_code == 500
    broken.check()


def test_form_of_any_size_is_read(standin: StandIn):
    account = standin.state.account
    answer = requests.post(
        f"{standin.url}/2010-04-01/Accounts/{account.sid}/Messages.json",
        data={"To": ANNA, "From": account.number, "Body": "x" * 1_000_000},
        auth=(account.sid, account.auth_token),
        timeout=5,
    )
    assert answer.json()["code"] == 21617


@pytest.mark.parametrize(
    "head",
    [
        b"GET /%ff%00 HTTP/1.1\r\n\r\n",
        b"GET /2010-04-01/Accounts/%ff/Messages.json?To=%ff%00 HTTP/1.1\r\n\r\n",
        b"POST /x HTTP/1.1\r\nContent-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\nabc",
        b"POST /x HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n",
        b"POST /x HTTP/1.1\r\nContent-Type: \xff; charset=no\r\nContent-Length: 2\r\n\r\n\xff=",
        b"POST /x HTTP/1.1\r\nContent-Type: " + FORM + b"\r\nContent-Length: 3\r\n\r\n\xff=1",
        b"POST /x HTTP/1.1\r\nContent-Length: many\r\n\r\nTo=1",
        b"GET / HTTP/1.1\r\nAuthorization: Basic ====\r\n\r\n",
        b"GET / HTTP/1.1\r\nAuthorization: Basic /////w==\r\n\r\n",
        b'GET / HTTP/1.1\r\nAuthorization: Digest x="\r\n\r\n',
    ],
)  # fmt: skip
def test_strange_request_meets_no_defect(standin: StandIn, head: bytes):
    address = ("127.0.0.1", int(standin.url.rsplit(":", 1)[1]))
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(head)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.split()[1][:1] == b"4", answer


def call(
    method: str, *, sid: str = "", query: dict[str, str], form: dict[str, str] | None = None
) -> TestResponse:
    """One request at a stand-in without a server; a defect raises here."""
    account = STATE.account
    path = f"/2010-04-01/Accounts/{account.sid}/Messages{quote(sid)}.json"
    pair = (account.sid, account.auth_token)
    client = APP.test_client()
    return client.open(path, method=method, query_string=query, data=form, auth=pair)


def assert_twilios(answer: TestResponse):
    if answer.status_code >= 400:
        body = answer.get_json()
        assert body["code"] in CATALOGUE
        assert body["status"] == answer.status_code != 500


@given(st.dictionaries(st.sampled_from(sorted(listing.PARAMETERS)), TEXTS))
def test_no_query_meets_a_defect(query: dict[str, str]):
    assert_twilios(call("GET", query=query))


@given(
    st.fixed_dictionaries(
        {"To": TEXTS | st.just(ANNA), "From": TEXTS | st.just("+15005550006")},
        optional=dict.fromkeys(
            ["Body", "MediaUrl", "MessagingServiceSid", "ContentSid", "ContentVariables",
             "ValidityPeriod"], TEXTS),
    )
)  # fmt: skip
def test_no_form_meets_a_defect(form: dict[str, str]):
    assert_twilios(call("POST", query={}, form=form))


@given(st.text(max_size=40), st.sampled_from(["GET", "POST", "DELETE"]))
def test_no_sid_meets_a_defect(sid: str, method: str):
    assert_twilios(call(method, sid=f"/{sid}", query={}, form={} if method == "POST" else None))

from __future__ import annotations

import re
import socket
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Thread
from typing import Any

import pytest
import requests

from devkit.standin import Account, StandIn

ANNA = "+15551230001"
KEYS = {
    "account_sid", "api_version", "body", "date_created", "date_sent", "date_updated",
    "direction", "error_code", "error_message", "from", "messaging_service_sid", "num_media",
    "num_segments", "price", "price_unit", "sid", "status", "subresource_uris", "to", "uri",
}  # fmt: skip


def call(standin: StandIn, method: str, path: str, **options) -> requests.Response:
    account = standin.state.account
    options.setdefault("auth", (account.sid, account.auth_token))
    url = f"{standin.url}/2010-04-01/Accounts/{account.sid}/{path}"
    return requests.request(method, url, timeout=5, **options)


def order(account: Account, **fields: str) -> dict[str, str]:
    return {"To": ANNA, "From": account.number, "Body": "hello"} | fields


def test_create_answers_as_twilio_really_does(standin: StandIn, account: Account):
    answer = call(standin, "POST", "Messages.json", data=order(account))
    assert answer.status_code == 201
    row = answer.json()
    assert set(row) == KEYS
    assert re.fullmatch(r"SM[0-9a-f]{32}", row["sid"])
    uri = f"/2010-04-01/Accounts/{account.sid}/Messages/{row['sid']}"
    assert row["uri"] == f"{uri}.json"
    assert row["subresource_uris"] == {"media": f"{uri}/Media.json"}
    expected = {
        "status": "queued", "direction": "outbound-api", "num_segments": "1", "num_media": "0",
        "date_sent": None, "price": None, "price_unit": "USD", "messaging_service_sid": None,
        "error_code": None, "error_message": None, "from": account.number, "to": ANNA,
    }  # fmt: skip
    assert {key: row[key] for key in expected} == expected
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000", row["date_created"])


def test_fetch_shows_the_feedback_link_too(standin: StandIn, account: Account):
    sid = account.receive(ANNA, account.number, "hi").sid
    row = call(standin, "GET", f"Messages/{sid}.json").json()
    assert set(row) == KEYS
    assert set(row["subresource_uris"]) == {"media", "feedback"}


def test_answers_carry_a_request_id_and_one_date(standin: StandIn):
    first, second = (call(standin, "GET", "Messages.json") for _ in range(2))
    assert re.fullmatch(r"RQ[0-9a-f]{32}", first.headers["Twilio-Request-Id"])
    assert first.headers["Twilio-Request-Id"] != second.headers["Twilio-Request-Id"]
    assert first.headers["Twilio-Concurrent-Requests"].isdecimal()
    assert "," not in first.headers["Date"].removeprefix(first.headers["Date"][:4])


@pytest.mark.parametrize("minutes", [10, -10])
def test_date_header_follows_the_accounts_clock(standin: StandIn, account: Account, minutes: int):
    standin.state.clock.skew = timedelta(minutes=minutes)
    answer = call(standin, "POST", "Messages.json", data=order(account))
    shown = parsedate_to_datetime(answer.headers["Date"])
    off = (shown - datetime.now(UTC)) / timedelta(minutes=1)
    assert off == pytest.approx(minutes, abs=0.2)
    assert abs(parsedate_to_datetime(answer.json()["date_created"]) - shown) < timedelta(seconds=3)


def test_date_header_can_stay_real_while_rows_are_skewed(standin: StandIn, account: Account):
    standin.state.clock.skew = timedelta(minutes=10)
    standin.state.assumptions.date_header_offset = timedelta(minutes=-10)
    answer = call(standin, "POST", "Messages.json", data=order(account))
    shown = parsedate_to_datetime(answer.headers["Date"])
    assert abs(shown - datetime.now(UTC)) < timedelta(seconds=5)
    created = parsedate_to_datetime(answer.json()["date_created"])
    assert created - shown > timedelta(minutes=9)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "Messages/SM00000000000000000000000000000000.json", 404, 20404),
        ("GET", "Calls.json", 404, 20404),
        ("GET", "Messages", 404, 20404),
        ("PUT", "Messages.json", 405, 20004),
        ("DELETE", "Messages.json", 405, 20004),
        ("GET", "Messages.json/", 404, 20404),
    ],
)
def test_unknown_resources_get_twilios_error_body(
    standin: StandIn, method: str, path: str, status: int, code: int
):
    answer = call(standin, method, path)
    assert answer.status_code == status
    body = answer.json()
    assert (body["code"], body["status"]) == (code, status)
    assert body["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert set(body) == {"code", "message", "more_info", "status"}


def test_json_body_is_not_understood(standin: StandIn, account: Account):
    answer = call(standin, "POST", "Messages.json", json=order(account))
    assert (answer.status_code, answer.json()["code"]) == (400, 21604)


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("POST", "Messages.json", {"data": {"To": ANNA, "Boddy": "hi"}}),
        ("POST", "Messages.json", {"data": {"To": ANNA}, "params": {"From": ANNA}}),
        ("GET", "Messages.json", {"params": {"Limit": "1"}}),
        ("POST", "Messages/{sid}.json", {"data": {"Body": "", "Status": "canceled"}}),
        ("GET", "Messages/{sid}.json", {"params": {"PageSize": "1"}}),
    ],
)
def test_parameters_that_the_standin_does_not_know_are_refused(
    standin: StandIn, account: Account, method: str, path: str, options: dict[str, Any]
):
    sid = account.receive(ANNA, account.number, "hi").sid
    answer = call(standin, method, path.format(sid=sid), **options)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert "is not a parameter" in answer.json()["message"]
    assert [row.body for row in account.messages] == ["hi"]


def test_requests_are_recorded_without_the_password(standin: StandIn, account: Account):
    call(standin, "POST", "Messages.json", data=order(account))
    (request,) = standin.state.requests
    assert (request.method, request.operation, request.status) == ("POST", "create", 201)
    assert request.path == f"/2010-04-01/Accounts/{account.sid}/Messages.json"
    assert request.form.to_dict() == order(account)
    assert request.username == account.sid
    assert '"status": "queued"' in request.response_body
    assert request.genuine
    assert account.auth_token not in repr(request)
    assert "Authorization" not in request.headers


def test_many_threads_lose_nothing(standin: StandIn, account: Account):
    def send() -> None:
        for _ in range(5):
            call(standin, "POST", "Messages.json", data=order(account))

    threads = [Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({row.sid for row in account.outbound(ANNA)}) == 40
    assert len(call(standin, "GET", "Messages.json").json()["messages"]) == 40


def test_tls_serves_with_its_own_authority():
    with StandIn(tls=True) as secured:
        assert secured.url.startswith("https://127.0.0.1:")
        ca = str(secured.ca_pem_path)
        assert call(secured, "GET", "Messages.json", verify=ca).status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            call(secured, "GET", "Messages.json")
        assert call(secured, "GET", "Messages.json", verify=ca).status_code == 200


def test_tls_is_not_held_up_by_a_client_that_says_nothing():
    with StandIn(tls=True) as secured:
        port = int(secured.url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)):
            ca = str(secured.ca_pem_path)
            assert call(secured, "GET", "Messages.json", verify=ca).status_code == 200


def test_server_stops_and_starts_again_on_the_same_state():
    twilio = StandIn()
    account = twilio.state.account
    with twilio:
        call(twilio, "POST", "Messages.json", data=order(account))
        url = twilio.url
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
    with pytest.raises(RuntimeError):
        twilio.url  # noqa: B018
    with twilio:
        answer = call(twilio, "GET", "Messages.json")
    assert len(answer.json()["messages"]) == 1


def test_server_listens_on_loopback_alone(standin: StandIn):
    port = int(standin.url.rsplit(":", 1)[1])
    with pytest.raises(OSError, match=r".+"), socket.create_connection(("127.0.0.2", port), 1):
        pass

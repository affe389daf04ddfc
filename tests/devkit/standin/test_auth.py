from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from .conftest import client_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from devkit.standin import Account, StandIn

ANNA = "+15551230001"


def read(standin: StandIn, sid: str, auth: tuple[str, str] | None) -> tuple[int, int | None]:
    url = f"{standin.url}/2010-04-01/Accounts/{sid}/Messages.json?PageSize=1"
    session = requests.Session()
    session.trust_env = False
    with session:
        answer = session.get(url, auth=auth, timeout=5)
    return answer.status_code, answer.json().get("code")


def test_auth_token_opens_the_account(standin: StandIn, account: Account):
    assert read(standin, account.sid, (account.sid, account.auth_token)) == (200, None)


@pytest.mark.parametrize(
    "change",
    [lambda _: "", lambda _: "wrong", lambda token: f"{token} "],
    ids=["empty", "wrong", "a space behind it"],
)
def test_wrong_token_is_refused(standin: StandIn, account: Account, change: Callable[[str], str]):
    password = change(account.auth_token)
    assert read(standin, account.sid, (account.sid, password)) == (401, 20003)


def test_missing_credentials_are_asked_for(standin: StandIn, account: Account):
    url = f"{standin.url}/2010-04-01/Accounts/{account.sid}/Messages.json"
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(url, timeout=5, headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert read(standin, account.sid, None) == (401, 20003)


def test_account_that_does_not_exist_is_refused(standin: StandIn, account: Account):
    unknown = "AC" + "00" * 16
    assert read(standin, unknown, (unknown, account.auth_token)) == (401, 20003)
    assert read(standin, unknown, (account.sid, account.auth_token)) == (401, 20003)


@pytest.mark.parametrize("sid", ["AC123", "SK" + "0" * 32, "x", "AC" + "0" * 32 + "%09"])
def test_path_without_an_account_sid_is_not_found(standin: StandIn, account: Account, sid: str):
    assert read(standin, sid, (account.sid, account.auth_token)) == (404, 20404)


@pytest.mark.parametrize("kind", ["main", "standard"])
def test_api_key_does_all_of_messaging(standin: StandIn, account: Account, kind: str):
    client = client_for(standin, account, *account.add_api_key(kind))  # type: ignore[arg-type]
    sid = client.messages.create(to=ANNA, from_=account.number, body="hi").sid
    account.timeline.clock.advance(10)
    assert client.messages(sid).fetch().status == "delivered"
    assert client.messages(sid).update(body="").body == ""


def test_api_key_needs_its_own_secret_and_account(standin: StandIn, account: Account):
    sid, secret = account.add_api_key()
    assert read(standin, account.sid, (sid, secret)) == (200, None)
    assert read(standin, account.sid, (sid, account.auth_token)) == (401, 20003)
    assert read(standin, standin.state.add_account().sid, (sid, secret)) == (401, 20003)
    del account.keys[sid]
    assert read(standin, account.sid, (sid, secret)) == (401, 20003)


def test_restricted_key_does_only_what_it_may(standin: StandIn, account: Account):
    row = account.receive(ANNA, account.number, "hi")
    reader = client_for(standin, account, *account.add_api_key("restricted", ["read"]))
    sender = client_for(standin, account, *account.add_api_key("restricted", ["create"]))
    assert reader.messages(row.sid).fetch().body == "hi"
    assert sender.messages.create(to=ANNA, from_=account.number, body="hi").sid
    for refused in (
        lambda: reader.messages.create(to=ANNA, from_=account.number, body="hi"),
        lambda: reader.messages(row.sid).update(body=""),
        lambda: sender.messages(row.sid).fetch(),
    ):
        with pytest.raises(TwilioRestException) as caught:
            refused()
        assert (caught.value.status, caught.value.code) == (403, 70051)
    with pytest.raises(TwilioException) as listed:
        sender.messages.list()
    assert listed.value.args[1].status_code == 403


def test_suspended_account_is_refused(standin: StandIn, account: Account):
    account.suspended = True
    assert read(standin, account.sid, (account.sid, account.auth_token)) == (403, 20403)
    assert read(standin, account.sid, (account.sid, "wrong")) == (401, 20003)


def test_test_credentials_may_only_create(standin: StandIn, account: Account):
    sid, token = account.test_credentials
    assert read(standin, sid, (sid, token)) == (403, 20008)
    assert read(standin, account.sid, (sid, token)) == (401, 20003)
    assert read(standin, sid, (sid, account.auth_token)) == (401, 20003)


@pytest.mark.parametrize(
    ("to", "code"),
    [(ANNA, None), ("+15005550009", 21614)],
    ids=["accepted", "a number that is refused"],
)
def test_message_of_test_credentials_is_in_the_answer_alone(
    standin: StandIn, account: Account, to: str, code: int | None
):
    sid, token = account.test_credentials
    answer = requests.post(
        f"{standin.url}/2010-04-01/Accounts/{sid}/Messages.json",
        data={"To": to, "From": account.number, "Body": "hi"},
        auth=(sid, token),
        timeout=5,
    )
    assert answer.json().get("code") == code
    assert answer.status_code == (400 if code else 201)
    assert account.messages == []
    if code is None:
        assert (answer.json()["status"], answer.json()["account_sid"]) == ("queued", sid)

from __future__ import annotations

import pytest
import requests

from devkit.errors import UsageError
from devkit.standin import StandIn
from devkit.twilio_settings import Reply, code_in, let_phones_answer, real

ENVIRON = {
    "TWILIO_ACCOUNT_SID": "AC" + "0f" * 16,
    "TWILIO_AUTH_TOKEN": "made-up-token",
    "TWILIO_FROM": "+15550100001",
}


def test_real_account_comes_from_the_environment():
    connection = real(ENVIRON)
    assert connection.settings == {
        "AccountSid": "AC" + "0f" * 16,
        "AuthenticationToken": "made-up-token",
        "SmsPhoneNumber": "+15550100001",
    }
    assert "made-up-token" not in repr(connection)


def test_real_account_names_what_is_missing():
    with pytest.raises(UsageError, match=r"not set: TWILIO_AUTH_TOKEN, TWILIO_FROM\.$"):
        real({"TWILIO_ACCOUNT_SID": "AC", "TWILIO_FROM": ""})


def test_real_runs_take_the_proxy_but_reach_this_machine_directly():
    proxy = {"HTTPS_PROXY": "http://proxy.example:3128", "no_proxy": "intern.example"}
    assert real(ENVIRON | proxy | {"HTTP_PROXY": "x", "TWILIO_REGION": "ie1"}).env == {
        "HTTPS_PROXY": "http://proxy.example:3128",
        "NO_PROXY": "intern.example,127.0.0.1,localhost",
    }


@pytest.mark.parametrize(
    ("question", "code"),
    [
        pytest.param("Well?\nSiemplifyID: 482139", "482139", id="own line"),
        pytest.param("SiemplifyID: 111111\nWell?\nSiemplifyID: 482139", "482139", id="last one"),
        pytest.param("Well? 482139", "", id="none"),
    ],
)
def test_code_is_read_off_the_question(question, code):
    assert code_in(question) == code


def text(twilio: StandIn, to: str, body: str) -> None:
    account = twilio.state.account
    requests.post(
        f"{twilio.url}/2010-04-01/Accounts/{account.sid}/Messages.json",
        {"To": to, "From": account.number, "Body": body},
        auth=(account.sid, account.auth_token),
        timeout=10,
    ).raise_for_status()


def test_phones_answer_with_the_code():
    with StandIn() as twilio:
        twilio.state.delivery.step = 0.0
        let_phones_answer(twilio.state, Reply("Yes {code}!", 0.0))
        text(twilio, "+15551230001", "Well?\nSiemplifyID: 482139")
        text(twilio, "+15551230002", "No question")
    said = {message.sender: message.body for message in twilio.state.account.inbound()}
    assert said == {"+15551230001": "Yes 482139!", "+15551230002": "Yes !"}

"""The integration's settings, as every action takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from devkit.lab import PHONE, TEXT
from devkit.soar import COMPLETED, FAILED
from tests.actions.proxy import proxy

if TYPE_CHECKING:
    from pathlib import Path

    from devkit.lab import Lab

ALL_WRONG = {
    "AccountSid": "AC12",
    "AuthenticationToken": "sesame open",
    "SmsPhoneNumber": "+1 555",
    "API Root": "http://203.0.113.7",
    "Verify SSL": "perhaps",
}
ACTIONS = ("Ping", "Send SMS", "Send SMS And Wait")
PARAMS = {"Phone Number": PHONE, "Message": TEXT}
OTHER_ACCOUNT = "AC" + "0ff5" * 8


@pytest.mark.parametrize("action", ACTIONS)
def test_settings_problems_are_all_named_in_one_sentence(lab: Lab, action: str) -> None:
    result = lab.run(action, PARAMS, settings=ALL_WRONG)

    assert result.state == FAILED
    assert all(name in result.message for name in ALL_WRONG), result.message
    assert result.message.rstrip(".").count(". ") <= 1 + (action != "Ping")
    assert [call.name for call in result.requests] == ["configuration"]
    assert lab.requests == []


PROBLEMS: dict[str, tuple[dict[str, str], set[str]]] = {
    "nothing configured": (
        dict.fromkeys(ALL_WRONG, ""),
        {"AccountSid", "AuthenticationToken", "SmsPhoneNumber"},
    ),
    "token of another account": (
        {"AuthenticationToken": f"{OTHER_ACCOUNT}/" + "70ce" * 8},
        {"AuthenticationToken", "AccountSid"},
    ),
    "key without its secret": ({"AuthenticationToken": "SK" + "5afe" * 8}, {"AuthenticationToken"}),
    "http to a host named like loopback": ({"API Root": "http://127.0.0.1.example"}, {"API Root"}),
}


@pytest.mark.parametrize(("settings", "named"), PROBLEMS.values(), ids=PROBLEMS)
def test_settings_problem_is_named_by_its_property(lab: Lab, settings: Any, named: Any) -> None:
    result = lab.ping(settings=lab.settings | settings)

    assert result.state == FAILED
    assert {name for name in ALL_WRONG if name in result.message} == named, result.message
    assert lab.requests == []


def test_settings_of_the_old_package_reach_twilio_with_certificates_checked(
    secure_lab: Lab,
) -> None:
    old = ("AccountSid", "AuthenticationToken", "SmsPhoneNumber")
    settings = {name: secure_lab.settings[name] for name in old}
    there = secure_lab.twilio.url.removeprefix("https://")

    with proxy({"api.twilio.com:443": there}) as between:
        result = secure_lab.ping(settings=settings, env={"HTTPS_PROXY": between.url})

    assert set(between.targets) == {"CONNECT api.twilio.com:443"}
    assert "certificate of api.twilio.com" in result.message
    assert secure_lab.requests == []


@pytest.mark.parametrize("off", ["False", False], ids=["text", "boolean"])
def test_verify_ssl_off_accepts_an_unknown_certificate(secure_lab: Lab, off: Any) -> None:
    secure_lab.settings["Verify SSL"] = off

    assert secure_lab.ping().state == COMPLETED


def test_settings_never_come_from_the_environment(lab: Lab, tmp_path: Path) -> None:
    other = lab.state.add_account()
    netrc = tmp_path / ".netrc"
    netrc.write_text(f"machine 127.0.0.1\nlogin {other.sid}\npassword {other.auth_token}\n")
    netrc.chmod(0o600)
    env = {
        "TWILIO_ACCOUNT_SID": other.sid,
        "TWILIO_AUTH_TOKEN": other.auth_token,
        "TWILIO_REGION": "au1",
        "TWILIO_EDGE": "sydney",
        "HOME": str(tmp_path),
        "NETRC": str(netrc),
    }

    sent = lab.send(env=env)
    nothing = lab.ping(env=env, settings={"API Root": lab.twilio.url})

    assert sent.state == COMPLETED
    assert {request.username for request in lab.state.requests} == {lab.account.sid}
    assert len(lab.account.outbound()) == 1
    assert (nothing.state, other.messages) == (FAILED, [])


def test_sender_in_ten_digits_is_a_north_american_number(lab: Lab) -> None:
    lab.account.add_number("+14155550100")

    result = lab.send(settings=lab.settings | {"SmsPhoneNumber": "(415) 555-0100"})

    assert result.value is True, result.message
    assert lab.account.outbound()[0].sender == "+14155550100"

"""Ping: credentials, settings, and responses that are not Twilio's."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from devkit.standin import Fault
from tests.fidelity.recording import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.lab import ComparisonLab

CONNECTED = "Successfully connected to the Twilio server"
ALL_WRONG = {
    "AccountSid": "AC12",
    "AuthenticationToken": "sesame open",
    "SmsPhoneNumber": "+1 555",
    "API Root": "http://203.0.113.7",
    "Verify SSL": "perhaps",
}


def with_token(token: str) -> Callable[[ComparisonLab], None]:
    return lambda lab: lab.ping({"AuthenticationToken": token})


def with_key(*permissions: Any) -> Callable[[ComparisonLab], None]:
    def act(lab: ComparisonLab) -> None:
        kind: Any = "restricted" if permissions else "standard"
        lab.ping({"AuthenticationToken": "/".join(lab.account.add_api_key(kind, permissions))})

    return act


def with_both_in_one(lab: ComparisonLab) -> None:
    lab.ping({"AuthenticationToken": f"{lab.account.sid}/{lab.account.auth_token}"})


def with_test_credentials(lab: ComparisonLab) -> None:
    sid, token = lab.account.test_credentials
    lab.ping({"AccountSid": sid, "AuthenticationToken": token})


def suspended(lab: ComparisonLab) -> None:
    lab.account.suspended = True
    lab.ping()


def answered_by(kind: Any, **fields: Any) -> Callable[[ComparisonLab], None]:
    def act(lab: ComparisonLab) -> None:
        lab.add_faults(Fault(kind, times=None, **fields))
        lab.ping()

    return act


def nobody_there(lab: ComparisonLab) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"
    lab.ping({"API Root": closed})


PING = (
    Scenario("ping: auth token", lambda lab: lab.ping(), "C", CONNECTED),
    Scenario("ping: API key", with_key(), "C", CONNECTED),
    Scenario("ping: API key that only reads", with_key("read"), "C", CONNECTED),
    Scenario("ping: API key that may not read", with_key("create"), "F", "70051"),
    Scenario("ping: SID and token in one secret", with_both_in_one, "C", CONNECTED),
    Scenario("ping: test credentials", with_test_credentials, "C", "test credentials"),
    Scenario("ping: wrong token", with_token("0bad" * 8), "F", "20003"),
    Scenario("ping: token of another account", with_token("AC" + "0ff5" * 8 + "/x"), "F", "Token"),
    Scenario("ping: key without its secret", with_token("SK" + "5afe" * 8), "F", "Token"),
    Scenario("ping: suspended account", suspended, "F", "20403"),
    Scenario("ping: settings all wrong", lambda lab: lab.ping(ALL_WRONG), "F", "Verify SSL"),
    Scenario(
        "ping: nothing configured",
        lambda lab: lab.ping(dict.fromkeys(ALL_WRONG, "")), "F", "AccountSid",
    ),
    Scenario(
        "ping: properties absent, null and numbers",
        lambda lab: lab.run("Ping", {}, settings={"AccountSid": None, "API Root": 5}),
        "F", "AuthenticationToken",
    ),
    Scenario(
        "ping: unknown certificate", lambda lab: lab.ping(), "F", "certificate", tls=True
    ),
    Scenario(
        "ping: certificates unchecked, as text",
        lambda lab: lab.ping({"Verify SSL": "False"}), "C", CONNECTED, tls=True,
    ),
    Scenario(
        "ping: certificates unchecked, as boolean",
        lambda lab: lab.ping({"Verify SSL": False}), "C", CONNECTED, tls=True,
    ),
    Scenario(
        "ping: unknown host",
        lambda lab: lab.ping({"API Root": "https://twilio.invalid"}),
        "F", "twilio.invalid",
    ),
    Scenario("ping: nobody there", nobody_there, "F", "refused the connection"),
    Scenario("ping: busy", answered_by("status", status=429), "F", "20429"),
    Scenario("ping: fault", answered_by("status", status=503), "F", "20503"),
    Scenario("ping: sign-in page", answered_by("html"), "F", "sign-in page"),
    Scenario("ping: empty answer", answered_by("empty"), "F", "empty"),
    Scenario("ping: other JSON", answered_by("json", body={"a": 1}), "F", "API Root"),
    Scenario("ping: redirection", answered_by("redirect"), "F", "redirect"),
    Scenario("ping: cut", answered_by("cut"), "F", "cut"),
    Scenario("ping: cut in the answer", answered_by("truncated"), "F", "cut"),
    Scenario("ping: dripping", answered_by("drip", delay=0.3), "F", "slow", exact=False,
             seconds=8),
)  # fmt: skip

"""Ping: credentials, settings, and whatever answers in Twilio's place."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from devkit.standin import Fault
from tests.fidelity.play import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.world import World

CONNECTED = "Successfully connected to the Twilio server"
ALL_WRONG = {
    "AccountSid": "AC12",
    "AuthenticationToken": "sesame open",
    "SmsPhoneNumber": "+1 555",
    "API Root": "http://203.0.113.7",
    "Verify SSL": "perhaps",
}


def with_token(token: str) -> Callable[[World], None]:
    return lambda world: world.ping({"AuthenticationToken": token})


def with_key(*permissions: Any) -> Callable[[World], None]:
    def act(world: World) -> None:
        kind: Any = "restricted" if permissions else "standard"
        world.ping({"AuthenticationToken": "/".join(world.account.add_api_key(kind, permissions))})

    return act


def with_both_in_one(world: World) -> None:
    world.ping({"AuthenticationToken": f"{world.account.sid}/{world.account.auth_token}"})


def with_test_credentials(world: World) -> None:
    sid, token = world.account.test_credentials
    world.ping({"AccountSid": sid, "AuthenticationToken": token})


def suspended(world: World) -> None:
    world.account.suspended = True
    world.ping()


def answered_by(kind: Any, **fields: Any) -> Callable[[World], None]:
    def act(world: World) -> None:
        world.spoil(Fault(kind, times=None, **fields))
        world.ping()

    return act


def nobody_there(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"
    world.ping({"API Root": closed})


PINGING = (
    Scenario("ping: auth token", lambda world: world.ping(), "C", CONNECTED),
    Scenario("ping: API key", with_key(), "C", CONNECTED),
    Scenario("ping: API key that only reads", with_key("read"), "C", CONNECTED),
    Scenario("ping: API key that may not read", with_key("create"), "F", "70051"),
    Scenario("ping: SID and token in one secret", with_both_in_one, "C", CONNECTED),
    Scenario("ping: test credentials", with_test_credentials, "C", "test credentials"),
    Scenario("ping: wrong token", with_token("0bad" * 8), "F", "20003"),
    Scenario("ping: token of another account", with_token("AC" + "0ff5" * 8 + "/x"), "F", "Token"),
    Scenario("ping: key without its secret", with_token("SK" + "5afe" * 8), "F", "Token"),
    Scenario("ping: suspended account", suspended, "F", "20403"),
    Scenario("ping: settings all wrong", lambda world: world.ping(ALL_WRONG), "F", "Verify SSL"),
    Scenario(
        "ping: nothing configured",
        lambda world: world.ping(dict.fromkeys(ALL_WRONG, "")), "F", "AccountSid",
    ),
    Scenario(
        "ping: properties absent, null and numbers",
        lambda world: world.run("Ping", {}, settings={"AccountSid": None, "API Root": 5}),
        "F", "AuthenticationToken",
    ),
    Scenario(
        "ping: unknown certificate", lambda world: world.ping(), "F", "certificate", tls=True
    ),
    Scenario(
        "ping: certificates unchecked, as text",
        lambda world: world.ping({"Verify SSL": "False"}), "C", CONNECTED, tls=True,
    ),
    Scenario(
        "ping: certificates unchecked, as boolean",
        lambda world: world.ping({"Verify SSL": False}), "C", CONNECTED, tls=True,
    ),
    Scenario(
        "ping: unknown host",
        lambda world: world.ping({"API Root": "https://twilio.invalid"}),
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
    Scenario("ping: dripping", answered_by("drip", delay=0.3), "F", "slow", steady=False,
             seconds=8),
)  # fmt: skip

"""Ping, as a process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from devkit.soar import COMPLETED, FAILED, EndpointFault
from devkit.standin import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from devkit.lab import Lab
    from devkit.standin import Account

SUCCESS = "Successfully connected to the Twilio server with the provided connection parameters!"
FAILURE = "Failed to connect to the Twilio server! Error is "

CREDENTIALS: dict[str, Callable[[Account], str]] = {
    "auth token": lambda account: account.auth_token,
    "SID and token": lambda account: f"{account.sid}/{account.auth_token}",
    "standard key": lambda account: "/".join(account.add_api_key()),
    "restricted key that reads": lambda account: "/".join(
        account.add_api_key("restricted", ["read"])
    ),
}


@pytest.mark.parametrize("credential", CREDENTIALS.values(), ids=CREDENTIALS)
def test_ping_reads_one_row_with_every_kind_of_credential(lab: Lab, credential: Any) -> None:
    given = lab.settings["AuthenticationToken"] = credential(lab.account)

    result = lab.ping()

    assert (result.state, result.value, result.message) == (COMPLETED, True, SUCCESS)
    assert [call.name for call in result.requests] == ["configuration"]
    (request,) = lab.state.requests
    assert (request.operation, request.query.to_dict()) == ("list", {"PageSize": "1"})
    assert request.username == (given.split("/")[0] if "/" in given else lab.account.sid)
    assert lab.account.messages == []


def test_ping_says_that_credentials_are_test_credentials(lab: Lab) -> None:
    sid, token = lab.account.test_credentials
    lab.settings |= {"AccountSid": sid, "AuthenticationToken": token}

    result = lab.ping()

    assert (result.state, result.value) == (COMPLETED, True)
    assert result.message.startswith(SUCCESS)
    assert "test credentials" in result.message


def wrong_token(lab: Lab) -> None:
    lab.settings["AuthenticationToken"] = "0bad" * 8


def suspended(lab: Lab) -> None:
    lab.account.suspended = True


def no_permission(lab: Lab) -> None:
    key = lab.account.add_api_key("restricted", ["create"])
    lab.settings["AuthenticationToken"] = "/".join(key)


def answering(kind: Any, **fields: Any) -> Callable[[Lab], None]:
    return lambda lab: lab.add_faults(Fault(kind, times=None, **fields))


CREDENTIAL_NAMES = ("AuthenticationToken", "AccountSid")
REFUSALS = {
    "wrong token": (wrong_token, ("20003", *CREDENTIAL_NAMES)),
    "unknown account": (answering("status", status=404, code=20404), ("20404", *CREDENTIAL_NAMES)),
    "suspended account": (suspended, ("20403", "suspended")),
    "key without permission": (no_permission, ("70051", "permission", "AuthenticationToken")),
    "busy": (answering("status", status=429, code=20429), ("20429", "again")),
    "fault of Twilio's": (answering("status", status=503, code=20503), ("20503", "again")),
    "captive portal": (answering("html"), ("API Root", "sign-in page")),
    "captive portal, 511": (answering("html", status=511), ("sign in",)),
    "empty answer": (answering("empty"), ("empty", "API Root")),
    "JSON of another shape": (answering("json", body={"a": 1}), ("not Twilio", "API Root")),
    "redirection": (answering("redirect"), ("redirect", "API Root")),
    "cut connection": (answering("cut"), ("cut", "network")),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "words"), REFUSALS.values(), ids=REFUSALS)
def test_ping_failure_names_cause_and_cure(lab: Lab, spoil: Any, words: Any) -> None:
    spoil(lab)

    result = lab.ping()

    assert (result.state, result.value) == (FAILED, False)
    sentence = result.message.removeprefix(FAILURE)
    assert all(word in sentence for word in words), sentence
    assert FAILURE not in sentence
    assert set(lab.requests) == {"list"}


def test_ping_fails_in_its_own_words_when_the_platform_does(lab: Lab) -> None:
    lab.runner.faults.append(EndpointFault("configuration"))

    result = lab.ping()

    assert result.state == FAILED
    assert "settings" in result.message
    assert lab.requests == []


@pytest.mark.parametrize("fields", [{"kind": "cut"}, {"kind": "status", "status": 503}])
def test_ping_asks_again_before_it_fails(lab: Lab, fields: Any) -> None:
    lab.add_faults(Fault(times=2, **fields))

    assert lab.ping().value is True
    assert lab.requests == ["list"] * 3


def test_ping_does_not_ask_again_where_twilio_refuses(lab: Lab) -> None:
    lab.settings["AuthenticationToken"] = "0bad" * 8

    assert lab.ping().value is False
    assert lab.requests == ["list"]

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from twilio.rest import Client

from devkit.standin import StandIn, openapi

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.standin import Account, State

DESCRIPTION = os.environ.get("TWILIO_OPENAPI")
TOTAL = openapi.Comparison()


@pytest.fixture(scope="session")
def server() -> Iterator[StandIn]:
    with StandIn() as twilio:
        yield twilio


@pytest.fixture(scope="session")
def description() -> openapi.Description | None:
    return openapi.load(DESCRIPTION) if DESCRIPTION else None


@pytest.fixture
def standin(server: StandIn, description: openapi.Description | None) -> Iterator[StandIn]:
    """A fresh state; every answer of the test is compared with Twilio's description, if given."""
    server.state.reset()
    yield server
    if description:
        found = openapi.compare_all(server.state.requests, description)
        TOTAL.add(found)
        assert not found.problems


@pytest.fixture
def state(standin: StandIn) -> State:
    return standin.state


@pytest.fixture
def account(state: State) -> Account:
    return state.account


@pytest.fixture
def client(standin: StandIn, account: Account) -> Client:
    return client_for(standin, account, account.sid, account.auth_token)


def client_for(standin: StandIn, account: Account, user: str, password: str) -> Client:
    client = Client(user, password, account.sid, environment={"_": "1"})
    client.api.base_url = standin.url
    return client


def pytest_terminal_summary(terminalreporter) -> None:
    if TOTAL.compared:
        met = "; ".join(openapi.DEVIATIONS[one] for one in sorted(TOTAL.deviations))
        terminalreporter.write_line(
            f"{TOTAL.compared} answers of the stand-in compared with Twilio's OpenAPI description "
            f"({len(TOTAL.problems)} problems). Known deviations met: {met}"
        )

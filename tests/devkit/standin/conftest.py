from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from twilio.rest import Client

from devkit.standin import StandIn
from tests import openapi

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.standin import Account, State

DESCRIPTION = os.environ.get("TWILIO_OPENAPI")


@pytest.fixture(scope="session")
def server() -> Iterator[StandIn]:
    with StandIn() as twilio:
        yield twilio


@pytest.fixture(scope="session")
def description() -> openapi.Description | None:
    return openapi.load(DESCRIPTION) if DESCRIPTION else None


@pytest.fixture
def standin(server: StandIn) -> StandIn:
    """A fresh state."""
    server.state.reset()
    return server


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

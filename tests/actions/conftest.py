"""One stand-in and one host for all tests of the actions, fresh for each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from devkit.soar import Runner
from devkit.standin import StandIn
from tests.actions.stage import PHONE, Stage, Wait

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def twilio() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin


@pytest.fixture(scope="session")
def secure_twilio() -> Iterator[StandIn]:
    with StandIn(tls=True) as standin:
        yield standin


@pytest.fixture(scope="session")
def host() -> Iterator[Runner]:
    with Runner() as running:
        yield running


@pytest.fixture
def stage(twilio: StandIn, host: Runner) -> Stage:
    return set_up(twilio, host)


@pytest.fixture(scope="session")
def begun(twilio: StandIn, host: Runner) -> Wait:
    return set_up(twilio, host).ask(PHONE)


@pytest.fixture
def wait(begun: Wait, stage: Stage) -> Wait:
    """A wait on one phone that an earlier run began, on a stand-in that knows nothing of it."""
    return replace(begun, stage=stage, params=dict(begun.params))


@pytest.fixture
def secure_stage(secure_twilio: StandIn, host: Runner) -> Stage:
    """With a certificate that nobody knows, and checks turned off."""
    stage = set_up(secure_twilio, host)
    host.settings["Verify SSL"] = "false"
    return stage


def set_up(twilio: StandIn, host: Runner) -> Stage:
    twilio.state.reset()
    account = twilio.state.account
    host.faults.clear()
    host.case = None
    host.settings = {
        "AccountSid": account.sid,
        "AuthenticationToken": account.auth_token,
        "SmsPhoneNumber": account.number,
        "API Root": twilio.url,
    }
    return Stage(twilio, host)

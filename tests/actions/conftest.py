"""One stand-in and one local SOAR for all tests of the actions, fresh for each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from devkit.lab import Lab, StartedWait
from devkit.soar import Runner
from devkit.standin import StandIn
from tests.actions.assertions import assert_keeps_contract

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
def runner() -> Iterator[Runner]:
    with Runner() as running:
        yield running


@pytest.fixture
def lab(twilio: StandIn, runner: Runner) -> Iterator[Lab]:
    yield fresh_lab(twilio, runner)
    assert twilio.state.faults.pending() == [], "the test does not meet these faults"


@pytest.fixture(scope="session")
def started_wait(twilio: StandIn, runner: Runner) -> StartedWait:
    return fresh_lab(twilio, runner).ask()


@pytest.fixture
def wait(started_wait: StartedWait, lab: Lab) -> StartedWait:
    """A wait on one phone that an earlier run began, on a stand-in that knows nothing of it."""
    return replace(started_wait, lab=lab, params=dict(started_wait.params))


@pytest.fixture
def secure_lab(secure_twilio: StandIn, runner: Runner) -> Lab:
    """With a certificate that nobody knows, and checks turned off."""
    lab = fresh_lab(secure_twilio, runner)
    lab.settings["Verify SSL"] = "false"
    return lab


def fresh_lab(twilio: StandIn, runner: Runner) -> Lab:
    twilio.state.reset()
    runner.faults.clear()
    return Lab(twilio, runner, check=assert_keeps_contract)

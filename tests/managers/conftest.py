from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from devkit.standin import StandIn
from TwilioManager import TwilioManager
from TwilioRetry import Deadline
from TwilioSettings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def no_authorities_of_the_machine(monkeypatch) -> None:
    """A machine that runs the tests may stand behind a proxy that inspects traffic."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server
        assert server.state.faults.pending() == [], "the test does not meet these faults"


@pytest.fixture
def connect(twilio) -> Callable[..., TwilioManager]:
    """Return a manager of the stand-in's account, or of changed settings."""

    def manager(seconds: float = 20.0, **changes: object) -> TwilioManager:
        account = twilio.state.account
        values = {
            "account_sid": account.sid,
            "username": account.sid,
            "secret": account.auth_token,
            "sender": account.number,
            "api_root": twilio.url,
            "verify_ssl": True,
        }
        return TwilioManager(Settings(**values | changes), Deadline(seconds))

    return manager


@pytest.fixture
def quick_retries(mocker) -> None:
    for module in ("TwilioWaitPoll", "TwilioSending", "TwilioWaitRedaction"):
        mocker.patch.multiple(module, FIRST_WAIT=0.02, FURTHER_TRIES=2)

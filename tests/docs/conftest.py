"""A stand-in and a host for the recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from devkit.host import Host
from devkit.standin import StandIn
from tests.actions.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def stage() -> Iterator[Stage]:
    with StandIn() as twilio, Host() as host:
        account = twilio.state.account
        host.settings = {
            "AccountSid": account.sid,
            "AuthenticationToken": account.auth_token,
            "SmsPhoneNumber": account.number,
            "API Root": twilio.url,
        }
        yield Stage(twilio, host)

"""A stand-in and a host for the recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from devkit.soar import Runner
from devkit.standin import StandIn
from devkit.twilio_settings import settings_for
from tests.actions.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def stage() -> Iterator[Stage]:
    with StandIn() as twilio, Runner() as host:
        host.settings = settings_for(twilio.state.account, twilio.url)
        yield Stage(twilio, host)

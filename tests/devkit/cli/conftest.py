from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from devkit import console
from devkit.cli.main import main
from devkit.standin import StandIn
from devkit.twilio_settings import settings_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Ended(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"):
        monkeypatch.delenv(name, raising=False)
    # Help is laid out by width, and colour may be asked for by the environment.
    for name in ("COLUMNS", "FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    yield
    console._secrets.clear()


@pytest.fixture
def devkit(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Runs a command in this process and gives how it ended."""

    def run(*arguments: str) -> Ended:
        code = main(arguments)
        return Ended(code, *capfd.readouterr())

    return run


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin


@pytest.fixture
def set_options(twilio: StandIn) -> list[str]:
    """The `--set` options that lead to the test's own stand-in."""
    settings = settings_for(twilio.state.account, twilio.url)
    return [part for name, value in settings.items() for part in ("--set", f"{name}={value}")]

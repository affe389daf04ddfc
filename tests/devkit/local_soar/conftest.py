from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from devkit.local_soar.runs import Polling
from devkit.local_soar.server import LocalSoar, Options
from devkit.twilio_settings import code_in
from tests.devkit.local_soar.clients import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

POLLING = Polling(interval=0.2, total=60)


@pytest.fixture
def soar() -> Iterator[LocalSoar]:
    with LocalSoar(Options(polling=POLLING)) as running:
        yield running


@pytest.fixture
def client(soar: LocalSoar) -> Client:
    return Client.of(soar)


@pytest.fixture
def answering(soar: LocalSoar) -> Callable[[str, str], None]:
    """Has a phone answer each question; `{code}` stands for its code."""

    def let_answer(number: str, text: str) -> None:
        def respond(question: str) -> str | None:
            code = code_in(question)
            return text.replace("{code}", code) if code else None

        soar.standin.state.phone(number).answer(respond)

    return let_answer

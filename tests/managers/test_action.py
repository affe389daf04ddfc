"""A run from the platform's context to its result, with an SDK that only notes what it gets."""

from __future__ import annotations

import os
import signal
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from TwilioAction import run
from TwilioContext import Outcome
from TwilioExceptions import TwilioPlatformError
from TwilioModels import Delivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Sdk(SimpleNamespace):
    """Stands for the SDK's object; `ended` is what the platform would get."""

    def __init__(self) -> None:
        super().__init__(
            parameters={},
            execution_deadline_unix_time_ms=0,
            script_timeout_deadline=0,
            lines=[],
            tables={},
            ended=[],
        )
        self.LOGGER = SimpleNamespace(info=self.lines.append)
        self.result = SimpleNamespace(
            add_result_json=self.lines.append, add_data_table=self.tables.__setitem__
        )

    def get_configuration(self, _name: str) -> dict[str, str]:
        return {}

    def end(self, *outcome: Any) -> None:
        self.ended.append(outcome)


@pytest.fixture
def sdk(monkeypatch) -> Iterator[Sdk]:
    """Put the SDK in place, with its SIGTERM: it ends the process by SystemExit."""
    made = Sdk()
    monkeypatch.setitem(
        sys.modules, "SiemplifyAction", SimpleNamespace(SiemplifyAction=lambda: made)
    )
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(-143))
    yield made
    signal.signal(signal.SIGTERM, before)


def stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def ending(outcome: Outcome) -> Callable[[Any], Outcome]:
    return lambda _error: outcome


def test_stop_in_a_handler_ends_with_its_outcome_so_far(sdk: Sdk) -> None:
    def handler(context: Any) -> Outcome:
        context.on_abort = ending(Outcome.completed("some were sent", value=False))
        stop()
        raise AssertionError

    run("Send SMS", handler)
    assert sdk.ended == [("some were sent", False, 0)]


@pytest.mark.parametrize("error", [TwilioPlatformError("damaged"), KeyError("x")])
def test_stop_while_the_outcome_of_an_error_is_made_changes_nothing(sdk: Sdk, error: Any) -> None:
    def handler(context: Any) -> Outcome:
        def abort(_error: BaseException) -> Outcome:
            stop()
            return Outcome.completed("some were sent", value=False)

        context.on_abort = abort
        raise error

    run("Send SMS", handler)
    assert sdk.ended == [("some were sent", False, 0)]


def test_stop_after_the_handler_changes_nothing(sdk: Sdk) -> None:
    sdk.result.add_result_json = lambda _json: stop()
    run("Send SMS", lambda _: Outcome.completed("sent", value=True).with_result([], ()))
    assert sdk.ended == [("sent", True, 0)]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TwilioPlatformError("It is damaged."), "It is damaged."),
        (KeyError("secret"), "The integration hit an unexpected error."),
        (SystemExit(1), "The platform stopped this run."),
    ],
)
def test_end_without_an_outcome_says_what_happened(sdk: Sdk, error: Any, said: str) -> None:
    def handler(_context: Any) -> Outcome:
        raise error

    run("Send SMS", handler)
    ((message, value, state),) = sdk.ended
    assert (value, state) == (False, 2)
    assert message.startswith(f'Error executing action "Send SMS". Reason: {said}')
    assert "secret" not in message + "".join(sdk.lines)


def test_outcome_that_cannot_be_made_fails_with_the_first_reason(sdk: Sdk) -> None:
    def handler(context: Any) -> Outcome:
        context.on_abort = lambda _: 1 / 0
        raise TwilioPlatformError("It is damaged.")

    run("Send SMS", handler)
    assert "It is damaged." in sdk.ended[0][0]


CELLS = {
    "=HYPERLINK(0)": "'=HYPERLINK(0)",
    "+15551230001": "+15551230001",
    "+1-2": "'+1-2",
    "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0",
    "-1+2": "'-1+2",
    "@SUM(1)": "'@SUM(1)",
    " \t=1": "'=1",
    "＝1": "'＝1",
    "whatsapp:+15551230001": "whatsapp:+15551230001",
    "a,\n=b": "a =b",
    "": "",
}


@pytest.mark.parametrize(("typed", "shown"), CELLS.items(), ids=map(repr, CELLS))
def test_cell_is_no_formula_unless_it_is_a_number(sdk: Sdk, typed: str, shown: str) -> None:
    outcome = Outcome.completed("sent", value=True).with_table(
        (Delivery(typed, error_message=typed),)
    )
    run("Send SMS", lambda _: outcome)
    assert sdk.tables["SMS Messages"][1] == f"{shown},not_sent,,{shown}"

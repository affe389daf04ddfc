"""A pytest plugin that holds the stand-in's answers against Twilio's OpenAPI description.

With `TWILIO_OPENAPI=<twilio_api_v2010.json>` in the environment every answer of every stand-in
in the test process is compared, whichever test asked for it; a test with an answer that is not
as described fails, and the summary says how many were compared. Answers that a fault made are
left out, for they are not meant to be Twilio's. Without the variable nothing happens.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pytest

from devkit.standin.request_log import RecordedRequest
from tests import openapi

if TYPE_CHECKING:
    from collections.abc import Generator

    from werkzeug.wrappers import Response

VARIABLE: Final = "TWILIO_OPENAPI"
_OUTPUT: Final = "openapi_tally"
_SHOWN: Final = 5


@dataclass
class Tally:
    """How many answers were compared and were wrong; in how many each deviation was met."""

    compared: int = 0
    wrong: int = 0
    deviations: Counter[str] = field(default_factory=Counter)

    def add(self, compared: int, wrong: int, deviations: dict[str, int]) -> None:
        self.compared += compared
        self.wrong += wrong
        self.deviations.update(deviations)

    def as_output(self) -> list[Any]:
        return [self.compared, self.wrong, dict(self.deviations)]


class Check:
    """The plugin's hooks, registered where a description is given."""

    def __init__(self, description: openapi.Description) -> None:
        self._description = description
        self._answered: deque[RecordedRequest] = deque()
        self._tally = Tally()

    def listen(self, patch: pytest.MonkeyPatch) -> None:
        """Hear of every answer of every stand-in as it is written down."""
        write_down, answered = RecordedRequest.answered, self._answered

        def hear(request: RecordedRequest, response: Response) -> None:
            write_down(request, response)
            answered.append(request)

        patch.setattr(RecordedRequest, "answered", hear)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        result = yield
        self._judge(item)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        """Judge the fixtures' last answers, and all those of a test that failed by itself."""
        result = yield
        self._judge(item)
        return result

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[_OUTPUT] = self._tally.as_output()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add up what a worker of pytest-xdist counted; one that crashed left nothing."""
        self._tally.add(*getattr(node, "workeroutput", {}).get(_OUTPUT, (0, 0, {})))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        tally = self._tally
        terminalreporter.section("Twilio's OpenAPI description")
        terminalreporter.line(
            f"{tally.compared} answers of the stand-in compared, {tally.wrong} not as described"
        )
        for kind, count in sorted(tally.deviations.items()):
            terminalreporter.line(f"known deviation in {count} answers: {kind}")

    def _judge(self, item: pytest.Item) -> None:
        problems: list[str] = []
        while self._answered:
            found = openapi.compare_all([self._answered.popleft()], self._description)
            kinds = {f"{name} ({why})": 1 for name, why in found.deviations}
            self._tally.add(found.compared, bool(found.problems), kinds)
            problems += found.problems
        if problems:
            more = f"\nand {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
            shown = "\n".join(problems[:_SHOWN])
            pytest.fail(f"{item.name}: not as Twilio describes it:\n{shown}{more}", pytrace=False)


def pytest_configure(config: pytest.Config) -> None:
    """Begin to listen, where a description is given.

    Raises:
        pytest.UsageError: the file cannot be read, or is no OpenAPI description.
    """
    path = os.environ.get(VARIABLE)
    if not path:
        return
    try:
        description = openapi.load(path)
        description["paths"], description["components"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise pytest.UsageError(f"{VARIABLE}={path} is no OpenAPI description: {error!r}") from None
    check = Check(description)
    patch = pytest.MonkeyPatch()
    check.listen(patch)
    config.add_cleanup(patch.undo)
    config.pluginmanager.register(check, "openapi-check")

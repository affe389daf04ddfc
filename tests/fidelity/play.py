"""A scenario, its play on one SDK, and all that was to be seen of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devkit.twilio_settings import code_in
from tests.fidelity.settle import Settler
from tests.fidelity.world import world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from devkit.soar import RunResult
    from tests.fidelity.world import Begun, World


@dataclass(frozen=True)
class Scenario:
    """What is done, and how it must end on every SDK.

    Args:
        name: its name in the table.
        act: runs one or more actions in a world.
        ends: the states of its runs: C completed, W waiting, F failed, `!` broke the contract.
        says: what the last message, or the host's sentence about a broken run, holds.
        reads: how often each run asks the platform for its settings.
        tls: whether the stand-in speaks TLS.
        steady: False where the clock decides how often Twilio is asked; then only what it is
            asked for is compared.
        seconds: how long the platform lets each run last.
    """

    name: str
    act: Callable[[World], object]
    ends: str
    says: str
    reads: int = 1
    tls: bool = False
    steady: bool = True
    seconds: float = 60.0


def play(scenario: Scenario, sdk: Path, begun: Begun) -> dict[str, Any]:
    """Play a scenario in a world of its own; return what was seen, without chance."""
    with world(sdk, begun, tls=scenario.tls, seconds=scenario.seconds) as place:
        scenario.act(place)
        asked = [
            (request.operation, request.path, [*request.query.items(multi=True)],
             [*request.form.items(multi=True)])
            for request in place.state.requests
        ]  # fmt: skip
        codes = [code_in(dict(form).get("Body", "")) for *_, form in asked]
        seen = {
            "runs": [observe(run) for run in place.runs],
            "twilio": asked if scenario.steady else sorted({one[0] for one in asked}),
        }
    settled: dict[str, Any] = Settler(list(filter(None, codes))).settle(seen)
    return settled


def observe(run: RunResult) -> dict[str, Any]:
    """Return all that the platform or an analyst could see of a run."""
    crashed = run.exit_code != 0
    return {
        "state": _letter(run),
        "value": run.value,
        "message": run.message,
        "json": run.raw_json,
        "tables": run.tables,
        "objects": run.blocks,
        "debug": run.debug_output,
        "stdout": run.stdout,
        # The frames of a traceback are the SDK's own; its last line is what happened.
        "stderr": run.stderr.strip().splitlines()[-1] if crashed else run.stderr,
        "log": "" if crashed else run.log,
        "exit code": run.exit_code,
        "error": run.error,
        "settings read": [call.name for call in run.requests].count("configuration"),
        "platform": [(call.method, call.path, call.query, call.body) for call in run.requests],
    }


def _letter(run: RunResult) -> str:
    return "!" if run.error else "CWFT"[run.state]


def assert_played(seen: dict[str, Any], scenario: Scenario) -> None:
    """Hold a play against what its scenario is there to show."""
    runs = seen["runs"]
    assert "".join(run["state"] for run in runs) == scenario.ends, [run["message"] for run in runs]
    last = runs[-1]
    assert scenario.says in (last["error"] or last["message"])
    assert [run["settings read"] for run in runs] == [scenario.reads] * len(runs)

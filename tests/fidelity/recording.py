"""A scenario, its run on one SDK, and all that could be seen of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devkit.twilio_settings import code_in
from tests.fidelity.lab import open_comparison_lab
from tests.fidelity.normalizing import Normalizer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from devkit.soar import RunResult
    from tests.fidelity.lab import ComparisonLab, SavedWait


@dataclass(frozen=True)
class Scenario:
    """What is done, and how it must end on every SDK.

    Args:
        name: its name in the table.
        action: runs one or more actions in a lab.
        states: of its runs: C completed, W waiting, F failed, `!` broke the contract.
        told: what the last message, or the host's sentence about a broken run, holds.
        reads: how often each run asks the platform for its settings.
        tls: whether the stand-in speaks TLS.
        exact: False where the clock decides how often Twilio is asked, or threads in which order;
            then only what it is asked for is compared.
        seconds: how long the platform lets each run last.
    """

    name: str
    action: Callable[[ComparisonLab], object]
    states: str
    told: str
    reads: int = 1
    tls: bool = False
    exact: bool = True
    seconds: float = 60.0


def record(scenario: Scenario, sdk: Path, saved_wait: SavedWait) -> dict[str, Any]:
    """Run a scenario in a lab of its own; return what was seen, normalized."""
    with open_comparison_lab(sdk, saved_wait, tls=scenario.tls, seconds=scenario.seconds) as lab:
        scenario.action(lab)
        asked = [
            (request.operation, request.path, [*request.query.items(multi=True)],
             [*request.form.items(multi=True)])
            for request in lab.state.requests
        ]  # fmt: skip
        codes = [code_in(dict(form).get("Body", "")) for *_, form in asked]
        seen = {
            "runs": [observe(run) for run in lab.runs],
            "twilio": asked if scenario.exact else sorted({one[0] for one in asked}),
        }
    normalized: dict[str, Any] = Normalizer(list(filter(None, codes))).normalize(seen)
    return normalized


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


def assert_as_expected(seen: dict[str, Any], scenario: Scenario) -> None:
    """Hold what was seen against what its scenario is there to show."""
    runs = seen["runs"]
    assert "".join(run["state"] for run in runs) == scenario.states, [
        run["message"] for run in runs
    ]
    last = runs[-1]
    assert scenario.told in (last["error"] or last["message"])
    assert [run["settings read"] for run in runs] == [scenario.reads] * len(runs)


def first_difference(ours: Any, theirs: Any, path: str = "") -> str:
    """Return where two recordings first differ and both values there, or an empty string."""
    if type(ours) is type(theirs) and isinstance(ours, dict):
        pairs = [(f"{path}.{key}", ours.get(key), theirs.get(key)) for key in {**ours, **theirs}]
    elif type(ours) is type(theirs) and isinstance(ours, list) and len(ours) == len(theirs):
        pairs = [
            (f"{path}[{index}]", *both) for index, both in enumerate(zip(ours, theirs, strict=True))
        ]
    else:
        return "" if ours == theirs else f"{path}\n  ours:   {ours!r}\n  theirs: {theirs!r}"
    return next(filter(None, (first_difference(a, b, where) for where, a, b in pairs)), "")

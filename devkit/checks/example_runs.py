"""Example results, compared with what the actions return in a run on the stand-in."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from devkit.checks.problem import Problem
from devkit.errors import DevkitError
from devkit.soar import COMPLETED, Runner
from devkit.standin import StandIn
from devkit.twilio_settings import code_in, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from devkit.checks.files import PackageFiles
    from devkit.checks.formats import Action
    from devkit.soar import RunResult

    Outcome = RunResult | str

FIRST, SECOND = "+15551230001", "+15551230002"
PLACE = "DynamicResultsMetadata[JsonResult].ResultExample"
SECONDS = 30.0  # for an asynchronous action, all runs together


def check(files: PackageFiles) -> Iterator[Problem]:
    """Run every action once, and compare the form of its result with the example."""
    if files.integration and files.integration.content:
        names = [one.content.name for one in files.actions.values() if one.content]
        yield from compare(files, run_actions(files.root, names))


def compare(files: PackageFiles, outcomes: Mapping[str, Outcome]) -> Iterator[Problem]:
    """Compare the examples with what the actions gave, by their names."""
    for action in files.actions.values():
        if action.content:
            found = _compare(action.content, outcomes[action.content.name])
            yield from (Problem(action.file, PLACE, text) for text in found)


def run_actions(root: Path, names: Iterable[str]) -> dict[str, Outcome]:
    """Run actions once; a sentence stands for a result where that cannot be done."""
    with StandIn() as twilio:
        settings = settings_for(twilio.state.account, twilio.url)
        with Runner(settings, root=root) as host:
            return {name: _run(host, twilio, name) for name in names}


def differences(example: object, real: object, place: str = "result") -> list[str]:
    """Compare the keys and types of two JSON values, one level after the other.

    Null fits everything; the items of a list count as one, so that an example may tell of more
    cases than a run.

    Returns:
        A sentence for each difference.
    """
    if example is None or real is None:
        return []
    if type(example) is not type(real):
        return [f"{place} is {_word(example)} here, and {_word(real)} in a run."]
    if isinstance(example, dict) and isinstance(real, dict):
        found = [f"{place}.{key} is not in a run's result." for key in example.keys() - real.keys()]
        found += [f"{place}.{key} of a run's result is missing." for key in real.keys() - example]
        for key in example.keys() & real.keys():
            found += differences(example[key], real[key], f"{place}.{key}")
        return sorted(found)
    if isinstance(example, list) and isinstance(real, list):
        pairs = ((mine, its) for mine in example for its in real)
        found = [one for mine, its in pairs for one in differences(mine, its, f"{place}[]")]
        return sorted(set(found))
    return []


def _compare(action: Action, outcome: Outcome) -> list[str]:
    examples = action.dynamic_results_metadata
    if isinstance(outcome, str):
        return [outcome]
    if outcome.error or outcome.state != COMPLETED:
        return [f"A run on the stand-in failed: {outcome.error or outcome.message}"]
    if outcome.json is None:
        return ["A run gives no JSON result, and an example is there."] if examples else []
    if not examples:
        return ["A run gives a JSON result, and the example is missing."]
    return differences(json.loads(examples[0].result_example), outcome.json)


def _run(host: Runner, twilio: StandIn, name: str) -> Outcome:
    run = RUNS.get(name)
    if run is None:
        return "The devkit knows no run of this action to compare its example with."
    try:
        return run(host, twilio)
    except DevkitError as error:
        return f"No run on the stand-in: {error}"


def _ping(host: Runner, _twilio: StandIn) -> RunResult:
    return host.run("Ping")


def _send(host: Runner, twilio: StandIn) -> RunResult:
    """One message is accepted, one refused."""
    twilio.state.account.receive(SECOND, twilio.state.account.number, "STOP")
    return host.run("Send SMS", {"Phone Number": f"{FIRST}, {SECOND}", "Message": "Testing"})


def _ask(host: Runner, twilio: StandIn) -> RunResult:
    """Something else is said first, then an option is chosen."""
    phone = twilio.state.phone(FIRST)

    def answer(text: str) -> str | None:
        code = code_in(text)
        if code:
            phone.send(f"Who asks? {code}", twilio.state.account.number)
        return f"approve {code}" if code else None

    phone.answer(answer)
    params = {"Phone Number": FIRST, "Message": "Testing", "Reply Options": "Approve, Deny"}
    end = time.monotonic() + SECONDS
    for result in host.play("Send SMS And Wait", params, interval=0.05):
        if not result.in_progress or time.monotonic() > end:
            break
    return result


RUNS: dict[str, Callable[[Runner, StandIn], RunResult]] = {
    "Ping": _ping,
    "Send SMS": _send,
    "Send SMS And Wait": _ask,
}


def _word(value: Any) -> str:  # noqa: ANN401 (any JSON)
    names = {str: "text", bool: "a boolean", int: "a whole number", float: "a number"}
    return names.get(type(value), "a list" if isinstance(value, list) else "an object")

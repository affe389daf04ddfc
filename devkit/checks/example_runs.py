"""Example results, compared with what the actions return in a run on the stand-in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from devkit.checks.problem import Problem
from devkit.lab import PHONE, SECOND, Lab, open_lab
from devkit.soar import COMPLETED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from devkit.checks.files import PackageFiles
    from devkit.checks.formats import Action
    from devkit.soar import RunResult

    Outcome = RunResult | str

NO_RUN = "The devkit knows no run of this action to compare its example with."
PLACE = "DynamicResultsMetadata[JsonResult].ResultExample"


def check(files: PackageFiles) -> Iterator[Problem]:
    """Run every action once, and compare the form of its result with the example."""
    names = [one.content.name for one in files.actions.values()]
    yield from compare(files, run_actions(files.root, names))


def compare(files: PackageFiles, outcomes: Mapping[str, Outcome]) -> Iterator[Problem]:
    """Compare the examples with what the actions gave, by their names."""
    for action in files.actions.values():
        found = _compare(action.content, outcomes[action.content.name])
        yield from (Problem(action.file, PLACE, text) for text in found)


def run_actions(root: Path, names: Iterable[str]) -> dict[str, Outcome]:
    """Run actions once; a sentence stands for a result where that cannot be done."""
    with open_lab(root=root) as lab:
        return {name: RUNS[name](lab) if name in RUNS else NO_RUN for name in names}


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


def _send(lab: Lab) -> RunResult:
    """One message is accepted, one refused."""
    lab.reply("STOP", sender=SECOND)
    return lab.send(f"{PHONE}, {SECOND}")


def _ask(lab: Lab) -> RunResult:
    """Something else is said first, then an option is chosen."""
    wait = lab.ask(params={"Reply Options": "Approve, Deny"})
    if not wait.first.in_progress:
        return wait.first
    lab.reply(f"Who asks? {wait.code}")
    lab.reply(f"approve {wait.code}")
    return wait.poll()


RUNS: dict[str, Callable[[Lab], RunResult]] = {
    "Ping": Lab.ping,
    "Send SMS": _send,
    "Send SMS And Wait": _ask,
}


def _word(value: Any) -> str:  # noqa: ANN401 (any JSON)
    names = {str: "text", bool: "a boolean", int: "a whole number", float: "a number"}
    return names.get(type(value), "a list" if isinstance(value, list) else "an object")

"""The comparison sees every kind of difference: here an SDK differs on purpose."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from devkit.sdk_folder import OWN_SDK
from tests.fidelity.recording import assert_as_expected, first_difference, record
from tests.fidelity.scenarios import SCENARIOS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fidelity.lab import SavedWait

SEND = next(scenario for scenario in SCENARIOS if scenario.name == "send: one")
OUTPUT, ACTION = "Siemplify.py", "SiemplifyAction.py"
CHANGES = {
    "message": (OUTPUT, "self.result.message,", "self.result.message + '.',", "message"),
    "value": (OUTPUT, "self.result.result_value,", "str(self.result.result_value),", "value"),
    "state": (OUTPUT, "self.result.execution_state,", "2,", "state"),
    "result objects": (
        OUTPUT,
        "self.result.to_blocks()",
        "{name: {**block, 'Content': ' '} for name, block in self.result.to_blocks().items()}",
        "objects",
    ),
    "text of the result": (OUTPUT, "to_blocks())", "to_blocks(), sort_keys=True)", "stdout"),
    "debug output": (OUTPUT, "my_stdout.getvalue()", "my_stdout.getvalue().strip()", "debug"),
    "settings read twice": (
        ACTION,
        "= self.sdk_get(path)",
        "= self.sdk_get(path) and self.sdk_get(path)",
        "settings read",
    ),
}


@pytest.fixture(scope="module")
def right(saved_wait: SavedWait) -> dict[str, Any]:
    return record(SEND, OWN_SDK, saved_wait)


def test_recording_is_the_same_each_time(right: dict[str, Any], saved_wait: SavedWait) -> None:
    assert_as_expected(right, SEND)
    assert record(SEND, OWN_SDK, saved_wait) == right


@pytest.mark.parametrize(("module", "old", "new", "key"), CHANGES.values(), ids=CHANGES)
def test_recording_shows_a_difference(
    right: dict[str, Any],
    saved_wait: SavedWait,
    tmp_path: Path,
    module: str,
    old: str,
    new: str,
    key: str,
) -> None:
    sdk = tmp_path / "sdk"
    shutil.copytree(OWN_SDK, sdk)
    text = (sdk / module).read_text()
    assert old in text
    (sdk / module).write_text(text.replace(old, new))

    wrong = record(SEND, sdk, saved_wait)

    assert wrong["runs"][0][key] != right["runs"][0][key]
    assert wrong != right


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ({"runs": [{"state": "C", "value": True}]}, ""),
        (
            {"runs": [{"state": "F", "value": False}]},
            ".runs[0].state\n  ours:   'C'\n  theirs: 'F'",
        ),
        ({"runs": []}, ".runs\n  ours:   [{'state': 'C', 'value': True}]\n  theirs: []"),
        (
            {"runs": [{"state": "C", "value": True}], "more": 1},
            ".more\n  ours:   None\n  theirs: 1",
        ),
    ],
    ids=["none", "the first of two", "length", "key"],
)
def test_comparison_tells_the_first_difference_alone(theirs: dict[str, Any], told: str) -> None:
    assert first_difference({"runs": [{"state": "C", "value": True}]}, theirs) == told

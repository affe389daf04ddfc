from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from devkit.checks import problems
from devkit.checks.example_runs import PLACE, compare, differences, run_actions
from devkit.checks.files import PackageFiles
from devkit.definitions import ROOT
from tests.devkit.checks.copy import ASK, PING, SEND

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.devkit.checks.copy import Copy


def edit_example(copy: Copy, name: str, edit: Callable[[Any], object]) -> None:
    def change(definition: dict[str, Any]) -> None:
        (result,) = definition["DynamicResultsMetadata"]
        example = json.loads(result["ResultExample"])
        edit(example)
        result["ResultExample"] = json.dumps(example)

    copy.change(name, change)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Any]:
    """What the actions of the package as it is give."""
    return run_actions(ROOT, ["Ping", "Send SMS", "Send SMS And Wait"])


def seen(copy: Copy, outcomes: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one.file, one.field, one.text) for one in compare(PackageFiles(copy.root), outcomes)]


def test_package_returns_what_its_examples_show():
    assert problems(ROOT) == []


@pytest.mark.parametrize(
    ("name", "edit", "text"),
    [
        pytest.param(
            SEND,
            lambda example: example[0].pop("segments"),
            "result[].segments of a run's result is missing.",
            id="key-missing",
        ),
        pytest.param(
            SEND,
            lambda example: example[0].update(price="1"),
            "result[].price is not in a run's result.",
            id="key-unknown",
        ),
        pytest.param(
            SEND,
            lambda example: example[1].update(error_code="21610"),
            "result[].error_code is text here, and a whole number in a run.",
            id="other-type",
        ),
        pytest.param(
            ASK,
            lambda example: example["reply"].pop("body"),
            "result.reply.body of a run's result is missing.",
            id="key-inside",
        ),
        pytest.param(
            ASK,
            lambda example: example["other_replies"].append({"text": "Who asks?"}),
            "result.other_replies[].text is not in a run's result.",
            id="item-inside",
        ),
    ],
)
def test_example_that_differs_from_a_run_is_told(copy: Copy, outcomes, name, edit, text):
    edit_example(copy, name, edit)
    assert (name, PLACE, text) in seen(copy, outcomes)


def test_missing_example_is_told(copy: Copy, outcomes):
    copy.set(SEND, "DynamicResultsMetadata", [])
    assert (SEND, PLACE, "A run gives a JSON result, and the example is missing.") in seen(
        copy, outcomes
    )


def test_example_without_result_is_told(copy: Copy, outcomes):
    result = {"ResultExample": "{}", "ResultName": "JsonResult", "ShowResult": True}
    copy.set(PING, "DynamicResultsMetadata", [result])
    assert (PING, PLACE, "A run gives no JSON result, and an example is there.") in seen(
        copy, outcomes
    )


def test_action_that_breaks_is_told(copy: Copy, outcomes):
    copy.write("ActionsScripts/Ping.py", "raise SystemExit(1)")
    (problem,) = seen(copy, outcomes | run_actions(copy.root, ["Ping"]))
    assert problem[:2] == (PING, PLACE)
    assert problem[2].startswith("A run on the stand-in failed: ")


def test_action_without_rehearsal_is_told(copy: Copy, outcomes):
    copy.set(PING, "Name", "Pong")
    ((_, _, text),) = seen(copy, outcomes | run_actions(copy.root, ["Pong"]))
    assert "knows no run" in text


@pytest.mark.parametrize(
    ("example", "real", "count"),
    [
        pytest.param({"a": None}, {"a": {"b": 1}}, 0, id="null-fits-all"),
        pytest.param([], [1], 0, id="empty-list"),
        pytest.param([1, "a"], [1], 1, id="each-item"),
        pytest.param(True, 1, 1, id="boolean-is-no-number"),
        pytest.param({"a": {"b": [{"c": 1}]}}, {"a": {"b": [{"d": 1}]}}, 2, id="deep"),
    ],
)
def test_differences_are_found_at_every_level(example, real, count):
    assert len(differences(example, real)) == count

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from devkit.checks import problems_in_files
from devkit.definitions import ROOT
from tests.devkit.checks.copy import DEFINITION, NOTES, SEND, WIDGET

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy


def test_package_has_no_problems():
    assert problems_in_files(ROOT) == []


def test_problems_are_told_all_at_once(copy: Copy):
    copy.set(SEND, "Description", "")
    copy.set(DEFINITION, "IsCustom", True)
    copy.delete("CHANGELOG.md")
    assert {one.file for one in problems_in_files(copy.root)} == {SEND, DEFINITION, "CHANGELOG.md"}


def test_problem_names_file_field_and_text(copy: Copy):
    copy.set(SEND, "Description", "")
    (problem,) = problems_in_files(copy.root)
    assert str(problem) == f"{SEND}: Description: The text is blank."


def test_empty_folder_is_told_as_problems(tmp_path):
    files = {one.file for one in problems_in_files(tmp_path)}
    assert {"Integration-*.def", "RN.json", "pyproject.toml"} <= files


def with_every_leaf(value: Any, leaf: Any) -> Any:
    if isinstance(value, dict):
        return {key: with_every_leaf(item, leaf) for key, item in value.items()}
    if isinstance(value, list):
        return [with_every_leaf(item, leaf) for item in value]
    return leaf


@pytest.mark.parametrize("name", [DEFINITION, SEND, NOTES, WIDGET])
def test_values_of_a_wrong_type_are_told_by_their_fields(copy: Copy, name: str):
    original = copy.path(name).read_text()
    for leaf in ([], {}, None, 5, 0.5, True, "x"):
        copy.write(name, json.dumps(with_every_leaf(json.loads(original), leaf)))
        found = problems_in_files(copy.root)
        assert {problem.file for problem in found} == {name}, leaf
        assert len({problem.field for problem in found}) > 5, leaf
        assert not any("Input should" in problem.text for problem in found), leaf


@pytest.mark.parametrize("key", ["Name", "Parameters", "DynamicResultsMetadata", "EntityTypes"])
@pytest.mark.parametrize("value", [["a", ["b"]], {"a": {}}, 7])
def test_field_of_a_wrong_type_is_told_and_nothing_that_follows_from_it(
    copy: Copy, key: str, value: Any
):
    copy.set(SEND, key, value)
    found = problems_in_files(copy.root)
    assert {problem.file for problem in found} == {SEND}
    assert all(problem.field.startswith(key) for problem in found if problem.field)


def test_file_that_is_nested_too_deeply_is_told(copy: Copy):
    copy.write(NOTES, "[" * 100_000)
    (problem,) = problems_in_files(copy.root)
    assert (problem.file, problem.field) == (NOTES, "")

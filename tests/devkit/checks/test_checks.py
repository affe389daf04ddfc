from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.checks import problems_in_files
from devkit.definitions import ROOT
from tests.devkit.checks.copy import DEFINITION, SEND

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy


def test_package_has_no_problems():
    assert problems_in_files(ROOT) == []


def test_copy_has_no_problems(copy: Copy):
    assert problems_in_files(copy.root) == []


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
    assert {"Integration-*.def", "RN.json", "pyproject.toml", "ActionsDefinitions"} <= files

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from devkit.definitions import Package


@pytest.fixture
def checks(monkeypatch):
    """A module `checks` that finds what a test puts into `found`."""
    module = ModuleType("devkit.checks")
    module.found = []
    module.problems = lambda _root: module.found
    monkeypatch.setitem(sys.modules, "devkit.checks", module)
    monkeypatch.setattr("devkit.checks", module, raising=False)
    monkeypatch.delitem(sys.modules, "devkit.cli.check", raising=False)
    yield module
    sys.modules.pop("devkit.cli.check", None)


def test_check_prints_each_problem(devkit, checks):
    checks.found = ["RN.json: [0].Version: is no number", "Managers/X.py: is never used"]
    ended = devkit("check")
    assert ended.code == 1
    assert ended.out == "RN.json: [0].Version: is no number\nManagers/X.py: is never used\n"


def test_check_without_problems_ends_well(devkit, checks):
    assert devkit("check") == (0, "", "No problems found.\n")


def test_check_with_fix_rewrites_the_files_first(devkit, checks):
    def fix(root: Path) -> list[Path]:
        checks.found.clear()
        return [root / "RN.json"]

    checks.fix = fix
    checks.found = ["a problem that is gone then"]
    assert devkit("check", "--fix") == (0, "", "Written: RN.json\nNo problems found.\n")


def test_widget_prints_where_the_index_is(devkit, tmp_path):
    ended = devkit("widget", "--out", str(tmp_path / "pages"))
    assert ended.code == 0
    assert Path(ended.out.strip()) == tmp_path / "pages" / "index.html"
    assert (tmp_path / "pages" / "index.html").is_file()


def test_widget_with_build_writes_the_packages_pages_first(devkit, tmp_path, monkeypatch):
    page = Package().root / "WidgetsScripts" / "SendSMS.html"
    monkeypatch.setattr("devkit.widget.build", lambda: [page])
    ended = devkit("widget", "--build", "--out", str(tmp_path))
    assert (ended.code, ended.err) == (0, "Written: WidgetsScripts/SendSMS.html\n")


def test_widget_names_a_folder_that_cannot_be_made(devkit, tmp_path):
    (tmp_path / "file").touch()
    ended = devkit("widget", "--out", str(tmp_path / "file" / "below"))
    assert (ended.code, ended.out) == (1, "")
    assert "Not a directory" in ended.err

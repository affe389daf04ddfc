from __future__ import annotations

import json
import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from devkit.definitions import ROOT
from devkit.errors import DevkitError
from devkit.packaging import build
from tests.devkit.checks.copy import DEFINITION, SEND

if TYPE_CHECKING:
    from pathlib import Path

    from tests.devkit.checks.copy import Copy

GENERATED = {"Twilio.fulldetails", ".python-version"}


def names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        return opened.namelist()


def content(archive: Path, name: str) -> bytes:
    with zipfile.ZipFile(archive) as opened:
        return opened.read(name)


def test_build_is_named_after_the_package_and_what_its_wheels_fit(archive: Path):
    assert archive.name == "Twilio-19.0-cp311-linux_x86_64.zip"


def test_wheels_fit_what_the_name_says(archive: Path):
    wheels = [name for name in names(archive) if name.startswith("Dependencies/")]
    tags = {tuple(name.removesuffix(".whl").rsplit("-", 2)[1:]) for name in wheels}
    native = {(abi, platform) for abi, platform in tags if (abi, platform) != ("none", "any")}
    assert native
    assert all(abi in {"cp311", "abi3"} and "x86_64" in platform for abi, platform in native)


def test_build_holds_the_platforms_folders_and_nothing_else(archive: Path):
    assert {name.partition("/")[0] for name in names(archive)} == GENERATED | {
        "ActionsDefinitions",
        "ActionsScripts",
        "Dependencies",
        DEFINITION,
        "Managers",
        "RN.json",
        "Widgets",
        "WidgetsScripts",
        "resources",
    }


def test_build_holds_every_script_manager_definition_and_widget(archive: Path):
    folders = ("ActionsDefinitions", "ActionsScripts", "Managers", "Widgets", "WidgetsScripts")
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).iterdir()
        if path.name != "__pycache__"
    }
    assert wanted == {name for name in names(archive) if name.partition("/")[0] in folders}


def test_build_changes_no_file_but_the_integrations_definition(archive: Path):
    taken = [name for name in names(archive) if not name.startswith("Dependencies/")]
    changed = {
        name
        for name in taken
        if name not in GENERATED and content(archive, name) != (ROOT / name).read_bytes()
    }
    assert changed == {DEFINITION}


def test_build_marks_the_integration_as_custom(archive: Path):
    own = json.loads((ROOT / DEFINITION).read_text())
    assert json.loads(content(archive, DEFINITION)) == own | {"IsCustom": True}


def test_build_lists_what_the_platform_shows(archive: Path):
    details = json.loads(content(archive, "Twilio.fulldetails"))
    assert details["Actions"] == ["Ping", "Send SMS", "Send SMS And Wait"]
    assert details["Managers"] == sorted(path.stem for path in (ROOT / "Managers").glob("*.py"))
    assert details["Widgets"] == ["Send SMS", "Send SMS And Wait"]
    assert details["Version"] == 19.0
    notes = json.loads((ROOT / "RN.json").read_text())
    versions = details["ReleaseNotes"]
    assert [one["Version"] for one in versions] == [18.0, 19.0]
    items = [item for one in versions for item in one["Items"]]
    assert items == [note["ChangeDescription"] for note in notes]
    assert versions[-1]["PublishTimeUnixTime"] == notes[-1]["PublishTime"] * 1000
    assert content(archive, ".python-version") == b"3.11"


def test_build_gives_the_same_bytes_again(
    archive: Path, copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("devkit.checks.problems", lambda _root: [])
    for number, path in enumerate(sorted(copy.root.rglob("*"))):
        path.chmod(0o700)
        os.utime(path, (number, number))
    copy.write("Managers/__pycache__/TwilioModels.cpython-311.pyc")
    assert build(tmp_path / "dist", copy.root).read_bytes() == archive.read_bytes()


def test_build_pins_times_and_modes(archive: Path):
    with zipfile.ZipFile(archive) as opened:
        entries = opened.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert [entry.filename for entry in entries] == sorted(names(archive))


def test_build_is_smaller_than_googles(archive: Path):
    assert archive.stat().st_size < 8_000_000


def test_build_refuses_a_broken_package_and_names_every_problem(copy: Copy, tmp_path: Path):
    copy.set(SEND, "Description", "")
    copy.delete("CHANGELOG.md")
    with pytest.raises(DevkitError) as refusal:
        build(tmp_path / "dist", copy.root)
    assert str(refusal.value) == (
        "The package has 2 problems and was not built:\n"
        f"  {SEND}: Description: The text is blank.\n"
        "  CHANGELOG.md: The file is missing."
    )
    assert not (tmp_path / "dist").exists()

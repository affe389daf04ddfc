from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
import yaml

from devkit.definitions import Package
from devkit.errors import DevkitError
from devkit.hub.conversion import NOTES, joined_notes

if TYPE_CHECKING:
    from pathlib import Path

    from devkit.definitions import Action

IN_THE_HUB = {"Phone Number", "Message"}  # what the sending actions of the hub's version take
THEIRS = "- description: Migrated integration to Python3.\n  version: 17.0\n"


def clone(tmp_path: Path, next_version: str) -> SimpleNamespace:
    (tmp_path / NOTES.name).write_text(THEIRS)
    return SimpleNamespace(integration=tmp_path, next_version=next_version)


@pytest.mark.parametrize("action", Package().actions().values(), ids=lambda action: action.stem)
def test_release_notes_for_the_hub_name_every_parameter_that_its_version_lacks(action: Action):
    notes = yaml.safe_load(NOTES.read_text("utf-8"))
    said = "\n".join(note["description"] for note in notes if note["item_name"] == action.name)
    names = {parameter.name for parameter in action.parameters} - IN_THE_HUB
    assert not {name for name in names if f'"{name}"' not in said}


def test_release_notes_stand_behind_those_of_the_hub(tmp_path: Path):
    joined = yaml.safe_load(joined_notes(clone(tmp_path, "18.0")))
    assert [note["version"] for note in joined][:2] == [17.0, 18.0]
    assert {note["version"] for note in joined[1:]} == {18.0}


def test_release_notes_written_for_another_version_of_the_hub_are_refused(tmp_path: Path):
    with pytest.raises(DevkitError, match=r"The hub's next version is 19\.0, and .* is for 18\.0"):
        joined_notes(clone(tmp_path, "19.0"))

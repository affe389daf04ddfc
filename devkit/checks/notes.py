"""Rules of the release notes, `RN.json`.

Facts: the loader of `mp` of chronicle/content-hub, and its validation of dates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devkit.checks.limits import described
from devkit.checks.problem import Problem
from devkit.definitions import NOTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.checks.tree import Tree

ITEM_TYPES = ("Integration", "Action", "Connector", "Job", "Widget", "Manager")
DAY = 86_400  # seconds


def check(tree: Tree) -> Iterator[Problem]:
    """Look through the release notes."""
    names = {action.fields["Name"] for action in tree.actions} | {tree.identifier}
    names |= {widget.fields["Title"] for widget in tree.widgets}
    for index, note in enumerate(tree.notes):
        for field, text in [*_note(note), *_item(note, names)]:
            yield Problem(NOTES, f"[{index}].{field}", text)
    versions = [note["IntroducedInIntegrationVersion"] for note in tree.notes]
    if versions != sorted(versions):
        yield Problem(NOTES, "IntroducedInIntegrationVersion", "The newest version must be last.")


def _note(note: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from described("ChangeDescription", note["ChangeDescription"])
    version = note["IntroducedInIntegrationVersion"]
    if version < 1 or version % 1:
        yield "IntroducedInIntegrationVersion", "Versions are 1.0, 2.0, 3.0 and so on."
    # Google's tool keeps the day alone.
    if not note["PublishTime"] or note["PublishTime"] % DAY:
        yield "PublishTime", "This must be the first second of a day (UTC), in epoch seconds."


def _item(note: dict[str, Any], names: set[str]) -> Iterator[tuple[str, str]]:
    if note["ItemType"] not in ITEM_TYPES:
        yield "ItemType", f"This must be one of {', '.join(ITEM_TYPES)}."
    if note["ItemName"] not in names and not note["Removed"]:
        yield "ItemName", f'The package has nothing named "{note["ItemName"]}".'

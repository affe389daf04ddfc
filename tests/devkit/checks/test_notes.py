from __future__ import annotations

from typing import TYPE_CHECKING

from tests.devkit.checks.breaks import Break, added, assert_seen, cases, deleted, put
from tests.devkit.checks.copy import NOTES

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy

BREAKS = {
    "missing": deleted(NOTES, NOTES, "missing"),
    "no-list": added(NOTES, text="no list", content="{}"),
    "field-missing": Break(
        lambda copy: copy.change(NOTES, lambda notes: notes[0].pop("New")), NOTES, "[0].New"
    ),
    "blank": put(NOTES, "0.ChangeDescription", "", "[0].ChangeDescription", "blank"),
    "time": put(NOTES, "0.PublishTime", None, "[0].PublishTime"),
    "time-of-day": put(NOTES, "0.PublishTime", 1, "[0].PublishTime", "first second"),
    "item-type": put(NOTES, "0.ItemType", "Thing", "[0].ItemType", "'Action', 'Connector'"),
    "item-name": put(NOTES, "0.ItemName", "Call", "[0].ItemName", '"Call"'),
    "half-version": put(
        NOTES,
        "0.IntroducedInIntegrationVersion",
        17.5,
        "[0].IntroducedInIntegrationVersion",
    ),
    "order": put(
        NOTES, "0.IntroducedInIntegrationVersion", 19.0, "IntroducedInIntegrationVersion", "last"
    ),
}


@cases(BREAKS)
def test_release_notes_are_checked(copy: Copy, broken: Break):
    assert_seen(copy, broken)

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from devkit.checks import fix, problems_in_files
from devkit.checks.canonical import written
from tests.devkit.checks.copy import AI, ASK, NOTES, PING, SEND, WIDGET

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy


def test_fix_changes_nothing_where_all_is_well(copy: Copy):
    assert fix(copy.root) == []


def test_fix_brings_files_back_to_their_form(copy: Copy):
    before = {name: copy.path(name).read_bytes() for name in (SEND, WIDGET, NOTES)}
    for name, content in before.items():
        copy.write(name, json.dumps(json.loads(content)))
    assert len(problems_in_files(copy.root)) == len(before)
    assert set(fix(copy.root)) == {copy.path(name) for name in before}
    assert {name: copy.path(name).read_bytes() for name in before} == before


def test_fix_takes_the_texts_for_agents_over(copy: Copy):
    copy.replace(AI, "Checks that Twilio can be reached", "Looks whether Twilio is there")
    copy.replace(AI, "phone_number: true", "phone_number: false")
    for name in (SEND, ASK):
        copy.set(name, "SimulationDataJson", '{"Entities": []}')
    assert problems_in_files(copy.root)
    fix(copy.root)
    assert problems_in_files(copy.root) == []
    assert "Looks whether" in json.loads(copy.path(PING).read_text())["AiShortDescription"]


def test_fix_leaves_damaged_files_alone(copy: Copy):
    copy.write(SEND, "{")
    copy.write(PING, "[]")
    copy.set(ASK, "DynamicResultsMetadata", ["none"])
    assert fix(copy.root) == []


def test_form_is_ascii_with_sorted_keys_and_without_last_line():
    assert written({"b": "…", "a": [1]}) == (
        '{\n    "a": [\n        1\n    ],\n    "b": "\\u2026"\n}'
    )

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from devkit.soar import Alert, Case, CaseError, Entity

if TYPE_CHECKING:
    from pathlib import Path


def test_sample_case_has_two_alerts_and_reserved_numbers() -> None:
    case = Case.sample()

    phones = [entity.identifier for entity in case.entities if entity.type == "PHONENUMBER"]
    assert len(case.alerts) == 2
    assert len({entity.type for entity in case.entities}) > 3
    assert phones
    assert all(re.sub(r"\D", "", phone).startswith("1555") for phone in phones)


def test_case_survives_its_json_form() -> None:
    case = Case.sample()

    assert Case.from_json(json.loads(json.dumps(case.to_json()))) == case


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        pytest.param([], "a case must be a JSON object", id="list"),
        pytest.param({"titel": "x"}, "no field 'titel'; fields: identifier, title", id="unknown"),
        pytest.param({"alerts": {}}, "alerts must be a JSON list", id="alerts"),
        pytest.param({"alerts": [{}]}, "an alert is incomplete: .*'identifier'", id="alert"),
        pytest.param(
            {"alerts": [{"identifier": "a", "entities": [{"identifier": "x"}]}]},
            "an entity is incomplete: .*'type'",
            id="entity",
        ),
    ],
)
def test_case_from_bad_json_is_refused(raw: object, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        Case.from_json(raw)


@pytest.mark.parametrize("text", [None, "{", '{"a": 1}'], ids=["missing", "cut", "unknown"])
def test_case_file_is_named_when_it_cannot_be_used(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "case.json"
    if text is not None:
        path.write_text(text)

    with pytest.raises(CaseError, match=r"the case file .*case\.json"):
        Case.from_file(path)


def test_entity_is_read_from_text() -> None:
    assert Entity.parse("PHONENUMBER: +15551230001") == Entity("+15551230001", "PHONENUMBER")
    assert Entity.parse("DestinationURL:https://a.example/b").identifier == "https://a.example/b"


@pytest.mark.parametrize("text", ["", "PHONENUMBER", ":+1555", "PHONENUMBER: "])
def test_entity_text_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(CaseError, match="TYPE:identifier"):
        Entity.parse(text)


def test_case_takes_in_entities_that_it_lacks() -> None:
    case = Case(alerts=(Alert("a"), Alert("b", entities=(Entity("x", "T"),))))

    assert case.including([("x", "T")], None) is case
    assert case.including([("y", "T")], None).alerts[0].entities == (Entity("y", "T"),)
    assert case.including([("y", "T")], "b").alerts[1].entities[-1] == Entity("y", "T")

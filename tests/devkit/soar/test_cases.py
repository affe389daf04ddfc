from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from devkit.errors import UsageError
from devkit.soar import Alert, Case, Entity, phones_of, read_cases

if TYPE_CHECKING:
    from pathlib import Path


def test_sample_case_has_two_alerts_and_reserved_numbers() -> None:
    case = Case.sample()

    phones = [entity.identifier for entity in case.entities if entity.type == "PHONENUMBER"]
    assert len(case.alerts) == 2
    assert len({entity.type for entity in case.entities}) > 3
    assert phones
    assert all(re.sub(r"\D", "", phone).startswith("1555") for phone in phones)


def test_cases_are_the_sample_by_default() -> None:
    assert read_cases() == {42: Case.sample()}


@pytest.mark.parametrize(
    ("raw", "identifiers"),
    [({"identifier": 7}, [7]), ([{"identifier": 8}, {"identifier": 7}], [8, 7]), ([], [])],
    ids=["one", "two", "none"],
)
def test_cases_are_read_from_one_or_a_list(
    tmp_path: Path, raw: object, identifiers: list[int]
) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(raw))

    assert list(read_cases(path)) == identifiers


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "cannot be used: No such file"),
        ("{", "cannot be used: it is no JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[[]]", "[0] must be a JSON object"),
        ('{"alerts": [{"identifier": "a", "severity": "high"}]}', "alerts[0].severity must be a"),
        ('[{"identifier": 7}, {"identifier": 7}]', "two cases have the identifier 7"),
        ('{"identifier": 0}', "identifier must be greater than 0"),
    ],
    ids=["missing", "no json", "deep", "list", "text", "twice", "zero"],
)
def test_case_file_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, text: str | None, sentence: str
) -> None:
    path = tmp_path / "cases.json"
    if text is not None:
        path.write_text(text)

    with pytest.raises(UsageError, match=re.escape(sentence)) as caught:
        read_cases(path)
    assert str(path) in str(caught.value)


def test_entity_is_read_from_text() -> None:
    assert Entity.parse("PHONENUMBER: +15551230001") == Entity("+15551230001", "PHONENUMBER")
    assert Entity.parse("DestinationURL:https://a.example/b").identifier == "https://a.example/b"


@pytest.mark.parametrize("text", ["", "PHONENUMBER", ":+1555", "PHONENUMBER: "])
def test_entity_text_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="TYPE:identifier"):
        Entity.parse(text)


def test_case_gets_the_entities_that_it_lacks() -> None:
    case = Case(alerts=(Alert("a"), Alert("b", entities=(Entity("x", "T"),))))

    assert case.including([("x", "T")], None) is case
    assert case.including([("y", "T")], None).alerts[0].entities == (Entity("y", "T"),)
    assert case.including([("y", "T")], "b").alerts[1].entities[-1] == Entity("y", "T")


def test_phones_are_the_numbers_of_phone_entities_with_their_owners() -> None:
    entities = (
        Entity("+1 (555) 123-0003", "PHONENUMBER"),
        Entity("+15551230004", "PHONENUMBER", {"Owner": "MARY.SMITH"}),
        Entity("+15551230003", "PHONENUMBER", {"Owner": "analyst"}),
        Entity("555 1230005", "PHONENUMBER"),
        Entity("+15551230006", "ADDRESS"),
        Entity("MARY.SMITH", "USERUNIQNAME"),
    )

    phones = phones_of({1: Case(alerts=(Alert("one", entities=entities),))})

    assert phones == {"+15551230003": "analyst", "+15551230004": "MARY.SMITH"}

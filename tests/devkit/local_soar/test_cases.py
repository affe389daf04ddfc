from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from devkit.local_soar.cases import phones_of, read_cases
from devkit.soar import Alert, Case, CaseError, Entity

if TYPE_CHECKING:
    from pathlib import Path


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
        ("{", "cannot be used: "),
        ('{"colour": 1}', "a case has no field 'colour'"),
        ("[[]]", "a case must be a JSON object"),
        ('[{"identifier": 7}, {"identifier": 7}]', "two cases have the identifier 7"),
        ('{"identifier": "x"}', "a case's identifier must be a number above 0"),
        ('{"identifier": true}', "a case's identifier must be a number above 0"),
        ("[" * 100_000, "cannot be used: it is nested too deeply"),
        ('{"identifier": 0}', "a case's identifier must be a number above 0"),
    ],
    ids=["no json", "unknown field", "list", "twice", "text", "true", "deep", "zero"],
)
def test_cases_that_cannot_be_used_are_named(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "cases.json"
    path.write_text(text)

    with pytest.raises(CaseError, match=re.escape(sentence)):
        read_cases(path)


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

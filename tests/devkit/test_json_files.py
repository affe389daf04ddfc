from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from devkit.json_files import PlainValue, parse_json, read_json, validated
from devkit.soar import Case

if TYPE_CHECKING:
    from pathlib import Path

ENTITY = {"identifier": "x", "type": "T"}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        pytest.param([], "it must be a JSON object", id="list"),
        pytest.param(
            {"titel": "x"}, "it has no field 'titel'; fields: identifier, title, ", id="unknown"
        ),
        pytest.param({"title": 5}, "title must be a text", id="number as text"),
        pytest.param({"priority": "80"}, "priority must be a whole number", id="text as number"),
        pytest.param({"priority": True}, "priority must be a whole number", id="true as number"),
        pytest.param({"identifier": 0}, "identifier must be greater than 0", id="zero"),
        pytest.param({"alerts": {}}, "alerts must be a JSON list", id="object as list"),
        pytest.param({"alerts": ["a"]}, "alerts[0] must be a JSON object", id="text as object"),
        pytest.param({"alerts": [{}]}, "alerts[0].identifier is missing", id="missing"),
        pytest.param(
            {"alerts": [{"identifier": "a", "entities": [ENTITY, ENTITY | {"is_internal": "no"}]}]},
            "alerts[0].entities[1].is_internal must be true or false",
            id="inner",
        ),
        pytest.param(
            {"alerts": [{"identifier": "a", "entities": [ENTITY | {"kind": 1}]}]},
            "alerts[0].entities[0] has no field 'kind'; fields: identifier, type, properties, ",
            id="inner unknown",
        ),
        pytest.param(
            {"alerts": [{"identifier": "a", "events": [5]}]},
            "alerts[0].events[0] must be a JSON object",
            id="event",
        ),
        pytest.param(
            {"alerts": [{"identifier": "a", "tags": [None]}]},
            "alerts[0].tags[0] must be a text",
            id="tag",
        ),
    ],
)
def test_wrong_field_is_named_by_its_path_and_by_what_it_must_be(
    value: object, sentence: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        validated(Case, value)


def test_wrong_value_is_not_repeated() -> None:
    with pytest.raises(ValueError, match=r"^AuthenticationToken must be a text") as caught:
        validated(dict[str, PlainValue], {"AuthenticationToken": ["hush-hush"]})

    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("{", "it is no JSON"), ("[" * 100_000, "nested too deeply")],
    ids=["cut", "deep"],
)
def test_file_without_json_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "file.json"
    path.write_text(text)

    with pytest.raises(ValueError, match=sentence):
        read_json(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="No such file"):
        read_json(tmp_path / "none.json")


def test_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')

    assert read_json(path) == parse_json('{"a": 1}')

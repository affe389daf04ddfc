from __future__ import annotations

from pathlib import Path

import pytest

from devkit.cli import arguments
from devkit.errors import UsageError
from devkit.soar import Case


def test_pairs_keep_all_after_the_first_sign():
    assert arguments.name_value_pairs("--param", ["Message=a=b\n", "From="]) == {
        "Message": "a=b\n",
        "From": "",
    }


@pytest.mark.parametrize("text", ["hush-hush", "=hush-hush", " =hush-hush"])
def test_pair_without_a_name_is_refused_without_repeating_it(text):
    with pytest.raises(UsageError, match="--set takes NAME=VALUE") as caught:
        arguments.name_value_pairs("--set", [text])
    assert "hush" not in str(caught.value)


def test_pair_given_twice_is_refused():
    with pytest.raises(UsageError, match="gives 'a' twice"):
        arguments.name_value_pairs("--param", ["a=1", "a=2"])


def test_settings_file_becomes_text(tmp_path):
    path = tmp_path / "s.json"
    path.write_text('{"Verify SSL": false, "AccountSid": null, "SmsPhoneNumber": 55512}')
    wanted = {"Verify SSL": "false", "AccountSid": "", "SmsPhoneNumber": "55512"}
    assert arguments.settings_file(path) == wanted


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("hush-hush", "it is no JSON", id="not JSON"),
        pytest.param('["hush-hush"]', "it must be a JSON object", id="list"),
        pytest.param('{"A": {"x": "hush-hush"}}', "A must be a text, a number, true", id="nested"),
    ],
)
def test_settings_file_of_another_shape_is_refused_without_its_content(tmp_path, content, said):
    path = tmp_path / "s.json"
    path.write_text(content)
    with pytest.raises(UsageError, match=said) as caught:
        arguments.settings_file(path)
    assert "hush" not in str(caught.value)


def test_case_is_read_from_a_file_or_built_in(tmp_path):
    path = tmp_path / "case.json"
    path.write_text('{"identifier": 7, "title": "Seven"}')
    assert arguments.case_file(path) == Case(7, "Seven")
    assert arguments.case_file(Path("sample")) == Case.sample()
    assert arguments.case_file(None) is None


def test_case_file_with_an_unknown_field_lists_the_fields(tmp_path):
    path = tmp_path / "case.json"
    path.write_text('{"titel": "x"}')
    with pytest.raises(UsageError, match=r"no field 'titel'; fields: identifier, title"):
        arguments.case_file(path)


def test_case_file_with_several_cases_is_refused(tmp_path):
    path = tmp_path / "cases.json"
    path.write_text('[{"identifier": 1}, {"identifier": 2}]')
    with pytest.raises(UsageError, match="holds 2 cases; `run` takes one"):
        arguments.case_file(path)


def test_case_file_with_a_wrong_type_names_the_field(tmp_path):
    path = tmp_path / "case.json"
    path.write_text('{"alerts": [{"identifier": "a", "entities": [{"identifier": 5}]}]}')
    with pytest.raises(UsageError, match=r"alerts\[0\]\.entities\[0\]\.identifier must be a text"):
        arguments.case_file(path)


def test_entities_are_pairs_or_none():
    assert arguments.entities(["PHONENUMBER:+15551230001"]) == [("+15551230001", "PHONENUMBER")]
    assert arguments.entities([]) is None

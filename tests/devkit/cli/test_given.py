from __future__ import annotations

from pathlib import Path

import pytest

from devkit.cli import given
from devkit.definitions import Package
from devkit.errors import UsageError
from devkit.soar import Case


def test_action_is_found_by_name_and_by_file():
    package = Package()
    assert given.action_of(package, "Send SMS").name == "Send SMS"
    assert given.action_of(package, "SendSMS").name == "Send SMS"


def test_pairs_keep_all_after_the_first_sign():
    assert given.pairs("--param", ["Message=a=b\n", "From="]) == {"Message": "a=b\n", "From": ""}


@pytest.mark.parametrize("text", ["hush-hush", "=hush-hush", " =hush-hush"])
def test_pair_without_a_name_is_refused_without_repeating_it(text):
    with pytest.raises(UsageError, match="--set takes NAME=VALUE") as caught:
        given.pairs("--set", [text])
    assert "hush" not in str(caught.value)


def test_pair_given_twice_is_refused():
    with pytest.raises(UsageError, match="gives 'a' twice"):
        given.pairs("--param", ["a=1", "a=2"])


def test_settings_file_becomes_text(tmp_path):
    path = tmp_path / "s.json"
    path.write_text('{"Verify SSL": false, "AccountSid": null, "SmsPhoneNumber": 55512}')
    wanted = {"Verify SSL": "false", "AccountSid": "", "SmsPhoneNumber": "55512"}
    assert given.settings_file(path) == wanted


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("hush-hush", "is no JSON", id="not JSON"),
        pytest.param('["hush-hush"]', "is no JSON object", id="list"),
        pytest.param('{"A": {"x": "hush-hush"}}', "no plain value for 'A'", id="nested"),
    ],
)
def test_settings_file_of_another_shape_is_refused_without_its_content(tmp_path, content, said):
    path = tmp_path / "s.json"
    path.write_text(content)
    with pytest.raises(UsageError, match=said) as caught:
        given.settings_file(path)
    assert "hush" not in str(caught.value)


def test_case_is_read_from_a_file_or_built_in(tmp_path):
    path = tmp_path / "case.json"
    path.write_text('{"identifier": 7, "title": "Seven"}')
    assert given.case_file(path) == Case(7, "Seven")
    assert given.case_file(Path("sample")) == Case.sample()
    assert given.case_file(None) is None


def test_case_file_with_an_unknown_field_lists_the_fields(tmp_path):
    path = tmp_path / "case.json"
    path.write_text('{"titel": "x"}')
    with pytest.raises(UsageError, match=r"no field 'titel'; fields: identifier, title"):
        given.case_file(path)


def test_entities_are_pairs_or_none():
    assert given.entities(["PHONENUMBER:+15551230001"]) == [("+15551230001", "PHONENUMBER")]
    assert given.entities([]) is None

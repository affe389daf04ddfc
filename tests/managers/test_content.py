from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from TwilioContent import Content, read_content
from TwilioContext import ActionContext
from TwilioExceptions import TwilioConfigurationError

SID = "HX" + "0123456789abcdef" * 2
ASKS = '{"1": "{message}", "2": "{how}"}'


def read(
    sid: str,
    variables: str,
    message: str = "Hello",
    *,
    with_case: bool = False,
    waits: bool = False,
) -> Content:
    typed = {
        "Content SID": sid,
        "Content Variables": variables,
        "Include Case Reference": "true" if with_case else "",
    }
    siemplify = SimpleNamespace(
        parameters=typed, execution_deadline_unix_time_ms=0, script_timeout_deadline=0
    )
    return read_content(ActionContext(siemplify, "{error}"), message, waits=waits)


def refusal(sid: str, variables: str, **options: bool) -> str:
    with pytest.raises(TwilioConfigurationError) as refused:
        read(sid, variables, **options)
    assert "nothing was sent" in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("variables", "sent"),
    [
        pytest.param('{"1": "{message}!"}', {"1": "Is it you?!"}, id="message"),
        pytest.param(r'{"1": "\r\n{message}\r\n"}', {"1": "Is it you?"}, id="new lines around"),
        pytest.param('{"1": "{code}", "2": "{how}"}', {"1": "482139", "2": "Send it"}, id="wait"),
        pytest.param('{"name": "Ana"}', {"name": "Ana"}, id="a name for a variable"),
        pytest.param("{'1': '{message}'}", {"1": "Is it you?"}, id="as Python prints it"),
        pytest.param('{"1": "{other} {"}', {"1": "{other} {"}, id="other braces stay"),
    ],
)
def test_variables_are_filled_in(variables: str, sent: dict[str, str]) -> None:
    content = read(SID, variables, "Is it you?")
    assert json.loads(content.variables("Is it you?", "482139", "Send it")) == sent


def test_message_is_no_pattern_for_the_variables() -> None:
    content = Content(SID, {"1": "{message} {code}"})
    assert json.loads(content.variables(r"{code} \1 {how}", "482139")) == {
        "1": r"{code} \1 {how} 482139"
    }


def test_template_without_variables_sends_none() -> None:
    assert read(SID, "").variables("Hello") == ""


def test_code_stays_as_typed_where_nothing_is_awaited() -> None:
    assert json.loads(Content(SID, {"1": "{code}"}).variables("Hello")) == {"1": "{code}"}


@pytest.mark.parametrize("sid", ["HX12", "MG" + "0" * 32, "HX" + "g" * 32])
def test_bad_content_sid_is_refused_by_name(sid: str) -> None:
    assert "Content SID must be HX followed by 32" in refusal(sid, "")


def test_variables_without_a_template_are_refused() -> None:
    sentence = refusal("", '{"1": "a"}')
    assert "Content SID is empty" in sentence
    assert "or empty Content Variables" in sentence
    assert "or empty" not in refusal("HX12", "")


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param("hello", id="no JSON"),
        pytest.param('["a"]', id="a list"),
        pytest.param('{"1": 2}', id="a number"),
        pytest.param('{"1": {"a": "b"}}', id="an object inside"),
        pytest.param('{"1": "a"', id="cut"),
        pytest.param("{1: 'a'}", id="a name that is no text"),
        pytest.param('{"a":' * 50_000, id="nested deeply"),
    ],
)
def test_variables_that_are_no_object_of_texts_are_refused_by_name(variables: str) -> None:
    assert "Content Variables must be a JSON object of texts" in refusal(SID, variables)


@pytest.mark.parametrize("value", [r"a\nb", r"a\r\nb", r"a\u2028b", r"{message}\nb"])
def test_new_line_in_a_value_is_refused_by_name(value: str) -> None:
    sentence = refusal(SID, f'{{"3": "{value}"}}')
    assert 'Content Variables: the value of "3" holds a new line' in sentence


def test_new_line_in_the_message_is_refused_where_the_template_holds_it() -> None:
    with pytest.raises(TwilioConfigurationError, match="holds a new line"):
        read(SID, '{"1": "{message}"}', "two\nlines")
    assert read(SID, '{"1": "x"}', "two\nlines")


def test_template_of_a_wait_must_say_how_to_answer() -> None:
    assert "must hold {code} or {how}" in refusal(SID, '{"1": "{message}"}', waits=True)
    assert "must hold {code} or {how}" in refusal(SID, "", waits=True)
    assert read(SID, ASKS, waits=True).sid == SID
    assert read(SID, '{"1": "{code}"}', waits=True).sid == SID


def test_way_to_answer_stands_in_one_of_the_variables() -> None:
    assert "must hold {code}" in refusal(SID, '{"1": "{co", "2": "de}"}', waits=True)


def test_case_line_has_no_place_in_a_template() -> None:
    assert "Include Case Reference" in refusal(SID, ASKS, with_case=True)

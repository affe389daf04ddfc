from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.managers.thoroughness import THOROUGHNESS
from TwilioContext import ActionContext
from TwilioExceptions import TwilioConfigurationError, TwilioPlatformError

OPTIONS = ",;\n|"


def run(**parameters: Any) -> ActionContext:
    """Return a run of an action with these parameters; `_` in a name stands for a blank."""
    siemplify = SimpleNamespace(
        parameters={name.replace("_", " "): value for name, value in parameters.items()},
        execution_deadline_unix_time_ms=0,
        script_timeout_deadline=0,
    )
    return ActionContext(siemplify, "{error}")


def items(value: str, separators: str = ",;\n") -> list[str]:
    return run(List=value).items("List", separators)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("a, b;c\nd\r\n;;e", ["a", "b", "c", "d", "e"], id="every separator"),
        pytest.param(
            "a，b、c；d\u2028e", ["a", "b", "c", "d", "e"], id="separators of other scripts"
        ),
        pytest.param('["a", "b"]', ["a", "b"], id="JSON"),
        pytest.param("['a', 'b']", ["a", "b"], id="printed"),
        pytest.param("[a, b]", ["a", "b"], id="printed without quotation marks"),
        pytest.param("[15551230001, null, 1]", ["15551230001", "1"], id="JSON numbers and null"),
        pytest.param('["a, b", "c"]', ["a, b", "c"], id="comma inside a JSON text"),
        pytest.param('"a", "b"', ["a", "b"], id="quotation marks without brackets"),
        pytest.param('"a, b", c', ["a, b", "c"], id="comma inside quotation marks"),
        pytest.param("[+15551230001, 2]", ["+15551230001", "2"], id="plus sign without marks"),
        pytest.param("“a”, «b», ‘c’", ["a", "b", "c"], id="typographic quotation marks"),
        pytest.param("“a, b”; „c, d“", ["a, b", "c, d"], id="comma inside typographic marks"),
        pytest.param('"a" or "b", c', ['"a" or "b"', "c"], id="quotation marks inside an item"),
        pytest.param("don't, 'tis, it's", ["don't", "'tis", "it's"], id="apostrophes"),
        pytest.param('a"b, c"d', ['a"b', 'c"d'], id="quotation marks that open nothing"),
        pytest.param("[a] or [b]", ["[a] or [b]"], id="brackets of the items"),
        pytest.param("[a", ["[a"], id="bracket that is not closed"),
        pytest.param('["a"], ["b"]', ['["a"]', '["b"]'], id="two lists"),
        pytest.param(" ,; \n", [], id="separators alone"),
        pytest.param("", [], id="nothing"),
        pytest.param("[]", [], id="empty list"),
        pytest.param("[null]", [], id="list of nothing"),
        pytest.param("a|b", ["a|b"], id="a bar is no separator here"),
    ],
)
def test_list_is_read(typed: str, read: list[str]) -> None:
    assert items(typed) == read


def test_list_takes_further_separators() -> None:
    assert items("a | b｜c, d", OPTIONS) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("typed", ['[["a"], ["b"]]', '[{"a": 1}]', "[('a', 'b')]"])
def test_list_inside_a_list_is_refused_by_name(typed: str) -> None:
    with pytest.raises(TwilioConfigurationError, match="List holds a list or an object"):
        items(typed)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("[" * 100_000 + "]" * 100_000, id="nested deeply"),
        pytest.param("[" + "9" * 10_000 + "]", id="a number of 10,000 digits"),
        pytest.param("['\ud800', '\x00']", id="half a character and a zero byte"),
        pytest.param("'" * 100_000, id="apostrophes"),
        pytest.param("\"a'b," * 20_000, id="marks that close nothing"),
        pytest.param("“„‘‚«»a," * 20_000, id="typographic marks that close nothing"),
        pytest.param(" " * 100_000 + "a" + " ," * 50_000, id="blanks"),
        pytest.param("[" + '"a",' * 50_000 + "]", id="list with a comma too many"),
    ],
)
def test_hostile_list_is_read_or_refused_in_time(typed: str) -> None:
    started = time.process_time()
    try:
        items(typed)
    except TwilioConfigurationError as error:
        assert len(str(error)) < 300  # noqa: PT017
    assert time.process_time() - started < 5


@THOROUGHNESS
def test_list_never_drops_or_adds_an_item(thorough) -> None:
    words = st.lists(st.text("abc +0123", min_size=1).map(str.strip).filter(bool), min_size=1)
    between = st.sampled_from([",", ";", "\n", ", ", " ;\n"])

    @thorough
    @given(words, between, st.sampled_from(["", '"', "'"]))
    def holds(wanted: list[str], separator: str, mark: str) -> None:
        assert items(separator.join(mark + word + mark for word in wanted)) == wanted
        assert items(str(wanted)) == wanted

    holds()


EMPTY = ["", "  ", None, "None", "null", "UNDEFINED", "NaN", "[]", "{}"]


@pytest.mark.parametrize("value", EMPTY)
def test_placeholder_that_came_out_empty_counts_as_left_out(value: object) -> None:
    context = run(Name=value)
    assert context.text("Name") == ""
    assert context.flag("Name", default=True) is True
    assert context.number("Name", 1, 9) is None
    assert context.choice("Name", ("one", "two")) == "one"
    with pytest.raises(TwilioConfigurationError, match="Name is empty; nothing was sent"):
        context.text("Name", mandatory=True)


@pytest.mark.parametrize("value", ["None", "null", " [] "])
def test_text_that_is_sent_as_it_stands_may_be_such_a_word(value: str) -> None:
    assert run(Message=value).text("Message", mandatory=True, strip=False) == value


@pytest.mark.parametrize(
    "value",
    [
        "[Ask the manager_1.JsonResult]",
        '[Step.JsonResult | "answer"]',
        "[Twilio_Send SMS_1.is_success]",
        "+15551230001, [Step.JsonResult.phone]",
        "[Event.sourceAddress]",
        "[Entity.Identifier]",
    ],
)
def test_placeholder_that_was_not_replaced_is_refused_by_name(value: str) -> None:
    with pytest.raises(TwilioConfigurationError, match="Name holds a placeholder"):
        run(Name=value).text("Name")


@pytest.mark.parametrize("value", ["[web.01] is down", "[EDR] alert", "[1.5]", "see [wiki.page]"])
def test_brackets_that_are_no_placeholder_are_a_text(value: str) -> None:
    assert run(Message=value).text("Message", strip=False) == value


def test_message_with_a_placeholder_that_was_not_replaced_is_refused() -> None:
    with pytest.raises(TwilioConfigurationError, match="Message holds a placeholder"):
        run(Message="Hello [Step_1.JsonResult | name]!").text("Message", strip=False)


def test_settings_are_asked_for_when_wanted_and_once() -> None:
    asked = []
    good = {"AccountSid": "AC" + "0" * 32, "AuthenticationToken": "t", "SmsPhoneNumber": "12345"}
    context = run()
    context._siemplify.get_configuration = lambda name: asked.append(name) or good
    assert asked == []
    assert context.settings is context.settings
    assert asked == ["Twilio"]


def test_settings_that_the_platform_does_not_return_are_no_fault_of_the_settings() -> None:
    context = run()  # the platform's object has no `get_configuration`
    with pytest.raises(TwilioPlatformError, match="did not return the settings"):
        _ = context.settings

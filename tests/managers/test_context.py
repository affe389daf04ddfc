from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.managers.thoroughness import THOROUGHNESS
from TwilioContext import ActionContext, Outcome
from TwilioExceptions import TwilioConfigurationError, TwilioPlatformError
from TwilioManager import TwilioManager
from TwilioModels import Delivery

OPTIONS = ",;\n|"


def platform(*, sends: bool = True, **attributes: Any) -> ActionContext:
    """Return a run of an action on an SDK object with these attributes."""
    usual = {
        "parameters": {}, "execution_deadline_unix_time_ms": 0, "script_timeout_deadline": 0,
    }  # fmt: skip
    return ActionContext(SimpleNamespace(**usual | attributes), "No: {error}", sends=sends)


def run(**parameters: Any) -> ActionContext:
    """Return a run of an action with these parameters; `_` in a name stands for a blank."""
    return platform(parameters={name.replace("_", " "): v for name, v in parameters.items()})


def items(value: str, *separators: str) -> list[str]:
    return run(List=value).items("List", *separators)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("a, b;c\nd\r\n;;e", ["a", "b", "c", "d", "e"], id="every separator"),
        pytest.param("a，b、c،d；e؛f", list("abcdef"), id="separators of other scripts"),
        pytest.param("a\rb\u2028c\u2029d", list("abcd"), id="ends of lines"),
        pytest.param('["a", "b"]', ["a", "b"], id="JSON"),
        pytest.param("['a', 'b']", ["a", "b"], id="printed"),
        pytest.param("[a, b]", ["a", "b"], id="printed without quotation marks"),
        pytest.param("[15551230001, null, 1]", ["15551230001", "1"], id="JSON numbers and null"),
        pytest.param('["a, b", "c"]', ["a, b", "c"], id="comma inside a JSON text"),
        pytest.param('"a", "b"', ["a", "b"], id="quotation marks without brackets"),
        pytest.param('"a, b", c', ["a, b", "c"], id="comma inside quotation marks"),
        pytest.param("[+15551230001, 2]", ["+15551230001", "2"], id="plus sign without marks"),
        pytest.param("“a”, «b», ‘c’", ["a", "b", "c"], id="typographic quotation marks"),
        *(
            pytest.param(f"{marks[0]}a, b{marks[1]}, c", ["a, b", "c"], id=f"comma inside {marks}")
            for marks in ("''", "“”", "„“", "„”", "‘’", "‚‘", "‚’", "«»", "»«")
        ),
        pytest.param('"a" or "b", c', ['"a" or "b"', "c"], id="quotation marks inside an item"),
        pytest.param("don't, 'tis, it's", ["don't", "'tis", "it's"], id="apostrophes"),
        pytest.param('a"b, c"d', ['a"b', 'c"d'], id="quotation marks that open nothing"),
        pytest.param("[a] or [b]", ["[a] or [b]"], id="brackets of the items"),
        pytest.param("[a", ["[a"], id="bracket that is not closed"),
        pytest.param("a]", ["a]"], id="bracket that is not opened"),
        pytest.param("[[a, b]", ["[[a", "b]"], id="one bracket too many before"),
        pytest.param("[a, b]]", ["[a", "b]]"], id="one bracket too many behind"),
        pytest.param('a, "', ["a", '"'], id="one quotation mark alone"),
        pytest.param('a, ""b"', ["a", '""b"'], id="one quotation mark too many before"),
        pytest.param('a, "b""', ["a", '"b""'], id="one quotation mark too many behind"),
        pytest.param('a, "", b', ["a", "b"], id="quotation marks around nothing"),
        pytest.param("[a, [b]", ["[a", "[b]"], id="one of two brackets closed"),
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
    assert context.settings.account_sid == good["AccountSid"]
    assert context.manager is context.manager
    assert isinstance(context.manager, TwilioManager)
    assert asked == ["Twilio"]


def test_instance_without_any_setting_is_told_so() -> None:
    with pytest.raises(TwilioConfigurationError, match="AccountSid is empty"):
        _ = platform(get_configuration=lambda _name: None).settings


def test_settings_that_the_platform_does_not_return_are_no_fault_of_the_settings() -> None:
    context = run()  # the platform's object has no `get_configuration`
    with pytest.raises(TwilioPlatformError, match="did not return the settings"):
        _ = context.settings


def test_outcome_of_each_kind() -> None:
    assert Outcome.completed("Said.", value="Yes") == (0, "Yes", "Said.", None, ())
    assert Outcome.waiting("state", "Waits.") == (1, "state", "Waits.", None, ())
    assert Outcome.failed("No.") == (2, False, "No.", None, ())


def test_outcome_takes_a_result_a_table_and_another_line() -> None:
    rows = (Delivery("+15551230001"),)
    outcome = Outcome.completed("Sent.", value=True)
    assert outcome.adding("More.").adding("").message == "Sent.\nMore."
    assert outcome.with_table(rows) == outcome._replace(deliveries=rows)
    assert outcome.with_result({}, rows) == outcome._replace(result={}, deliveries=rows)


@pytest.mark.parametrize(
    ("length", "shown"), [(595, "No: " + "x" * 595), (596, "No: " + "x" * 594 + "…")]
)
def test_sentence_of_a_failure_is_shorter_than_600_characters(length: int, shown: str) -> None:
    assert platform().failed("x" * length).message == shown


def test_failure_that_gets_another_line_stays_as_short() -> None:
    outcome = platform().failed("x" * 700).adding("Not all texts could be emptied.")
    assert len(outcome.message) == 599
    assert outcome.message.endswith("x…\nNot all texts could be emptied.")
    assert len(platform().failed("x" * 700).adding("y" * 700).message) == 599
    assert platform().failed("x").adding("y").message == "No: x\ny"
    assert len(Outcome.completed("x" * 500, value=True).adding("y" * 500).message) == 1001


@pytest.mark.parametrize(
    ("execution", "script", "sends", "seconds"),
    [
        pytest.param(0, None, True, 300, id="no deadline"),
        pytest.param("x", [], True, 300, id="deadlines that are no numbers"),
        pytest.param(100, 0, True, 95, id="deadline of the run"),
        pytest.param(200, 100, True, 95, id="earlier deadline of the script"),
        pytest.param(-10, 0, True, 0, id="past, and a text may have to be sent"),
        pytest.param(-10, 0, False, 5, id="past, and only something is read"),
    ],
)
def test_run_has_the_time_that_the_platform_gives(execution, script, sends, seconds) -> None:
    moments = [
        (time.time() + n) * 1000 if isinstance(n, int) and n else n for n in (execution, script)
    ]
    context = platform(
        execution_deadline_unix_time_ms=moments[0], script_timeout_deadline=moments[1], sends=sends
    )
    assert context.deadline.remaining() == pytest.approx(seconds, abs=0.5)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1", 1), ("30", 30), (30, 30), ("5.0", 5), ("05", 5), *((n, None) for n in (
        "0", "31", "-1", "1.5", "five", "²", "٣", "1" * 5000,
    ))],
)  # fmt: skip
def test_number_is_whole_and_within_its_limits(typed: object, read: int | None) -> None:
    if read is not None:
        assert run(Name=typed).number("Name", 1, 30) == read
        return
    with pytest.raises(TwilioConfigurationError, match="Name must be a whole number from 1 to 30"):
        run(Name=typed).number("Name", 1, 30)


def test_run_is_one_that_sends_unless_it_says_otherwise() -> None:
    late = platform(execution_deadline_unix_time_ms=int((time.time() - 10) * 1000))
    assert ActionContext(late._siemplify, "No: {error}").deadline.remaining() == 0


def test_flag_and_choice_are_read_in_any_case() -> None:
    assert run(Name="TRUE").flag("Name", default=False) is True
    assert run(Name="False").flag("Name", default=True) is False
    assert run(Name="TWO").choice("Name", ("one", "two")) == "two"
    with pytest.raises(TwilioConfigurationError, match="Name is neither true nor false"):
        run(Name="yes").flag("Name", default=True)
    with pytest.raises(TwilioConfigurationError, match="Name must be one of: one, two"):
        run(Name="three").choice("Name", ("one", "two"))


def test_wait_has_what_the_platform_says_of_it() -> None:
    context = platform(
        parameters={"additional_data": "state"},
        async_polling_interval_in_sec="60",
        async_total_duration_deadline=1_800_000_000_000,
    )
    assert (context.saved_state, context.interval) == ("state", 60.0)
    assert context.limit_ms == 1_800_000_000_000


PHONE, HOST = ("+15551230001", "PhoneNumber"), ("web-01", "HOSTNAME")


@pytest.mark.parametrize(
    ("chosen", "loaded", "found"),
    [
        pytest.param([PHONE, HOST], [HOST, PHONE], [PHONE[0]], id="phones alone"),
        pytest.param(["+15551230001"], [PHONE], [PHONE[0]], id="step that names no types"),
        pytest.param([HOST], None, [], id="no phone: nothing is loaded"),
        pytest.param([], None, [], id="nothing selected"),
        pytest.param([PHONE, HOST], [HOST], None, id="a phone that is missing"),
        pytest.param([PHONE], None, None, id="platform that does not answer"),
    ],
)
def test_phone_entities_are_all_those_that_the_step_selects(chosen, loaded, found) -> None:
    context = platform(target_entity_ids=chosen)
    if loaded is not None:
        context._siemplify.target_entities = [
            SimpleNamespace(identifier=name, entity_type=kind) for name, kind in loaded
        ]
    if found is not None:
        assert context.phone_entities() == found
        return
    with pytest.raises(TwilioPlatformError, match="did not return all phone entities"):
        context.phone_entities()


@pytest.mark.parametrize(
    ("title", "line"),
    [(" Odd\n sign-in ", "Case 7: Odd sign-in"), ("", "Case 7"), (None, "Case 7")],
)
def test_case_line_is_one_line_with_number_and_title(title: str | None, line: str) -> None:
    assert platform(case_id="7", case=SimpleNamespace(title=title)).case_line() == line


@pytest.mark.parametrize("case_id", [None, "", "0", 0, "none"])
def test_case_line_outside_a_case_is_refused(case_id: object) -> None:
    with pytest.raises(TwilioConfigurationError, match="this run has no case"):
        platform(case_id=case_id, case=None).case_line()


def test_case_that_the_platform_does_not_return_is_told() -> None:
    with pytest.raises(TwilioPlatformError, match="did not return the title"):
        platform(case_id="7").case_line()


def test_log_gets_the_line() -> None:
    lines: list[str] = []
    platform(LOGGER=SimpleNamespace(info=lines.append)).log("Sent.")
    assert lines == ["Sent."]

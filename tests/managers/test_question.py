from __future__ import annotations

from datetime import UTC, datetime

import pytest

from TwilioExceptions import TwilioConfigurationError
from TwilioQuestion import (
    check_options,
    compose,
    compose_hint,
    compose_question,
    new_code,
    question_draft,
    unique_marker,
)
from TwilioWaitState import Wait

WAIT = Wait(
    "482139", "Was it you?", datetime(2026, 11, 21, tzinfo=UTC), 0.0, None, (), True, False, ()
)


def test_code_is_six_digits_without_leading_zero_and_differs() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 190
    assert all(len(c) == 6 and c.isdecimal() and c[0] != "0" for c in codes)


def test_code_comes_from_the_whole_range(mocker) -> None:
    below = mocker.patch("TwilioQuestion.secrets.randbelow")
    below.return_value = 0
    assert new_code() == "100000"
    below.return_value = below.call_args.args[0] - 1
    assert new_code() == "999999"


@pytest.mark.parametrize(
    "options",
    [("Yes", "yes"), ("No", '"No"'), ("Don't", "Don’t"), ("Ok", "OK!")],
)
def test_options_that_a_reply_cannot_tell_apart_are_refused(options) -> None:
    with pytest.raises(TwilioConfigurationError, match="cannot be told apart"):
        check_options(options)


def test_options_that_differ_are_taken() -> None:
    check_options(("Yes", "No", "Not sure"))


@pytest.mark.parametrize("option", ["No Reply", "not delivered", "Opted out!", "True", "false"])
def test_option_that_the_action_itself_returns_is_refused(option) -> None:
    with pytest.raises(TwilioConfigurationError, match="the action itself returns"):
        check_options(("Approve", option))


def test_question_of_the_authors_own_words_has_no_english_line() -> None:
    text = compose_question("War das Ihre Anmeldung? Antwort: Ja {code}", "", "482139", ("Ja",))
    assert text == "War das Ihre Anmeldung? Antwort: Ja 482139\nSiemplifyID: 482139"


def test_unknown_placeholders_stay_as_typed() -> None:
    text = compose_question("{name} {how} {code}", "", "482139", ())
    assert text == "{name} {how} 482139\nSiemplifyID: 482139"


def test_hint_says_how_to_answer() -> None:
    hint = compose_hint(
        "{how}, please. Only {code} counts {so} how} answer}", "482139", ("Yes", "No")
    )
    assert hint == (
        'To respond, send "Yes 482139" or "No 482139", please. Only 482139 counts {so} how} answer}'
    )


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        pytest.param("Please answer", "{code} or {how}", id="no way to answer"),
        pytest.param("code or how}", "{code} or {how}", id="half a placeholder"),
        pytest.param("{code} {answer}", "{answer}", id="an answer that is not there"),
        pytest.param("{how}" + "x" * 1600, "Shorten it.", id="too long"),
        pytest.param("{code} \ud83d", "half a character", id="half a character"),
    ],
)
def test_hint_that_cannot_work_is_refused_by_name(hint, said) -> None:
    with pytest.raises(TwilioConfigurationError, match="Hint Message") as refused:
        compose_hint(hint, "482139", ())
    assert said in str(refused.value)
    assert "nothing was sent" in str(refused.value)


def test_no_phone_gets_a_question_after_its_wait() -> None:
    assert question_draft(WAIT, "+15551230001", 1_800_000_000.0).ends_at == 1_800_000_000.0


def test_question_without_options() -> None:
    text = compose_question("Was it you?", "Case 4: Odd sign-in", "482139", ())
    assert text.split("\n") == [
        "Was it you?",
        "Case 4: Odd sign-in",
        "To respond, type your reply followed by 482139",
        "SiemplifyID: 482139",
    ]


def test_question_with_options_puts_the_code_behind_each() -> None:
    text = compose_question("Block it?", "", "482139", ("Approve", "Deny"))
    assert '"Approve 482139"' in text
    assert '"Deny 482139"' in text
    assert text.endswith("\nSiemplifyID: 482139")


@pytest.mark.parametrize("word", ["verification", "passcode", "one-time", "otp", "pin", "code"])
def test_question_keeps_clear_of_the_passcode_filter(word: str) -> None:
    for options in ((), ("Yes", "No")):
        added = compose_question("", "", "482139", options).lower()
        assert word not in added.replace("siemplifyid", "").replace("typing", "")


def test_text_of_1600_characters_is_taken_as_it_stands() -> None:
    text = "  " + "x" * 1597 + "\n"
    assert compose(text) == text


def test_text_of_1601_characters_is_refused_with_what_to_cut() -> None:
    with pytest.raises(TwilioConfigurationError, match="Shorten Message by 11"):
        compose("x" * 1600, "y" * 10)


def test_text_counts_all_that_the_action_adds() -> None:
    with pytest.raises(TwilioConfigurationError, match="with all that the action adds"):
        compose_question("x" * 1550, "", "482139", ())


@pytest.mark.parametrize(
    ("case_line", "options", "cure"),
    [
        pytest.param("y" * 1700, (), r"Turn Include Case Reference off\.", id="case"),
        pytest.param("", ("z" * 1700,), r"Shorten Reply Options\.", id="options"),
    ],
)
def test_short_message_is_not_to_be_shortened(case_line, options, cure) -> None:
    with pytest.raises(TwilioConfigurationError, match=f"nothing was sent. {cure}"):
        compose_question("hi", case_line, "482139", options)


@pytest.mark.parametrize(
    ("message", "case_line", "cure"),
    [
        pytest.param(1600, 10, "Shorten Message by 11 or turn Include Case", id="either"),
        pytest.param(1601, 10, "Shorten Message by 12", id="too long without the case line"),
        pytest.param(12, 1599, "Turn Include Case Reference off", id="nothing is left"),
        pytest.param(12, 1598, "Shorten Message by 11 or turn Include Case", id="a letter is left"),
        pytest.param(1601, 0, "Shorten Message by 1", id="no case line"),
    ],
)
def test_cures_of_a_long_text_are_those_that_suffice(message, case_line, cure) -> None:
    with pytest.raises(TwilioConfigurationError, match=rf"nothing was sent\. {cure}") as refused:
        compose("x" * message, "y" * case_line)
    assert ("turn Include" in str(refused.value)) is ("turn" in cure)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(TwilioConfigurationError, match="half a character"):
        compose("broken \ud83d")


@pytest.mark.parametrize(
    ("content_sid", "marker"), [("", "SiemplifyID: 482139"), ("HX" + "0a" * 16, "482139")]
)
def test_marker_of_a_question_is_its_last_line_and_of_a_template_the_code(
    content_sid: str, marker: str
) -> None:
    assert unique_marker(WAIT._replace(content_sid=content_sid)) == marker

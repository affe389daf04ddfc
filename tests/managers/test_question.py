from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.managers.thoroughness import THOROUGHNESS
from TwilioAnswer import option_of, plain_answer
from TwilioExceptions import TwilioConfigurationError
from TwilioQuestion import compose, compose_question, new_code, read_options


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
    ("typed", "read"),
    [
        pytest.param("Approve, Deny", ("Approve", "Deny"), id="two"),
        pytest.param(" Yes ,, No,\n", ("Yes", "No"), id="blanks and empty ones"),
        pytest.param("Yes, Yes", ("Yes",), id="the same twice"),
        pytest.param("", (), id="none"),
        pytest.param("👍, 👎", ("👍", "👎"), id="emoji"),
        pytest.param("+, -", ("+", "-"), id="marks alone"),
    ],
)
def test_options_read(typed: str, read: tuple[str, ...]) -> None:
    assert read_options(typed) == read


@pytest.mark.parametrize("typed", ["Yes, yes", 'No, "No"', "Don't, Don’t", "Ok, OK!"])
def test_options_that_a_reply_cannot_tell_apart_are_refused(typed: str) -> None:
    with pytest.raises(TwilioConfigurationError, match="Reply Options"):
        read_options(typed)


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


def test_half_a_character_is_refused() -> None:
    with pytest.raises(TwilioConfigurationError, match="half a character"):
        compose("broken \ud83d")


@THOROUGHNESS
def test_options_are_found_again_whatever_they_hold(thorough) -> None:
    word = st.text(st.characters(codec="utf-8", exclude_characters=","), min_size=1, max_size=12)

    @thorough
    @given(st.lists(word, max_size=5))
    def holds(words: list[str]) -> None:
        try:
            options = read_options(",".join(words))
        except TwilioConfigurationError:
            plain = [plain_answer(w.strip()) for w in words if w.strip()]
            assert len(set(plain)) < len(plain)
            return
        assert all(option_of(option, options) == option for option in options)

    holds()

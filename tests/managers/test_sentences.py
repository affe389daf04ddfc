from __future__ import annotations

import pytest

from TwilioModels import Delivery
from TwilioSentences import (
    failed_sentences,
    failure_summary,
    list_numbers,
    mask,
    quote,
    sent_sentence,
)

A, B, C = (f"+1555123000{n}" for n in (1, 2, 3))


def failed(to: str, why: str) -> Delivery:
    return Delivery(to, error_message=why)


def test_sent_sentence_names_everybody() -> None:
    assert sent_sentence([Delivery(A), Delivery(B)]) == f"Successfully sent SMS to: {A}, {B}."


def test_failed_sentences_are_a_line_for_each_reason() -> None:
    gone = [failed(one, f"{one} is gone.") for one in (A, C)]
    assert failed_sentences([failed(B, f"{B} was: why not."), *gone]).splitlines() == [
        f"Failed to send SMS to {B}: {B} was: why not.",
        f"Failed to send SMS to {A}, {C}: The recipient is gone.",
    ]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("not_sent", "Failed to send SMS to {}: Because."),
        ("failed", "Failed to send SMS to {}: Because."),
        ("undelivered", "Failed to deliver SMS to {}: Because."),
        ("unknown", "It is not known whether the SMS to {} was sent: Because."),
    ],
)
def test_failed_sentences_tell_what_became_of_the_message(status: str, said: str) -> None:
    row = Delivery(A, status=status, error_message="Because.")
    assert failed_sentences([row]) == said.format(A)


def test_sentences_about_five_hundred_recipients_stay_short() -> None:
    numbers = [f"+1555{n:07d}" for n in range(500)]
    for reason in ("Because.", "Why {}?"):
        rows = [failed(number, reason.format(number)) for number in numbers]
        assert len(failed_sentences(rows)) < 2000
        assert len(failure_summary(rows)) < 2000
    many = [failed(n, f"Reason {i}.") for i, n in enumerate(numbers)]
    assert failed_sentences(many[:10]).endswith("Reason 9.")
    assert f"{numbers[99]} and 400 more" in sent_sentence(Delivery(n) for n in numbers)
    assert f"{numbers[99]} and 400 more" in failed_sentences([failed(n, "No.") for n in numbers])
    two = failed_sentences([*(failed(n, "No.") for n in numbers), failed(A, "Never.")])
    assert f"{numbers[19]} and 480 more" in two
    assert failed_sentences(many).endswith("\nThe JSON result holds 490 more reasons.")
    assert failure_summary(many).endswith(" The JSON result holds 490 more reasons.")
    assert len(sent_sentence(Delivery(n) for n in numbers)) < 2000


@pytest.mark.parametrize(
    ("deliveries", "said"),
    [
        pytest.param([failed(A, "No.")], "No.", id="one"),
        pytest.param(
            [failed(A, "No."), failed(B, "No.")], f"No. This concerns {A}, {B}.", id="one reason"
        ),
        pytest.param(
            [failed(A, "No."), failed(B, "Never."), failed(C, "No.")],
            f"{A}, {C}: No. {B}: Never.",
            id="two failure_summary",
        ),
        pytest.param(
            [failed(A, f"{A} is gone."), failed(B, f"{B} is gone.")],
            f"The recipient is gone. This concerns {A}, {B}.",
            id="one reason that names them",
        ),
        pytest.param(
            [*(failed(B, f"{B} is gone.") for _ in "123"), failed(A, "No."), failed(C, "Never.")],
            f"{B} and 2 more: The recipient is gone. {A}: No. {C}: Never.",
            id="three failure_summary",
        ),
    ],
)
def test_reasons_say_each_once(deliveries, said) -> None:
    assert failure_summary(deliveries) == said


def test_names_of_many_stay_short() -> None:
    assert list_numbers([A, B]) == f"{A}, {B}"
    assert list_numbers([A] * 100).endswith("and 95 more")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Yes", '"Yes"', id="plain"),
        pytest.param(" Yes\r\n\tplease\u2028now ", '"Yes please now"', id="lines"),
        pytest.param("a\x00\x1b[31m\x07b", '"a[31mb"', id="control characters"),
        pytest.param("a\ud83d\ue000b", '"ab"', id="half a character and a private one"),
        pytest.param("\u202etxt\u2066\u200f", '"txt"', id="bidirectional"),
        pytest.param('No" said +1', '"No\' said +1"', id="quotation marks"),
        pytest.param("👩\u200d🚒 می\u200cخواهم", '"👩\u200d🚒 می\u200cخواهم"', id="joiners"),
        pytest.param("", '""', id="nothing"),
    ],
)
def test_quoted_text_of_a_stranger_stays_on_one_line_in_its_marks(text, shown) -> None:
    assert quote(text) == shown


def test_masked_shows_four_digits() -> None:
    assert mask([A, f"whatsapp:{B}"]) == "…0001, …0002"

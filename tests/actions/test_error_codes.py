"""Twilio's errors in the analyst's words, as processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from devkit.lab import PHONE
from devkit.soar import COMPLETED, FAILED
from devkit.standin import Fault
from tests.actions.assertions import SHORT, sentences

if TYPE_CHECKING:
    from devkit.lab import Lab

REFUSED: dict[int, tuple[str, ...]] = {
    21211: ("country code",),
    21212: ("{sender}",),
    21266: ("{sender}",),
    21408: ("country", "Geo"),
    21606: ("{sender}",),
    21608: ("trial", "verif"),
    21610: ("opted out", "START"),
    21611: ("queue", "{sender}"),
    21612: ("{sender}",),
    21614: ("mobile",),
    21617: ("1,600", "Message"),
    21659: ("{sender}",),
    21660: ("{sender}", "account"),
    21703: ("Messaging Service", "{sender}"),
}
UNDELIVERED: dict[int, tuple[str, ...]] = {
    30003: ("reach", "again"),
    30005: ("unknown", "Check the number"),
    30006: ("landline",),
    30007: ("filtered", "wording"),
    30008: ("did not say why",),
    30034: ("A2P 10DLC", "{sender}"),
}
OWN_WORDS = "Something nobody has heard of before"
ERROR_PAGE = "docs/errors"


@pytest.mark.parametrize(
    ("sender", "params"),
    [("SmsPhoneNumber", {}), ("From", {"From": "+15005550006"})],
    ids=["setting", "parameter"],
)
def test_refusals_name_code_cure_and_where_the_sender_stands(
    lab: Lab, sender: str, params: Any
) -> None:
    """Every code in one run, each for a recipient of its own; the last one has none of these."""
    numbers = {code: f"+1555{code:07d}" for code in (*REFUSED, 21999)}
    for code, number in numbers.items():
        body = OWN_WORDS if code == 21999 else "as Twilio words it"
        lab.add_faults(Fault("status", path="create", to=number, status=400, code=code, body=body))

    result = lab.send(",".join([PHONE, *numbers.values()]), params=params)

    told = sentences(result)
    assert (result.state, result.value) == (COMPLETED, False)
    assert "more reasons" in result.message
    assert {row["to"]: row["error_code"] for row in result.json[1:]} == {
        number: code for code, number in numbers.items()
    }
    for code, words in REFUSED.items():
        assert_cure(told[numbers[code]], code, words, sender)
    assert all(word in told[numbers[21999]] for word in (OWN_WORDS, f"{ERROR_PAGE}/21999"))


@pytest.mark.parametrize(
    ("sender", "params"),
    [("SmsPhoneNumber", {}), ("From", {"From": "+15005550006"})],
    ids=["setting", "parameter"],
)
def test_delivery_failures_name_code_cure_and_where_the_sender_stands(
    lab: Lab, sender: str, params: Any
) -> None:
    numbers = {code: f"+1555{code:07d}" for code in (*UNDELIVERED, 39999)}
    lab.state.delivery.step = 0.05
    for code, number in numbers.items():
        lab.state.deliver(number, "undelivered", code)

    result = lab.send(
        ",".join([PHONE, *numbers.values()]), params={"Delivery Timeout": "20", **params}
    )

    told = sentences(result)
    for code, words in UNDELIVERED.items():
        assert_cure(told[numbers[code]], code, words, sender)
    assert f"{ERROR_PAGE}/39999" in told[numbers[39999]]


def assert_cure(sentence: str, code: int, words: tuple[str, ...], sender: str) -> None:
    assert f"{code}" in sentence
    assert ERROR_PAGE not in sentence, f"{code} has no cure of its own: {sentence}"
    other = {"From": "SmsPhoneNumber", "SmsPhoneNumber": "From"}[sender]
    assert f" {other}" not in sentence, sentence
    for word in words:
        assert word.format(sender=sender) in sentence, (code, sentence)
    assert sentence.rstrip(".").count(". ") == 1, f"not what happened, then the cure: {sentence}"
    assert len(sentence) < 300


ACCOUNT: dict[int, tuple[int, tuple[str, ...]]] = {
    20003: (401, ("AuthenticationToken", "AccountSid")),
    20008: (403, ("AuthenticationToken", "AccountSid", "test credentials")),
    20404: (404, ("AuthenticationToken", "AccountSid")),
    20429: (429, ("again",)),
}


@pytest.mark.parametrize("code", ACCOUNT)
def test_account_problem_names_code_cure_and_settings(lab: Lab, code: int) -> None:
    status, words = ACCOUNT[code]
    lab.add_faults(Fault("status", path="create", status=status, code=code, times=None))

    result = lab.send(limits=SHORT)

    assert result.state == FAILED
    assert str(code) in result.message
    assert all(word in result.message for word in words), result.message
    assert result.json[0]["status"] == "not_sent"
    assert result.json[0]["error_code"] == code


def test_long_words_of_twilio_are_cut(lab: Lab) -> None:
    lab.add_faults(
        Fault("status", path="create", status=400, code=21999, body="long\x07\n" + "word " * 400)
    )

    result = lab.send()

    assert result.state == FAILED  # and below 600 characters, as every failure
    assert "21999" in result.message
    assert "\x07" not in result.message


def test_newer_error_bodies_are_understood(lab: Lab) -> None:
    problem = {
        "type": "https://www.twilio.com/docs/errors/21211",
        "title": "Invalid number",
        "status": 400,
        "code": 21211,
        "detail": "details",
    }
    lab.add_faults(Fault("json", path="create", status=400, body=problem))

    result = lab.send()

    assert result.json[0]["error_code"] == 21211
    assert PHONE in result.message

from __future__ import annotations

import pytest

from TwilioErrorCodes import error_of, explain, is_about_the_account

SENDER_CODES = [21212, 21266, 21606, 21610, 21611, 21612, 21659, 21660, 21701, 21703, 30034]
CREDENTIAL_CODES = [20003, 20008, 20404, 70051]
OWN_CURES = [
    20003, 20008, 20404, 20429, 21211, 21212, 21266, 21408, 21606, 21608, 21610, 21611, 21612,
    21614, 21617, 21659, 21660, 21703, 30003, 30005, 30006, 30007, 30008, 30034,
]  # fmt: skip


@pytest.mark.parametrize("code", OWN_CURES)
def test_code_has_a_cure_of_its_own(code: int) -> None:
    sentence = explain(code, "Twilio's own text", to="+15551230001", sender="From")
    assert f"(Twilio error {code})" in sentence
    assert "Twilio's own text" not in sentence
    assert "{" not in sentence
    assert len(sentence) < 350
    assert sentence.count(". ") == 1, "what happened, then what to do"


@pytest.mark.parametrize("code", SENDER_CODES)
def test_sender_problem_names_where_the_sender_stands(code: int) -> None:
    assert "From" in explain(code, sender="From")
    assert "SmsPhoneNumber" in explain(code, sender="SmsPhoneNumber")


@pytest.mark.parametrize("code", CREDENTIAL_CODES)
def test_credential_problem_names_both_settings(code: int) -> None:
    sentence = explain(code, sender="From")
    assert "AuthenticationToken" in sentence
    assert "AccountSid" in sentence


def test_other_code_shows_twilios_text_and_the_page() -> None:
    sentence = explain(21620, "Invalid media URL(s).", sender="From")
    assert "Twilio says: Invalid media URL(s) (Twilio error 21620)." in sentence
    assert sentence.endswith("https://www.twilio.com/docs/errors/21620.")


def test_other_codes_text_is_cut_and_freed_of_control_characters() -> None:
    sentence = explain(99999, "a\x00\x1b[31m\r\nb" + "x" * 5000, sender="From")
    assert "\x1b" not in sentence
    assert "\n" not in sentence
    assert len(sentence) < 400


def test_other_code_without_text_names_the_recipient() -> None:
    assert "+15551230001" in explain(30410, to="+15551230001", sender="From")


@pytest.mark.parametrize(
    ("body", "read"),
    [
        pytest.param({"code": 21211, "message": "No", "status": 400}, (21211, "No"), id="classic"),
        pytest.param({"code": 7, "title": "T", "detail": "D"}, (7, "D"), id="RFC 9457"),
        pytest.param({"code": 7}, (7, ""), id="no text"),
        pytest.param({"code": "7", "message": "x"}, (None, ""), id="code as text"),
        pytest.param({"code": True, "message": "x"}, (None, ""), id="code as boolean"),
        pytest.param({"code": 0, "message": "x"}, (None, ""), id="code zero"),
        pytest.param({"error": "x"}, (None, ""), id="another API's"),
        pytest.param([1], (None, ""), id="list"),
        pytest.param(None, (None, ""), id="null"),
    ],
)
def test_error_is_taken_out_of_a_body(body: object, read: tuple[int | None, str]) -> None:
    assert error_of(body) == read


@pytest.mark.parametrize(
    ("status", "code", "account"),
    [
        (401, 20003, True), (401, None, True), (403, 20403, True), (404, 20404, True),
        (403, None, False), (400, 21211, False), (404, None, False), (400, 20001, False),
    ],
)  # fmt: skip
def test_what_concerns_the_account(status: int, code: int | None, account: bool) -> None:
    assert is_about_the_account(status, code) is account

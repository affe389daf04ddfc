from __future__ import annotations

import re

import pytest

from TwilioErrorCodes import (
    BUSY,
    NOT_ACCEPTED,
    TEST_CREDENTIALS,
    error_of,
    explain,
    is_about_the_account,
)

SENDER_CODES = [
    21212, 21266, 21606, 21610, 21611, 21612, 21659, 21660, 21661, 21662, 21663, 21668, 21701,
    21702, 21703, 21704, 21705, 21910, 30022, 30023, 30027, 30032, 30033, 30034, 30035, 30040,
    30041, 30042, 63007, 63018,
]  # fmt: skip
CREDENTIAL_CODES = [20003, 20008, 20404, 70051]
OWN_CURES = [
    20003, 20008, 20404, 20429, 21211, 21212, 21266, 21408, 21606, 21608, 21610, 21611, 21612,
    21614, 21617, 21659, 21660, 21703, 30003, 30005, 30006, 30007, 30008, 30034,
    # The codes of Twilio's error pages that a SOC meets, in the order in which it meets them.
    30032, 572006, 63038, 63016, 30044, 21608, 21635, 30004, 30001, 30002, 30017, 30410, 30022,
    30023, 30027, 30033, 30035, 30036, 30037, 30038, 30040, 30041, 30042, 30047, 30610, 30640,
    30450, 30453, 30485, 30454, 21704, 21702, 21705, 21661, 21662, 21663, 21668, 21910, 21655,
    21656, 63003, 63024, 63007, 63013, 63014, 63018, 63032, 63036, 10001, 90010, 10002,
]  # fmt: skip


@pytest.mark.parametrize("code", OWN_CURES)
def test_code_has_a_cure_of_its_own(code: int) -> None:
    sentence = explain(code, "Twilio's own text", to="+15551230001", sender="From")
    assert f"(Twilio error {code})" in sentence
    assert "Twilio's own text" not in sentence
    assert "{" not in sentence
    assert len(sentence) < 350
    assert sentence.count(". ") == 1, "what happened, then what to do"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (BUSY, ("too many requests", "Wait a minute")),
        (NOT_ACCEPTED, ("did not accept the credentials",)),
        (TEST_CREDENTIALS, ("test credentials",)),
        (63016, ("24 hours", "Content SID")),
        (63038, ("limit", "tomorrow")),
        (572006, ("trial", "Upgrade")),
        (30006, ("landline", "short code")),
        (21614, ("mobile", "wrongly")),
        (21608, ("trial", "profile", "verified")),
        (30002, ("suspended", "Console")),
        (21656, ("Content Variables", "JSON")),
    ],
)
def test_sentence_leads_to_the_cure(code: int, words: tuple[str, ...]) -> None:
    sentence = explain(code, to="+15551230001", sender="From")
    assert all(word in sentence for word in words), sentence


@pytest.mark.parametrize(
    ("sender", "to", "says_start"),
    [
        pytest.param("+15005550006", "+15551230001", True, id="number"),
        pytest.param("MG" + "0" * 32, "+15551230001", True, id="Messaging Service"),
        pytest.param("", "+15551230001", True, id="sender not known"),
        pytest.param("55512", "+15551230001", False, id="short code"),
        pytest.param("SOC Team", "+445551230001", False, id="sender ID"),
        pytest.param("whatsapp:+15005550006", "whatsapp:+15551230001", False, id="WhatsApp"),
    ],
)
def test_opt_out_is_lifted_by_start_only_where_the_sender_keeps_a_list(
    sender: str, to: str, says_start: bool
) -> None:
    sentence = explain(21610, to=to, sender="From", sender_address=sender)
    assert ("START" in sentence) is says_start
    assert "(Twilio error 21610)" in sentence


@pytest.mark.parametrize("code", SENDER_CODES)
def test_sender_problem_names_where_the_sender_stands(code: int) -> None:
    assert "From" in explain(code, sender="From")
    assert "SmsPhoneNumber" in explain(code, sender="SmsPhoneNumber")


@pytest.mark.parametrize("code", SENDER_CODES)
def test_number_is_never_told_to_stand_where_a_messaging_service_may(code: int) -> None:
    assert not re.search(r"(number|ID) in From", explain(code, sender="From"))


@pytest.mark.parametrize("code", CREDENTIAL_CODES)
def test_credential_problem_names_both_settings(code: int) -> None:
    sentence = explain(code, sender="From")
    assert "AuthenticationToken" in sentence
    assert "AccountSid" in sentence


def test_other_code_shows_twilios_text_and_the_page() -> None:
    sentence = explain(21620, "Invalid media URL(s).", sender="From")
    assert "Twilio says: Invalid media URL(s) (Twilio error 21620)." in sentence
    assert sentence.endswith(" See https://www.twilio.com/docs/errors/21620.")


def test_other_codes_text_is_cut_and_freed_of_control_characters() -> None:
    sentence = explain(99999, "a\x00\x1b[31m\r\n\u202eb" + "x" * 5000, sender="From")
    assert "\u202e" not in sentence
    assert "\x1b" not in sentence
    assert "\n" not in sentence
    assert len(sentence) < 400


def test_other_codes_text_of_250_characters_stands_whole() -> None:
    assert f"says: {'x' * 250} (" in explain(99999, "x" * 250, sender="From")
    assert f"says: {'x' * 249}… (" in explain(99999, "x" * 251, sender="From")


def test_other_code_without_text_names_the_recipient() -> None:
    sentence = explain(39999, to="+15551230001", sender="From")
    assert "+15551230001" in sentence
    assert "no reason" not in sentence


def test_other_code_without_text_names_no_recipient_where_there_is_none() -> None:
    assert explain(39999, sender="From").startswith("Twilio reports an error (Twilio error 39999).")
    assert explain(21408, sender="From").startswith("This account may not send to the country of t")


@pytest.mark.parametrize(
    ("body", "read"),
    [
        pytest.param({"code": 21211, "message": "No", "status": 400}, (21211, "No"), id="classic"),
        pytest.param({"code": 7, "title": "T", "detail": "D"}, (7, "D"), id="RFC 9457"),
        pytest.param({"code": 1, "title": "T"}, (1, "T"), id="title alone"),
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
        *((400, code, True) for code in (
            10001, 20003, 20005, 20006, 20008, 20010, 20403, 30002, 70051, 90010,
        )),
        (429, 63038, False),
    ],
)  # fmt: skip
def test_what_concerns_the_account(status: int, code: int | None, account: bool) -> None:
    assert is_about_the_account(status, code) is account

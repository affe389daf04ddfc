"""The first run of Send SMS And Wait, as a process."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from devkit.lab import PHONE, SECOND, TEXT, THIRD
from devkit.soar import FAILED, IN_PROGRESS, Case, Entity
from devkit.standin import Fault
from tests.actions.assertions import SHORT, assert_waits_on

if TYPE_CHECKING:
    from devkit.lab import Lab

CODE = r"[1-9]\d{5}"
# What Twilio's filter takes for a one-time passcode (error 30038) is not published in full.
PASSCODE_WORDS = re.compile(r"code|passcode|password|verif|one.?time|otp|pin\b|auth", re.IGNORECASE)


def test_question_holds_how_to_answer_and_the_marker_line(lab: Lab) -> None:
    wait = lab.ask()

    message, how, marker = wait.text.split("\n")
    assert message == TEXT
    assert re.fullmatch(f"SiemplifyID: {CODE}", marker)
    assert wait.code in how
    assert not PASSCODE_WORDS.search(how + marker)
    assert wait.first.json is None
    assert PHONE in wait.first.message
    assert wait.first.tables["SMS Messages"][1].startswith(f"{PHONE},queued,SM")
    assert lab.requests.count("create") == 1


def test_question_offers_each_option_with_the_code_behind_the_case_line(lab: Lab) -> None:
    wait = lab.ask(
        params={"Reply Options": " Approve , Deny it,,", "Include Case Reference": "true"},
        case=Case(identifier=42, title="Odd sign-in"),
    )

    message, case, how, marker = wait.text.split("\n")
    assert (message, case) == (TEXT, "Case 42: Odd sign-in")
    assert f"Approve {wait.code}" in how
    assert f"Deny it {wait.code}" in how
    assert marker == f"SiemplifyID: {wait.code}"


def test_question_to_several_shares_one_code_that_no_other_wait_has(lab: Lab) -> None:
    both = lab.ask(
        f"{PHONE};{SECOND}",
        params={"Entity Scope": "Phone Number and phone entities"},
        entities=[(THIRD, "PHONENUMBER")],
        case=Case.of([Entity(THIRD, "PHONENUMBER")]),
    )
    other = lab.ask()

    sent = lab.account.outbound()
    assert [message.to for message in sent[:3]] == [PHONE, SECOND, THIRD]
    assert len({message.body for message in sent[:3]}) == 1
    assert both.code != sent[3].body.rpartition(": ")[2]
    assert both.state != other.state


def test_saved_state_is_one_small_versioned_json_string(lab: Lab) -> None:
    wait = lab.ask(f"{PHONE},{SECOND}", params={"Reply Options": "Yes, No"})

    values = json.loads(wait.state)
    assert isinstance(values, dict)
    assert any(isinstance(value, int) for key, value in values.items() if key.startswith("v"))
    assert wait.code in wait.state
    assert all(message.sid in wait.state for message in lab.account.outbound())
    assert len(wait.state) < 2000
    assert lab.account.auth_token not in wait.state


WRONG: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "sender ID in From": ({"From": "SOC Team"}, ("From", "alphanumeric")),
    "no timeout at all": ({"Reply Timeout": "0"}, ("Reply Timeout",)),
    "timeout no number": ({"Reply Timeout": "soon"}, ("Reply Timeout",)),
    "neither true nor false": ({"Fail On Timeout": "1"}, ("Fail On Timeout",)),
    "neither, redaction": ({"Redact Messages": "yes"}, ("Redact Messages",)),
    "options that cannot be told apart": ({"Reply Options": "Yes, No, yes!"}, ("Reply Options",)),
    "too long with what is added": ({"Message": "x" * 1590}, ("Message",)),
    "bad number": ({"Phone Number": f"{PHONE},5"}, ('"5"',)),
}


@pytest.mark.parametrize(("params", "words"), WRONG.values(), ids=WRONG)
def test_question_is_checked_before_the_first_request(lab: Lab, params: Any, words: Any) -> None:
    result = lab.ask(params=params).first

    assert result.state == FAILED
    assert all(word in result.message for word in words), result.message
    assert lab.requests == []


def test_question_from_a_sender_id_in_the_settings_is_refused(lab: Lab) -> None:
    lab.settings["SmsPhoneNumber"] = "SOC Team"

    result = lab.ask().first

    assert result.state == FAILED
    assert "SmsPhoneNumber" in result.message
    assert lab.requests == []


def test_question_that_reaches_nobody_fails_with_every_reason(lab: Lab) -> None:
    lab.account.refused_recipients[PHONE] = 21614
    lab.account.refused_recipients[SECOND] = 21612

    result = lab.ask(f"{PHONE},{SECOND}").first

    assert result.state == FAILED
    assert all(word in result.message for word in (PHONE, "21614", SECOND, "21612"))


def test_question_that_reaches_some_waits_for_them_and_says_so(lab: Lab) -> None:
    lab.account.refused_recipients[PHONE] = 21614

    wait = lab.ask(f"{PHONE},{SECOND}")

    assert wait.first.state == IN_PROGRESS
    assert "21614" in wait.first.message
    assert f"Waiting for a reply from {SECOND}." in wait.first.message
    result = wait.poll()
    assert_waits_on(result, wait)
    asked = [dict(r.query).get("From") for r in lab.state.requests if r.operation == "list"]
    assert PHONE not in asked[-1:]


SENDERS = {"WhatsApp": (f"whatsapp:{THIRD}", f"whatsapp:{PHONE}"), "short code": ("55512", PHONE)}


@pytest.mark.parametrize(("sender", "to"), SENDERS.values(), ids=SENDERS)
def test_question_from_another_sender_is_answered_there(lab: Lab, sender: str, to: str) -> None:
    lab.account.add_number(sender)
    wait = lab.ask(to, params={"From": sender})
    lab.reply(f"yes {wait.code}", sender=to, to=sender)

    assert wait.poll().value == "yes"


@pytest.mark.parametrize("kind", ["status", "cut", "empty"])
def test_code_of_a_message_that_left_is_never_lost(lab: Lab, kind: Any) -> None:
    """The answer is lost, and so is the list: the reply is still recognised."""
    lab.add_faults(
        Fault(kind, path="create", acting="after", status=None if kind == "empty" else 500),
        Fault("status", path="list", status=503, times=None),
    )

    wait = lab.ask(limits=SHORT)
    lab.state.faults.clear()
    (sent,) = lab.account.outbound()
    lab.reply(f"Yes {sent.body.rpartition(': ')[2]}")

    assert wait.poll().value == "Yes"


def test_code_is_not_lost_when_the_answer_is_lost_and_the_list_is_late(lab: Lab) -> None:
    """The question left, and the list does not show it within the run."""
    lab.state.assumptions.list_delay = 60
    lab.add_faults(Fault("status", path="create", status=503, acting="after"))

    wait = lab.ask(limits=SHORT)
    lab.state.assumptions.list_delay = 0
    lab.reply(f"Yes {wait.code}")

    assert len(lab.account.outbound()) == 1
    assert wait.first.state == IN_PROGRESS, wait.first.message
    assert wait.poll().value == "Yes"


def test_run_deadline_in_the_first_run_loses_no_recipient_silently(lab: Lab) -> None:
    lab.add_faults(Fault("delay", path="create", to=SECOND, delay=20, acting="before"))

    wait = lab.ask(f"{PHONE},{SECOND},{THIRD}", limits=SHORT)

    assert wait.first.state == IN_PROGRESS
    assert wait.first.seconds < SHORT.run_seconds
    assert all(number in wait.first.message for number in (PHONE, SECOND, THIRD))

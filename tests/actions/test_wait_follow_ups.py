"""The texts that later runs of a wait send, each run a process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from devkit.lab import PHONE, SECOND, THIRD
from devkit.soar import COMPLETED, FAILED, IN_PROGRESS
from devkit.standin import Fault
from tests.actions.assertions import assert_waits_on

if TYPE_CHECKING:
    from devkit.lab import Lab

FOURTH = "+15551230004"


def aged(state: str, minutes: int) -> str:
    """Return a saved state as if all had happened so many minutes earlier.

    The questions have arrived: a poll that asks for a status learns the real time as well.
    """
    values = json.loads(state)
    values["began"] -= minutes * 60
    for row in values["recipients"]:
        if "created_at" in row:
            if row["status"] != "undelivered":
                row["status"] = "delivered"
            hour, minute, rest = row["created_at"][11:].split(":")
            total = int(hour) * 60 + int(minute) - minutes
            day = row["created_at"][:11]
            row["created_at"] = f"{day}{max(total, 0) // 60:02}:{max(total, 0) % 60:02}:{rest}"
    return json.dumps(values)


def test_chain_of_three_ends_with_the_answer_of_the_third(lab: Lab) -> None:
    lab.state.delivery.step = 0.01
    lab.state.deliver(PHONE, "undelivered", 30005)
    wait = lab.ask(
        PHONE,
        params={
            "Escalation Numbers": f"{SECOND}; {THIRD}",
            "Escalation After": "5",
            "Confirmation Message": "{from} took it: {answer}",
        },
    )
    assert f"Next to be asked: {SECOND}." in wait.first.message

    undelivered = wait.poll()
    assert_waits_on(undelivered, wait)
    assert "30005" in undelivered.message
    assert f"Waiting for a reply from {SECOND}." in undelivered.message
    assert f"Next to be asked: {THIRD}." in undelivered.message
    silent = wait.poll(undelivered.value)
    assert len(lab.account.outbound(THIRD)) == 0
    silent = wait.poll(aged(silent.value, 6))
    assert "Next to be asked" not in silent.message
    lab.reply(f"On my way {wait.code}", sender=THIRD)
    answered = wait.poll(silent.value)

    assert (answered.state, answered.value) == (COMPLETED, "On my way")
    assert [row["to"] for row in answered.json["recipients"]] == [PHONE, SECOND, THIRD]
    assert answered.json["recipients"][0]["status"] == "undelivered"
    assert [(row["to"], row["kind"]) for row in answered.json["follow_ups"]] == [
        (SECOND, "confirmation"),
        (THIRD, "confirmation"),
    ]
    assert lab.account.outbound(SECOND)[-1].body == f"{THIRD} took it: On my way"
    assert [len(lab.account.outbound(to)) for to in (PHONE, SECOND, THIRD)] == [1, 2, 2]


def test_first_run_goes_on_to_the_next_where_nobody_can_be_texted(lab: Lab) -> None:
    lab.add_faults(Fault("status", path="create", status=400, code=21614, to=PHONE))

    wait = lab.ask(PHONE, params={"Escalation Numbers": f"{PHONE},{SECOND},{THIRD}"})

    assert wait.first.state == IN_PROGRESS
    assert "21614" in wait.first.message
    assert f"Waiting for a reply from {SECOND}." in wait.first.message
    assert [row["to"] for row in json.loads(wait.state)["recipients"]] == [PHONE, SECOND]
    assert json.loads(wait.state)["escalation"] == [THIRD]


def test_first_run_fails_where_nobody_of_the_chain_can_be_texted(lab: Lab) -> None:
    lab.add_faults(Fault("status", path="create", status=400, code=21614, times=None))

    first = lab.ask(PHONE, params={"Escalation Numbers": SECOND}).first

    assert (first.state, first.value) == (FAILED, False)
    assert (first.json["status"], len(first.json["recipients"])) == ("undelivered", 2)


def test_person_who_forgot_the_code_gets_a_hint_and_may_then_answer(lab: Lab) -> None:
    wait = lab.ask(params={"Hint Message": "Fast geschafft: bitte {code} mitschicken."})
    lab.reply("Ja")
    hinted = wait.poll()
    lab.reply(wait.code)
    answered = wait.poll(hinted.value)

    assert_waits_on(hinted, wait)
    assert "1 text did not count: 1 without the number" in hinted.message
    assert lab.account.outbound()[-1].body == f"Fast geschafft: bitte {wait.code} mitschicken."
    assert (answered.state, answered.value) == (COMPLETED, "Ja")
    assert [row["kind"] for row in answered.json["follow_ups"]] == ["hint"]


def test_reminder_reaches_those_who_have_not_answered_once(lab: Lab) -> None:
    wait = lab.ask(f"{PHONE},{SECOND}", params={"Reminder After": "5"})
    early = wait.poll()
    reminded = wait.poll(aged(early.value, 6))
    later = wait.poll(reminded.value)

    assert_waits_on(later, wait)
    assert [len(lab.account.outbound(to)) for to in (PHONE, SECOND)] == [2, 2]
    assert {text.body for text in lab.account.outbound()} == {wait.text}
    creates = [request for request in lab.state.requests if request.operation == "create"]
    assert {request.form["ValidityPeriod"] for request in creates} == {"36000"}


def test_nothing_but_the_confirmation_is_sent_in_the_last_interval(lab: Lab) -> None:
    params = {
        "Reply Timeout": "7", "Reminder After": "5", "Hint Message": "{how}",
        "Escalation Numbers": SECOND, "Escalation After": "1", "Confirmation Message": "Thanks",
    }  # fmt: skip
    wait = lab.ask(params=params)
    lab.reply("who is this?")
    values = json.loads(aged(wait.state, 6))
    values["until"] = values["began"] + 6.5 * 60
    near_the_end = wait.poll(json.dumps(values))
    lab.reply(f"me {wait.code}")
    answered = wait.poll(json.dumps(values))

    assert_waits_on(near_the_end, wait)
    assert [text.body for text in lab.account.outbound()] == [wait.text, "Thanks"]
    assert answered.value == "me"


def test_failed_follow_up_changes_no_outcome_and_is_told(lab: Lab) -> None:
    wait = lab.ask(params={"Confirmation Message": "Thanks"})
    lab.reply(f"me {wait.code}")
    lab.add_faults(Fault("status", path="create", status=400, code=30007, times=None))

    answered = wait.poll()

    assert (answered.state, answered.value) == (COMPLETED, "me")
    assert "30007" in answered.message
    assert answered.json["follow_ups"][0]["status"] == "not_sent"


def test_redaction_covers_the_whole_conversation_at_every_end(lab: Lab) -> None:
    lab.state.delivery.step = 0.01
    params = {
        "Redact Messages": "true", "Hint Message": "{how}", "Reply Timeout": "60",
        "Confirmation Message": "Recorded {answer}",
    }  # fmt: skip
    wait = lab.ask(params=params)
    lab.reply("what?")
    hinted = wait.poll()
    values = json.loads(hinted.value)
    values["until"] = values["began"] + 0.001
    timed_out = wait.poll(json.dumps(values))
    emptied = {message.body for message in lab.account.messages}
    lab.reply(f"yes {wait.code}")
    answered = wait.poll(hinted.value)

    assert (timed_out.state, emptied) == (FAILED, {""})
    assert (answered.state, answered.value) == (COMPLETED, "yes")
    assert {message.body for message in lab.account.messages} == {""}


def test_wrong_parameters_are_refused_by_name_before_anything_is_sent(lab: Lab) -> None:
    for params, name in (
        ({"Hint Message": "please"}, "Hint Message"),
        ({"Hint Message": "{code} {answer}"}, "Hint Message"),
        ({"Confirmation Message": "x" * 1601}, "Confirmation Message"),
        ({"Escalation Numbers": "front desk"}, "Escalation Numbers"),
        ({"Escalation After": "0"}, "Escalation After"),
        ({"Reminder After": "soon"}, "Reminder After"),
        ({"Reply Options": "Yes, No Reply"}, "Reply Options"),
    ):
        first = lab.ask(params=params).first
        assert first.state == FAILED
        assert name in first.message
        assert "nothing was sent" in first.message
    assert lab.account.outbound() == []


def test_escalation_time_without_numbers_is_ignored(lab: Lab) -> None:
    wait = lab.ask(params={"Escalation After": "5"})

    assert "Next to be asked" not in wait.first.message


def test_wait_of_18_in_the_middle_of_its_life_goes_on(lab: Lab) -> None:
    wait = lab.ask(params={"Reply Options": "Approve, Deny"})
    values = json.loads(wait.state)
    row = values["recipients"][0]
    state_of_18 = {
        **{name: values[name] for name in ("v", "code", "question", "asked_at", "began", "until")},
        "options": values["options"], "fail_on_timeout": True, "redact": False,
        "recipients": [{
            "to": PHONE, "from": lab.account.number, "messaging_service_sid": None,
            "sid": row["sid"], "status": "queued", "segments": 1, "error_code": None,
            "error_message": None, "created_at": row["created_at"], "possible_duplicate": False,
        }],
    }  # fmt: skip
    waiting = wait.poll(json.dumps(state_of_18))
    lab.reply(f"approve {wait.code}")
    answered = wait.poll(waiting.value)

    assert_waits_on(waiting, wait)
    assert (answered.state, answered.value) == (COMPLETED, "Approve")

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from devkit.standin import Fault
from TwilioDraft import Draft
from TwilioModels import Delivery
from TwilioRetry import Deadline
from TwilioWaitPoll import check_replies
from TwilioWaitRedaction import redact
from TwilioWaitState import FollowUp, Wait

ANA, BOB = "+15551230001", "+15551230002"
CODE = "482139"


pytestmark = pytest.mark.usefixtures("quick_retries")


@pytest.fixture
def ours(twilio) -> str:
    return twilio.state.account.number


@pytest.fixture
def hear(twilio, ours):
    def hear(body: str, ago: float = 10) -> str:
        at = datetime.now(UTC) - timedelta(seconds=ago)
        return twilio.state.account.receive(ANA, ours, body, at=at).sid

    return hear


@pytest.fixture
def wait(ours):
    def wait(**changes) -> Wait:
        asked_at = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=60)
        row = Delivery(ANA, sender=ours, status="sent")
        plain = Wait(
            CODE, "Was it you?", asked_at, asked_at.timestamp(), None, (), True, True, (row,)
        )
        return plain._replace(**changes)

    return wait


def test_redaction_empties_question_and_reply(twilio, connect, wait, hear, ours) -> None:
    question = connect().create(Draft(ANA, ours, "Was it you?"))
    hear(f"yes {CODE}")
    asked = wait(recipients=(Delivery(ANA, sender=ours, sid=question.sid, status="sent"),))
    result = check_replies(connect(), asked, Deadline(10))
    twilio.state.faults.add(Fault("status", path="update", status=503, times=2))
    assert redact(connect(), asked, result, Deadline(10)) == ""
    assert [one.body for one in twilio.state.account.messages] == ["", ""]


def test_redaction_tries_again_while_a_message_is_on_its_way(twilio, connect, wait, hear) -> None:
    hear(f"yes {CODE}")
    result = check_replies(connect(), wait(), Deadline(10))
    twilio.state.faults.add(Fault("status", path="update", status=409, code=20009, times=2))
    assert redact(connect(), wait(recipients=()), result, Deadline(10)) == ""
    assert twilio.state.account.messages[0].body == ""


def test_redaction_empties_every_copy_of_a_question_that_was_in_doubt(
    twilio, connect, wait, hear, ours
) -> None:
    text = f"Was it you?\n{CODE}"
    sids = [connect().create(Draft(ANA, ours, text)).sid for _ in range(2)]
    hear(f"yes {CODE}")
    doubtful = Delivery(ANA, sender=ours, sid=sids[1], status="sent", possible_duplicate=True)
    asked = wait(recipients=(doubtful,))
    result = check_replies(connect(), asked, Deadline(10))
    assert redact(connect(), asked, result, Deadline(10)) == ""
    assert {one.body for one in twilio.state.account.messages} == {""}


def test_redaction_empties_what_a_killed_run_sent(twilio, connect, wait, ours) -> None:
    twilio.state.clock.advance(-3600)
    connect().create(Draft(ANA, ours, f"yesterday's {CODE}"))
    twilio.state.clock.advance(3600)
    texts = (f"again {CODE}", f"parcel 1{CODE}77")
    for to, text in (*((ANA, one) for one in texts), (BOB, f"Was it you? {CODE}"), (BOB, "lunch?")):
        connect().create(Draft(to, ours, text))
    row = Delivery(ANA, sender=ours, sid="SM" + "0" * 32, status="delivered")
    asked = wait(recipients=(row,), reminder_minutes=5, escalation=(BOB,), sender=ours)
    result = check_replies(connect(), asked, Deadline(10))
    redact(connect(), asked, result, Deadline(10))
    left = [one.body for one in twilio.state.account.outbound()]
    assert left == [f"yesterday's {CODE}", "", texts[1], "", "lunch?"]


def test_redaction_reports_a_refusal_of_twilio(twilio, connect, wait, hear) -> None:
    hear(f"yes {CODE}")
    result = check_replies(connect(), wait(), Deadline(10))
    twilio.state.faults.add(Fault("status", path="update", status=409, code=20009, times=None))
    assert "20009" in redact(connect(), wait(), result, Deadline(10))


def test_redaction_empties_follow_ups_and_texts_that_did_not_count(
    twilio, connect, wait, hear, ours
) -> None:
    question, hint = (connect().create(Draft(ANA, ours, text)).sid for text in ("Q", "Hint"))
    hear("yes", ago=30)
    hear(f"yes {CODE}", ago=20)
    asked = wait(
        recipients=(Delivery(ANA, sender=ours, sid=question, status="sent"),),
        follow_ups=(FollowUp(ANA, "hint", hint, "sent"),),
    )
    result = check_replies(connect(), asked, Deadline(10))
    assert redact(connect(), asked, result, Deadline(10)) == ""
    assert {message.body for message in twilio.state.account.messages} == {""}


def test_redaction_empties_the_words_that_belong_to_a_code_alone(
    twilio, connect, wait, hear
) -> None:
    hear("it was me", ago=30)
    hear(CODE, ago=20)
    asked = wait(recipients=wait().recipients)
    redact(connect(), asked, check_replies(connect(), asked, Deadline(10)), Deadline(10))
    assert {message.body for message in twilio.state.account.messages} == {""}


def test_redaction_leaves_other_texts_to_a_recipient_whose_question_is_in_doubt(
    twilio, connect, wait, ours
) -> None:
    connect().create(Draft(ANA, ours, "Lunch?"))
    asked = wait(recipients=(Delivery(ANA, sender=ours, status="unknown"),))
    redact(connect(), asked, check_replies(connect(), asked, Deadline(10)), Deadline(10))
    assert [message.body for message in twilio.state.account.messages] == ["Lunch?"]


def test_redaction_leaves_answers_to_another_question_and_their_words(
    twilio, connect, wait, hear
) -> None:
    hear("no", ago=50)
    hear("111111", ago=40)
    hear(f"yes {CODE}", ago=30)
    asked = wait(recipients=wait().recipients)
    redact(connect(), asked, check_replies(connect(), asked, Deadline(10)), Deadline(10))
    assert sorted(message.body for message in twilio.state.account.messages) == [
        "",
        "111111",
        "no",
    ]


def test_refusal_that_no_time_changes_is_not_tried_again(twilio, connect, wait, hear) -> None:
    hear(f"yes {CODE}")
    result = check_replies(connect(), wait(), Deadline(10))
    twilio.state.faults.add(Fault("status", path="update", status=404, code=20404, times=None))
    assert "20404" in redact(connect(), wait(), result, Deadline(10))
    assert [request.operation for request in twilio.state.requests].count("update") == 1


def test_redaction_empties_a_question_in_doubt_that_twilio_lists_under_the_rcs_address(
    twilio, connect, wait
) -> None:
    account = twilio.state.account
    service = account.add_service([account.number])
    twilio.state.assumptions.stored_to = "rcs:{}".format
    connect().create(Draft(ANA, service, f"Was it you? {CODE}"))
    asked = wait(recipients=(Delivery(ANA, messaging_service_sid=service, status="unknown"),))
    assert (
        redact(connect(), asked, check_replies(connect(), asked, Deadline(10)), Deadline(10)) == ""
    )
    assert [message.body for message in account.messages] == [""]

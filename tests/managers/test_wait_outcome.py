from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from devkit.standin import Fault
from TwilioContext import COMPLETED, FAILED, IN_PROGRESS, ActionContext
from TwilioDraft import Draft
from TwilioModels import Delivery, show_time
from TwilioWaitOutcome import poll_once
from TwilioWaitState import Wait, load

ANA, BOB = "+15551230001", "+15551230002"
CODE = "482139"
QUESTION = f"Was it you?\nTo respond, type your reply followed by {CODE}\nSiemplifyID: {CODE}"


pytestmark = pytest.mark.usefixtures("quick_retries")


@pytest.fixture
def account(twilio):
    return twilio.state.account


@pytest.fixture
def wait(twilio, connect, account):
    """Ask a phone some minutes ago, by both clocks."""

    def wait(minutes: float = 1, **changes) -> Wait:
        message = connect().create(Draft(ANA, account.number, QUESTION))
        asked_at = datetime.now(UTC) - timedelta(minutes=minutes)
        row = Delivery(ANA).updated(message)._replace(created_at=show_time(asked_at))
        twilio.state.requests.clear()
        plain = Wait(
            CODE, QUESTION, asked_at, asked_at.timestamp(), None, (), True, False, (row,),
            sender=account.number,
        )  # fmt: skip
        return plain._replace(**changes)

    return wait


@pytest.fixture
def poll(twilio, account):
    """Run a later run of a wait."""

    def poll(wait: Wait | str, *, interval: int = 60, limit_in: float = 0.0):
        settings = {
            "AccountSid": account.sid, "AuthenticationToken": account.auth_token,
            "SmsPhoneNumber": account.number, "API Root": twilio.url,
        }  # fmt: skip
        siemplify = SimpleNamespace(
            parameters={"additional_data": wait.save() if isinstance(wait, Wait) else wait},
            get_configuration=lambda _: settings,
            execution_deadline_unix_time_ms=int((time.time() + 30) * 1000),
            script_timeout_deadline=None,
            async_polling_interval_in_sec=interval,
            async_total_duration_deadline=int((time.time() + limit_in) * 1000) if limit_in else 0,
            LOGGER=SimpleNamespace(info=lambda _: None),
        )
        return poll_once(ActionContext(siemplify, "{error}"))

    return poll


def operations(twilio) -> list[str]:
    return [request.operation for request in twilio.state.requests]


def test_status_of_a_young_question_is_fetched_and_saved(twilio, wait, poll) -> None:
    asked = wait()
    twilio.state.clock.advance(60)
    outcome = poll(asked)
    assert operations(twilio) == ["list", "fetch"]
    assert load(outcome.value).recipients[0].status == "delivered"


def test_settled_question_takes_one_request(twilio, wait, poll) -> None:
    asked = wait()
    rows = (asked.recipients[0]._replace(status="delivered"),)
    poll(asked._replace(recipients=rows))
    assert operations(twilio) == ["list"]


def test_status_of_an_old_question_is_not_fetched_until_the_end(twilio, wait, poll) -> None:
    poll(wait(minutes=61))
    assert operations(twilio) == ["list"]
    twilio.state.requests.clear()
    poll(wait(minutes=61, expires_at=time.time() - 1))
    assert "fetch" in operations(twilio)


def test_result_of_an_answer_shows_the_status_of_this_poll(twilio, account, wait, poll) -> None:
    asked = wait()
    twilio.state.clock.advance(60)
    account.receive(ANA, account.number, f"yes {CODE}")
    outcome = poll(asked)
    assert (outcome.state, outcome.value) == (COMPLETED, "yes")
    assert outcome.result["recipients"][0]["status"] == "delivered"


def test_status_that_cannot_be_fetched_stays_as_it_was(twilio, wait, poll) -> None:
    twilio.state.faults.add(Fault("status", status=503, path="fetch", times=None))
    outcome = poll(wait())
    assert outcome.state == IN_PROGRESS
    assert load(outcome.value).recipients[0].status == "queued"


def test_answer_is_shown_on_one_line_in_quotation_marks(account, wait, poll) -> None:
    account.receive(ANA, account.number, f'yes\u202e\nit "was" {CODE}')
    outcome = poll(wait())
    assert outcome.message == f"{ANA} answered: \"yes it 'was'\""
    assert "\u202e" in outcome.result["reply"]["body"]


def test_other_replies_are_the_newest_hundred_and_their_number(account, wait, poll) -> None:
    asked = wait(minutes=5, expires_at=time.time() - 1)
    for number in range(120):
        at = datetime.now(UTC) - timedelta(seconds=200 - number)
        account.receive(ANA, account.number, f"chat {number}", at=at)
    result = poll(asked).result
    assert result["other_replies_total"] == 120
    assert [reply["body"] for reply in result["other_replies"]] == [
        f"chat {number}" for number in range(20, 120)
    ]


@pytest.mark.parametrize(
    ("ended_by", "said"),
    [
        pytest.param("parameter", "raise Reply Timeout.", id="Reply Timeout"),
        pytest.param("platform", "raise the step's Async Action Timeout.", id="platform"),
    ],
)
def test_sentence_names_what_ended_the_wait(wait, poll, ended_by, said) -> None:
    by_parameter = ended_by == "parameter"
    expires_at = time.time() + (-1 if by_parameter else 9999)
    outcome = poll(wait(expires_at=expires_at), limit_in=0 if by_parameter else 20)
    assert outcome.state == FAILED
    assert outcome.message.endswith(said)


def test_wait_goes_on_while_the_next_number_could_not_be_asked_yet(twilio, wait, poll) -> None:
    asked = wait(escalation=(BOB,))
    rows = (asked.recipients[0]._replace(status="undelivered"),)
    twilio.state.faults.add(Fault("status", status=503, path="list", to=BOB, times=None))
    outcome = poll(asked._replace(recipients=rows))
    assert outcome.state == IN_PROGRESS
    assert load(outcome.value).escalation == (BOB,)
    assert "Nobody can answer yet." in outcome.message


def test_nothing_is_sent_after_a_check_that_was_not_whole(twilio, account, wait, poll) -> None:
    twilio.state.faults.add(Fault("status", status=503, path="list", times=None))
    outcome = poll(wait(minutes=10, reminder_minutes=5, escalation=(BOB,), escalation_minutes=1))
    assert outcome.state == IN_PROGRESS
    assert len(account.outbound()) == 1


def test_texts_are_never_in_the_message_unless_they_are_the_answer(account, wait, poll) -> None:
    account.receive(ANA, account.number, "my secret word")
    outcome = poll(wait())
    assert "1 text did not count: 1 without the number from the question." in outcome.message
    assert "secret" not in outcome.message

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

import TwilioWaitOutcome
from devkit.standin import Fault
from TwilioContext import COMPLETED, FAILED, IN_PROGRESS, ActionContext, Outcome
from TwilioDraft import Draft
from TwilioModels import Delivery, show_time
from TwilioRetry import Deadline
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
def run_of(twilio, account):
    """Return a later run of a wait."""

    def run_of(wait: Wait | str, *, interval: int = 60, limit_in: float = 0.0, **changes):
        settings = {
            "AccountSid": account.sid, "AuthenticationToken": account.auth_token,
            "SmsPhoneNumber": account.number, "API Root": twilio.url, **changes,
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
        return ActionContext(siemplify, "{error}")

    return run_of


@pytest.fixture
def poll(run_of):
    """Return the outcome of a later run."""
    return lambda *arguments, **options: poll_once(run_of(*arguments, **options))


def aborted(context: ActionContext) -> Outcome | None:
    """Return the outcome of a later run that raises."""
    with pytest.raises((Exception, SystemExit)) as raised:
        poll_once(context)
    return context.on_abort(raised.value)


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


def test_person_whom_a_killed_run_asked_is_known_at_the_end(connect, account, wait, poll) -> None:
    asked = wait(expires_at=time.time() - 1, escalation=(BOB, "+15551230003"))
    connect().create(Draft(BOB, account.number, QUESTION))
    account.receive(BOB, account.number, f"yes {CODE}")
    outcome = poll(asked)
    assert (outcome.state, outcome.value) == (COMPLETED, "yes")
    assert [row["to"] for row in outcome.result["recipients"]] == [ANA, BOB]
    assert len(account.outbound()) == 2


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


@pytest.fixture
def slow_look(mocker):
    """Have something happen after the first look at the list, which outlasts the wait."""

    def slow_look(happens) -> list[bool]:
        looks: list[bool] = []
        check = TwilioWaitOutcome.check_replies

        def slow_check(*arguments, **options):
            result = check(*arguments, **options)
            if not looks:
                happens()
                time.sleep(0.6)
            looks.append(options["is_last"])
            return result

        mocker.patch("TwilioWaitOutcome.check_replies", slow_check)
        return looks

    return slow_look


def test_reply_that_comes_while_the_time_ends_within_the_look_counts(
    account, wait, poll, slow_look
) -> None:
    looks = slow_look(lambda: account.receive(ANA, account.number, f"yes {CODE}"))
    outcome = poll(wait(expires_at=time.time() + 0.5))
    assert (outcome.state, outcome.value, looks) == (COMPLETED, "yes", [False, True])


def test_answer_that_was_read_is_not_looked_for_again(account, wait, poll, slow_look) -> None:
    looks = slow_look(lambda: None)
    account.receive(ANA, account.number, f"yes {CODE}")
    outcome = poll(wait(expires_at=time.time() + 0.5))
    assert (outcome.state, outcome.value, looks) == (COMPLETED, "yes", [False])


def test_texts_of_the_first_look_are_told_though_the_second_is_refused(
    twilio, account, wait, poll, slow_look
) -> None:
    refused = Fault("status", status=401, code=20003, path="list")
    slow_look(lambda: twilio.state.faults.add(refused))
    account.receive(ANA, account.number, "hello")
    outcome = poll(wait(expires_at=time.time() + 0.5))
    assert outcome.state == FAILED
    assert [reply["body"] for reply in outcome.result["other_replies"]] == ["hello"]


@pytest.mark.parametrize("error", [SystemExit(0), ValueError("a defect")])
def test_answer_that_was_read_outlasts_a_stop_and_a_defect(
    account, wait, run_of, mocker, error
) -> None:
    account.receive(ANA, account.number, f"yes {CODE}")
    mocker.patch.object(TwilioWaitOutcome.Poll, "_update_statuses", side_effect=error)
    outcome = aborted(run_of(wait(expires_at=time.time() - 1, redact=True)))
    assert (outcome.state, outcome.value) == (COMPLETED, "yes")
    assert outcome.result["status"] == "answered"
    assert outcome.message.endswith("Not all texts could be emptied at Twilio.")


def test_stop_leaves_the_answer_to_the_next_run_where_there_is_one(
    account, wait, run_of, mocker
) -> None:
    account.receive(ANA, account.number, f"yes {CODE}")
    mocker.patch.object(TwilioWaitOutcome.Poll, "_update_statuses", side_effect=SystemExit(0))
    outcome = aborted(run_of(wait()))
    assert outcome.state == IN_PROGRESS
    assert load(outcome.value).code == CODE


def test_settings_that_became_wrong_end_the_wait_with_its_result(wait, run_of) -> None:
    outcome = aborted(run_of(wait(), SmsPhoneNumber=""))
    assert (outcome.state, outcome.value) == (FAILED, False)
    assert "SmsPhoneNumber is empty" in outcome.message
    assert outcome.result["recipients"][0]["to"] == ANA


def test_end_without_the_platforms_settings_keeps_sentence_and_result(wait, run_of) -> None:
    context = run_of(wait(expires_at=time.time() - 1, redact=True))
    del context._siemplify.get_configuration
    outcome = aborted(context)
    assert outcome.state == FAILED
    assert outcome.message.startswith("The time is up, and it is not known whether")
    assert "Not all texts could be emptied at Twilio: The platform did not" in outcome.message
    assert outcome.result["status"] == "timed_out"


def test_refused_account_says_that_texts_were_not_emptied(twilio, wait, poll) -> None:
    asked = wait(redact=True)
    twilio.state.faults.add(Fault("status", status=401, code=20003, path="list"))
    outcome = poll(asked)
    assert outcome.state == FAILED
    assert outcome.message.endswith("\nNot all texts could be emptied at Twilio.")


def test_questions_that_did_not_leave_or_may_not_have_are_named(wait, poll) -> None:
    asked = wait()
    refused = Delivery(BOB, error_message=f"{BOB} is a landline.")
    doubtful = Delivery("+15551230003", sender=asked.sender, status="unknown")
    rows = (*asked.recipients, refused, doubtful)
    for changes in ({}, {"expires_at": time.time() - 1}):
        message = poll(asked._replace(recipients=rows, **changes)).message
        assert f"The question to {BOB} was not delivered. {BOB} is a landline." in message
        assert "It is not known whether the question to +15551230003 left." in message


def test_end_names_who_opted_out_and_whom_the_question_did_not_reach(account, wait, poll) -> None:
    asked = wait()
    lost = Delivery(BOB, status="undelivered", error_message=f"{BOB} is switched off.")
    account.receive(ANA, account.number, "STOP")
    outcome = poll(asked._replace(recipients=(*asked.recipients, lost)))
    assert outcome.message == (
        f"{ANA} opted out of messages (STOP), so no reply can come. They must text START to the "
        f"sender before they can be asked again. The question to {BOB} was not delivered. "
        f"{BOB} is switched off."
    )


def test_opt_out_of_one_is_told_while_another_can_answer(connect, account, wait, poll) -> None:
    asked = wait()
    second = Delivery(BOB).updated(connect().create(Draft(BOB, account.number, QUESTION)))
    asked = asked._replace(recipients=(*asked.recipients, second))
    account.receive(ANA, account.number, "STOP")
    assert poll(asked).message == (
        f"Waiting for a reply from {BOB}. {ANA} opted out of messages (STOP), so no reply can "
        "come. They must text START to the sender before they can be asked again."
    )
    ended = poll(asked._replace(expires_at=time.time() - 1)).message
    assert ended.startswith(f"No reply came from {BOB} within 1 min. {ANA} opted out")


def test_nothing_but_a_confirmation_is_sent_in_the_run_that_ends_the_wait(
    connect, account, wait, poll
) -> None:
    asked = wait(minutes=10, hint=f"Please add {CODE}", reminder_minutes=5)
    second = Delivery(BOB).updated(connect().create(Draft(BOB, account.number, QUESTION)))
    rows = [row._replace(status="undelivered") for row in (*asked.recipients, second)]
    account.receive(ANA, account.number, "what is this?")
    outcome = poll(asked._replace(recipients=tuple(rows)))
    assert (outcome.state, outcome.result["follow_ups"]) == (FAILED, [])


def test_question_that_did_not_arrive_was_asked_when_it_was_sent(wait, poll) -> None:
    asked = wait(minutes=5)
    rows = (asked.recipients[0]._replace(status="undelivered"),)
    result = poll(asked._replace(recipients=rows)).result
    assert result["status"] == "undelivered"
    assert result["question"]["sent_at"] == asked.recipients[0].created_at


def test_question_in_doubt_was_asked_when_it_was_tried(account, wait, poll) -> None:
    tried_at = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=40)
    row = Delivery(ANA, sender=account.number, status="unknown", tried_at=show_time(tried_at))
    account.receive(ANA, account.number, f"yes {CODE}")
    result = poll(wait(minutes=15, recipients=(row,))).result
    assert result["question"]["sent_at"] == show_time(tried_at)
    assert 39 <= result["waited_seconds"] <= 45
    assert "tried_at" not in result["recipients"][0]


def test_status_is_fetched_by_twilios_clock(twilio, wait, poll, mocker) -> None:
    mocker.patch.object(Deadline, "clock_offset", -7200.0)
    poll(wait(minutes=121))
    assert operations(twilio) == ["list", "fetch"]


def test_address_that_twilio_changes_on_the_way_stays_as_it_was(
    twilio, connect, account, wait, poll
) -> None:
    service = account.add_service([account.number])
    row = Delivery(ANA).updated(connect().create(Draft(ANA, service, QUESTION)))
    account.rows[row.sid].to = f"rcs:{ANA}"
    outcome = poll(wait(recipients=(row._replace(to=ANA),), sender=service))
    assert load(outcome.value).recipients[0].to == ANA


def test_text_of_a_template_is_learnt_from_its_message(wait, poll) -> None:
    asked = wait(question="", content_sid="HX" + "0" * 32)
    row = asked.recipients[0]._replace(body=None)
    outcome = poll(asked._replace(recipients=(row,)))
    assert load(outcome.value).question == QUESTION

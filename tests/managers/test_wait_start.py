from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from devkit.standin import Fault
from TwilioContext import FAILED, IN_PROGRESS, ActionContext
from TwilioWaitStart import read_question, send_question
from TwilioWaitState import Wait, load

ANA, BOB, EVE = "+15551230001", "+15551230002", "+15551230003"


@pytest.fixture(autouse=True)
def quick(mocker) -> None:
    mocker.patch("TwilioSending.SEARCH_WAITS", (0.05, 0.1))
    mocker.patch("TwilioSending.LIST_DELAY", 0.1)


@pytest.fixture
def start(twilio, connect):
    """Run the first run of a wait."""

    def start(**parameters: str):
        account = twilio.state.account
        settings = {
            "AccountSid": account.sid, "AuthenticationToken": account.auth_token,
            "SmsPhoneNumber": account.number, "API Root": twilio.url,
        }  # fmt: skip
        named = {name.replace("_", " "): value for name, value in parameters.items()}
        siemplify = SimpleNamespace(
            parameters={"Phone Number": ANA, "Message": "Was it you?", **named},
            get_configuration=lambda _: settings,
            execution_deadline_unix_time_ms=int((time.time() + 30) * 1000),
            script_timeout_deadline=None,
            async_polling_interval_in_sec=60,
            async_total_duration_deadline=0,
            LOGGER=SimpleNamespace(info=lambda _: None),
        )
        context = ActionContext(siemplify, "{error}")
        question = read_question(context)
        return send_question(context, question)

    return start


def saved(outcome) -> Wait:
    wait = load(outcome.value)
    assert isinstance(wait, Wait)
    return wait


def test_replies_count_from_the_second_in_which_twilio_made_the_question(twilio, start) -> None:
    wait = saved(start())
    created_at = twilio.state.account.outbound()[0].created
    assert wait.asked_at == created_at.replace(microsecond=0)


def test_replies_count_from_before_a_copy_that_may_have_left_unseen(twilio, start, mocker) -> None:
    """The first copy of a question that was sent twice may have been answered already."""
    moments = iter([time.time() - 90])
    clock = SimpleNamespace(time=lambda: next(moments, time.time()))
    mocker.patch("TwilioWaitStart.time", clock)
    twilio.state.faults.add(Fault("cut", path="create", acting="before"))
    wait = saved(start())
    assert wait.recipients[0].possible_duplicate
    created_at = twilio.state.account.outbound()[0].created
    assert created_at - wait.asked_at >= timedelta(seconds=90)


def test_replies_count_from_minutes_ago_where_no_clock_of_twilio_is_known(twilio, start) -> None:
    twilio.state.faults.add(
        Fault("cut", path="create", times=None),
        Fault("status", status=503, path="list", times=None),
    )
    wait = saved(start())
    assert wait.recipients[0].status == "unknown"
    assert datetime.now(UTC) - wait.asked_at >= timedelta(minutes=15)


def test_all_parameters_are_in_the_saved_state(start) -> None:
    outcome = start(
        Reply_Options="Yes | No",
        Reply_Timeout="60",
        Fail_On_Timeout="false",
        Redact_Messages="true",
        Confirmation_Message="Recorded: {answer}",
        Hint_Message="{how}",
        Reminder_After="5",
        Escalation_Numbers=f"{ANA}, {BOB}; {EVE}",
        Escalation_After="7",
    )
    wait = saved(outcome)
    assert wait.options == ("Yes", "No")
    assert wait.expires_at == wait.started_at + 3600
    assert (wait.fail_on_timeout, wait.redact) == (False, True)
    assert wait.confirmation == "Recorded: {answer}"
    assert wait.hint == f'To respond, send "Yes {wait.code}" or "No {wait.code}"'
    assert (wait.reminder_minutes, wait.escalation_minutes) == (5, 7)
    assert wait.escalation == (BOB, EVE)


def test_question_leaves_with_the_time_until_the_wait_ends(twilio, start) -> None:
    start(Reply_Timeout="10")
    (request,) = twilio.state.requests
    assert request.form["ValidityPeriod"] in {"599", "600"}


def test_first_run_goes_on_to_the_next_number_where_nobody_can_be_texted(twilio, start) -> None:
    twilio.state.faults.add(
        Fault("status", status=400, code=21614, path="create", to=ANA),
        Fault("status", status=400, code=21610, path="create", to=BOB),
    )
    outcome = start(Escalation_Numbers=f"{BOB}, {EVE}")
    assert outcome.state == IN_PROGRESS
    assert [(row.to, row.status) for row in saved(outcome).recipients] == [
        (ANA, "not_sent"),
        (BOB, "not_sent"),
        (EVE, "queued"),
    ]


def test_first_run_fails_with_its_rows_where_nobody_can_be_asked(twilio, start) -> None:
    twilio.state.faults.add(Fault("status", status=400, code=21614, path="create", times=None))
    outcome = start(Escalation_Numbers=BOB)
    assert outcome.state == FAILED
    assert outcome.result["status"] == "undelivered"
    assert [row["to"] for row in outcome.result["recipients"]] == [ANA, BOB]


def test_question_of_a_template_is_known_by_what_twilio_made_of_it(twilio, start) -> None:
    account = twilio.state.account
    sid = account.add_template("Approve {{1}}? {{2}}")
    outcome = start(Content_SID=sid, Content_Variables='{"1": "{message}", "2": "{how}"}')
    wait = saved(outcome)
    assert wait.question == account.outbound()[0].body
    assert wait.code in wait.question
    assert json.loads(wait.content_variables)["1"] == "Was it you?"


def test_code_in_the_message_of_a_template_is_replaced(twilio, start) -> None:
    sid = twilio.state.account.add_template("{{1}}")
    variables = '{"1": "{message}", "2": "{code}"}'
    outcome = start(Message="Reply Yes {code}", Content_SID=sid, Content_Variables=variables)
    wait = saved(outcome)
    assert json.loads(wait.content_variables)["1"] == f"Reply Yes {wait.code}"

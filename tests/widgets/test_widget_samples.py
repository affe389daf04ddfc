"""The samples are results of this package, not of a wish: its own rules make each of them again."""

from __future__ import annotations

import json
import re
from datetime import datetime

import pytest
import requests

from devkit.widget import samples
from tests.widgets.results import reply, wait
from TwilioConstants import SENDER
from TwilioDeliveryStatus import with_failure_reason
from TwilioErrorCodes import explain
from TwilioExceptions import TwilioRefusedError, TwilioUnavailableError
from TwilioManager import Draft
from TwilioModels import Delivery
from TwilioNetworkErrors import cause
from TwilioQuestion import compose_question
from TwilioReply import read_reply
from TwilioRetry import Deadline
from TwilioSending import _not_sent, _Sending
from TwilioWaitState import seconds_between

RESULTS = [
    pytest.param(json.loads(one.json_text), id=one.name) for one in samples() if one.json_text
]
WAITS = [param for param in RESULTS if isinstance(param.values[0], dict)]
ROWS = [
    pytest.param(row, id=f"{param.id}-{row['to'][-1]}")
    for param in RESULTS
    for row in (param.values[0]["recipients"] if param in WAITS else param.values[0])
]


def options_of(question):
    return tuple(re.findall(r'"([^"]+) \d{6}"', question["body"].splitlines()[-2]))


def answer_in(result, message):
    """Gives what the action reads in a message: the option or answer, or None for no option."""
    question, options = result["question"]["body"], options_of(result["question"])
    reading = read_reply(message["body"], result["code"], question, options)
    assert reading.reason in {None, "no_option"}, "the action would pass it over"
    return reading.answer


def check_replies(result):
    """Fails where the action would have told the replies of a wait otherwise."""
    assert all(answer_in(result, other) is None for other in result["other_replies"])
    assert (
        (result["reply"] is None) == (result["answer"] is None) == (result["status"] != "answered")
    )
    if result["reply"]:
        assert answer_in(result, result["reply"]) == result["answer"]


@pytest.mark.parametrize("result", WAITS)
def test_question_is_worded_as_the_action_words_it(result):
    *message, case_line, _how, _marker = result["question"]["body"].splitlines()
    options = options_of(result["question"])
    composed = compose_question("\n".join(message), case_line, result["code"], options)
    assert result["question"]["body"] == composed


@pytest.mark.parametrize("result", WAITS)
def test_replies_are_read_as_the_action_reads_them(result):
    check_replies(result)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"answer": "No"}, id="another-answer"),
        pytest.param({"reply": reply("Yes 482139, that was me")}, id="no-option"),
        pytest.param({"other_replies": [reply("Who is this?")]}, id="no-code"),
        pytest.param({"other_replies": [reply("no 482139")]}, id="an-option-passed-over"),
        pytest.param({"reply": None}, id="answer-without-reply"),
    ],
)
def test_check_of_replies_finds_what_the_action_would_not_tell(changes):
    body = compose_question("Was it you?", "Case 1", "482139", ("Yes", "No"))
    result = wait(question={"body": body, "sent_at": "2026-11-21T20:15:03Z"})
    check_replies(result)
    with pytest.raises(AssertionError):
        check_replies(result | changes)


@pytest.mark.parametrize("result", WAITS)
def test_time_waited_is_that_from_the_question_to_the_answer(result):
    if result["status"] != "answered":
        assert result["waited_seconds"] > 0
        return
    sent, received = result["question"]["sent_at"], result["reply"]["received_at"]
    elapsed = seconds_between(datetime.fromisoformat(sent), datetime.fromisoformat(received))
    assert result["waited_seconds"] == elapsed


def row_as_sent(row):
    """Lets the action make a row from what Twilio, or the network, said."""
    draft = Draft(row["to"], row["from"], "")
    code = row["error_code"]
    if row["status"] == "not_sent":
        sentence = explain(code, to=row["to"], sender=SENDER)
        return _not_sent(draft, TwilioRefusedError(sentence, code=code, status=400)).to_json()
    if row["status"] == "unknown":
        sentence, _ = cause(requests.exceptions.Timeout(), "api.twilio.com", request_sent=True)
        return (
            _Sending(None, draft, Deadline(60), None, "")
            ._unknown(TwilioUnavailableError(sentence))
            .to_json()
        )
    return with_failure_reason(Delivery.from_json(row | {"error_message": None})).to_json()


@pytest.mark.parametrize("row", ROWS)
def test_row_is_one_that_the_action_makes(row):
    assert row == row_as_sent(row)


@pytest.mark.parametrize("row", ROWS)
def test_error_is_told_in_the_words_of_the_action(row):
    if row["error_code"]:
        assert row["error_message"] == explain(row["error_code"], to=row["to"], sender=SENDER)
    else:
        assert (row["error_message"] is None) == (row["status"] != "unknown")

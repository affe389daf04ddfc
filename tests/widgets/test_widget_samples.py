"""The samples are results that this package makes: its own rules make each of them again."""

from __future__ import annotations

import json
import re
from datetime import datetime

import pytest

from devkit.widget import samples
from tests.widgets.results import reply, wait
from TwilioConstants import SENDER
from TwilioErrorCodes import explain
from TwilioModels import Delivery
from TwilioQuestion import compose_question
from TwilioReply import read_reply
from TwilioWaitState import seconds_between

RESULTS = {one.name: json.loads(one.json_text) for one in samples() if one.json_text}
WAITS = [
    pytest.param(result, id=name) for name, result in RESULTS.items() if isinstance(result, dict)
]
OF_THIS_VERSION = {name: result for name, result in RESULTS.items() if "version_18" not in name}
ROWS = [
    pytest.param(row, id=f"{name}-{row['to'][-1]}")
    for name, result in OF_THIS_VERSION.items()
    for row in (result["recipients"] if isinstance(result, dict) else result)
]
OUTSIDE_THE_TEXT = {"other_phone"}
"""Reasons that a text alone does not give."""


def options_of(question):
    return tuple(re.findall(r'"([^"]+) \d{6}"', question["body"]))


def reading_of(result, message):
    question = result["question"]
    return read_reply(message["body"], result["code"], question["body"], options_of(question))


def check_replies(result):
    """Fails where the action would have told the replies of a wait otherwise."""
    for other in result["other_replies"]:
        if other.get("reason") not in OUTSIDE_THE_TEXT:
            assert reading_of(result, other).answer is None
            assert reading_of(result, other).reason == other.get("reason", "no_option")
    assert (
        (result["reply"] is None) == (result["answer"] is None) == (result["status"] != "answered")
    )
    if result["reply"]:
        assert reading_of(result, result["reply"]).answer == result["answer"]


@pytest.mark.parametrize("result", WAITS)
def test_question_is_worded_as_the_action_words_it(result):
    *message, case_line, how, _marker = result["question"]["body"].splitlines()
    if how.startswith("To respond"):
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
        pytest.param({"other_replies": [reply("Who?", reason="no_option")]}, id="another-reason"),
        pytest.param(
            {"other_replies": [reply("no 482139", reason="no_option")]}, id="an-option-passed-over"
        ),
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


@pytest.mark.parametrize("row", ROWS)
def test_row_has_the_fields_of_the_action_in_its_order(row):
    assert list(Delivery.from_json(row).to_json().items()) == list(row.items())


@pytest.mark.parametrize("row", ROWS)
def test_error_is_told_in_the_words_of_the_action(row):
    if row["error_code"]:
        assert row["error_message"] == explain(row["error_code"], to=row["to"], sender=SENDER)
    else:
        assert (row["error_message"] is None) == (row["status"] != "unknown")

"""What a poll of Send SMS And Wait takes for the answer, as a process (contract, section 6)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.actions.stage import (
    COMPLETED,
    HOUR,
    IN_PROGRESS,
    MOMENT,
    PHONE,
    ROW,
    SECOND,
    THIRD,
    assert_waits_on,
)

if TYPE_CHECKING:
    from tests.actions.stage import Stage, Wait

REPLY = {"from", "to", "sid", "body", "received_at"}
OPTIONS = {"Reply Options": "Approve, Deny"}


def test_answer_completes_the_wait_with_its_whole_story(stage: Stage) -> None:
    wait = stage.ask(params=OPTIONS)
    early = stage.reply(f"who is this? {wait.code}")
    stage.state.clock.advance(42)
    reply = stage.reply(f" aPPROVE! {wait.code}. ")

    result = wait.poll()

    assert (result.state, result.value) == (COMPLETED, "Approve")
    assert PHONE in result.message
    story = result.json
    assert (story["status"], story["answer"], story["code"]) == ("answered", "Approve", wait.code)
    assert story.keys() == {
        "status", "answer", "code", "question", "recipients", "reply", "other_replies",
        "waited_seconds",
    }  # fmt: skip
    assert story["question"].keys() == {"body", "sent_at"}
    assert story["question"]["body"] == wait.text
    assert MOMENT.fullmatch(story["question"]["sent_at"])
    (recipient,) = story["recipients"]
    assert set(recipient) == ROW
    assert (recipient["to"], recipient["from"]) == (PHONE, stage.account.number)
    assert set(story["reply"]) == REPLY
    assert story["reply"]["sid"] == reply.sid
    assert story["reply"]["body"] == reply.body
    assert (story["reply"]["from"], story["reply"]["to"]) == (PHONE, stage.account.number)
    assert MOMENT.fullmatch(story["reply"]["received_at"])
    assert [set(one) for one in story["other_replies"]] == [REPLY]
    assert story["other_replies"][0]["sid"] == early.sid
    assert 41 <= story["waited_seconds"] <= 60
    assert list(result.tables) == ["SMS Messages"]


def test_poll_asks_once_for_the_newest_messages_however_many_older_there_are(
    stage: Stage, wait: Wait
) -> None:
    now = stage.state.clock.now()
    stage.account.seed(1000, PHONE, stage.account.number, older_than=now - HOUR)

    result = wait.poll()

    assert_waits_on(result, wait)
    (request,) = stage.state.requests
    assert request.operation == "list"
    assert (request.query["From"], request.query["To"]) == (PHONE, stage.account.number)
    assert [call.name for call in result.requests] == ["configuration"]


def test_answer_is_found_beyond_the_first_page(stage: Stage, wait: Wait) -> None:
    stage.reply(f"Yes, it was me {wait.code}")
    for number in range(120):
        stage.reply(f"chatter {number}")

    assert wait.poll().value == "Yes, it was me"


def test_what_is_no_answer_keeps_the_wait_open_and_a_valid_reply_ends_it(stage: Stage) -> None:
    started = stage.state.clock.now()
    wait = stage.ask(params=OPTIONS)
    code, other = wait.code, str(999_999 - int(wait.code)).rjust(6, "7")
    stage.reply(f"Approve {code}", at=started - timedelta(minutes=1))
    for body in (
        "Approve",
        f"Approve {other}",
        f"Approve 1{code}",
        f"Approve {code}.5",
        f"Liked “{wait.text}”",
        f"Reacted \N{THUMBS UP SIGN} to “{wait.text}”",
        f"Removed a like from “{wait.text}”",
        "\n".join(f"> {line}" for line in wait.text.split("\n")),
        f"“{wait.text}”",
    ):
        stage.reply(body)
    stage.reply(f"Approve {code}", sender=SECOND)
    stage.reply(f"maybe {code}")

    open_still = wait.poll()
    stage.reply(f"> {wait.text}\n\nDENY 4 8 {code}".replace("4 8 ", ""))
    closed = wait.poll()

    assert_waits_on(open_still, wait)
    assert open_still.json is None
    assert (closed.state, closed.value) == (COMPLETED, "Deny")
    assert [one["body"] for one in closed.json["other_replies"]] == [f"maybe {code}"]


FORMS = {
    "code alone": ("{code}", "{code}"),
    "text around, marker and signature": (
        "SiemplifyID: {code}\nyes  it was ME\n\nSent from my iPhone",
        "yes  it was ME",
    ),
    "spread, in other digits, among invisible characters": (
        "\N{RIGHT-TO-LEFT MARK}ja \N{ZERO WIDTH SPACE}{wide}\N{NO-BREAK SPACE}",
        "ja",
    ),
    "a word Twilio acts upon, with the code": ("STOP {code}", "STOP"),
}


@pytest.mark.parametrize(("body", "answer"), FORMS.values(), ids=FORMS)
def test_any_text_with_the_code_is_the_answer_without_options(
    stage: Stage, wait: Wait, body: str, answer: str
) -> None:
    wide = "".join(chr(0xFF10 + int(digit)) for digit in wait.code)
    stage.reply(body.format(code=wait.code, wide=f"{wide[:3]} {wide[3:]}"))

    result = wait.poll()

    assert result.state == COMPLETED
    assert " ".join(result.value.split()) == " ".join(answer.format(code=wait.code).split())


def test_first_valid_answer_of_two_recipients_wins(stage: Stage) -> None:
    wait = stage.ask(f"{PHONE},{SECOND}")
    stage.state.clock.advance(5)
    stage.reply(f"second is quicker {wait.code}", sender=SECOND)
    stage.state.clock.advance(5)
    stage.reply(f"first is slower {wait.code}")
    stage.reply(f"a stranger {wait.code}", sender=THIRD)

    result = wait.poll()

    assert result.value == "second is quicker"
    assert result.json["reply"]["from"] == SECOND
    assert [row["to"] for row in result.json["recipients"]] == [PHONE, SECOND]
    assert stage.requests.count("list") == 2


def test_reply_to_a_service_is_found_at_the_number_it_chose(stage: Stage) -> None:
    service = stage.account.add_service(["+15550100077"])
    wait = stage.ask(params={"From": service})
    stage.state.clock.advance(10)
    stage.state.phone(PHONE).send(f"Yes {wait.code}")

    result = wait.poll()

    assert (result.state, result.value) == (COMPLETED, "Yes")
    assert result.json["reply"]["to"] == "+15550100077"


def test_wait_plays_to_its_end_on_the_host(stage: Stage) -> None:
    stage.state.delivery.step = 0.01
    phone = stage.state.phone(PHONE)
    phone.answer(lambda text: f"Yes, it was me {text.rpartition(': ')[2]}", after=0.4)
    params = {"Phone Number": PHONE, "Message": "Was it you?"}

    runs = list(stage.host.play("Send SMS And Wait", params, interval=0.3, total_seconds=120))

    assert [run.state for run in runs[:-1]] == [IN_PROGRESS] * (len(runs) - 1)
    assert (runs[-1].state, runs[-1].value) == (COMPLETED, "Yes, it was me")
    assert stage.requests.count("create") == 1


def test_markup_in_a_reply_is_escaped_in_the_json_result(stage: Stage, wait: Wait) -> None:
    nasty = "</script><script>alert('x')</script>&lt;b"
    stage.reply(f"{nasty} {wait.code}")

    result = wait.poll()

    assert not set(result.raw_json or "") & set("<>&")
    assert result.json["reply"]["body"] == f"{nasty} {wait.code}"
    assert result.value == nasty


def test_redaction_empties_question_and_reply_at_twilio_alone(stage: Stage) -> None:
    wait = stage.ask(f"{PHONE},{SECOND}", params={"Redact Messages": "true"})
    text, code = wait.text, wait.code
    stage.reply(f"Yes {code}")
    assert_waits_not_redacted(stage)

    result = wait.poll()

    assert (result.state, result.value) == (COMPLETED, "Yes")
    assert {message.body for message in stage.account.messages} == {""}
    assert result.json["question"]["body"] == text
    assert result.json["reply"]["body"] == f"Yes {code}"


def assert_waits_not_redacted(stage: Stage) -> None:
    assert all(message.body for message in stage.account.messages)


def test_redaction_that_twilio_refuses_still_completes_and_says_so(stage: Stage) -> None:
    key = stage.account.add_api_key("restricted", ["create", "read"])
    stage.host.settings["AuthenticationToken"] = "/".join(key)
    wait = stage.ask(params={"Redact Messages": "true"})
    stage.reply(f"Yes {wait.code}")

    result = wait.poll()

    assert (result.state, result.value) == (COMPLETED, "Yes")
    assert "70051" in result.message
    assert_waits_not_redacted(stage)


def test_nothing_is_redacted_unless_asked_for(stage: Stage, wait: Wait) -> None:
    stage.reply(f"Yes {wait.code}")

    assert wait.poll().state == COMPLETED
    assert_waits_not_redacted(stage)

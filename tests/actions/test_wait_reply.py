"""What a poll of Send SMS And Wait takes for the answer, as a process."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from devkit.lab import PHONE, SECOND, THIRD
from devkit.soar import COMPLETED, IN_PROGRESS
from tests.actions.assertions import HOUR, MOMENT, ROW, assert_waits_on

if TYPE_CHECKING:
    from devkit.lab import Lab, StartedWait

REPLY = {"from", "to", "sid", "body", "received_at"}
OPTIONS = {"Reply Options": "Approve, Deny"}


def test_answer_completes_the_wait_with_the_whole_conversation(lab: Lab) -> None:
    wait = lab.ask(params=OPTIONS)
    early = lab.reply(f"who is this? {wait.code}")
    lab.state.clock.advance(42)
    reply = lab.reply(f" aPPROVE! {wait.code}. ")

    result = wait.poll()

    assert (result.state, result.value) == (COMPLETED, "Approve")
    assert PHONE in result.message
    story = result.json
    assert (story["status"], story["answer"], story["code"]) == ("answered", "Approve", wait.code)
    assert story.keys() == {
        "status", "answer", "code", "question", "recipients", "reply", "other_replies",
        "other_replies_total", "follow_ups", "waited_seconds",
    }  # fmt: skip
    assert story["question"].keys() == {"body", "sent_at"}
    assert story["question"]["body"] == wait.text
    assert MOMENT.fullmatch(story["question"]["sent_at"])
    (recipient,) = story["recipients"]
    assert set(recipient) == ROW
    assert (recipient["to"], recipient["from"]) == (PHONE, lab.account.number)
    assert set(story["reply"]) == REPLY
    assert story["reply"]["sid"] == reply.sid
    assert story["reply"]["body"] == reply.body
    assert (story["reply"]["from"], story["reply"]["to"]) == (PHONE, lab.account.number)
    assert MOMENT.fullmatch(story["reply"]["received_at"])
    assert [set(one) for one in story["other_replies"]] == [REPLY | {"reason"}]
    assert story["other_replies"][0]["sid"] == early.sid
    assert (story["other_replies"][0]["reason"], story["other_replies_total"]) == ("no_option", 1)
    assert story["follow_ups"] == []
    assert 41 <= story["waited_seconds"] <= 60
    assert list(result.tables) == ["SMS Messages"]


def test_poll_asks_once_for_the_newest_messages_however_many_older_there_are(
    lab: Lab, wait: StartedWait
) -> None:
    now = lab.state.clock.now()
    lab.account.add_history(1000, PHONE, lab.account.number, older_than=now - HOUR)

    result = wait.poll()

    assert_waits_on(result, wait)
    request, *others = lab.state.requests
    assert request.operation == "list"
    assert [other.operation for other in others] == ["fetch"]
    assert (request.query["From"], request.query["To"]) == (PHONE, lab.account.number)
    assert [call.name for call in result.requests] == ["configuration"]


def test_answer_is_found_beyond_the_first_page(lab: Lab, wait: StartedWait) -> None:
    lab.reply(f"Yes, it was me {wait.code}")
    for number in range(120):
        lab.reply(f"chatter {number}")

    assert wait.poll().value == "Yes, it was me"


def test_what_is_no_answer_keeps_the_wait_open_and_a_valid_reply_ends_it(lab: Lab) -> None:
    started = lab.state.clock.now()
    wait = lab.ask(params=OPTIONS)
    code, other = wait.code, str(999_999 - int(wait.code)).rjust(6, "7")
    lab.reply(f"Approve {code}", at=started - timedelta(minutes=1))
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
        lab.reply(body)
    lab.reply(f"Approve {code}", sender=SECOND)
    lab.reply(f"maybe {code}")

    open_still = wait.poll()
    lab.reply(f"> {wait.text}\n\nDENY 4 8 {code}".replace("4 8 ", ""))
    closed = wait.poll()

    assert_waits_on(open_still, wait)
    assert open_still.json is None
    assert (closed.state, closed.value) == (COMPLETED, "Deny")
    others = closed.json["other_replies"]
    assert {"body": f"maybe {code}", "reason": "no_option"} in [
        {name: other[name] for name in ("body", "reason")} for other in others
    ]
    assert len(others) == closed.json["other_replies_total"] == 10


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
    lab: Lab, wait: StartedWait, body: str, answer: str
) -> None:
    wide = "".join(chr(0xFF10 + int(digit)) for digit in wait.code)
    lab.reply(body.format(code=wait.code, wide=f"{wide[:3]} {wide[3:]}"))

    result = wait.poll()

    assert result.state == COMPLETED
    assert " ".join(result.value.split()) == " ".join(answer.format(code=wait.code).split())


def test_first_valid_answer_of_two_recipients_wins(lab: Lab) -> None:
    wait = lab.ask(f"{PHONE},{SECOND}")
    lab.state.clock.advance(5)
    lab.reply(f"second is quicker {wait.code}", sender=SECOND)
    lab.state.clock.advance(5)
    lab.reply(f"first is slower {wait.code}")
    lab.reply(f"a stranger {wait.code}", sender=THIRD)

    result = wait.poll()

    assert result.value == "second is quicker"
    assert result.json["reply"]["from"] == SECOND
    assert [row["to"] for row in result.json["recipients"]] == [PHONE, SECOND]
    assert lab.requests.count("list") == 1


def test_reply_to_a_service_is_found_at_the_number_it_chose(lab: Lab) -> None:
    service = lab.account.add_service(["+15550100077"])
    wait = lab.ask(params={"From": service})
    lab.state.clock.advance(10)
    lab.state.phone(PHONE).send(f"Yes {wait.code}")

    result = wait.poll()

    assert (result.state, result.value) == (COMPLETED, "Yes")
    assert result.json["reply"]["to"] == "+15550100077"


def test_wait_plays_to_its_end_on_the_host(lab: Lab) -> None:
    lab.state.delivery.step = 0.01
    phone = lab.state.phone(PHONE)
    phone.answer(lambda text: f"Yes, it was me {text.rpartition(': ')[2]}", after=0.4)
    params = {"Phone Number": PHONE, "Message": "Was it you?"}

    runs = list(
        lab.runner.play(
            "Send SMS And Wait",
            params,
            interval=0.3,
            total_seconds=120,
            settings=lab.settings,
        )
    )

    assert [run.state for run in runs[:-1]] == [IN_PROGRESS] * (len(runs) - 1)
    assert (runs[-1].state, runs[-1].value) == (COMPLETED, "Yes, it was me")
    assert lab.requests.count("create") == 1


def test_markup_in_a_reply_is_escaped_in_the_json_result(lab: Lab, wait: StartedWait) -> None:
    nasty = "</script><script>alert('x')</script>&lt;b"
    lab.reply(f"{nasty} {wait.code}")

    result = wait.poll()

    assert not set(result.raw_json or "") & set("<>&")
    assert result.json["reply"]["body"] == f"{nasty} {wait.code}"
    assert result.value == nasty


def test_redaction_empties_question_and_reply_at_twilio_alone(lab: Lab) -> None:
    wait = lab.ask(f"{PHONE},{SECOND}", params={"Redact Messages": "true"})
    text, code = wait.text, wait.code
    lab.reply(f"Yes {code}")
    assert_waits_not_redacted(lab)

    result = wait.poll()

    assert (result.state, result.value) == (COMPLETED, "Yes")
    assert {message.body for message in lab.account.messages} == {""}
    assert result.json["question"]["body"] == text
    assert result.json["reply"]["body"] == f"Yes {code}"


def assert_waits_not_redacted(lab: Lab) -> None:
    assert all(message.body for message in lab.account.messages)


def test_redaction_that_twilio_refuses_still_completes_and_says_so(lab: Lab) -> None:
    key = lab.account.add_api_key("restricted", ["create", "read"])
    lab.settings["AuthenticationToken"] = "/".join(key)
    wait = lab.ask(params={"Redact Messages": "true"})
    lab.reply(f"Yes {wait.code}")

    result = wait.poll()

    assert (result.state, result.value) == (COMPLETED, "Yes")
    assert "70051" in result.message
    assert_waits_not_redacted(lab)


def test_nothing_is_redacted_unless_asked_for(lab: Lab, wait: StartedWait) -> None:
    lab.reply(f"Yes {wait.code}")

    assert wait.poll().state == COMPLETED
    assert_waits_not_redacted(lab)

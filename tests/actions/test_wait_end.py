"""How a wait ends without an answer, and what does not end it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from devkit.lab import PHONE, SECOND, THIRD
from devkit.soar import COMPLETED, FAILED, EndpointFault, Limits
from devkit.standin import Fault
from tests.actions.assertions import SHORT, assert_waits_on, total_deadline_in

if TYPE_CHECKING:
    from devkit.lab import Lab, StartedWait

OPTIONS = {"Reply Options": "Approve, Deny"}
TIMEOUT = {"Reply Timeout": "10"}
QUIET = {"Fail On Timeout": "false"}


def test_opt_out_of_the_only_recipient_fails_the_wait(lab: Lab, wait: StartedWait) -> None:
    lab.reply("Stop ")

    result = wait.poll()

    assert result.state == FAILED
    assert PHONE in result.message
    assert "START" in result.message
    assert (result.json["status"], result.json["answer"]) == ("opted_out", None)
    assert result.json["reply"] is None


def test_opt_out_ends_the_wait_with_the_last_who_could_answer(lab: Lab) -> None:
    wait = lab.ask(f"{PHONE},{SECOND}")
    lab.reply("STOP")
    one_left = wait.poll()
    lab.reply("unsubscribe", sender=SECOND)
    nobody_left = wait.poll()
    lab.state.clock.advance(5)
    lab.reply("start", sender=SECOND)
    back_again = wait.poll()

    assert_waits_on(one_left, wait)
    assert (nobody_left.state, nobody_left.json["status"]) == (FAILED, "opted_out")
    assert_waits_on(back_again, wait)


def test_answer_before_the_opt_out_counts(lab: Lab, wait: StartedWait) -> None:
    lab.reply(f"Yes {wait.code}")
    lab.state.clock.advance(5)
    lab.reply("STOP")

    assert wait.poll().value == "Yes"


def test_reply_timeout_ends_the_wait_after_a_last_check(lab: Lab) -> None:
    wait = lab.ask(params=TIMEOUT | OPTIONS)
    lab.reply(f"not now {wait.code}")
    open_still = wait.poll(wait.aged(minutes=9.5))
    over = wait.poll(wait.aged(minutes=10.1))
    lab.reply(f"approve {wait.code}")
    answered = wait.poll(wait.aged(minutes=10.1))

    assert open_still.in_progress
    assert over.state == FAILED
    assert PHONE in over.message
    assert "Reply Timeout" in over.message
    story = over.json
    assert (story["status"], story["answer"], story["reply"]) == ("timed_out", None, None)
    assert [one["body"] for one in story["other_replies"]] == [f"not now {wait.code}"]
    assert story["recipients"][0]["sid"] == lab.account.outbound()[0].sid
    assert 600 <= story["waited_seconds"] <= 660
    assert (answered.state, answered.value) == (COMPLETED, "Approve")


def test_reply_timeout_completes_where_it_is_not_to_fail(lab: Lab) -> None:
    wait = lab.ask(params=TIMEOUT | QUIET)

    result = wait.poll(wait.aged(minutes=10.1))

    assert (result.state, result.value) == (COMPLETED, "No Reply")
    assert result.json["status"] == "timed_out"


def test_async_limit_ends_the_wait_at_the_last_poll_that_fits(lab: Lab) -> None:
    wait = lab.ask(params=QUIET, limits=total_deadline_in(3600))
    another_fits = wait.poll(limits=total_deadline_in(180))
    last = wait.poll(limits=total_deadline_in(45))
    lab.reply(f"Just in time {wait.code}")
    answered = wait.poll(limits=total_deadline_in(45))

    assert_waits_on(another_fits, wait)
    assert (last.state, last.value, last.json["status"]) == (COMPLETED, "No Reply", "timed_out")
    assert (answered.state, answered.value) == (COMPLETED, "Just in time")


def test_time_up_says_why_the_question_may_not_have_arrived(lab: Lab) -> None:
    lab.state.delivery.step = 0.01
    lab.state.deliver(PHONE, "undelivered", 30003)
    wait = lab.ask(params=TIMEOUT)

    result = wait.poll(wait.aged(minutes=11))

    assert result.state == FAILED
    assert "30003" in result.message
    assert result.json["recipients"][0]["status"] == "undelivered"


def test_question_that_arrived_nowhere_ends_the_wait_and_names_the_sender_of_the_step(
    lab: Lab,
) -> None:
    lab.state.delivery.step = 0.01
    lab.account.add_number("+15551239998")
    people = [f"+1555123000{n}" for n in range(8)]
    for number in people:
        lab.state.deliver(number, "undelivered", 30034)
    wait = lab.ask(",".join(people), params=TIMEOUT | {"From": "+15551239998"})

    result = wait.poll()

    assert (result.state, result.json["status"]) == (FAILED, "undelivered")
    assert people[0] in result.message
    assert "sender in From" in result.message
    assert result.message.count("30034") == 1


NEAR = {
    "end of the run soon": {"limits": Limits(run_seconds=2, interval_seconds=60)},
    "end of the run gone by": {
        "extra_context": {
            "execution_deadline_unix_time_ms": 1_700_000_000_000,
            "script_timeout_deadline": 1_700_000_000_000,
        }
    },
    "no deadlines given": {
        "extra_context": {
            "execution_deadline_unix_time_ms": 0,
            "script_timeout_deadline": None,
            "async_total_duration_deadline": 0,
            "async_polling_interval_in_sec": 0,
        }
    },
}


@pytest.mark.parametrize("options", NEAR.values(), ids=NEAR)
def test_wait_is_never_cut_short_by_the_deadline_of_a_run(
    lab: Lab, wait: StartedWait, options: Any
) -> None:

    assert_waits_on(wait.poll(**options), wait)


def test_execution_deadline_may_be_that_of_the_whole_wait(lab: Lab, wait: StartedWait) -> None:

    result = wait.poll(limits=total_deadline_in(3600, execution_deadline="total"))

    assert_waits_on(result, wait)


TROUBLE: dict[str, dict[str, Any]] = {
    "503": {"kind": "status", "status": 503},
    "429": {"kind": "status", "status": 429},
    "captive portal": {"kind": "html"},
    "403 of a proxy": {"kind": "html", "status": 403},
    "cut": {"kind": "cut"},
    "cut in the answer": {"kind": "truncated"},
    "empty answer": {"kind": "empty"},
    "JSON of another shape": {"kind": "json", "body": {"messages": {"sid": 5}}},
}


@pytest.mark.parametrize("fields", TROUBLE.values(), ids=TROUBLE)
def test_trouble_with_twilio_keeps_the_wait_and_says_so(
    lab: Lab, wait: StartedWait, fields: Any
) -> None:
    lab.add_faults(Fault(path="list", times=None, **fields))

    result = wait.poll(limits=SHORT)

    assert_waits_on(result, wait)
    assert result.message.removeprefix(f"Waiting for a reply from {PHONE}.")
    assert set(lab.requests) <= {"list", "fetch"}


def test_trouble_that_passes_within_a_poll_is_no_trouble(lab: Lab, wait: StartedWait) -> None:
    lab.reply(f"Yes {wait.code}")
    lab.add_faults(Fault("status", path="list", status=503), Fault("cut", path="list"))

    assert wait.poll().value == "Yes"


def test_rows_that_are_no_messages_do_not_hide_the_answer(lab: Lab, wait: StartedWait) -> None:
    reply = lab.reply(f"Yes {wait.code}")
    moment = reply.created.strftime("%a, %d %b %Y %H:%M:%S +0000")
    good = {"sid": reply.sid, "from": PHONE, "to": lab.account.number, "body": reply.body,
            "direction": "inbound", "date_created": moment, "date_sent": None}  # fmt: skip
    rows = [None, {}, {"sid": "SM1", "body": 5, "direction": [], "date_sent": "soon"}, good]
    lab.add_faults(Fault("json", path="list", body={"messages": rows, "next_page_uri": None}))

    result = wait.poll()

    assert (result.state, result.value) == (COMPLETED, "Yes")


def test_end_of_the_time_in_trouble_ends_the_wait_and_names_the_trouble(lab: Lab) -> None:
    wait = lab.ask(params=TIMEOUT)
    lab.add_faults(Fault("html", times=None))

    result = wait.poll(wait.aged(minutes=11), limits=Limits(run_seconds=12))

    assert (result.state, result.json["status"]) == (FAILED, "timed_out")
    assert "sign-in page" in result.message


REFUSALS = {
    "wrong credentials": (401, 20003, "AuthenticationToken"),
    "suspended": (403, 20403, "suspended"),
    "key without permission": (403, 70051, "permission"),
}


@pytest.mark.parametrize(("status", "code", "word"), REFUSALS.values(), ids=REFUSALS)
def test_refused_credentials_fail_the_wait(
    lab: Lab, wait: StartedWait, status: int, code: int, word: str
) -> None:
    lab.add_faults(Fault("status", path="list", status=status, code=code, times=None))

    result = wait.poll()

    assert result.state == FAILED
    assert str(code) in result.message
    assert word in result.message


def test_platform_that_fails_in_a_poll_keeps_the_wait(lab: Lab, wait: StartedWait) -> None:
    lab.runner.faults.append(EndpointFault("configuration"))

    result = wait.poll()

    assert_waits_on(result, wait)
    assert "platform" in result.message


def test_poll_ends_before_its_process_deadline_whatever_drips(lab: Lab) -> None:
    wait = lab.ask(f"{PHONE},{SECOND}")
    lab.add_faults(Fault("drip", path="list", times=None, delay=0.2))
    began = time.monotonic()

    result = wait.poll(limits=SHORT)

    assert_waits_on(result, wait)
    assert time.monotonic() - began < SHORT.run_seconds


def test_last_poll_asks_until_twilio_answers_and_finds_the_reply(lab: Lab) -> None:
    wait = lab.ask(params=QUIET)
    lab.reply(f"Just in time {wait.code}")
    lab.add_faults(Fault("status", path="list", status=503, times=3))

    result = wait.poll(limits=total_deadline_in(60))

    assert (result.state, result.value) == (COMPLETED, "Just in time")


def test_last_poll_that_never_got_an_answer_fails_whatever_the_parameter_says(lab: Lab) -> None:
    wait = lab.ask(params=QUIET)
    lab.add_faults(Fault("status", path="list", status=503, times=None))
    limits = total_deadline_in(12)

    result = wait.poll(limits=limits)

    assert (result.state, result.value) == (FAILED, False)
    assert "it is not known whether" in result.message
    assert "No reply" not in result.message
    assert time.time() * 1000 < limits.total_deadline_ms


def test_machine_whose_clock_is_ahead_waits_on_until_the_platforms_limit(lab: Lab) -> None:
    wait = lab.ask(params=QUIET)
    lab.state.clock.advance(-600)

    # By this machine's clock the limit is five minutes gone, by Twilio's five minutes away.
    result = wait.poll(limits=total_deadline_in(-300))

    assert_waits_on(result, wait)


@pytest.mark.parametrize("fails", ["true", "false"])
def test_question_that_never_arrives_ends_the_wait_within_two_polls(lab: Lab, fails: str) -> None:
    lab.state.delivery.step = 0.01
    lab.state.deliver(PHONE, "undelivered", 30005)
    wait = lab.ask(params={"Fail On Timeout": fails})

    result = wait.poll()

    ended = (FAILED, False) if fails == "true" else (COMPLETED, "Not Delivered")
    assert (result.state, result.value) == ended
    assert result.json["status"] == "undelivered"
    assert result.json["recipients"][0]["error_code"] == 30005
    assert "30005" in result.message


def test_opt_out_of_the_last_who_could_answer_completes_where_it_is_not_to_fail(
    lab: Lab,
) -> None:
    lab.state.delivery.step = 0.01
    lab.state.deliver(SECOND, "undelivered", 30005)
    wait = lab.ask(f"{PHONE},{SECOND}", params=QUIET)
    lab.reply("stop")

    result = wait.poll()

    assert (result.state, result.value) == (COMPLETED, "Opted Out")
    assert [row["status"] for row in result.json["recipients"]] == ["delivered", "undelivered"]


def test_texts_that_did_not_count_are_told_while_waiting_and_at_the_end(lab: Lab) -> None:
    wait = lab.ask(params=TIMEOUT)
    lab.reply("yes")
    lab.reply("of course")
    lab.reply(f"it was me {wait.code}", sender=THIRD)
    waiting = wait.poll()
    over = wait.poll(wait.aged(minutes=11))

    assert "2 texts did not count: 2 without the number" in waiting.message
    assert "No valid answer came" in over.message
    assert "from a phone that was not asked" in over.message
    assert [row["reason"] for row in over.json["other_replies"]] == [
        "no_code",
        "no_code",
        "other_phone",
    ]
    assert "yes" not in over.message.split("Reason: ")[1].split()


def test_refused_account_ends_the_wait_with_its_result(lab: Lab) -> None:
    wait = lab.ask()
    lab.add_faults(Fault("status", path="list", status=401, code=20003, times=None))

    result = wait.poll()

    assert (result.state, result.json["status"]) == (FAILED, "failed")
    assert result.json["code"] == wait.code

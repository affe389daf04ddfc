from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from devkit.standin import Fault
from TwilioDraft import Draft
from TwilioModels import Delivery, show_time
from TwilioRetry import Deadline
from TwilioWaitFollowUps import FollowUps
from TwilioWaitPoll import PollResult, check_replies
from TwilioWaitState import Wait

ANA, BOB, EVE = "+15551230001", "+15551230002", "+15551230003"
CODE = "482139"
QUESTION = f"Was it you?\nTo respond, type your reply followed by {CODE}\nSiemplifyID: {CODE}"


@pytest.fixture(autouse=True)
def quick(mocker, quick_retries) -> None:
    mocker.patch("TwilioSending.SEARCH_WAITS", (0.02, 0.05))
    mocker.patch("TwilioSending.LIST_DELAY", 0.03)


@pytest.fixture
def account(twilio):
    return twilio.state.account


@pytest.fixture
def ask(twilio, connect, account):
    """Ask people some minutes ago, by Twilio's clock."""

    def ask(*to: str, minutes: float = 10, **changes) -> Wait:
        twilio.state.clock.advance(-minutes * 60)
        rows = tuple(
            Delivery(one).updated(connect().create(Draft(one, account.number, QUESTION)))
            for one in to or (ANA,)
        )
        twilio.state.clock.advance(minutes * 60)
        asked_at = datetime.now(UTC) - timedelta(minutes=minutes, seconds=1)
        return Wait(
            CODE, QUESTION, asked_at, asked_at.timestamp(), None, (), True, False, rows,
            sender=account.number, **changes,
        )  # fmt: skip

    return ask


@pytest.fixture
def hear(account):
    def hear(body: str, sender: str = ANA, ago: float = 30) -> None:
        account.receive(sender, account.number, body, at=datetime.now(UTC) - timedelta(seconds=ago))

    return hear


@pytest.fixture
def send_due(connect):
    """Run the part of one poll that sends; return the wait as it is saved, and the failures."""

    def send_due(
        wait: Wait, *, at_once: bool = False, deadline: Deadline | None = None
    ) -> tuple[Wait, dict[str, list[Delivery]]]:
        result = check_replies(connect(), wait, Deadline(10))
        poll = SimpleNamespace(wait=wait, result=result, failures={})
        texts = FollowUps(poll, connect(), deadline or Deadline(10))
        texts.confirm()
        texts.send_due(2e9)
        texts.escalate(2e9, at_once=at_once)
        return poll.wait, poll.failures

    return send_due


def texts_to(account, phone: str) -> list[str]:
    return [message.body for message in account.outbound(phone)]


def test_reminder_is_the_question_once_more_and_is_sent_once(account, ask, send_due) -> None:
    wait, _ = send_due(ask(reminder_minutes=5))
    again, _ = send_due(wait)
    assert texts_to(account, ANA) == [QUESTION] * 2
    assert again == wait
    assert [(text.to, text.kind) for text in wait.follow_ups] == [(ANA, "reminder")]


def test_reminder_waits_for_its_time(account, ask, send_due) -> None:
    send_due(ask(reminder_minutes=11))
    assert texts_to(account, ANA) == [QUESTION]


def test_nobody_is_reminded_who_opted_out_or_has_no_question(account, ask, send_due, hear) -> None:
    wait = ask(ANA, BOB, EVE, reminder_minutes=5)
    failed = wait.recipients[1]._replace(status="undelivered")
    hear("STOP")
    send_due(wait._replace(recipients=(wait.recipients[0], failed, wait.recipients[2])))
    assert [len(texts_to(account, to)) for to in (ANA, BOB, EVE)] == [1, 1, 2]


def test_hint_is_sent_once_to_a_person_whose_text_did_not_count(
    account, ask, send_due, hear
) -> None:
    wait = ask(ANA, BOB, hint=f"Please add {CODE}")
    hear("yes")
    hear("hello?", ago=20)
    wait, _ = send_due(wait)
    hear("yes!!", ago=1)
    send_due(wait)
    assert texts_to(account, ANA) == [QUESTION, f"Please add {CODE}"]
    assert texts_to(account, BOB) == [QUESTION]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Liked “Was it you?”", id="reaction"),
        pytest.param(f"“{QUESTION}”", id="copy"),
        pytest.param("yes 111111", id="another number"),
        pytest.param("STOP", id="keyword"),
        pytest.param("START", id="opt-in"),
        pytest.param("Help", id="help"),
        pytest.param("", id="a picture alone"),
    ],
)
def test_no_hint_for_a_text_that_is_no_attempt_at_an_answer(
    account, ask, send_due, hear, body
) -> None:
    wait = ask(hint=f"Please add {CODE}")
    hear(body)
    send_due(wait)
    assert texts_to(account, ANA) == [QUESTION]


def test_offered_answer_without_the_code_gets_a_hint_though_twilio_knows_the_word(
    account, ask, send_due, hear
) -> None:
    wait = ask(hint=f"Please add {CODE}")._replace(options=("Start", "Wait"))
    hear("start")
    send_due(wait)
    assert texts_to(account, ANA) == [QUESTION, f"Please add {CODE}"]


def test_confirmation_goes_to_everybody_who_was_asked(account, ask, send_due, hear) -> None:
    wait = ask(ANA, BOB, EVE, confirmation="{from} said {answer}. {other}")
    hear(f"yes, {{from}} {CODE}", sender=BOB)
    hear("STOP", sender=EVE)
    wait, _ = send_due(wait)
    said = f"{BOB} said yes, {{from}}. {{other}}"
    assert [texts_to(account, to)[1:] for to in (ANA, BOB, EVE)] == [[said], [said], []]
    assert {text.kind for text in wait.follow_ups} == {"confirmation"}


def test_confirmation_holds_the_answer_on_one_line_and_at_most_1600_characters(
    account, ask, send_due, hear
) -> None:
    hear(f"a\n\u202eb {CODE} " + "x" * 1500)
    send_due(ask(confirmation="{answer}" + "y" * 200))
    (text,) = texts_to(account, ANA)[1:]
    assert text.startswith("a b")
    assert len(text) == 1600


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        pytest.param({"reminder_minutes": 5}, None, id="reminder"),
        pytest.param({"hint": f"Please add {CODE}"}, "yes", id="hint"),
        pytest.param({"confirmation": "Recorded."}, f"yes {CODE}", id="confirmation"),
        pytest.param({"escalation": (BOB,), "escalation_minutes": 5}, None, id="next question"),
    ],
)
def test_text_of_a_run_that_was_killed_is_not_sent_again(
    account, ask, send_due, hear, changes, body
) -> None:
    wait = ask(**changes)
    if body:
        hear(body)
    send_due(wait)
    sent = len(account.outbound())
    saved, _ = send_due(wait)
    assert sent == len(account.outbound()) == 2
    assert saved.sids() == {message.sid for message in account.outbound()}


def test_hint_and_reminder_of_a_run_that_was_killed_are_not_sent_again(
    account, ask, send_due, hear
) -> None:
    wait = ask(hint=f"Please add {CODE}", reminder_minutes=5)
    hear("yes")
    first, _ = send_due(wait)
    saved, _ = send_due(wait)
    assert texts_to(account, ANA) == [QUESTION, f"Please add {CODE}", QUESTION]
    assert saved.follow_ups == first.follow_ups


@pytest.mark.parametrize(
    ("changes", "at_once"),
    [
        pytest.param({"reminder_minutes": 5}, False, id="reminder"),
        pytest.param({"escalation": (BOB,)}, True, id="next question"),
    ],
)
def test_text_of_a_killed_run_that_failed_is_told_with_its_reason(
    twilio, ask, send_due, changes, at_once
) -> None:
    wait = ask(**changes)
    twilio.state.deliver(BOB if at_once else ANA, "undelivered", 30003)
    send_due(wait, at_once=at_once)
    twilio.state.clock.advance(60)
    saved, _ = send_due(wait, at_once=at_once)
    (row,) = saved.recipients[1:] or saved.follow_ups
    assert row.status == "undelivered"
    assert "could not be reached (Twilio error 30003)" in row.error_message


def test_times_are_those_of_twilios_clock(account, ask, send_due, mocker) -> None:
    mocker.patch.object(Deadline, "clock_offset", -600.0)
    wait = ask(minutes=11, reminder_minutes=5, escalation=(BOB,), escalation_minutes=5)
    send_due(wait)
    assert [len(texts_to(account, to)) for to in (ANA, BOB)] == [1, 0]


def test_next_person_waits_for_one_whose_question_may_have_left(
    twilio, account, ask, send_due
) -> None:
    wait = ask(escalation=(BOB, EVE), escalation_minutes=5)
    twilio.state.faults.add(Fault("cut", path="create", acting="before"))
    twilio.state.faults.add(Fault("status", status=403, code=20003, path="list", after=2))
    wait, _ = send_due(wait)
    assert (wait.recipients[1].to, wait.recipients[1].status) == (BOB, "unknown")
    again, _ = send_due(wait)
    assert again.escalation == (EVE,)
    assert texts_to(account, EVE) == []


def test_next_number_stays_the_next_where_the_account_is_refused(twilio, ask, send_due) -> None:
    wait = ask(escalation=(BOB, EVE), escalation_minutes=5)
    twilio.state.faults.add(Fault("status", status=401, code=20003, path="create"))
    unchanged, failures = send_due(wait)
    assert unchanged == wait
    assert failures["question"][0].error_code == 20003


def test_nobody_is_sent_a_hint_for_a_text_from_before_the_question(
    account, ask, send_due, hear
) -> None:
    wait = ask(ANA, BOB, hint=f"Please add {CODE}")
    later = wait.recipients[1]._replace(created_at=show_time(datetime.now(UTC)))
    hear("hello?", sender=BOB)
    send_due(wait._replace(recipients=(wait.recipients[0], later)))
    assert texts_to(account, BOB) == [QUESTION]


def test_confirmation_is_not_sent_to_who_opted_out_after_the_answer(
    account, ask, send_due, hear
) -> None:
    wait = ask(confirmation="Recorded.")
    hear(f"yes {CODE}")
    hear("STOP", ago=20)
    _, failures = send_due(wait)
    assert (texts_to(account, ANA), failures) == ([QUESTION], {})


def test_confirmation_goes_to_who_answered_though_reported_undelivered(
    account, ask, send_due, hear
) -> None:
    wait = ask(ANA, BOB, EVE, "+15551230004", confirmation="Recorded.")
    wait = wait._replace(recipients=(*wait.recipients, Delivery(ANA.removeprefix("+1"))))
    first, second, *_ = (row._replace(status="undelivered") for row in wait.recipients)
    hear(f"yes {CODE}")
    send_due(wait._replace(recipients=(first, second, *wait.recipients[2:])))
    confirmed = [texts_to(account, row.to)[1:] == ["Recorded."] for row in wait.recipients]
    assert confirmed == [True, False, True, True, False]


@pytest.mark.parametrize("fault", ["cut", "status"])
def test_text_whose_create_was_not_answered_is_sent_once(
    twilio, account, ask, send_due, fault
) -> None:
    wait = ask(reminder_minutes=5)
    twilio.state.faults.add(Fault(fault, path="create", acting="after", status=503))
    wait, _ = send_due(wait)
    send_due(wait)
    assert texts_to(account, ANA) == [QUESTION] * 2


def test_nothing_is_sent_while_the_list_does_not_answer(twilio, account, ask, send_due) -> None:
    wait = ask(reminder_minutes=5)
    twilio.state.faults.add(Fault("status", status=503, path="list", after=1, times=None))
    unchanged, failures = send_due(wait)
    assert (unchanged, [row.to for row in failures["reminder"]]) == (wait, [ANA])
    twilio.state.faults.clear()
    send_due(wait)
    assert texts_to(account, ANA) == [QUESTION] * 2


def test_form_of_an_address_that_twilio_refuses_holds_no_copy(
    twilio, account, ask, send_due
) -> None:
    service = account.add_service([account.number])
    wait = ask(reminder_minutes=5)._replace(sender=service)
    twilio.state.faults.add(Fault("status", status=400, code=20001, path="list", after=2))
    _, failures = send_due(wait)
    assert failures == {}
    assert texts_to(account, ANA) == [QUESTION] * 2


def test_refused_text_is_told_once_and_not_tried_again(twilio, account, ask, send_due) -> None:
    wait = ask(reminder_minutes=5)
    twilio.state.faults.add(Fault("status", status=400, code=21614, path="create"))
    wait, failures = send_due(wait)
    again, later = send_due(wait)
    assert failures["reminder"][0].error_code == 21614
    assert (again, later) == (wait, {})
    assert wait.follow_ups[0].status == "not_sent"


def test_older_confirmation_of_another_wait_is_not_taken_for_this_one(
    twilio, connect, account, ask, send_due, hear
) -> None:
    twilio.state.clock.advance(-120)
    connect().create(Draft(ANA, account.number, "Recorded."))
    twilio.state.clock.advance(120)
    hear(f"yes {CODE}")
    send_due(ask(confirmation="Recorded."))
    assert texts_to(account, ANA).count("Recorded.") == 2


def test_next_person_is_asked_when_the_last_one_had_the_time(account, ask, send_due) -> None:
    early = ask(escalation=(BOB, EVE), escalation_minutes=11)
    assert send_due(early)[0] == early
    wait, _ = send_due(early._replace(escalation_minutes=5))
    again, _ = send_due(wait)
    assert [len(texts_to(account, to)) for to in (ANA, BOB, EVE)] == [1, 1, 0]
    assert [row.to for row in again.recipients] == [ANA, BOB]
    assert again.escalation == (EVE,)


def test_next_person_is_asked_at_once_where_nobody_can_answer(account, ask, send_due) -> None:
    wait, _ = send_due(ask(escalation=(BOB, EVE), escalation_minutes=60), at_once=True)
    assert [row.to for row in wait.recipients] == [ANA, BOB]


def test_escalation_goes_on_to_the_next_where_one_cannot_be_texted(
    twilio, account, ask, send_due
) -> None:
    wait = ask(escalation=(BOB, EVE))
    twilio.state.faults.add(Fault("status", status=400, code=21614, path="create", to=BOB))
    wait, _ = send_due(wait, at_once=True)
    assert [(row.to, row.status) for row in wait.recipients[1:]] == [
        (BOB, "not_sent"),
        (EVE, "queued"),
    ]
    assert wait.escalation == ()


def test_answer_of_the_second_asked_ends_the_wait_whoever_was_asked_first(
    connect, ask, send_due, hear
) -> None:
    wait, _ = send_due(ask(escalation=(BOB,), escalation_minutes=5))
    hear(f"late but yes {CODE}", ago=1)
    assert check_replies(connect(), wait, Deadline(10)).answer == "late but yes"


def test_follow_ups_are_in_the_saved_state(ask, send_due) -> None:
    wait, _ = send_due(ask(reminder_minutes=5))
    (row,) = json.loads(wait.save())["follow_ups"]
    assert (row["to"], row["kind"], row["status"]) == (ANA, "reminder", "queued")


def test_wait_without_follow_ups_asks_for_nothing(twilio, connect, ask) -> None:
    wait = ask()
    twilio.state.requests.clear()
    poll = SimpleNamespace(wait=wait, result=PollResult(), failures={})
    texts = FollowUps(poll, connect(), Deadline(10))
    texts.confirm()
    texts.send_due(2e9)
    texts.escalate(2e9, at_once=True)
    assert len(twilio.state.requests) == 0


def test_reminder_that_never_left_is_sent_though_the_question_holds_the_same_code(
    twilio, account, ask, send_due, mocker
) -> None:
    mocker.patch("TwilioSending.LIST_DELAY", 0.05)
    wait = ask(reminder_minutes=5)
    twilio.state.faults.add(Fault("status", path="create", acting="before", status=503))
    wait, _ = send_due(wait)
    assert texts_to(account, ANA) == [QUESTION] * 2
    assert wait.follow_ups[0].sid == account.outbound(ANA)[-1].sid


def test_hint_is_sent_though_a_reminder_went_out_after_the_text(
    account, ask, send_due, hear
) -> None:
    wait, _ = send_due(ask(reminder_minutes=5))
    hear("yes", ago=30)
    send_due(wait._replace(hint=f"Please add {CODE}"))
    assert texts_to(account, ANA)[-1] == f"Please add {CODE}"


def test_text_that_twilio_was_too_busy_for_is_sent_by_a_later_run(
    twilio, account, ask, send_due, mocker
) -> None:
    mocker.patch("TwilioRetry.time.sleep")
    wait = ask(reminder_minutes=5)
    headers = {"Retry-After": "600"}
    twilio.state.faults.add(
        Fault("status", path="create", status=429, code=20429, headers=headers, times=None)
    )
    unchanged, failures = send_due(wait)
    assert (unchanged, list(failures)) == (wait, ["reminder"])
    twilio.state.faults.clear()
    send_due(wait)
    assert texts_to(account, ANA) == [QUESTION] * 2

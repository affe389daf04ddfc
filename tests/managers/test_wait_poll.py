from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from devkit.standin import Fault
from TwilioExceptions import TwilioAccountError
from TwilioManager import Draft
from TwilioModels import Delivery
from TwilioRetry import Deadline
from TwilioWaitOutcome import result_of
from TwilioWaitPoll import check_replies
from TwilioWaitRedaction import redact
from TwilioWaitState import Wait

ANA, BOB = "+15551230001", "+15551230002"
CODE = "482139"


@pytest.fixture(autouse=True)
def quick(mocker) -> None:
    mocker.patch("TwilioWaitPoll.RETRIES", (0.02, 0.05))
    mocker.patch("TwilioWaitRedaction.RETRIES", (0.02, 0.05))


@pytest.fixture
def ours(twilio) -> str:
    return twilio.state.account.number


@pytest.fixture
def wait(twilio, ours):
    def wait(*to: str, options: tuple[str, ...] = (), ago: float = 60, **changes) -> Wait:
        asked_at = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=ago)
        recipients = tuple(
            Delivery(one, sender=ours, sid=f"SM{place:032x}", status="sent")
            for place, one in enumerate(to or (ANA,))
        )
        plain = Wait(
            CODE, "Was it you?", asked_at, asked_at.timestamp(), None, options, True, False,
            recipients,
        )  # fmt: skip
        return plain._replace(**changes)

    return wait


@pytest.fixture
def hear(twilio, ours):
    def hear(body: str, sender: str = ANA, to: str | None = None, ago: float = 10) -> str:
        at = datetime.now(UTC) - timedelta(seconds=ago)
        return twilio.state.account.receive(sender, to or ours, body, at=at).sid

    return hear


def test_nothing_yet(connect, wait) -> None:
    result = check_replies(connect(), wait(), Deadline(10))
    assert (result.reply, result.opted_out, result.trouble) == (None, False, "")


def test_reply_is_found_with_one_request_whatever_came_before(
    twilio, connect, wait, hear, ours
) -> None:
    twilio.state.account.add_history(
        1000, ANA, ours, older_than=datetime.now(UTC) - timedelta(hours=1)
    )
    sid = hear(f"yes {CODE}.")
    result = check_replies(connect(), wait(), Deadline(10))
    assert (result.answer, result.reply.sid) == ("yes", sid)
    assert len(twilio.state.requests) == 1
    assert dict(twilio.state.requests[0].query)["From"] == ANA


def test_look_goes_on_to_the_next_page_of_new_messages(twilio, connect, wait, hear) -> None:
    hear(f"yes {CODE}", ago=50)
    for place in range(60):
        hear(f"chat {place}", ago=40)
    assert check_replies(connect(), wait(), Deadline(10)).answer == "yes"
    assert len(twilio.state.requests) == 2


@pytest.mark.parametrize("precision", ["second", "day"])
def test_reply_is_found_however_twilio_reads_dates(twilio, connect, wait, hear, precision) -> None:
    twilio.state.assumptions.date_filter = precision
    hear(f"yes {CODE}")
    assert check_replies(connect(), wait(), Deadline(10)).answer == "yes"


def test_message_older_than_the_question_is_no_reply(connect, wait, hear) -> None:
    hear(f"yes {CODE}", ago=90)
    assert check_replies(connect(), wait(ago=60), Deadline(10)).reply is None


def test_message_of_the_questions_own_second_is_a_reply(connect, wait, hear) -> None:
    hear(f"yes {CODE}", ago=59.99)
    assert check_replies(connect(), wait(ago=60), Deadline(10)).answer == "yes"


def test_stranger_with_the_code_is_no_recipient(connect, wait, hear) -> None:
    hear(f"yes {CODE}", sender="+15551239999")
    assert check_replies(connect(), wait(), Deadline(10)).reply is None


def test_row_of_a_stranger_in_the_recipients_list_is_no_reply(twilio, connect, wait, ours) -> None:
    row = {
        "sid": "SM" + "1" * 32,
        "from": "+15551239999",
        "to": ours,
        "body": f"yes {CODE}",
        "direction": "inbound",
        "date_created": format_datetime(datetime.now(UTC)),
    }
    twilio.state.faults.add(Fault("json", body={"messages": [row]}))
    assert check_replies(connect(), wait(), Deadline(10)).reply is None


def test_reply_to_another_number_of_ours_is_no_reply(twilio, connect, wait, hear) -> None:
    other = twilio.state.account.add_number("+15550107777")
    hear(f"yes {CODE}", to=other)
    assert check_replies(connect(), wait(), Deadline(10)).reply is None


def test_reply_to_a_services_number_counts_wherever_it_comes_in(
    twilio, connect, wait, hear
) -> None:
    other = twilio.state.account.add_number("+15550107777")
    hear(f"yes {CODE}", to=other)
    asked = Delivery(ANA, messaging_service_sid="MG" + "0" * 32, sid="SM1", status="accepted")
    assert check_replies(connect(), wait(recipients=(asked,)), Deadline(10)).answer == "yes"


def test_first_valid_answer_wins(connect, wait, hear) -> None:
    hear(f"no {CODE}", sender=ANA, ago=20)
    hear(f"yes {CODE}", sender=BOB, ago=30)
    result = check_replies(connect(), wait(ANA, BOB), Deadline(10))
    assert (result.answer, result.reply.sender) == ("yes", BOB)


def test_option_is_returned_as_it_was_spelled_and_others_are_kept(connect, wait, hear) -> None:
    hear(f"maybe {CODE}", ago=30)
    hear(f"approve! {CODE}", ago=20)
    result = check_replies(connect(), wait(options=("Approve", "Deny")), Deadline(10))
    assert result.answer == "Approve"
    assert [one.body for one in result.other_replies] == [f"maybe {CODE}"]


def test_recipient_who_never_got_the_question_is_not_read(twilio, connect, wait) -> None:
    refused = Delivery(BOB, error_code=21610)
    check_replies(connect(), wait(recipients=(*wait().recipients, refused)), Deadline(10))
    assert len(twilio.state.requests) == 1


@pytest.mark.parametrize(
    ("heard", "out"),
    [
        pytest.param([(ANA, "STOP")], False, id="one of two"),
        pytest.param([(ANA, "STOP"), (BOB, "unsubscribe")], True, id="both"),
        pytest.param([(ANA, "STOP"), (BOB, "stop"), (BOB, "START")], False, id="one came back"),
        pytest.param([(ANA, "STOP"), (BOB, "please stop")], False, id="not alone"),
    ],
)
def test_opt_out_counts_when_nobody_is_left(connect, wait, hear, heard, out) -> None:
    for place, (sender, body) in enumerate(heard):
        hear(body, sender=sender, ago=40 - place * 5)
    assert check_replies(connect(), wait(ANA, BOB), Deadline(10)).opted_out is out


@pytest.mark.parametrize(("to_service", "out"), [(True, True), (False, False)])
def test_opt_out_from_another_sender_leaves_a_services_question_open(
    twilio, connect, wait, hear, to_service, out
) -> None:
    account = twilio.state.account
    chosen = account.add_number("+15550107777")
    service = account.add_service([chosen])
    hear("STOP", to=chosen if to_service else account.number)
    asked = Delivery(ANA, messaging_service_sid=service, sid="SM1", status="accepted")
    assert check_replies(connect(), wait(recipients=(asked,)), Deadline(10)).opted_out is out


def test_look_cut_short_does_not_always_begin_with_the_same(twilio, connect, wait, mocker) -> None:
    many = [f"+1555123{place:04d}" for place in range(9)]
    clock = mocker.patch("TwilioWaitPoll.time.time_ns")
    begun = []
    for moment in (0, 1_000_000):
        clock.return_value = moment
        check_replies(connect(), wait(*many), Deadline(10))
        begun.append(twilio.state.requests[-9].query["From"])
    assert begun == many[:2]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault("status", status=500, after=1, times=None), id="500"),
        pytest.param(Fault("status", status=404, code=20404, after=1, times=None), id="404"),
    ],
)
def test_reply_on_the_first_page_survives_a_second_that_fails(
    twilio, connect, wait, hear, fault
) -> None:
    for place in range(60):
        hear(f"chat {place}", ago=40)
    hear(f"yes {CODE}", ago=20)
    twilio.state.faults.add(fault)
    assert check_replies(connect(), wait(), Deadline(10)).answer == "yes"


def test_answer_before_an_opt_out_counts(connect, wait, hear) -> None:
    hear(f"yes {CODE}", ago=30)
    hear("STOP", ago=20)
    assert check_replies(connect(), wait(), Deadline(10)).answer == "yes"


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault("status", status=503, times=2), id="503 twice"),
        pytest.param(Fault("cut", times=2), id="cut twice"),
        pytest.param(Fault("html"), id="a page once"),
        pytest.param(Fault("status", status=429, code=20429), id="429 once"),
    ],
)
def test_passing_trouble_is_overcome_in_the_same_look(twilio, connect, wait, hear, fault) -> None:
    hear(f"yes {CODE}")
    twilio.state.faults.add(fault)
    assert check_replies(connect(), wait(), Deadline(10)).answer == "yes"


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault("status", status=503, times=None), id="503"),
        pytest.param(Fault("html", times=None), id="portal"),
        pytest.param(Fault("html", status=403, times=None), id="403 page"),
        pytest.param(Fault("status", status=400, code=20001, times=None), id="400"),
        pytest.param(Fault("json", body={"messages": None}, times=None), id="other JSON"),
        pytest.param(
            Fault("status", status=429, headers={"Retry-After": "600"}, times=None), id="429"
        ),
    ],
)
def test_lasting_trouble_is_told_and_kills_nothing(twilio, connect, wait, fault) -> None:
    twilio.state.faults.add(fault)
    result = check_replies(connect(), wait(), Deadline(10))
    assert result.trouble
    assert not result.reply
    assert not result.opted_out


def test_trouble_with_one_recipient_hides_no_answer_of_another(twilio, connect, wait, hear) -> None:
    hear(f"yes {CODE}", sender=BOB)
    twilio.state.faults.add(Fault("status", status=503, to=ANA, times=None))
    assert check_replies(connect(), wait(ANA, BOB), Deadline(10)).answer == "yes"


def test_answer_that_was_read_counts_though_the_account_is_refused_then(
    twilio, connect, wait, hear
) -> None:
    hear(f"yes {CODE}")
    twilio.state.faults.add(Fault("status", status=401, code=20003, after=1, times=None))
    assert check_replies(connect(), wait(ANA, BOB), Deadline(10)).answer == "yes"
    assert len(twilio.state.requests) == 2


def test_sign_in_page_of_a_proxy_keeps_the_wait(twilio, connect, wait) -> None:
    twilio.state.faults.add(Fault("html", status=401, times=None))
    assert "not by Twilio" in check_replies(connect(), wait(), Deadline(10)).trouble


def test_rows_that_are_no_messages_are_told(twilio, connect, wait) -> None:
    twilio.state.faults.add(Fault("json", body={"messages": [5, None, {"sid": 1}]}))
    assert "no messages" in check_replies(connect(), wait(), Deadline(10)).trouble


def test_busy_twilio_is_told_without_advice_to_ask_anew(twilio, connect, wait) -> None:
    twilio.state.faults.add(Fault("status", status=429, times=None))
    assert check_replies(connect(), wait(), Deadline(10)).trouble.endswith("(Twilio error 20429).")


def test_recipient_known_by_national_digits_is_found(twilio, connect, wait, hear) -> None:
    hear(f"no {CODE}", sender=BOB)
    hear(f"yes {CODE}")
    assert check_replies(connect(), wait(ANA[2:]), Deadline(10)).answer == "yes"


def test_refused_account_ends_the_wait(twilio, connect, wait) -> None:
    twilio.state.faults.add(Fault("status", status=401, code=20003))
    with pytest.raises(TwilioAccountError):
        check_replies(connect(), wait(), Deadline(10))


def test_result_measures_by_twilios_clock(connect, wait, hear) -> None:
    hear(f"yes {CODE}", ago=18)
    asked = wait(ago=60)._replace(started_at=0.0)
    result = check_replies(connect(), asked, Deadline(10))
    assert result_of("answered", asked, result)["waited_seconds"] in {41, 42, 43}


def test_redact_empties_question_and_reply(twilio, connect, wait, hear, ours) -> None:
    question = connect().create(Draft(ANA, ours, "Was it you?"))
    hear(f"yes {CODE}")
    asked = wait(recipients=(Delivery(ANA, sender=ours, sid=question.sid, status="sent"),))
    result = check_replies(connect(), asked, Deadline(10))
    twilio.state.faults.add(Fault("status", path="update", status=503, times=2))
    assert redact(connect(), asked, result.reply, Deadline(10)) == ""
    assert [one.body for one in twilio.state.account.messages] == ["", ""]


def test_redact_tries_again_while_a_message_is_on_its_way(twilio, connect, wait, hear) -> None:
    sid = hear(f"yes {CODE}")
    reply = next(connect().list_received_from(ANA, None))
    twilio.state.faults.add(Fault("status", path="update", status=409, code=20009, times=2))
    assert redact(connect(), wait()._replace(recipients=()), reply, Deadline(10)) == ""
    assert (twilio.state.account.messages[0].body, sid) == ("", reply.sid)


def test_redact_empties_every_copy_of_a_question_that_was_in_doubt(
    twilio, connect, wait, hear, ours
) -> None:
    text = f"Was it you?\n{CODE}"
    sids = [connect().create(Draft(ANA, ours, text)).sid for _ in range(2)]
    hear(f"yes {CODE}")
    doubtful = Delivery(ANA, sender=ours, sid=sids[1], status="sent", possible_duplicate=True)
    asked = wait(recipients=(doubtful,))
    result = check_replies(connect(), asked, Deadline(10))
    assert redact(connect(), asked, result.reply, Deadline(10)) == ""
    assert {one.body for one in twilio.state.account.messages} == {""}


def test_redact_tells_when_twilio_refuses(twilio, connect, wait, hear) -> None:
    hear(f"yes {CODE}")
    result = check_replies(connect(), wait(), Deadline(10))
    twilio.state.faults.add(Fault("status", path="update", status=409, code=20009, times=None))
    assert "20009" in redact(connect(), wait(), result.reply, Deadline(10))

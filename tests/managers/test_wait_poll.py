from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from devkit.standin import Fault
from TwilioExceptions import TwilioAccountError
from TwilioModels import Delivery, show_time
from TwilioReply import read_reply
from TwilioRetry import Deadline
from TwilioWaitOutcome import result_of
from TwilioWaitPoll import check_replies, find_other_phones
from TwilioWaitState import FollowUp, Wait

ANA, BOB = "+15551230001", "+15551230002"
CODE = "482139"
SERVICE = "MG" + "0" * 32


pytestmark = pytest.mark.usefixtures("quick_retries")


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


def test_poll_without_any_text_finds_nothing(connect, wait) -> None:
    result = check_replies(connect(), wait(), Deadline(10))
    assert (result.reply, result.opted_out, result.trouble) == (None, frozenset(), "")


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


def test_all_pages_with_new_messages_are_read(twilio, connect, wait, hear) -> None:
    hear(f"yes {CODE}", ago=50)
    for place in range(60):
        hear(f"chat {place}", ago=40)
    assert check_replies(connect(), wait(), Deadline(10)).answer == "yes"
    assert len(twilio.state.requests) == 2


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


def test_reply_to_another_number_of_a_service_counts_however_many_are_asked(
    twilio, connect, wait, hear, ours
) -> None:
    other = twilio.state.account.add_number("+15550107777")
    hear(f"yes {CODE}", sender=BOB, to=other)
    rows = tuple(
        Delivery(to, sender=ours, messaging_service_sid=SERVICE, sid="SM1", status="sent")
        for to in (ANA, BOB)
    )
    assert check_replies(connect(), wait(recipients=rows), Deadline(10)).answer == "yes"


def test_one_phone_in_two_rows_of_a_service_is_read(twilio, connect, wait, hear, ours) -> None:
    hear(f"yes {CODE}")
    row = Delivery(ANA, sender=ours, messaging_service_sid=SERVICE, sid="SM1", status="sent")
    assert check_replies(connect(), wait(recipients=(row, row)), Deadline(10)).answer == "yes"
    assert len(twilio.state.requests) == 1


def test_answer_of_a_phone_that_a_carrier_did_not_reach_counts(connect, wait, hear) -> None:
    asked = wait(ANA, BOB)
    lost = asked.recipients[0]._replace(status="undelivered")
    hear(f"yes {CODE}")
    result = check_replies(
        connect(), asked._replace(recipients=(lost, asked.recipients[1])), Deadline(10)
    )
    assert result.answer == "yes"


def test_reply_by_rcs_to_what_followed_a_text_is_read(twilio, connect, wait, hear, ours) -> None:
    row = Delivery(ANA, sender=ours, messaging_service_sid=SERVICE, sid="SM1", status="sent")
    reminded = (FollowUp(ANA, "reminder", "SM" + "1" * 32, "sent"),)
    twilio.state.account.add_number("rcs:soc")
    hear(f"yes {CODE}", sender=f"rcs:{ANA}")
    asked = wait(recipients=(row,), follow_ups=reminded)
    assert check_replies(connect(), asked, Deadline(10)).answer == "yes"


def test_form_of_an_address_that_twilio_refuses_holds_nothing(twilio, connect, wait, hear) -> None:
    hear(f"yes {CODE}")
    asked = wait(recipients=(Delivery(ANA, messaging_service_sid=SERVICE, status="accepted"),))
    refused = Fault("status", status=400, code=20001, path="list", after=1)
    twilio.state.faults.add(refused)
    result = check_replies(connect(), asked, Deadline(10))
    assert (result.answer, result.trouble) == ("yes", "")
    twilio.state.faults.add(Fault("status", status=400, code=20001, path="list"))
    assert check_replies(connect(), asked, Deadline(10)).trouble


def test_first_valid_answer_wins(connect, wait, hear) -> None:
    hear(f"no {CODE}", sender=ANA, ago=20)
    hear(f"yes {CODE}", sender=BOB, ago=30)
    result = check_replies(connect(), wait(ANA, BOB), Deadline(10))
    assert (result.answer, result.reply.sender) == ("yes", BOB)


def test_option_is_returned_as_it_was_spelled_and_other_texts_are_reported(
    connect, wait, hear
) -> None:
    hear(f"maybe {CODE}", ago=30)
    hear(f"approve! {CODE}", ago=20)
    result = check_replies(connect(), wait(options=("Approve", "Deny")), Deadline(10))
    assert result.answer == "Approve"
    assert [(one.message.body, one.reason) for one in result.others] == [
        (f"maybe {CODE}", "no_option")
    ]


def test_recipient_who_never_got_the_question_is_not_read(twilio, connect, wait) -> None:
    refused = Delivery(BOB, error_code=21610)
    check_replies(connect(), wait(recipients=(*wait().recipients, refused)), Deadline(10))
    assert len(twilio.state.requests) == 1


@pytest.mark.parametrize(
    ("heard", "out"),
    [
        pytest.param([(ANA, "STOP")], {ANA}, id="one of two"),
        pytest.param([(ANA, "STOP"), (BOB, "unsubscribe")], {ANA, BOB}, id="both"),
        pytest.param([(ANA, "STOP"), (BOB, "stop"), (BOB, "START")], {ANA}, id="one came back"),
        pytest.param([(ANA, "STOP"), (BOB, "please stop")], {ANA}, id="not alone"),
    ],
)
def test_last_keyword_of_a_phone_decides_whether_it_has_opted_out(
    connect, wait, hear, heard, out
) -> None:
    for place, (sender, body) in enumerate(heard):
        hear(body, sender=sender, ago=40 - place * 5)
    assert check_replies(connect(), wait(ANA, BOB), Deadline(10)).opted_out == out


@pytest.mark.parametrize(("to_service", "out"), [(True, True), (False, False)])
def test_opt_out_from_another_sender_leaves_a_services_question_open(
    twilio, connect, wait, hear, to_service, out
) -> None:
    account = twilio.state.account
    chosen = account.add_number("+15550107777")
    service = account.add_service([chosen])
    hear("STOP", to=chosen if to_service else account.number)
    asked = Delivery(ANA, messaging_service_sid=service, sid="SM1", status="accepted")
    assert bool(check_replies(connect(), wait(recipients=(asked,)), Deadline(10)).opted_out) is out


def test_check_begins_with_another_recipient_each_time(twilio, connect, wait) -> None:
    many = [f"+1555123{number:04d}" for number in range(9)]
    rows = tuple(Delivery(to, messaging_service_sid=SERVICE, status="sent") for to in many)
    first = set()
    for _ in range(20):
        twilio.state.requests.clear()
        check_replies(connect(), wait(recipients=rows), Deadline(10))
        first.add(twilio.state.requests[0].query["From"])
    assert len(first) > 1


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
def test_passing_trouble_is_overcome_in_the_same_poll(twilio, connect, wait, hear, fault) -> None:
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
def test_lasting_trouble_is_reported_and_ends_no_wait(twilio, connect, wait, fault) -> None:
    twilio.state.faults.add(fault)
    result = check_replies(connect(), wait(), Deadline(10))
    assert result.trouble
    assert not result.reply
    assert not result.opted_out


def test_trouble_with_one_recipient_hides_no_answer_of_another(
    twilio, connect, wait, hear, mocker
) -> None:
    hear(f"yes {CODE}", sender=BOB)
    twilio.state.faults.add(Fault("status", status=503, to=ANA, times=None))
    ana, bob = wait(ANA, BOB).recipients
    asked = wait(recipients=(ana._replace(sender="+15550107777"), bob))
    mocker.patch("TwilioWaitPoll.random.sample", side_effect=lambda rows, _: list(rows))
    assert check_replies(connect(), asked, Deadline(10)).answer == "yes"


def test_answer_that_was_read_counts_though_the_account_is_refused_then(
    twilio, connect, wait, hear, mocker
) -> None:
    hear(f"yes {CODE}")
    twilio.state.faults.add(Fault("status", status=401, code=20003, to=None, after=1, times=None))
    rows = wait(ANA, BOB).recipients
    asked = wait(recipients=(rows[0], rows[1]._replace(sender="+15550107777")))
    mocker.patch("TwilioWaitPoll.random.sample", side_effect=lambda rows, _: list(rows))
    assert check_replies(connect(), asked, Deadline(10)).answer == "yes"
    assert len(twilio.state.requests) == 2


def test_sign_in_page_of_a_proxy_keeps_the_wait(twilio, connect, wait) -> None:
    twilio.state.faults.add(Fault("html", status=401, times=None))
    assert "not by Twilio" in check_replies(connect(), wait(), Deadline(10)).trouble


def test_rows_that_are_no_messages_are_reported(twilio, connect, wait) -> None:
    twilio.state.faults.add(Fault("json", body={"messages": [5, None, {"sid": 1}]}))
    assert "no messages" in check_replies(connect(), wait(), Deadline(10)).trouble


def test_busy_twilio_is_reported_without_advice_to_run_the_action_again(
    twilio, connect, wait
) -> None:
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


def test_ten_recipients_of_one_number_take_one_list(twilio, connect, wait, hear) -> None:
    many = [f"+1555123{number:04d}" for number in range(10)]
    hear(f"yes {CODE}", sender=many[7])
    result = check_replies(connect(), wait(*many), Deadline(20))
    assert (result.answer, result.reply.sender) == ("yes", many[7])
    assert len(twilio.state.requests) == 1


def test_busy_number_takes_two_large_pages_and_one_list_for_each_phone(
    twilio, connect, wait, hear
) -> None:
    hear(f"yes {CODE}", ago=55)
    for _ in range(2001):
        hear("chat", sender="+15551239999", ago=20)
    result = check_replies(connect(), wait(ANA, BOB), Deadline(60))
    assert result.answer == "yes"
    assert len(twilio.state.requests) == 4


def test_three_thousand_newer_messages_of_a_phone_take_four_requests(
    twilio, connect, wait, hear
) -> None:
    hear(f"yes {CODE}", ago=55)
    for _ in range(2999):
        hear("chat", ago=20)
    result = check_replies(connect(), wait(), Deadline(60))
    assert result.answer == "yes"
    assert len(result.others) == 2999
    assert len(twilio.state.requests) == 4


def test_pages_that_repeat_are_not_followed(twilio, connect, wait, hear) -> None:
    for number in range(60):
        hear(f"chat {number}", ago=40)
    account = twilio.state.account
    rows = [
        {
            "sid": f"SM{number:032x}", "from": ANA, "to": account.number, "body": "chat",
            "direction": "inbound", "date_created": format_datetime(datetime.now(UTC)),
        }
        for number in range(5)
    ]  # fmt: skip
    path = f"/2010-04-01/Accounts/{account.sid}/Messages.json?Page=1"
    body = {"messages": rows, "next_page_uri": path}
    twilio.state.faults.add(Fault("json", body=body, times=None))
    check_replies(connect(), wait(), Deadline(10))
    assert len(twilio.state.requests) == 3


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("https://example.com/2010-04-01/x.json", id="another host"),
        pytest.param("/elsewhere", id="another path"),
        pytest.param("//example.com/Messages.json?", id="no scheme"),
        pytest.param(5, id="no text"),
    ],
)
def test_next_page_on_another_host_is_not_requested_and_is_reported(
    twilio, connect, wait, address
) -> None:
    twilio.state.faults.add(Fault("json", body={"messages": [], "next_page_uri": address}))
    assert check_replies(connect(), wait(), Deadline(10)).trouble
    assert len(twilio.state.requests) == 1


@pytest.mark.parametrize(
    ("question", "answers_from"),
    [
        pytest.param(Delivery(ANA, "rcs:agent", SERVICE, status="sent"), f"rcs:{ANA}", id="RCS"),
        pytest.param(Delivery(ANA, None, SERVICE, status="sent"), f"rcs:{ANA}", id="maybe RCS"),
        pytest.param(Delivery(ANA, "rcs:agent", SERVICE, status="sent"), ANA, id="SMS after RCS"),
        pytest.param(
            Delivery("whatsapp:+5215551230001", "whatsapp:+15550100001", status="sent"),
            "whatsapp:+525551230001",
            id="Mexico on WhatsApp",
        ),
    ],
)
def test_reply_from_the_phones_other_address_counts(
    twilio, connect, wait, question, answers_from
) -> None:
    twilio.state.account.receive(
        answers_from, question.sender or "rcs:agent", f"yes {CODE}", at=datetime.now(UTC)
    )
    result = check_replies(connect(), wait(recipients=(question,)), Deadline(10))
    assert (result.answer, len(twilio.state.requests)) == ("yes", 2)


def test_phone_on_sms_through_a_service_takes_one_list(twilio, connect, wait, ours) -> None:
    question = Delivery(ANA, ours, SERVICE, status="sent")
    check_replies(connect(), wait(recipients=(question,)), Deadline(10))
    assert len(twilio.state.requests) == 1


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        pytest.param([("it was me", 30), (CODE, 20)], "it was me", id="words just before"),
        pytest.param([("old", 25), ("new", 20), (CODE, 10)], "new", id="nearest words"),
        pytest.param([("it was me", 400), (CODE, 20)], CODE, id="words too long ago"),
        pytest.param([("it was 111111", 30), (CODE, 20)], CODE, id="words with another code"),
        pytest.param([(CODE, 20), ("it was me", 10)], CODE, id="words behind"),
        pytest.param([("START", 30), (CODE, 20)], CODE, id="a word for Twilio"),
        pytest.param([("ok", 40), ("STOP", 30), (CODE, 20)], "ok", id="words and one for Twilio"),
        pytest.param([("yes", 30), (CODE, 20)], "yes", id="a word that answers, too"),
        pytest.param([("ok", 40), (" ", 30), (CODE, 20)], "ok", id="words and blanks"),
        pytest.param([(CODE, 20)], CODE, id="no words"),
    ],
)
def test_code_alone_takes_the_words_sent_just_before_it(connect, wait, hear, texts, answer) -> None:
    for body, ago in texts:
        hear(body, ago=ago)
    result = check_replies(connect(), wait(ago=600), Deadline(10))
    assert result.answer == answer
    used = {part.message.body for part in result.parts}
    assert {reply.message.body for reply in result.others} == {body for body, _ in texts} - used


def test_offered_answer_is_no_word_for_twilio(connect, wait, hear) -> None:
    hear("Start", ago=30)
    hear(CODE, ago=20)
    asked = wait(options=("Start", "Wait"))
    assert check_replies(connect(), asked, Deadline(10)).answer == "Start"


def test_words_of_another_phone_are_not_taken(connect, wait, hear) -> None:
    hear("not me", sender=BOB, ago=15)
    hear(CODE, ago=10)
    assert check_replies(connect(), wait(ANA, BOB), Deadline(10)).answer == CODE


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        pytest.param("approve", "Approve", id="an option"),
        pytest.param("why?", None, id="no option"),
    ],
)
def test_code_alone_takes_an_option_sent_just_before_it(connect, wait, hear, words, answer) -> None:
    hear(words, ago=30)
    hear(CODE, ago=20)
    assert check_replies(connect(), wait(options=("Approve",)), Deadline(10)).answer == answer


def test_text_that_cannot_be_read_in_time_hides_no_answer_of_another(
    connect, wait, hear, mocker
) -> None:
    def read(body, *rest):
        if body == "slow":
            time.sleep(30)
        return read_reply(body, *rest)

    mocker.patch("TwilioWaitPoll.TEXT_SECONDS", 0.05)
    mocker.patch("TwilioReply.read_reply", side_effect=read)
    hear("slow", ago=40)
    hear(f"yes {CODE}", sender=BOB, ago=20)
    result = check_replies(connect(), wait(ANA, BOB), Deadline(10))
    assert (result.answer, result.trouble) == ("yes", "A text could not be read in time.")


def test_flood_of_one_phone_is_read_in_turn_with_the_others(connect, wait, hear, mocker) -> None:
    order = []

    def read(body, *rest):
        order.append(body)
        return read_reply(body, *rest)

    mocker.patch("TwilioReply.read_reply", side_effect=read)
    for number in range(30):
        hear(f"chat {number}", ago=50 - number)
    hear(f"yes {CODE}", sender=BOB, ago=1)
    assert check_replies(connect(), wait(ANA, BOB), Deadline(10)).answer == "yes"
    assert order.index(f"yes {CODE}") <= 1


def test_outbound_row_is_no_reply(twilio, connect, wait, ours) -> None:
    row = {
        "sid": "SM" + "1" * 32, "from": ANA, "to": ours, "body": f"yes {CODE}",
        "direction": "outbound-api", "date_created": format_datetime(datetime.now(UTC)),
    }  # fmt: skip
    twilio.state.faults.add(Fault("json", body={"messages": [row]}))
    assert check_replies(connect(), wait(), Deadline(10)).reply is None


def test_row_without_a_time_of_sending_between_new_ones_hides_no_answer(
    twilio, connect, wait, ours
) -> None:
    def row(number: int, body: str, ago: float) -> dict[str, object]:
        created = format_datetime(datetime.now(UTC) - timedelta(seconds=ago))
        return {
            "sid": f"SM{number:032x}", "from": ANA, "to": ours, "body": body,
            "direction": "inbound", "date_created": created, "date_sent": None,
        }  # fmt: skip

    rows = [row(1, "old", 9000), row(2, f"yes {CODE}", 10)]
    twilio.state.faults.add(Fault("json", body={"messages": rows}))
    assert check_replies(connect(), wait(), Deadline(10)).answer == "yes"


def test_last_check_asks_until_its_time_is_up(twilio, connect, wait, hear) -> None:
    hear(f"yes {CODE}")
    twilio.state.faults.add(Fault("status", status=503, times=5))
    assert check_replies(connect(), wait(), Deadline(3), is_last=True).answer == "yes"


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault("json", body={"messages": [{"sid": "x"}]}), id="a row that is none"),
        pytest.param(Fault("html", status=403), id="the page of a proxy"),
    ],
)
def test_last_check_asks_again_after_an_answer_that_is_not_whole(
    twilio, connect, wait, hear, fault
) -> None:
    hear(f"yes {CODE}")
    twilio.state.faults.add(fault)
    result = check_replies(connect(), wait(), Deadline(10), is_last=True)
    assert (result.answer, result.trouble) == ("yes", "")


def test_last_check_keeps_what_could_be_read_of_a_list_that_is_never_whole(
    twilio, connect, wait, ours
) -> None:
    row = {
        "sid": "SM" + "1" * 32, "from": ANA, "to": ours, "body": f"yes {CODE}",
        "direction": "inbound", "date_created": format_datetime(datetime.now(UTC)),
    }  # fmt: skip
    twilio.state.faults.add(Fault("json", body={"messages": [row, {"sid": "x"}]}, times=None))
    result = check_replies(connect(), wait(), Deadline(1), is_last=True)
    assert (result.answer, result.trouble) == (
        "yes",
        "Some rows of Twilio's list were no messages.",
    )


def test_check_ends_in_time_though_every_page_is_slow(twilio, connect, wait, hear) -> None:
    for number in range(60):
        hear(f"chat {number}", ago=40)
    twilio.state.faults.add(Fault("delay", delay=1.2, times=None))
    began = time.monotonic()
    result = check_replies(connect(), wait(), Deadline(2))
    assert time.monotonic() - began < 4
    assert result.trouble


def test_right_code_from_a_phone_that_was_not_asked_is_found(connect, wait, hear) -> None:
    hear(f"yes {CODE}", sender="+15551239999")
    hear("hello", sender="+15551239998")
    hear(f"yes {CODE}")
    found = find_other_phones(connect(), wait(), Deadline(10))
    assert [(one.message.sender, one.reason) for one in found] == [("+15551239999", "other_phone")]


def test_entity_that_is_no_number_is_nobodys_phone(connect, wait, hear) -> None:
    asked = wait()
    asked = asked._replace(recipients=(*asked.recipients, Delivery("0911")))
    hear(f"yes {CODE}", sender="+15559990911")
    result = check_replies(connect(), asked, Deadline(10))
    assert (result.reply, result.others) == (None, [])
    (found,) = find_other_phones(connect(), asked, Deadline(10))
    assert found.message.sender == "+15559990911"


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        pytest.param({}, CODE, id="asked for sure"),
        pytest.param({"status": "unknown"}, "Approve", id="asked at an unknown time"),
        pytest.param({"possible_duplicate": True}, "Approve", id="maybe asked before"),
    ],
)
def test_text_from_before_its_author_was_asked_is_no_part_of_the_answer(
    connect, wait, hear, changes, answer
) -> None:
    asked = wait(ANA, BOB, ago=120)
    moment = show_time(datetime.now(UTC) - timedelta(seconds=60))
    later = asked.recipients[1]._replace(created_at=moment, **changes)
    hear("Approve", sender=BOB, ago=90)
    hear(CODE, sender=BOB, ago=30)
    asked = asked._replace(recipients=(asked.recipients[0], later))
    assert check_replies(connect(), asked, Deadline(10)).answer == answer


def test_code_counts_from_a_phone_that_was_asked_later(connect, wait, hear) -> None:
    asked = wait(ANA, BOB, ago=120)
    later = asked.recipients[1]._replace(created_at=show_time(datetime.now(UTC)))
    hear(f"yes {CODE}", sender=BOB, ago=60)
    asked = asked._replace(recipients=(asked.recipients[0], later))
    assert check_replies(connect(), asked, Deadline(10)).answer == "yes"


def test_texts_of_an_earlier_check_stay_known(twilio, connect, wait, hear) -> None:
    hear("hello", ago=30)
    hear("still there?", ago=30)
    known = check_replies(connect(), wait(), Deadline(10)).others
    twilio.state.faults.add(Fault("status", status=503, path="list", times=None))
    later = check_replies(connect(), wait(), Deadline(10), known=known)
    assert [one.message.body for one in later.others] == ["hello", "still there?"]


def test_texts_that_do_not_count_are_told_with_their_reason(connect, wait, hear) -> None:
    hear("yes", ago=40)
    hear("yes 111111", ago=30)
    hear(f"111111 222222 333333 {CODE}", ago=20)
    result = check_replies(connect(), wait(), Deadline(10))
    assert [reply.reason for reply in result.others] == [
        "no_code",
        "wrong_code",
        "too_many_codes",
    ]


@pytest.mark.parametrize(
    ("service", "came_by", "counts"),
    [
        pytest.param(None, None, False, id="number"),
        pytest.param(SERVICE, "MG" + "1" * 32, False, id="another service"),
        pytest.param(SERVICE, SERVICE, True, id="the service"),
        pytest.param(SERVICE, None, True, id="a service that Twilio does not name"),
    ],
)
def test_row_that_came_to_another_sender_is_no_reply(
    twilio, connect, wait, ours, service, came_by, counts
) -> None:
    row = {
        "sid": "SM" + "1" * 32, "from": ANA, "to": "+15550107777", "body": f"yes {CODE}",
        "messaging_service_sid": came_by, "direction": "inbound",
        "date_created": format_datetime(datetime.now(UTC)),
    }  # fmt: skip
    twilio.state.faults.add(Fault("json", body={"messages": [row]}, times=None))
    question = Delivery(ANA, ours, service, status="sent")
    result = check_replies(connect(), wait(recipients=(question,)), Deadline(10))
    assert (result.answer == "yes") is counts


@pytest.mark.parametrize(
    ("to", "sender"),
    [
        pytest.param(f"whatsapp:{ANA}", "whatsapp:+15550100001", id="WhatsApp"),
        pytest.param(ANA, "12345", id="short code"),
    ],
)
def test_stop_is_no_opt_out_where_twilio_keeps_no_list(twilio, connect, wait, to, sender) -> None:
    twilio.state.account.receive(to, sender, "STOP", at=datetime.now(UTC))
    question = Delivery(to, sender, status="sent")
    result = check_replies(connect(), wait(recipients=(question,)), Deadline(10))
    assert (len(result.others), result.opted_out) == (1, frozenset())


@pytest.mark.parametrize("body", ["Gefällt „{}“", "“{}”"])
def test_reaction_to_the_hint_or_its_copy_is_no_answer(connect, wait, hear, body) -> None:
    hint = "Bitte 482139 in der Antwort mitschicken, danke"
    hear(body.format(hint))
    asked = wait(question=f"War das Ihre Anmeldung? {CODE}", hint=hint)
    assert check_replies(connect(), asked, Deadline(10)).reply is None

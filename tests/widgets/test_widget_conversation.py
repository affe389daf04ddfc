from __future__ import annotations

import pytest

from tests.widgets.results import escaped, filled, message, reply, wait

pytestmark = pytest.mark.browser


@pytest.fixture
def sent(show):
    """Shows the result of Send SMS."""
    return lambda *messages, **options: show(filled("SendSMS", escaped(messages)), **options)


@pytest.fixture
def waited(show):
    """Shows the result of Send SMS And Wait."""
    return lambda result, **options: show(filled("SendSMSAndWait", escaped(result)), **options)


def test_answer_shows_question_delivery_reply_and_choice(waited):
    shown = waited(wait())
    assert shown.find("h1").inner_text() == "Answered"
    assert shown.find(".chosen").inner_text() == "Yes"
    assert shown.find(".detail").inner_text() == "after 42 s \u00b7 code 482139"
    assert shown.texts(".day") == ["Sat, 21 November 2026"]
    assert shown.texts(".outgoing .bubble") == ["Was it you?\nSiemplifyID: 482139"]
    assert shown.texts(".outgoing .stamp") == ["Question \u00b7 21:15"]
    assert shown.texts(".recipient .address") == ["+15551230001"]
    assert shown.texts(".recipient .delivery") == ["Delivered"]
    assert shown.texts(".incoming.taken .bubble") == ["Yes 482139"]
    assert shown.texts(".incoming.taken .stamp") == ["21:15 \u00b7 Answer"]
    assert shown.texts(".ending") == []


def test_other_replies_stand_in_order_of_time_and_are_marked(waited):
    others = [reply("Later", "2026-11-21T20:15:50Z"), reply("Earlier", "2026-11-21T20:15:10Z")]
    shown = waited(wait(other_replies=others))
    assert shown.texts(".incoming .bubble") == ["Earlier", "Yes 482139", "Later"]
    assert shown.texts(".incoming:not(.taken) .stamp") == [
        "21:15 \u00b7 not taken as the answer",
        "21:15 \u00b7 not taken as the answer",
    ]


def test_sender_is_named_when_the_speaker_changes(waited):
    others = [
        reply("One", "2026-11-21T20:15:10Z"),
        reply("Two", "2026-11-21T20:15:11Z"),
        reply("Three", "2026-11-21T20:15:12Z", "+15551230002"),
    ]
    shown = waited(wait("timed_out", other_replies=others))
    assert shown.texts(".sender") == ["+15551230001", "+15551230002"]


def test_each_day_has_its_line(waited):
    shown = waited(wait(reply=reply("Yes 482139", "2026-11-22T06:00:00Z")))
    assert shown.texts(".thread > .day, .thread .bubble") == [
        "Sat, 21 November 2026",
        "Was it you?\nSiemplifyID: 482139",
        "Sun, 22 November 2026",
        "Yes 482139",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        pytest.param(0, "0 s", id="none"),
        pytest.param(59.6, "1 min", id="rounded"),
        pytest.param(249, "4 min 9 s", id="minutes"),
        pytest.param(13_800, "3 h 50 min", id="hours"),
        pytest.param(7_200, "2 h", id="whole-hours"),
    ],
)
def test_timed_out_says_how_long_it_waited(waited, seconds, words):
    shown = waited(wait("timed_out", waited_seconds=seconds))
    assert shown.find("h1").inner_text() == "No answer"
    assert shown.texts(".ending") == [f"No answer within {words}"]
    assert shown.texts(".incoming") == []


def test_opted_out_shows_what_was_said_and_the_ending(waited):
    shown = waited(wait("opted_out", other_replies=[reply("Who? 482139")]))
    assert shown.find("h1").inner_text() == "Opted out"
    assert shown.texts(".incoming .bubble") == ["Who? 482139"]
    assert shown.texts(".incoming .stamp") == ["21:15 \u00b7 not taken as the answer"]
    assert shown.texts(".ending") == ["The last recipient who could answer opted out"]


def test_wait_with_failed_recipients_counts_them_and_says_why(waited):
    refused = message(
        "+15551230002", "not_sent", error_code=21610, error_message="Opted out.", created_at=None
    )
    shown = waited(wait(recipients=[message(), refused]))
    assert "1 of 2 messages failed" in shown.find(".detail").inner_text()
    assert shown.texts(".recipient .delivery") == ["Delivered", "Not sent"]
    assert shown.texts(".recipient .remark") == ["Error 21610: Opted out."]


MOVING = ["accepted", "scheduled", "queued", "sending", "sent"]


@pytest.mark.parametrize("status", MOVING)
def test_answered_wait_does_not_show_statuses_of_the_sending_as_present_ones(waited, status):
    recipients = [message(status=status), message("+15551230002", status)]
    shown = waited(wait(recipients=recipients, reply=reply("Yes", from_="+15551230002")))
    assert shown.texts(".recipient .delivery") == ["Sent \u00b7 21:15", "Answered"]
    assert shown.texts(".recipient .delivery.good") == ["Answered"]


@pytest.mark.parametrize("status", MOVING)
def test_opted_out_wait_shows_when_the_question_was_sent(waited, status):
    shown = waited(wait("opted_out", recipients=[message(status=status)]))
    assert shown.texts(".recipient .delivery") == ["Sent \u00b7 21:15"]


def test_statuses_that_are_final_or_asked_for_again_are_shown(waited):
    failed = message(status="undelivered")
    assert waited(wait(recipients=[failed])).texts(".recipient .delivery") == ["Undelivered"]
    moving = message(status="queued")
    late = waited(wait("timed_out", recipients=[moving]))
    assert late.texts(".recipient .delivery") == ["Queued"]


def test_answer_proves_that_a_doubtful_message_arrived(waited):
    doubtful = [
        message(f"+1555123000{i}", "unknown", error_message="No answer.", created_at=None)
        for i in (1, 2)
    ]
    shown = waited(wait(recipients=doubtful))
    assert shown.texts(".recipient .delivery") == ["Answered", "May have been sent"]
    assert shown.texts(".recipient .remark") == ["No answer."]


def test_error_code_is_not_told_twice(waited):
    sentence = "The phone could not be reached (Twilio error 30003). Try again later."
    failed = message(status="undelivered", error_code=30003, error_message=sentence)
    assert waited(wait("timed_out", recipients=[failed])).texts(".remark") == [sentence]


@pytest.mark.parametrize(
    ("status", "label", "headline", "tone"),
    [
        pytest.param("queued", "Queued", "Sent", "busy", id="queued"),
        pytest.param("sent", "Sent", "Sent", "busy", id="sent"),
        pytest.param("delivered", "Delivered", "Delivered", "good", id="delivered"),
        pytest.param("undelivered", "Undelivered", "Failed", "bad", id="undelivered"),
        pytest.param("failed", "Failed", "Failed", "bad", id="failed"),
        pytest.param("not_sent", "Not sent", "Failed", "bad", id="not-sent"),
        pytest.param("unknown", "May have been sent", "Uncertain", "unsure", id="unknown"),
        pytest.param("teleported", "teleported", "Sent", "busy", id="word-of-tomorrow"),
        pytest.param("constructor", "constructor", "Sent", "busy", id="word-of-javascript"),
    ],
)
def test_status_of_a_message_is_told_in_words_and_tone(sent, status, label, headline, tone):
    shown = sent(message(status=status))
    assert shown.find("h1").inner_text() == headline
    assert shown.texts(f".outgoing.{tone} .delivery") == [label]


def test_several_messages_are_counted_by_status(sent):
    shown = sent(
        message(),
        message("+15551230002", "undelivered", error_code=30005, error_message="Unknown number."),
        message("+15551230003", "not_sent", created_at=None),
    )
    assert shown.find("h1").inner_text() == "Partly failed"
    assert (
        shown.find(".detail").inner_text() == "1 delivered \u00b7 1 undelivered \u00b7 1 not sent"
    )
    assert shown.texts(".to") == ["To +15551230001", "To +15551230002", "To +15551230003"]
    assert shown.texts(".remark") == ["Error 30005: Unknown number."]
    assert shown.texts(".day") == ["Sat, 21 November 2026"]


def test_possible_duplicate_is_told(sent):
    shown = sent(message(possible_duplicate=True))
    assert "may have arrived twice" in shown.find(".remark.unsure").inner_text()


def test_message_names_its_sender_and_segments(sent):
    service = {"from": None, "messaging_service_sid": "MG" + "0" * 31 + "7", "segments": 3}
    shown = sent(message(), message(**service))
    assert shown.texts(".facts") == [
        "from +15005550006",
        "from the messaging service \u00b7 3 segments",
    ]
    assert shown.find(".facts span[title]").get_attribute("title") == "MG" + "0" * 31 + "7"


@pytest.mark.parametrize(
    "json_text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n", id="blank"),
        pytest.param("null", id="null"),
        pytest.param("[{stepInstanceName}.JsonResult]", id="untouched"),
        pytest.param("[Twilio_Send SMS_1.JsonResult]", id="name-filled-in"),
    ],
)
@pytest.mark.parametrize("stem", ["SendSMS", "SendSMSAndWait"])
def test_running_step_has_no_result_yet(show, stem, json_text):
    assert show(filled(stem, json_text)).find("h1").inner_text() == "No result yet"


@pytest.mark.parametrize("json_text", ["[]", "{}"])
def test_empty_result_is_no_message(show, json_text):
    assert show(filled("SendSMS", json_text)).find("h1").inner_text() == "No messages"


@pytest.mark.parametrize("json_text", ['{"status": "answ', "seven", "7", '"text"', "<html>"])
def test_nonsense_is_called_unreadable(show, json_text):
    shown = show(filled("SendSMSAndWait", json_text))
    assert shown.find("h1").inner_text() == "Result not readable"


@pytest.mark.parametrize("value", [None, 7, "word", [], {}, [None, 7, "word", []]])
def test_fields_of_another_shape_do_not_break_the_page(waited, value):
    shown = waited(dict.fromkeys(wait(), value))
    assert shown.find("header.summary").count() == 1
    assert shown.errors == []


def test_text_after_the_page_is_overlooked(show):
    shown = show(filled("SendSMSAndWait", escaped(wait())) + "</plaintext></body></html>")
    assert shown.find("h1").inner_text() == "Answered"


def test_time_is_the_viewers_and_the_exact_one_is_at_hand(waited):
    shown = waited(wait(), locale="en-US", timezone_id="America/New_York")
    moment = shown.find(".outgoing time")
    assert moment.inner_text().replace("\u202f", " ") == "3:15 PM"
    assert moment.get_attribute("datetime") == "2026-11-21T20:15:03Z"
    assert moment.get_attribute("title") == "2026-11-21T20:15:03Z"

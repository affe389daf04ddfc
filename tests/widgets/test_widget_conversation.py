from __future__ import annotations

import pytest

from tests.widgets.results import escaped, filled, follow_up, message, reply, version_18, wait

pytestmark = pytest.mark.browser


@pytest.fixture
def sent(show):
    """Show the result of Send SMS."""
    return lambda *messages, **options: show(filled("SendSMS", escaped(messages)), **options)


@pytest.fixture
def waited(show):
    """Show the result of Send SMS And Wait."""
    return lambda result, **options: show(filled("SendSMSAndWait", escaped(result)), **options)


def test_answer_stands_first_with_who_gave_it_and_when(waited):
    shown = waited(wait())
    assert shown.texts("h1 .label") == ["Answer"]
    assert shown.texts("h1 .answer") == ["Yes"]
    assert shown.texts(".detail") == [
        "by +15551230001 \u00b7 21 Nov 2026, 21:15 CET \u00b7 after 42 s"
    ]
    assert shown.texts(".day") == ["Sat, 21 November 2026"]
    assert shown.texts(".outgoing .bubble") == ["Was it you?\nSiemplifyID: 482139"]
    assert shown.texts(".outgoing .stamp") == ["Question \u00b7 21:15"]
    assert shown.texts(".recipient .row .address") == ["+15551230001"]
    assert shown.texts(".recipient .delivery") == ["Delivered"]
    assert shown.texts(".incoming.taken .bubble") == ["Yes 482139"]
    assert shown.texts(".incoming.taken .stamp") == ["21:15 \u00b7 Answer"]


def test_answer_is_seen_without_scrolling_behind_a_long_question(waited):
    question = {"body": "words and words " * 90, "sent_at": "2026-11-21T20:15:03Z"}
    shown = waited(wait(question=question), viewport={"width": 390, "height": 400})
    box = shown.find(".answer").bounding_box()
    assert box["y"] + box["height"] <= 400


def test_sender_and_time_are_seen_above_a_long_answer(waited):
    shown = waited(wait(answer="words and words " * 90), viewport={"width": 390, "height": 400})
    assert shown.find("h1").inner_text() == "Answer"
    facts, answer = shown.find(".detail").bounding_box(), shown.find(".answer").bounding_box()
    assert facts["y"] + facts["height"] <= answer["y"]
    assert shown.texts(".detail")[0].startswith("by +15551230001")


def test_number_is_spaced_for_reading_and_copied_as_e164(waited):
    groups = {
        "+15551230001": ["+1", "555", "123", "0001"],
        "+442079460958": ["+44", "207", "946", "0958"],
        "+35312345678": ["+353", "123", "456", "78"],
        "whatsapp:+5215512345678": ["+52", "155", "123", "456", "78"],
    }
    for number, expected in groups.items():
        shown = waited(wait(recipients=[message(number)]))
        assert shown.texts(".recipient .row .address span") == expected
        channel = "WhatsApp " if number.startswith("whatsapp") else ""
        assert shown.texts(".recipient .row .address") == [channel + number[number.index("+") :]]
        gaps = shown.find(".recipient .row .address span + span").evaluate_all(
            "nodes => nodes.map((node) => getComputedStyle(node).marginInlineStart)"
        )
        assert "0px" not in gaps


REASONS = {
    "no_code": "no code",
    "no_option": "none of the options",
    "other_phone": "this phone was not asked",
    "wrong_code": "another code",
    "too_many_codes": "too many codes",
    "reaction": "a phone's reaction",
    "copy": "a copy of the question",
}


def test_texts_that_did_not_count_stand_in_order_of_time_with_their_reason(waited):
    others = [
        reply(reason, f"2026-11-21T20:15:0{9 - number}Z", reason=reason)
        for number, reason in enumerate(REASONS)
    ]
    shown = waited(wait(other_replies=others, other_replies_total=7))
    assert shown.texts(".incoming .bubble") == [*reversed(REASONS), "Yes 482139"]
    assert shown.texts(".incoming:not(.taken) .stamp") == [
        f"21:15 \u00b7 did not count: {words}" for words in reversed(REASONS.values())
    ]


def test_older_texts_that_the_result_leaves_out_are_counted(waited):
    shown = waited(wait("timed_out", other_replies=[reply("Hm")], other_replies_total=140))
    assert shown.texts(".detail") == [
        "from +15551230001 \u00b7 140 texts did not count \u00b7 waited 42 s"
    ]
    assert shown.texts(".follow-up") == ["139 older texts that did not count"]


def test_sender_is_named_when_the_speaker_changes(waited):
    others = [
        reply("One", "2026-11-21T20:15:10Z"),
        reply("Two", "2026-11-21T20:15:11Z"),
        reply("Three", "2026-11-21T20:15:12Z", "+15551230002"),
    ]
    shown = waited(wait("timed_out", other_replies=others))
    assert shown.texts(".sender") == ["+15551230001", "+15551230002"]


def test_follow_ups_are_shown_small_at_their_place_in_the_conversation(waited):
    second = "+15551230002"
    asked_later = message(second, created_at="2026-11-21T20:16:20Z")
    others = [reply("Yes", "2026-11-21T20:15:10Z", reason="no_code")]
    follow_ups = [
        follow_up("confirmation"),
        follow_up("hint"),
        follow_up("reminder", status="failed", error_message="Broken."),
    ]
    shown = waited(
        wait(
            recipients=[message(), asked_later],
            reply=reply("Yes 482139", "2026-11-21T20:17:45Z"),
            other_replies=others,
            follow_ups=follow_ups,
        )
    )
    assert shown.texts(".thread > li:not(.day) > :is(.bubble), .follow-up") == [
        "Was it you?\nSiemplifyID: 482139",
        "Reminder: +15551230001 \u00b7 failed \u00b7 Broken.",
        "Yes",
        "Hint: +15551230001 \u00b7 sent",
        "Asked next: +15551230002 \u00b7 delivered",
        "Yes 482139",
        "Confirmation: +15551230001 \u00b7 sent",
    ]


def test_recipients_of_one_run_are_not_shown_as_asked_next(waited):
    recipients = [
        message(f"+1555123000{i}", created_at=f"2026-11-21T20:15:{i * 9:02}Z") for i in range(1, 7)
    ]
    assert waited(wait(recipients=recipients)).texts(".follow-up") == []


def test_wait_that_a_refusal_or_wrong_settings_ended_says_so(waited):
    assert waited(wait("failed")).find("h1").inner_text() == "The wait could not go on"


@pytest.mark.parametrize(
    ("to", "from_"),
    [
        pytest.param("whatsapp:+525512345678", "whatsapp:+5215512345678", id="mobile digit"),
        pytest.param("+15551230001", "rcs:+15551230001", id="RCS"),
    ],
)
def test_phone_that_answers_from_its_other_address_is_the_one_that_was_asked(waited, to, from_):
    texts = [reply("Yes", "2026-11-21T20:15:10Z", from_, reason="no_code")]
    answer = reply("Yes 482139", "2026-11-21T20:16:45Z", from_)
    result = wait(
        recipients=[message(to, status="sent")],
        other_replies=texts,
        reply=answer,
        follow_ups=[follow_up("hint", to)],
    )
    shown = waited(result)
    assert shown.texts(".recipient .delivery") == ["Answered"]
    order = shown.texts(".incoming .bubble, .follow-up")
    assert [text.partition(":")[0] for text in order] == ["Yes", "Hint", "Yes 482139"]


def test_phone_of_another_area_is_not_the_one_that_answered(waited):
    recipients = [message("+13125550100", status="sent"), message("+12125550100", status="sent")]
    answer = reply("Yes 482139", "2026-11-21T20:16:45Z", "+12125550100")
    shown = waited(wait(recipients=recipients, reply=answer))
    assert sorted(shown.texts(".recipient .delivery")) == ["Answered", "Sent"]


def test_hint_to_somebody_whose_text_is_not_shown_is_still_shown(waited):
    shown = waited(wait(follow_ups=[follow_up("hint", "+15551230002")]))
    assert shown.texts(".follow-up") == ["Hint: +15551230002 \u00b7 sent"]


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
def test_end_without_a_reply_says_how_long_it_waited(waited, seconds, words):
    shown = waited(wait("timed_out", waited_seconds=seconds))
    assert shown.find("h1").inner_text() == "No reply seen"
    assert shown.texts(".detail") == [f"from +15551230001 \u00b7 waited {words}"]
    assert shown.texts(".incoming") == []


def test_end_with_texts_that_did_not_count_says_no_valid_answer(waited):
    shown = waited(wait("timed_out", other_replies=[reply("Who?", reason="no_code")]))
    assert shown.find("h1").inner_text() == "No valid answer"
    assert shown.texts(".detail") == [
        "from +15551230001 \u00b7 1 text did not count \u00b7 waited 42 s"
    ]


def test_undelivered_question_names_who_did_not_get_it_and_why(waited):
    failed = [
        message(f"+1555123000{i}", "undelivered", error_code=30005, error_message="Unknown number.")
        for i in range(1, 6)
    ]
    shown = waited(wait("undelivered", recipients=failed))
    assert shown.find("h1").inner_text() == "Not delivered"
    assert shown.texts(".detail") == [
        "to +15551230001, +15551230002, +15551230003 and 2 more \u00b7 waited 42 s"
    ]
    assert shown.texts(".recipient .remark") == ["Error 30005: Unknown number."] * 5


def test_opted_out_names_who_could_have_answered(waited):
    recipients = [message(), message("+15551230002", "failed")]
    others = [reply("Who?", reason="no_code"), reply("Stop", reason="no_code")]
    shown = waited(wait("opted_out", recipients=recipients, other_replies=others))
    assert shown.find("h1").inner_text() == "Opted out"
    assert shown.texts(".detail") == [
        "+15551230001 \u00b7 2 texts did not count \u00b7 waited 42 s",
        "Not delivered to +15551230002",
    ]
    assert shown.texts(".incoming .stamp") == [
        "21:15 \u00b7 did not count: no code",
        "21:15 \u00b7 opted out",
    ]


def test_answer_with_failed_recipients_names_them_and_says_why(waited):
    refused = message(
        "+15551230002", "not_sent", error_code=21610, error_message="Opted out.", created_at=None
    )
    shown = waited(wait(recipients=[message(), refused]))
    assert shown.texts(".detail")[1] == "Not delivered to +15551230002"
    assert shown.texts(".recipient .delivery") == ["Delivered", "Not sent"]
    assert shown.texts(".recipient .remark") == ["Error 21610: Opted out."]


MOVING = ["accepted", "scheduled", "queued", "sending", "sent"]


@pytest.mark.parametrize("status", MOVING)
def test_status_is_the_true_one_but_an_answer_proves_delivery(waited, status):
    recipients = [message(status=status), message("+15551230002", status)]
    shown = waited(wait(recipients=recipients, reply=reply("Yes", from_="+15551230002")))
    assert shown.texts(".recipient .delivery") == [status.capitalize(), "Answered"]
    assert shown.texts(".recipient .delivery.good") == ["Answered"]


@pytest.mark.parametrize("status", MOVING)
def test_result_of_version_18_does_not_show_statuses_of_the_sending_as_present_ones(waited, status):
    recipients = [message(status=status), message("+15551230002", status)]
    answered = version_18(wait(recipients=recipients, reply=reply("Yes", from_="+15551230002")))
    assert waited(answered).texts(".recipient .delivery") == ["Sent", "Answered"]
    opted_out = version_18(wait("opted_out", recipients=recipients))
    assert waited(opted_out).texts(".recipient .delivery") == ["Sent", "Sent"]


def test_result_of_version_18_still_shows_its_conversation(waited, sent):
    others = [reply("Who? 482139", "2026-11-21T20:15:30Z")]
    shown = waited(version_18(wait(other_replies=others)))
    assert shown.texts("h1 .answer") == ["Yes"]
    assert shown.texts(".incoming .stamp") == [
        "21:15 \u00b7 not taken as the answer",
        "21:15 \u00b7 Answer",
    ]
    shown = sent(version_18(message()))
    assert shown.find("h1").inner_text() == "Delivered"
    assert shown.texts(".bubble") == []
    assert shown.texts(".recipient .facts") == ["from +15005550006 \u00b7 21 Nov 2026, 21:15 CET"]


def test_answer_proves_that_a_doubtful_message_arrived(waited):
    doubtful = [
        message(f"+1555123000{i}", "unknown", error_message="No answer.", created_at=None)
        for i in (1, 2)
    ]
    shown = waited(wait(recipients=doubtful))
    assert shown.texts(".recipient .delivery") == ["Answered", "May have been sent"]
    assert shown.texts(".recipient .remark") == ["No answer."]


def test_error_code_is_shown_once(waited):
    sentence = "The phone could not be reached (Twilio error 30003). Try again later."
    failed = message(status="undelivered", error_code=30003, error_message=sentence)
    assert waited(wait("timed_out", recipients=[failed])).texts(".remark") == [sentence]


UNCHECKED = "Accepted by Twilio, delivery not checked"
UNCONFIRMED = "Sent, delivery not confirmed"


@pytest.mark.parametrize(
    ("status", "label", "headline", "tone"),
    [
        pytest.param("accepted", "Accepted", UNCHECKED, "busy", id="accepted"),
        pytest.param("queued", "Queued", UNCHECKED, "busy", id="queued"),
        pytest.param("sent", "Sent", UNCONFIRMED, "busy", id="sent"),
        pytest.param("delivered", "Delivered", "Delivered", "good", id="delivered"),
        pytest.param("undelivered", "Not delivered", "Not delivered", "bad", id="undelivered"),
        pytest.param("failed", "Failed", "Not delivered", "bad", id="failed"),
        pytest.param("not_sent", "Not sent", "Not sent", "bad", id="not-sent"),
        pytest.param("unknown", "May have been sent", "Uncertain", "unsure", id="unknown"),
        pytest.param("teleported", "teleported", UNCHECKED, "busy", id="word-of-tomorrow"),
        pytest.param("constructor", "constructor", UNCHECKED, "busy", id="word-of-javascript"),
    ],
)
def test_status_of_a_message_is_shown_in_words_and_colour(sent, status, label, headline, tone):
    shown = sent(message(status=status))
    assert shown.find("h1").inner_text() == headline
    assert shown.texts(f".summary.{tone} h1") == [headline]
    assert shown.texts(f".delivery.{tone}") == [label]


def test_text_is_shown_once_and_each_recipient_below_it(sent):
    shown = sent(
        message(),
        message("+15551230002", "undelivered", error_code=30005, error_message="Unknown number."),
        message("+15551230003", "not_sent", created_at=None),
    )
    assert shown.find("h1").inner_text() == "Not delivered to all"
    assert shown.texts(".detail") == ["1 delivered \u00b7 1 not delivered \u00b7 1 not sent"]
    assert shown.texts(".bubble") == ["Was it you?"]
    assert shown.texts(".row .address") == ["+15551230001", "+15551230002", "+15551230003"]
    assert shown.texts(".remark") == ["Error 30005: Unknown number."]
    assert shown.texts(".day") == ["Sat, 21 November 2026"]


def test_different_texts_each_stand_with_their_recipients(sent):
    shown = sent(message(body="One"), message("+15551230002", body="Two"), message(body="One"))
    assert shown.texts(".bubble") == ["One", "Two"]
    assert shown.texts("ul .row .address") == ["+15551230001", "+15551230001", "+15551230002"]


def test_possible_duplicate_is_shown(sent):
    shown = sent(message(possible_duplicate=True))
    assert "may have arrived twice" in shown.find(".remark.unsure").inner_text()


def test_message_names_its_sender_and_segments(sent):
    service = {"from": None, "messaging_service_sid": "MG" + "0" * 31 + "7", "segments": 3}
    shown = sent(message(), message(**service))
    assert shown.texts(".facts") == [
        "from +15005550006 \u00b7 21 Nov 2026, 21:15 CET",
        "from the Messaging Service \u00b7 3 segments \u00b7 21 Nov 2026, 21:15 CET",
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
def test_result_that_is_no_json_is_shown_as_not_readable(show, json_text):
    shown = show(filled("SendSMSAndWait", json_text))
    assert shown.find("h1").inner_text() == "Result not readable"


@pytest.mark.parametrize("value", [None, 7, "word", [], {}, [None, 7, "word", []]])
def test_fields_of_another_shape_do_not_break_the_page(waited, value):
    shown = waited(dict.fromkeys(wait(), value))
    assert shown.find("header.summary").count() == 1
    assert shown.errors == []


def test_text_that_the_host_appends_is_ignored(show):
    shown = show(filled("SendSMSAndWait", escaped(wait())) + "</plaintext></body></html>")
    assert shown.texts("h1 .answer") == ["Yes"]


def test_time_is_in_the_viewers_zone_and_its_title_is_the_exact_time(waited):
    shown = waited(wait(), locale="en-US", timezone_id="America/New_York")
    moment = shown.find(".outgoing time")
    assert moment.inner_text().replace("\u202f", " ") == "3:15 PM"
    assert moment.get_attribute("datetime") == "2026-11-21T20:15:03Z"
    assert moment.get_attribute("title") == "2026-11-21T20:15:03Z"

"""Signatures of phones, and lines that introduce a quotation, are no part of the answer."""

from __future__ import annotations

import pytest

from TwilioQuestion import compose_question, marker_line
from TwilioReply import read_reply
from TwilioReplySignature import find_signatures

CODE = "482139"
QUESTION = compose_question("Was it you?", "", CODE, ())


def answer(body: str) -> str | None:
    return read_reply(body, CODE, QUESTION, ()).answer


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from my Samsung Galaxy smartphone.",
        "Sent from my Redmi Note 9 Pro",
        "Sent from my SM-G991B",
        "sent from my iphone 15 pro max",
        "Sent via TextNow",
        "Sent from my iPhone, please excuse any mistakes",
        "Sent from Proton Mail for Android, sorry for typos",
        "Sent from my T-Mobile 4G LTE Device",
        "Get Outlook for iOS",
        "Holen Sie sich Outlook für iOS",
        "Gesendet mit der GMX Mail App",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Envoyé à partir de Outlook pour Android",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Inviato da iPhone",
        "Verzonden vanaf mijn Samsung-tablet",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Lähetetty iPhonesta",
        "Wysłane z iPhone'a",
        "Odesláno z iPhonu",
        "Отправлено с iPhone",
        "Надіслано з iPhone",
        "Στάλθηκε από το iPhone μου",
        "iPhone'umdan gönderildi",
        "נשלח מה-iPhone שלי",
        "发自我的iPhone",
        "從我的 iPhone 傳送",
        "iPhoneから送信",
        "나의 iPhone에서 보냄",
        "ส่งจาก iPhone ของฉัน",
        "Được gửi từ iPhone của tôi",
    ],
)
def test_signature_on_its_own_line_is_left_out(line: str) -> None:
    assert answer(f"yes {CODE}\n{line}") == "yes"


@pytest.mark.parametrize(
    "sentence",
    [
        "Sent from my account by someone else",
        "sent from my phone but not by me",
        "Sent from my iPhone, which was stolen",
        "Sent from my account by Ana",
        "Sent from my iPhone yesterday",
        "Sent by mistake",
        "not sent from my phone",
        "Enviado desde mi cuenta, pero no por mí",
        "Das hat meine Frau von ihrem iPhone gesendet",
        "My iPhone was stolen",
    ],
)
def test_sentence_like_a_signature_is_an_answer(sentence: str) -> None:
    assert answer(f"{CODE}\n{sentence}") == sentence
    assert answer(f"{sentence} {CODE}") == sentence


@pytest.mark.parametrize(
    ("text", "code", "certain", "likely"),
    [
        pytest.param("Yes 482139\nSent from Outlook", 4, [(11, 28)], [], id="program"),
        pytest.param("Yes 482139\nSent from my SM-G991B", 4, [(11, 32)], [], id="my device"),
        pytest.param("Yes 482139\nSent via TextNow", 4, [], [(11, 27)], id="unknown program"),
        pytest.param("Sent from Outlook\n482139", 18, [], [(0, 17)], id="before the code"),
        pytest.param("Yes 482139\n--\nBob\nSOC", 4, [], [(11, 21)], id="below dashes"),
        pytest.param("--\nYes 482139", 7, [], [], id="dashes before the code"),
    ],
)
def test_signature_is_certain_behind_the_code_where_it_names_a_device(
    text: str, code: int, certain: list, likely: list
) -> None:
    assert find_signatures(text.replace(CODE, " " * 6), [(code, code + 6)]) == (certain, likely)


@pytest.mark.parametrize(
    "line",
    [
        "On Mon, Nov 23, 2026 at 10:12 AM Ana <ana@example.com> wrote:",
        "On 23 Nov 2026, at 10:12, +1 555 123 0001 wrote:",
        "On Mon, Nov 23, 2026 at 10:12 AM Twilio <\n+15551230001> wrote:",
        "Am 23.11.26 um 10:12 schrieb Ana:",
        "Le lun. 23 nov. 2026 à 10:12, Ana a écrit :",
        "El lun, 23 nov 2026 a las 10:12, Ana escribió:",
        "Il giorno lun 23 nov 2026 alle ore 10:12 Ana ha scritto:",
        "пн, 23 нояб. 2026 г. в 10:12, Ana <ana@example.com>:",
        "2026年11月23日(月) 10:12 Ana <ana@example.com>:",
    ],
)
@pytest.mark.parametrize("quotation", ["> " + QUESTION.replace("\n", "\n> "), QUESTION, ""])
def test_line_that_introduces_a_quotation_is_left_out(line: str, quotation: str) -> None:
    assert answer(f"yes {CODE}\n\n{line}\n{quotation}") == "yes"


def test_line_with_a_time_above_own_words_stays() -> None:
    text = "On Nov 23, 2026 at 10:12 AM I saw:\na stranger"
    assert answer(f"{text} {CODE}") == text


def test_line_with_a_time_that_introduces_nothing_stays() -> None:
    line = "Until 10:12 on 23 Nov 2026 I was out"
    assert answer(f"yes {CODE}\n{line}\n> {marker_line(CODE)}") == f"yes\n{line}"

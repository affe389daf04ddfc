from __future__ import annotations

import sys
from random import Random
from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.managers.thoroughness import THOROUGHNESS
from TwilioAnswer import option_of
from TwilioQuestion import compose_question
from TwilioReply import is_command, keyword, read_reply

CODE = "482139"
QUESTION = compose_question("Was it you?", "Case 4: Odd sign-in", CODE, ())
OFFERED = compose_question("Block it?", "", CODE, ("Approve", "Deny"))
OPTIONS = ("Approve", "Deny", "Don't know")


def find_answer(body: str, code: str, question: str) -> str | None:
    return read_reply(body, code, question, ()).answer


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def asked_in(body: str) -> str:
    return OFFERED if OFFERED.splitlines()[1] in body else QUESTION


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        pytest.param("yes 482139", "yes", id="behind"),
        pytest.param("482139 yes", "yes", id="before"),
        pytest.param("yes 482139 please", "yes please", id="between"),
        pytest.param("482139", CODE, id="alone"),
        pytest.param("yes 482139.", "yes", id="full stop"),
        pytest.param("yes, 482139!", "yes", id="comma and mark"),
        pytest.param("Yes! 482139", "Yes!", id="the answer's own mark stays"),
        pytest.param("Yes, it was me 482139", "Yes, it was me", id="sentence"),
        pytest.param("yes (482139)", "yes", id="brackets"),
        pytest.param("yes #482139", "yes", id="hash"),
        pytest.param("yes#482139", "yes", id="hash, no blank"),
        pytest.param("yes(482139)", "yes", id="brackets, no blank"),
        pytest.param('yes "482139"', "yes", id="quotes"),
        pytest.param('"yes 482139"', "yes", id="all in quotes"),
        pytest.param("“yes 482139”", "yes", id="all in curly quotes"),
        pytest.param("yes - 482139", "yes", id="dash between"),
        pytest.param("482139: yes", "yes", id="colon"),
        pytest.param("yes482139", "yes", id="no blank"),
        pytest.param("yes 482 139", "yes", id="blank inside"),
        pytest.param("yes 482-139", "yes", id="hyphen inside"),
        pytest.param("yes 482–139", "yes", id="en dash inside"),
        pytest.param("4 8 2 1 3 9 yes", "yes", id="spelled out"),
        pytest.param("1 482139", "1", id="a number as answer, before"),
        pytest.param("482139 2", "2", id="a number as answer, behind"),
        pytest.param("room 12, 482139", "room 12", id="a number and a comma before"),
        pytest.param("yes\nSiemplifyID: 482139", "yes", id="marker line"),
        pytest.param("YES SIEMPLIFYID:482139", "YES", id="marker, capitals"),
        pytest.param("siemplify id 482139 yes", "yes", id="marker, two words"),
        pytest.param("SiemplifyID: 482139", CODE, id="marker alone"),
        pytest.param("はい ４８２１３９", "はい", id="full-width digits"),
        pytest.param("نعم ٤٨٢١٣٩", "نعم", id="arabic digits"),
        pytest.param("हाँ ४८२१३९", "हाँ", id="devanagari digits"),
        pytest.param("yes 4️⃣8️⃣2️⃣1️⃣3️⃣9️⃣", "yes", id="keycap emoji"),
        pytest.param("\ufeffyes\u200b 482\u200b139\u200f", "yes", id="invisible marks"),
        pytest.param("yes\u00a0482139\r\n", "yes", id="no-break space and line end"),
        pytest.param("👨‍👩‍👧 ok 482139", "👨‍👩‍👧 ok", id="joined emoji stay whole"),
        pytest.param("می\u200cخواهم 482139", "می\u200cخواهم", id="joiners inside words stay"),
        pytest.param("yes 482139 482139", "yes", id="code twice"),
        pytest.param("yes 482139 Sent from my iPhone", "yes", id="signature behind the code"),
        pytest.param("yes 482139\n\nSent from my iPhone", "yes", id="signature line"),
        pytest.param("oui 482139\nEnvoyé de mon iPhone", "oui", id="french signature"),
        pytest.param("yes 482139\n--\nBob\nACME", "yes", id="signature block"),
        pytest.param("not sent from my phone 482139", "not sent from my phone", id="no signature"),
        pytest.param(
            "482139 sent from my phone but not by me",
            "sent from my phone but not by me",
            id="sentence behind the code",
        ),
        pytest.param(
            "482139\nSent from my account by someone else",
            "Sent from my account by someone else",
            id="sentence on its own line",
        ),
        pytest.param(
            "Enviado desde mi cuenta, pero no por mí 482139",
            "Enviado desde mi cuenta, pero no por mí",
            id="spanish sentence before the code",
        ),
        pytest.param("Sent from my iPhone\nyes 482139", "yes", id="signature above"),
        pytest.param(
            "yes 482139\r\nSent from my T-Mobile 4G LTE Device\r\n", "yes", id="long device"
        ),
        pytest.param(
            "yes 482139\nSent from my iPhone, please excuse typos", "yes", id="apology behind it"
        ),
        pytest.param("-\nNo, not me 482139", "No, not me", id="dash above the answer"),
        pytest.param("--\nNo 482139\n--\nBob", "No", id="dashes above and below"),
        pytest.param(f"“{QUESTION}”\n“yes” 482139", "yes", id="quoted answer below a copy"),
        pytest.param(f"“{QUESTION}” yes 482139", "yes", id="copy in quotes on the same line"),
        pytest.param(f'"yes" 482139\n"{QUESTION}"', "yes", id="quoted answer above a copy"),
        pytest.param(
            f'"Approve 482139"\n{OFFERED}', "Approve", id="answer in quotes as it was asked for"
        ),
        pytest.param(
            '"yes" 482139\n"To respond, type your reply followed by 482139"',
            "yes",
            id="quoted part of the question",
        ),
        pytest.param("482139\n" + quoted(QUESTION), CODE, id="quoted question below"),
        pytest.param(quoted(QUESTION) + "\nno 482139", "no", id="quoted question above"),
        pytest.param("yes 482139\n" + QUESTION, "yes", id="copied question below"),
        pytest.param("yes 482139\n" + OFFERED, "yes", id="copied options below"),
        pytest.param("Liked the idea 482139", "Liked the idea", id="a word like a reaction"),
        pytest.param("Liked “it” so yes 482139", "Liked “it” so yes", id="a quote, then an answer"),
        pytest.param("line one\nline two 482139", "line one\nline two", id="two lines"),
        pytest.param("1\n482139", "1", id="a number on the line before"),
        pytest.param('"yes SiemplifyID: 482139"', "yes", id="marker in quotes"),
        pytest.param("yes\n482139\n" + QUESTION, "yes", id="a line of its own above a copy"),
        pytest.param('Removed 482139 from "x"', 'Removed from "x"', id="no reaction"),
        pytest.param("-5 482139", "-5", id="minus"),
        pytest.param(".5 482139", ".5", id="decimal as answer"),
        pytest.param("(a) and (b) 482139", "(a) and (b)", id="two pairs"),
        pytest.param('"a" or "b" 482139', '"a" or "b"', id="two quotes"),
        pytest.param("<b>yes</b> 482139", "<b>yes</b>", id="markup"),
        pytest.param("482139: https://x.example/", "https://x.example/", id="address"),
        pytest.param("yes-482139", "yes", id="hyphen glued"),
        pytest.param("同意 482139。", "同意", id="ideographic full stop"),
        pytest.param("はい、482139", "はい", id="ideographic comma"),
        pytest.param("نعم، ٤٨٢١٣٩", "نعم", id="arabic comma"),
        pytest.param("हाँ ४८२१३९।", "हाँ", id="danda"),
        pytest.param("【482139】はい", "はい", id="lenticular brackets"),
        pytest.param("482139。", CODE, id="nothing but a full stop"),
        pytest.param("+482139", CODE, id="nothing but a plus"),
        pytest.param("`482139` yes", "yes", id="backticks"),
        pytest.param("yes SiemplifyID. 482139", "yes", id="marker with a full stop"),
        pytest.param("Approve 482139\niPhoneから送信", "Approve", id="japanese signature"),
        pytest.param("Ja 482139\nSkickat från min iPhone", "Ja", id="swedish signature"),
        pytest.param("Ja 482139\nVerstuurd vanaf mijn iPhone", "Ja", id="dutch signature"),
        pytest.param("yes 482139\n—\nBob", "yes", id="dash above the signature"),
        pytest.param("yes 482139\ufffc", "yes", id="a picture's place"),
        pytest.param("482139\n2", "2", id="a number on the line behind"),
        pytest.param(QUESTION.replace("\n", " ") + " yes 482139", "yes", id="behind a copy"),
        pytest.param("123456 482139 34", "123456 34", id="between a long and a short number"),
        pytest.param("12 482139 345678", "12 345678", id="between a short and a long number"),
        pytest.param("111111 482139 222222", "111111 222222", id="between two long numbers"),
        pytest.param("lullaby 482139", "lullaby", id="a word that ends as the question's"),
        pytest.param("482139 sigh", "sigh", id="a word that begins as the question's"),
        pytest.param("yes 482139<br>> see below", "yes", id="a quotation behind markup"),
        pytest.param("don't block 482139\n" + QUESTION, "don't block", id="apostrophe and copy"),
    ],
)
def test_answer_is_found(body: str, answer: str) -> None:
    assert find_answer(body, CODE, asked_in(body)) == answer


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="empty"),
        pytest.param("yes", id="no code"),
        pytest.param("yes 48213", id="code cut"),
        pytest.param("yes 482138", id="another code"),
        pytest.param("1482139", id="longer number, before"),
        pytest.param("4821390", id="longer number, behind"),
        pytest.param("４８２１３９０", id="longer number, full-width"),
        pytest.param("482139.5", id="decimal point"),
        pytest.param("482139,5", id="decimal comma"),
        pytest.param("482139'000", id="apostrophe thousands"),
        pytest.param("٤٨٢١٣٩٬٠٠٠", id="arabic thousands"),
        pytest.param("٤٨٢١٣٩٫٥", id="arabic decimal"),
        pytest.param("0.482139", id="behind a decimal point"),
        pytest.param("12-482139", id="hyphenated number"),
        pytest.param("482139-12", id="hyphenated number, behind"),
        pytest.param("7 482 139", id="grouped number"),
        pytest.param("482 139 000", id="grouped number, behind"),
        pytest.param("+1 482 139 0000", id="phone number"),
        pytest.param("call +1 482139 5555", id="phone number in groups"),
        pytest.param("Liked “Was it you? … 482139”", id="liked"),
        pytest.param(f"Loved “{QUESTION}”", id="loved"),
        pytest.param(f"Laughed at “{OFFERED}”", id="laughed at, options"),
        pytest.param(f"Emphasised “{QUESTION}”", id="emphasised"),
        pytest.param(f"Questioned “{QUESTION[:60]} 482139…", id="questioned, cut"),
        pytest.param(f"Reacted 🎉 to “{QUESTION}”", id="reacted"),
        pytest.param(f"Reacted 1️⃣ to “{QUESTION}”", id="reacted with a digit in a picture"),
        pytest.param(f"Removed a like from “{QUESTION}”", id="removed"),
        pytest.param("Removed 🎉 from “482139”", id="removed emoji"),
        pytest.param(f"👍 to “{OFFERED}”", id="android"),
        pytest.param(f"A aimé « {QUESTION} »", id="french"),
        pytest.param(f"Hat „{QUESTION}“ mit „Gefällt mir“ markiert", id="german"),
        pytest.param(QUESTION.replace("\n", " "), id="the question on one line"),
        pytest.param("yes " + QUESTION.replace("\n", "  "), id="yes before a copy on one line"),
        pytest.param(f"「{QUESTION}」を好きと言いました", id="japanese"),
        pytest.param(f"喜歡「{OFFERED}」", id="chinese"),
        pytest.param(f"אהבתי את ״{QUESTION}״", id="hebrew"),
        pytest.param(f"‘{QUESTION}’에 좋아요", id="korean"),
        pytest.param("👍 to “" + OFFERED.replace("\n", " ") + "”", id="android, one line"),
        pytest.param("yes\n" + quoted(QUESTION), id="code only quoted"),
        pytest.param("yes\n\u200e> SiemplifyID: 482139", id="quote behind an invisible mark"),
        pytest.param(QUESTION, id="the question itself"),
        pytest.param("yes\n" + QUESTION, id="code only in a copy"),
        pytest.param("yes\n" + OFFERED, id="code only in copied options"),
        pytest.param("482\n139", id="two lines"),
    ],
)
def test_no_answer_is_found(body: str) -> None:
    assert find_answer(body, CODE, asked_in(body)) is None


def test_answer_amid_a_thousand_brackets_is_read() -> None:
    assert find_answer("(" * 1200 + "yes 482139", CODE, QUESTION).endswith("yes")


def test_old_packages_question_is_known_when_copied() -> None:
    asked = "Was it you?\nTo respond type your reply followed by 48213"
    assert find_answer("yes 48213.", "48213", asked) == "yes"
    assert find_answer(f"yes\n{asked}", "48213", asked) is None


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("STOP", "out"),
        (" stop\n", "out"),
        ("Unsubscribe", "out"),
        ("CANCEL", "out"),
        ("END", "out"),
        ("quit", "out"),
        ("revoke", "out"),
        ("optout", "out"),
        ("stopall", "out"),
        ("START", "in"),
        ("yes", "in"),
        ("unstop", "in"),
        ("STOP 482139", None),
        ("please stop", None),
        ("help", None),
        ("", None),
    ],
)
def test_keyword_counts_alone(body: str, word: str | None) -> None:
    assert keyword(body) == word


OWN_WORDS = f"Waren Sie das? Wenn ja: JA {CODE}, sonst NEIN {CODE}.\nSiemplifyID: {CODE}"
REACTIONS = {
    "english": "Liked “{}”",
    "english, emoji": "Reacted 🎉 to “{}”",
    "english, removed": "Removed a like from “{}”",
    "android": "👍 to “{}”",
    "google messages": "\u200a\u200b👍\u200b to “\u200a{}\u200a”\u200a",
    "google messages, removed": "\u200a\u200bRemoved 👍\u200b from “\u200a{}\u200a”",
    "german": "Gefällt „{}“",
    "german, verb at the end": "Hat „{}“ mit „Gefällt mir“ markiert",
    "german, with a name": "Hat mit „Gefällt mir“ auf „{}“ reagiert",
    "french": "A aimé « {} »",
    "spanish": "Le gustó «{}»",
    "italian": "Piace: “{}”",
    "portuguese": "Curtiu “{}”",
    "dutch": "Vindt “{}” leuk",
    "swedish": "Gillade ”{}”",
    "danish": "Syntes godt om “{}”",
    "norwegian": "Likte «{}»",
    "finnish": "Tykkäsi: ”{}”",
    "polish": "Lubi „{}”",
    "czech": "Líbí se: „{}“",
    "russian": "Нравится «{}»",
    "ukrainian": "Вподобано «{}»",
    "turkish": "“{}” ifadesini beğendi",
    "arabic": "أعجبه «{}»",
    "hebrew": "אהבתי את ״{}״",
    "hindi": "“{}” को पसंद किया",
    "chinese": "赞了“{}”",
    "chinese, traditional": "喜歡「{}」",
    "japanese": "「{}」を好きと言いました",
    "korean": "‘{}’에 좋아요",
    "thai": "ถูกใจ “{}”",
    "vietnamese": "Đã thích “{}”",
}
ASKED = {"default": (QUESTION, ()), "options": (OFFERED, OPTIONS[:2]), "own words": (OWN_WORDS, ())}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("form", REACTIONS.values(), ids=REACTIONS)
def test_reaction_in_any_language_is_no_answer(form: str, asked: str) -> None:
    question, options = ASKED[asked]
    whole = read_reply(form.format(question), CODE, question, options)
    cut = read_reply(form.format(question[:24] + "…"), CODE, question, options)

    assert whole.answer is None
    assert whole.reason in {"reaction", "copy"}
    assert cut == (None, "reaction", False)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param("yes", "no_code", id="no code"),
        pytest.param("yes 482139.50", "no_code", id="a longer number"),
        pytest.param("yes 482138", "wrong_code", id="another code"),
        pytest.param("yes 482 138", "wrong_code", id="another code in groups"),
        pytest.param("12 482139 34", "no_code", id="amid shorter numbers"),
        pytest.param("Mag ich: “Was it you?”", "reaction", id="a reaction to eight letters"),
        pytest.param("Mag ich: “as it you?”", "no_code", id="a quotation of seven letters"),
        pytest.param("Mag ich: “Was it you? Yes”", "reaction", id="a beginning of the question"),
        pytest.param("Mag ich: “it you? Case 4”", "reaction", id="a part of the question"),
        pytest.param("Mag ich: “Was it you? Ca", "reaction", id="a reaction that was cut"),
        pytest.param("“Was it you? Case 4”", "no_code", id="a quotation and nothing else"),
        pytest.param("“Was it you?”👍", "reaction", id="an emoji behind the quotation"),
        pytest.param("“Was it you?” “👍”", "reaction", id="an emoji in quotation marks"),
        pytest.param("ok followed by 482139 SiemplifyID: 482139", "copy", id="the code twice"),
        pytest.param("x" * 60 + " “Was it you? Yes”", "reaction", id="sixty characters before"),
        pytest.param("x" * 61 + " “Was it you? Yes”", "no_code", id="a sentence with a quotation"),
        pytest.param("Liked an image", "reaction", id="a reaction to a picture"),
        pytest.param("Removed 🎉 from “482139”", "reaction", id="a reaction without the question"),
        pytest.param(f"yes\n{QUESTION}", "copy", id="the code in a copy alone"),
        pytest.param("yes\n> no 482139", "copy", id="the code in a quoted line alone"),
        pytest.param("1 2 3 482136 482137 482138 482139", "too_many_codes", id="four codes"),
        pytest.param(
            "482136,482137,482138,482139", "too_many_codes", id="four codes without blanks"
        ),
        pytest.param(
            "yes 482139\nSent from my iPhone 100001 100002 100003",
            "too_many_codes",
            id="codes in a signature",
        ),
    ],
)
def test_reason_is_told_why_a_text_does_not_count(body: str, reason: str) -> None:
    assert read_reply(body, CODE, QUESTION, ()) == (None, reason, False)


def test_words_that_may_be_a_signature_are_more_than_the_code_alone() -> None:
    reading = read_reply(f"{CODE}\n---\nIt was me", CODE, QUESTION, ())
    assert reading == ("It was me", None, False)


@pytest.mark.parametrize("body", [f"Approve {CODE}\n---\nBob", f"{CODE}\n---\nApprove"])
def test_option_is_chosen_with_or_without_a_signature(body: str) -> None:
    assert read_reply(body, CODE, OFFERED, OPTIONS).answer == "Approve"


@pytest.mark.parametrize("word", ["STOP", " stop ", "Start", "UNSTOP", "help", "Info", "Revoke"])
def test_word_for_twilio_is_known_as_the_whole_text_alone(word: str) -> None:
    assert is_command(word)
    assert not is_command(f"{word} it")
    assert not is_command("yes")


def test_three_different_numbers_are_no_guessing() -> None:
    assert read_reply("yes 482139, not 482138 or 482137", CODE, QUESTION, ()).answer


def test_numbers_of_the_question_are_no_guesses() -> None:
    tickets = "Tickets 100001, 100002, 100003, 100004?\n" + QUESTION
    assert find_answer(f"yes {CODE}\n{tickets}", CODE, tickets) == "yes"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("482,139", id="comma"),
        pytest.param("482.139", id="full stop"),
        pytest.param("482’139", id="apostrophe"),
        pytest.param("482/139", id="slash"),
        pytest.param("482_139", id="underscore"),
        pytest.param("482\u00a0139", id="no-break space"),
        pytest.param("482\u202f139", id="narrow no-break space"),
        pytest.param("4,82,139", id="as in India"),
        pytest.param("48 21 39", id="pairs"),
        pytest.param("4-8-2-1-3-9", id="hyphens"),
        pytest.param("4, 8, 2, 1, 3, 9", id="dictated"),
        pytest.param("4. 8. 2. 1. 3. 9.", id="dictated with full stops"),
        pytest.param("482 - 139", id="a hyphen among blanks"),
        pytest.param("482  -  139", id="a hyphen among more blanks"),
        pytest.param("٤٨٢٬١٣٩", id="arabic separator"),
    ],
)
def test_code_in_groups_is_read(written: str) -> None:
    assert find_answer(f"yes {written}", CODE, QUESTION) == "yes"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("4821.39", id="an amount"),
        pytest.param("48.21.39", id="a date"),
        pytest.param("482-1 39", id="two kinds of separators"),
        pytest.param("1,482,139", id="millions"),
        pytest.param("482   -  139", id="blanks of a table"),
        pytest.param("482-.139", id="two separators at once"),
        pytest.param("4.8.2.139", id="four groups"),
        pytest.param("4 8 2 1 3 9 0", id="a digit more"),
        pytest.param("482,139.50", id="an amount of thousands"),
    ],
)
def test_groups_of_another_number_are_no_code(written: str) -> None:
    assert find_answer(f"yes {written}", CODE, QUESTION) is None


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        pytest.param(
            'Removed malware from "WS-1", "482139"', 'Removed malware from "WS-1"', id="removed"
        ),
        pytest.param('Liked "it", yes "482139"', 'Liked "it", yes', id="liked"),
        pytest.param(f'No, "{QUESTION[:11]}" 482139', 'No, "Was it you?"', id="a quotation"),
        pytest.param("👍 “482139”", "👍", id="an emoji and the code in quotes"),
        pytest.param(">:( no 482139", ">:( no", id="a face like a quotation"),
        pytest.param(">10 482139", ">10", id="more than ten"),
        pytest.param("Y 482139", "Y", id="a letter that ends a word before the code"),
    ],
)
def test_sentence_like_a_reaction_or_quotation_is_an_answer(body: str, answer: str) -> None:
    assert find_answer(body, CODE, QUESTION) == answer


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda text: text.replace("\n", "<br>"), id="markup for line ends"),
        pytest.param(lambda text: "| " + text.replace("\n", "\n| "), id="bars"),
        pytest.param(lambda text: "> " + text.replace("\n", "\n> "), id="quotation marks of mail"),
        pytest.param(lambda text: text.upper(), id="capitals"),
        pytest.param(lambda text: text[9:], id="without its beginning"),
        pytest.param(lambda text: text[:-9], id="without its end"),
        pytest.param(lambda text: "…" + text[9:-3] + "…", id="cut at both ends"),
    ],
)
def test_copy_of_any_question_is_no_answer_and_costs_none(form, asked: str) -> None:
    question, options = ASKED[asked]
    copy = form(question)

    assert read_reply(copy, CODE, question, options).answer is None
    assert find_answer(f"Deny {CODE}\n{copy}", CODE, question) == "Deny"


def test_part_of_the_question_is_an_answer_where_its_author_offers_it() -> None:
    assert find_answer(f"NEIN {CODE}", CODE, OWN_WORDS) == "NEIN"
    assert read_reply(f"NEIN {CODE}\nSiemplifyID: {CODE}", CODE, OWN_WORDS, ("JA", "NEIN")).answer


def test_every_cut_of_the_question_is_a_copy() -> None:
    start = QUESTION.index("reply followed")
    for first in range(start):
        for last in range(QUESTION.index(CODE) + len(CODE), len(QUESTION) + 1):
            reading = read_reply(QUESTION[first:last], CODE, QUESTION, ())
            assert reading == (None, "copy", False), QUESTION[first:last]


def test_codes_of_five_digits_are_read_by_the_same_rules() -> None:
    asked = "Was it you?\nTo respond type your reply followed by 48213"
    assert find_answer("yes 48 213", "48213", asked) == "yes"
    assert read_reply("yes 482139", "48213", asked, ()).reason == "no_code"
    assert read_reply("yes 48214", "48213", asked, ()).reason == "wrong_code"


def test_text_is_read_up_to_4096_characters() -> None:
    assert find_answer("yes " + CODE.rjust(4092), CODE, QUESTION) == "yes"
    assert find_answer("yes " + CODE.rjust(4093), CODE, QUESTION) is None
    assert find_answer(f"yes {CODE} " + "x" * 100_000, CODE, QUESTION)


NASTY = [
    *("482139 ", "482139-", "482139 - ", "482139", "4 8 2 1 3 9 ", "7 ", "1,", "482,139, "),
    *("(", ")", '"', "'", "”", "[", "<", ">", "> ", "\n", "\n-\n", "-", "- ", "=", "·", "\\"),
    *(" ", "\t", "A ", "a", "phone ", "sent from phone ", "Sent from my iPhone ", "please "),
    *("SiemplifyID: ", "siemplify id ", "Liked “", "Reacted to ", "Removed ", "x from "),
    *("To respond, send ", "reply followed by ", "by 482139 ", "<br>", "(1/2) ", ":(", "=>"),
    *("23.11.2026 10:12:\n", " wrote:\n", "ﷺ", "漢", "👍🏽", "\u200b", "e\u0301", "…", "Ŀ"),
    *("?", "!", "\u0130", "Get Outlook "),
]  # fmt: skip
TAILS = ("", "482139", " 482139 yes", "(", '"')


def steps(body: str, options: tuple[str, ...]) -> int:
    """Count the lines that Python runs while a text is read: the same on every machine."""
    count = 0

    def trace(*_: object):
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read_reply(body, CODE, OFFERED if options else QUESTION, options)
    finally:
        sys.settrace(before)
    return count


def long(piece: str, tail: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[: length - len(tail)] + tail


@pytest.mark.parametrize("piece", NASTY)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    short, whole = (steps(long(piece, " 482139 (", size), OPTIONS[:2]) for size in (400, 1600))
    assert whole < 5 * short
    assert whole < 1600 * 100


@pytest.mark.parametrize("tail", TAILS)
def test_patterns_take_no_time_on_texts_of_their_own_words(tail: str) -> None:
    random = Random(7)
    bodies = [long(piece, tail, 4096) for piece in NASTY]
    bodies += [
        long("".join(random.choices(random.sample(NASTY, 4), k=900)), tail, 4096) for _ in range(20)
    ]
    for body in bodies:
        begun = process_time()
        read_reply(body, CODE, QUESTION, ())
        assert process_time() - begun < 1, body[:40]  # a pattern that backtracks takes hours


WORDS = st.text(st.sampled_from("abcdefghij äöüé漢字🎉"), min_size=1, max_size=30).map(str.strip)
INVISIBLE = st.sampled_from(["", "\u200b", "\u200e", "\u2060", "\ufeff"])
SCRIPTS = st.sampled_from(["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९"])


@THOROUGHNESS
def test_code_in_any_writing_gives_the_answer_back(thorough) -> None:
    @thorough
    @given(
        WORDS,
        st.integers(100_000, 999_999).map(str),
        SCRIPTS,
        st.sampled_from(["", " ", "-"]),
        INVISIBLE,
        st.sampled_from(["{0} {1}", "{1} {0}", "{0} {1}.", "{0} ({1})", "{0}\n{1}", "{0} #{1}"]),
    )
    def holds(words: str, code: str, digits: str, gap: str, mark: str, order: str) -> None:
        assume(words)
        written = gap.join(digits[int(d)] for d in code).replace(gap, gap + mark)
        body = mark + order.format(words, written)
        assert find_answer(body, code, "") == " ".join(words.split()) or "  " in words

    holds()


@THOROUGHNESS
def test_code_inside_a_longer_number_is_never_an_answer(thorough) -> None:
    @thorough
    @given(st.integers(100_000, 999_999).map(str), st.from_regex(r"[0-9]{1,6}", fullmatch=True))
    def holds(code: str, more: str) -> None:
        for number in (more + code, code + more, f"{more}.{code}", f"{code}.{more}"):
            elsewhere = number.replace(code, "", 1)
            assume(code not in elsewhere)
            assert find_answer(f"it is {number} ok", code, "") is None

    holds()


@THOROUGHNESS
def test_any_text_is_read_without_error_and_quickly_bounded(thorough) -> None:
    pieces = st.sampled_from(
        [
            CODE,
            "SiemplifyID:",
            "Liked “",
            "”",
            "> ",
            "\n",
            "To respond, send ",
            '"',
            "- ",
            "482 139",
        ]
    )
    soup = st.lists(pieces | st.text(max_size=8), max_size=40).map("".join)

    @thorough
    @given(soup)
    def holds(body: str) -> None:
        answer = find_answer(body, CODE, QUESTION)
        assert answer is None or answer == answer.strip()
        assert answer != ""
        option_of(answer or "", OPTIONS)

    holds()


@THOROUGHNESS
def test_an_answer_never_holds_its_code(thorough) -> None:
    no_digits = st.characters(codec="utf-8", exclude_categories=("Nd", "No"))

    @thorough
    @given(st.lists(st.text(no_digits, max_size=10), max_size=6))
    def holds(parts: list[str]) -> None:
        answer = find_answer(f" {CODE} ".join(parts), CODE, QUESTION)
        assert answer is None or answer == CODE or CODE not in answer.split()

    holds()


def test_text_that_repeats_the_code_hundreds_of_times_chooses_nothing() -> None:
    reading = read_reply("482139 " * 228 + "Approve", "482139", "Was it you?", ("Approve",))
    assert (reading.answer, reading.reason) == (None, "no_option")

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.managers.thoroughness import THOROUGHNESS
from TwilioAnswer import option_of
from TwilioQuestion import compose_question
from TwilioReply import keyword, read_reply

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
    ("answer", "option"),
    [
        pytest.param("Approve", "Approve", id="as it is"),
        pytest.param("approve", "Approve", id="case"),
        pytest.param(" *APPROVE!* ", "Approve", id="marks around"),
        pytest.param("“Deny”.", "Deny", id="quotes"),
        pytest.param("don’t  know", "Don't know", id="curly apostrophe, two blanks"),
        pytest.param("Approve it", None, id="more than the option"),
        pytest.param("App", None, id="less than the option"),
        pytest.param("Approve Deny", None, id="two options"),
        pytest.param("Approve 👎", None, id="an emoji says something"),
        pytest.param("", None, id="nothing"),
        pytest.param("!", None, id="marks alone"),
    ],
)
def test_option_must_be_the_whole_answer(answer: str, option: str | None) -> None:
    assert option_of(answer, OPTIONS) == option


@pytest.mark.parametrize(
    ("answer", "option"),
    [
        pytest.param(unicodedata.normalize("NFD", "Sí"), "Sí", id="decomposed"),
        pytest.param(unicodedata.normalize("NFD", "승인"), "승인", id="decomposed hangul"),
        pytest.param("HAYIR", "Hayır", id="turkish dotless"),
        pytest.param("iptal", "İptal", id="turkish dotted"),
        pytest.param("yes\u3164", "Yes", id="a filler"),
    ],
)
def test_option_is_known_in_any_writing(answer: str, option: str) -> None:
    assert option_of(answer, (option,)) == option


def test_option_is_known_without_its_accents_unless_another_differs_by_them() -> None:
    assert option_of("Desole", ("Désolé", "Non")) == "Désolé"
    assert option_of("Desole", ("Désolé", "Désole")) is None


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

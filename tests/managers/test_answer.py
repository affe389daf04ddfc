"""What of a reply is the answer, and which option it chooses."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.managers.thoroughness import THOROUGHNESS
from TwilioAnswer import option_of, plain_answer
from TwilioQuestion import compose_question
from TwilioReply import read_reply

CODE = "482139"
QUESTION = compose_question("Was it you?", "", CODE, ())
NUMBERED = ("1", "2", "3")


def chosen(body: str, options: tuple[str, ...]) -> str | None:
    return read_reply(body, CODE, compose_question("Block it?", "", CODE, options), options).answer


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        pytest.param("Yes/482139", "Yes", id="a slash between word and code"),
        pytest.param("Yes | 482139", "Yes", id="a bar between word and code"),
        pytest.param("Yes = 482139", "Yes", id="a sign of its own"),
        pytest.param("Yes => 482139", "Yes", id="an arrow"),
        pytest.param("Yes # 482139", "Yes", id="a hash"),
        pytest.param("yes --> 482139", "yes", id="a sign of three characters"),
        pytest.param("yes ---> 482139", "yes --->", id="four characters are no sign"),
        pytest.param("482139. Yes", "Yes", id="a full stop behind the code"),
        pytest.param('482139" yes', "yes", id="half of the quotation marks"),
        pytest.param("(: 482139", "(:", id="a face the other way round"),
        pytest.param("می\u200c 482139", "می\u200c", id="a joiner that belongs to the word"),
        pytest.param("482139 -> yes", "yes", id="an arrow behind the code"),
        pytest.param("482139 -- yes", "yes", id="two dashes behind the code"),
        pytest.param("yes, 482139, please", "yes please", id="commas on both sides"),
        pytest.param("yes 482139, please", "yes, please", id="a comma that the sentence needs"),
        pytest.param("y 482139 -", "y", id="a letter and a dash at the end"),
        pytest.param("(482139) - yes", "yes", id="brackets around the code and a dash"),
        pytest.param("482139 yes- ", "yes-", id="a dash at the end of a word"),
        pytest.param("482139 ,5 of it", ",5 of it", id="a fraction"),
        pytest.param("482139 #yes", "#yes", id="a hash that belongs to the word"),
        pytest.param("482139 , yes", "yes", id="a comma of its own"),
        pytest.param("482139 ,y or n", "y or n", id="a comma at a letter behind"),
        pytest.param("482139 --> yes", "yes", id="a sign of three characters behind"),
        pytest.param("482139 ---> yes", "---> yes", id="four characters behind are no sign"),
        pytest.param("482139 ,yes", "yes", id="a comma at the word behind"),
        pytest.param("yes -482139 please", "yes please", id="a dash at the code"),
        pytest.param('"Yes" 482139', "Yes", id="quotation marks around the answer"),
        pytest.param('"Yes"482139', "Yes", id="quotation marks that touch the code"),
        pytest.param("# (482139) yes", "yes", id="a sign before brackets around the code"),
        pytest.param("(a) or (b) 482139", "(a) or (b)", id="two pairs of brackets"),
        pytest.param("(a)b) 482139", "(a)b)", id="a bracket more at the end"),
        pytest.param("((b) 482139", "((b)", id="a bracket more at the beginning"),
        pytest.param("yes 482139 - Bob", "yes - Bob", id="a dash that the sentence needs"),
        pytest.param("yes 482139 -\nplease", "yes\nplease", id="a dash at the end of a line"),
        pytest.param("yes\n482139 - please", "yes\nplease", id="a dash on the line of the code"),
        pytest.param("yes (\n482139) please", "yes\nplease", id="brackets across two lines"),
        pytest.param("yes 482139?", "yes?", id="a question mark behind the code"),
        pytest.param("yes\n482139?", "yes?", id="a question mark on a line of the code"),
        pytest.param("yes 482139? please", "yes? please", id="a question mark amid the text"),
        pytest.param("yes\u2060 482139", "yes", id="an invisible character at the end"),
        pytest.param("🏴\U000e0067\U000e007f 482139", "🏴\U000e0067\U000e007f", id="a flag"),
        pytest.param("482139?", "?", id="a question mark and nothing else"),
        pytest.param("？ 482139", "？", id="a question mark of another script"),
        pytest.param(":( 482139", ":(", id="a face and nothing else"),
        pytest.param("482139 :(", ":(", id="a face behind the code"),
        pytest.param("no :/ 482139", "no :/", id="a face of separators"),
        pytest.param(">_< 482139", ">_<", id="a face that begins like a quotation"),
        pytest.param("C++ 482139", "C++", id="a word that ends in signs"),
        pytest.param("Ŀ 482139", "Ŀ", id="a character that stands for two"),
        pytest.param("I think (maybe 482139) so", "I think (maybe) so", id="brackets around more"),
        pytest.param("yes (SiemplifyID: 482139)", "yes", id="brackets around the marker"),
        pytest.param("yes<br>482139", "yes", id="a line break of markup"),
        pytest.param("(1/2) yes 482139", "yes", id="the number of a part"),
        pytest.param("yes 482139 (2 of 2)", "yes", id="the number of a part behind"),
        pytest.param("482139\n---\nIt was me", "It was me", id="words below dashes alone"),
        pytest.param("yes 482139\n---\nBob", "yes", id="a name below dashes"),
        pytest.param("Sent via Outlook 482139", "Sent via Outlook", id="words like a signature"),
    ],
)
def test_rest_of_the_reply_is_the_answer(body: str, answer: str) -> None:
    assert read_reply(body, CODE, QUESTION, ()).answer == answer


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("482139", id="bare"),
        pytest.param("(482139).", id="decorated"),
        pytest.param("SiemplifyID: 482139", id="with the marker"),
        pytest.param("482139\nSent from my iPhone", id="with a signature"),
        pytest.param("482139\nSent from Outlook, sorry for typos", id="with that of a program"),
        pytest.param(f"482139\n{QUESTION}", id="above a copy"),
        pytest.param("482139 ...", id="with marks that say nothing"),
    ],
)
def test_code_alone_is_told(body: str) -> None:
    assert read_reply(body, CODE, QUESTION, ()) == (CODE, None, True)
    assert not read_reply(f"{body}\nyes {CODE}", CODE, QUESTION, ()).code_alone


@pytest.mark.parametrize(
    ("body", "option"),
    [
        pytest.param("1 482139", "1", id="a number before the code"),
        pytest.param("482139, 2", "2", id="a number behind the code"),
        pytest.param("1) 482139", "1", id="as in a list"),
        pytest.param("(2) 482139", "2", id="in brackets"),
        pytest.param("(2 482139)", "2", id="in brackets with the code"),
        pytest.param("#2 482139", "2", id="with a hash"),
        pytest.param("1️⃣ 482139", "1", id="as a keycap"),
        pytest.param("1 482 139", "1", id="before a grouped code"),
        pytest.param("482 139 2", "2", id="behind a grouped code"),
        pytest.param("1-482139", "1", id="joined by a hyphen"),
        pytest.param("1,482,139", "1", id="joined by commas"),
        pytest.param("482139-1", "1", id="joined behind"),
        pytest.param("1 4 8 2 1 3 9", "1", id="before a spelled code"),
        pytest.param("1482139", None, id="glued to the code"),
        pytest.param("4-482139", None, id="a number that is no option"),
        pytest.param("1 482139 2", None, id="two options"),
        pytest.param("+1 482 139 0000", None, id="a phone number"),
        pytest.param("<3 482139", None, id="a heart"),
        pytest.param(":3 482139", None, id="a face"),
        pytest.param("-1 482139", None, id="minus one"),
        pytest.param("482139 -1", None, id="minus one behind"),
        pytest.param("482139:-1", None, id="minus one behind a colon"),
        pytest.param("+1 482139", None, id="plus one"),
        pytest.param("(2 482139", None, id="half a bracket"),
        pytest.param("1% 482139", None, id="per cent"),
        pytest.param(".1 482139", None, id="a fraction"),
        pytest.param("2? 482139", None, id="a question"),
    ],
)
def test_numbered_option_is_chosen_where_one_reading_is_left(body: str, option: str | None) -> None:
    assert chosen(body, NUMBERED) == option


QUESTION_MARKS = "?？؟⁇⁉‽՞፧❓⸮꘏"


@pytest.mark.parametrize("mark", QUESTION_MARKS)
@pytest.mark.parametrize(
    "form", ["{m}Approve {c}", "Approve{m} {c}", "Approve {c}{m}", "Approve {c} {m}"]
)
def test_option_with_a_question_mark_of_any_script_is_no_choice(mark: str, form: str) -> None:
    body = form.format(m=mark, c=CODE)
    assert read_reply(body, CODE, QUESTION, ("Approve", "Deny")) == (None, "no_option", False)


def test_greek_question_is_no_choice() -> None:
    assert chosen("Ναι; 482139", ("Ναι", "Όχι")) is None
    assert chosen("Yes; 482139", ("Yes", "No")) == "Yes"


@pytest.mark.parametrize(
    ("answer", "options", "option"),
    [
        pytest.param("Approve", ("Approve", "Deny"), "Approve", id="as it is"),
        pytest.param("approve", ("Approve", "Deny"), "Approve", id="case"),
        pytest.param(" *APPROVE!* ", ("Approve", "Deny"), "Approve", id="marks around"),
        pytest.param("“Deny”.", ("Approve", "Deny"), "Deny", id="quotes"),
        pytest.param("don’t  know", ("Don't know",), "Don't know", id="curly apostrophe"),
        pytest.param("don´t know", ("Don't know",), "Don't know", id="an accent as apostrophe"),
        pytest.param("Approve it", ("Approve", "Deny"), None, id="more than the option"),
        pytest.param("App", ("Approve", "Deny"), None, id="less than the option"),
        pytest.param("Approve Deny", ("Approve", "Deny"), None, id="two options"),
        pytest.param('"-1"', ("1", "2"), None, id="minus in quotation marks"),
        pytest.param("", ("Approve", "Deny"), None, id="nothing"),
        pytest.param("!", ("Approve", "Deny"), None, id="marks alone"),
        pytest.param("Approve 👍", ("Approve", "Deny"), "Approve", id="an emoji behind"),
        pytest.param("Approve 🫨", ("Approve", "Deny"), "Approve", id="an emoji of next year"),
        pytest.param("Approve 👍🏽!", ("Approve", "Deny"), "Approve", id="an emoji and a mark"),
        pytest.param("Approve 👎", ("Approve", "Deny"), None, id="an emoji that doubts"),
        pytest.param("Approve 🤷‍♀️", ("Approve", "Deny"), None, id="a joined emoji that doubts"),
        pytest.param("👍🏽", ("👍", "👎"), "👍", id="another skin tone"),
        pytest.param("👍", ("👍🏽", "👎🏽"), "👍🏽", id="no skin tone"),
        pytest.param("👎", ("👍", "👎"), "👎", id="an emoji that doubts, as an option"),
        pytest.param("👍👎", ("👍", "👎"), None, id="two emoji"),
        pytest.param("Block", ("Block ✅", "Block ❌"), None, id="options that differ by emoji"),
        pytest.param("Desole", ("Désolé", "Non"), "Désolé", id="no accents"),
        pytest.param("Désolé", ("Desole", "Non"), "Desole", id="accents that are not there"),
        pytest.param("Desole", ("Désolé", "Désole"), None, id="options that differ by accents"),
        pytest.param("odrzuc", ("Odrzuć", "Przyjmij"), "Odrzuć", id="polish without accents"),
        pytest.param("موافق ي", ("موافق ی",), "موافق ی", id="arabic and persian yeh"),
        pytest.param("كلا", ("کلا", "نعم"), "کلا", id="arabic and persian kaf"),
        pytest.param("لأ", ("لا", "نعم"), "لا", id="hamza left out"),
        pytest.param("نـعم", ("نعم", "لا"), "نعم", id="a stretched letter"),
        pytest.param(unicodedata.normalize("NFD", "Sí"), ("Sí",), "Sí", id="decomposed"),
        pytest.param(
            unicodedata.normalize("NFD", "승인"), ("승인",), "승인", id="decomposed hangul"
        ),
        pytest.param("ไม", ("ไม่",), None, id="a tone of Thai is no accent"),
        pytest.param("SİL", ("Sil", "Şil"), "Sil", id="turkish dotted, beside an accent"),
        pytest.param("שלום", ("שְׁלוֹם",), "שְׁלוֹם", id="hebrew without points"),
        pytest.param("رحمن", ("رحمٰن",), "رحمٰن", id="arabic without a small alef"),
        pytest.param("HAYIR", ("Hayır",), "Hayır", id="turkish dotless"),
        pytest.param("iptal", ("İptal",), "İptal", id="turkish dotted"),
        pytest.param("yes\u3164", ("Yes",), "Yes", id="a filler"),
        pytest.param("ﷺ" * 1600, ("Yes",), None, id="a long text"),
        pytest.param("x" * 60, ("x" * 60, "y"), "x" * 60, id="a long option"),
    ],
)
def test_whole_answer_must_equal_an_option(
    answer: str, options: tuple[str, ...], option: str | None
) -> None:
    assert option_of(answer, options) == option


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("(Yes)", "yes", id="brackets"),
        pytest.param("<1>", "1", id="angle brackets around a digit"),
        pytest.param("(1)", "1", id="brackets around a digit"),
        pytest.param("[1]", "1", id="square brackets around a digit"),
        pytest.param("{1}", "1", id="braces around a digit"),
        pytest.param("-1", "-1", id="minus"),
        pytest.param("1+", "1+", id="plus behind"),
        pytest.param("1+.", "1+.", id="plus and a full stop behind"),
        pytest.param("-1 of it", "-1 of it", id="minus before more"),
        pytest.param("of it 1+", "of it 1+", id="plus behind more"),
        pytest.param("yes?!", "yes?", id="question mark"),
        pytest.param("+", "+", id="a mark alone"),
        pytest.param("()", "()", id="brackets alone"),
    ],
)
def test_plain_answer_keeps_what_makes_another_word(text: str, plain: str) -> None:
    assert plain_answer(text) == plain


EDGE = ("Lu", "Ll", "Lo", "So")
INNER = st.text(
    st.characters(codec="utf-8", exclude_categories=("N", "C", "Z", "M", "Sk")), max_size=7
)
LETTER = st.characters(codec="utf-8", categories=EDGE)
WORD = st.builds("{}{}{}".format, LETTER, INNER, LETTER)


@THOROUGHNESS
def test_text_without_digits_comes_back_whole_wherever_the_code_stands(thorough) -> None:
    @thorough
    @given(st.lists(WORD, min_size=1, max_size=6), st.integers(0, 6), st.booleans())
    def holds(words: list[str], place: int, marked: bool) -> None:
        assume(not any(any(c.isnumeric() for c in unicodedata.normalize("NFKC", w)) for w in words))
        code = f"SiemplifyID: {CODE}" if marked else CODE
        body = " ".join([*words[:place], code, *words[place:]])
        reading = read_reply(body, CODE, QUESTION, ())
        assert reading.reason is None
        assert reading.answer is not None
        assert reading.answer.split() == words

    holds()

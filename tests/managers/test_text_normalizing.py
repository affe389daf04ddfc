"""A text is reduced to what matters for matching, with the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.managers.thoroughness import THOROUGHNESS
from TwilioTextNormalizing import fold, letters


@pytest.mark.parametrize(
    ("original", "text"),
    [
        pytest.param("٤８२", "482", id="digits of any script"),
        pytest.param("4️⃣", "4", id="a keycap"),
        pytest.param("a–b—c−d", "a-b-c-d", id="dashes"),
        pytest.param("“a” «b» ‘c’ 「d」", '"a" "b" \'c\' "d"', id="quotation marks"),
        pytest.param("a？b؟c⁇d❓", "a?b?c?d?", id="question marks"),
        pytest.param("Ναι; Yes;", "Ναι? Yes;", id="the Greek question mark"),
        pytest.param("a\u200b\u200eb\u2060", "ab", id="what shows nothing"),
        pytest.param("a\r\nb\u2028c\u2029d\x85e", "a\n\nb\nc\nd\ne", id="line ends"),
        pytest.param("\u066b\u066c\u3001\u060c\ufe50\u061b", ".,,,,;", id="commas"),
        pytest.param("\u3002\u0964\u06d4\uff61", "....", id="full stops"),
        pytest.param(
            "\u300a\u3010\u3014\u3016a\u300b\u3011\u3015\u3017", "[[[[a]]]]", id="brackets"
        ),
        pytest.param("a\x00\u034f\u115f\u1160\u2800\u3164\uffa0\ufffcb", "ab", id="blank symbols"),
        pytest.param("a\ufe00\ufe0fb", "ab", id="variation selectors"),
        pytest.param("ﬁ㍿", "fi株式会社", id="characters that stand for several"),
        pytest.param("Ⅷ㌇", "VIII㌇", id="at most four letters for one"),
        pytest.param("ﷺ", "ﷺ", id="a character that stands for a sentence"),
    ],
)
def test_text_is_reduced(original: str, text: str) -> None:
    assert fold(original).text == text


@THOROUGHNESS
def test_every_character_knows_its_place_in_the_original(thorough) -> None:
    @thorough
    @given(st.text(max_size=40))
    def holds(original: str) -> None:
        folded = fold(original)
        assert len(folded.text) == len(folded.origin) <= 4 * len(original)
        assert list(folded.origin) == sorted(folded.origin)
        assert fold(folded.text).text == folded.text

    holds()


def test_letters_and_digits_alone_are_compared_in_lower_case() -> None:
    assert letters("A b-1\n") == ("ab1", (0, 2, 4))

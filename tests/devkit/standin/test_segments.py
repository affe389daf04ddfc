from __future__ import annotations

import pytest

from devkit.standin import segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", 1, id="empty"),
        pytest.param("a" * 160, 1, id="160-septets"),
        pytest.param("a" * 161, 2, id="161-septets"),
        pytest.param("a" * 306, 2, id="two-full"),
        pytest.param("a" * 307, 3, id="three"),
        pytest.param("€" * 80, 1, id="extension-counts-double"),
        pytest.param("€" * 81, 2, id="extension-over"),
        pytest.param("é" * 160, 1, id="e-acute-is-gsm"),
        pytest.param("á" * 160, 3, id="a-acute-is-not"),
        pytest.param("\t" + "a" * 70, 2, id="tab-is-not-gsm"),
        pytest.param("`", 1, id="backtick-short"),
        pytest.param("`" + "a" * 70, 2, id="backtick-is-not-gsm"),
        pytest.param("’" + "a" * 69, 1, id="70-units"),
        pytest.param("’" + "a" * 70, 2, id="71-units"),
        pytest.param("’" * 134, 2, id="two-full-of-units"),
        pytest.param("’" * 135, 3, id="three-of-units"),
        pytest.param("🎉" * 35, 1, id="emoji-count-double"),
    ],
)
def test_count_follows_the_alphabet(text: str, expected: int):
    assert segments.count(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("“yes” – it’s…", '"yes" - it\'s...'), ("Ｏｋ\u200b！", "Ok!"), ("🎉", "🎉")],
    ids=["quotes", "full-width", "emoji-stay"],
)
def test_smart_replaces_look_alikes(text: str, expected: str):
    assert segments.smart_encoded(text) == expected

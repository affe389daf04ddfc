from __future__ import annotations

import pytest

from devkit.errors import UsageError, most_similar_first, quoted

NAMES = ("Ping", "Send SMS", "Send SMS And Wait")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("pin", "Ping", id="cut"),
        pytest.param("SEND SMS", "Send SMS", id="case"),
        pytest.param("Send SMS and wait", "Send SMS And Wait", id="longer"),
    ],
)
def test_names_stand_most_similar_first(typed, first):
    names = most_similar_first(typed, NAMES)
    assert names[0] == first
    assert sorted(names) == sorted(NAMES)


def test_names_unlike_all_are_listed_by_alphabet():
    assert most_similar_first("xyz", ("b", "a")) == ["a", "b"]


def test_unknown_name_lists_what_there_is():
    error = UsageError.unknown("setting", "x", (), "Twilio")
    assert str(error) == "Twilio has no setting 'x'. Settings: none."


def test_long_name_is_cut_where_it_is_repeated():
    assert quoted("x" * 61) == repr("x" * 60 + "…")

"""What the comparison replaces in a recording, and above all what it leaves alone."""

from __future__ import annotations

import json

import pytest

from tests.fidelity.normalizing import Normalizer

SID, OTHER = "SM" + "0a" * 16, "MM" + "1b" * 16
CODE = "482139"
FRAMES = """[2026-11-21,20:15:03,000 ERROR] no
Traceback (most recent call last):
  File "/opt/a.py", line 5, in run
    answer = ask()
             ^^^^^
  File "/opt/b.py", line 6, in ask
    raise ValueError(no)
ValueError: no
"""
TAKEN_OUT = {
    "SID": (f"{SID},sent", "<SM 1>,sent"),
    "SIDs, each its own": (f"{SID} {OTHER} {SID}", "<SM 1> <MM 2> <SM 1>"),
    "code": (f"Yes {CODE}.", "Yes <code 1>."),
    "moment": ("at 2026-11-21T20:15:03Z", "at <moment>"),
    "moment in the log": ("[2026-11-21,20:15:03,000 INFO] sent", "[<moment> INFO] sent"),
    "clocks of a saved state": ('"began":1763.5,"until":17', '"began":<clock>,"until":<clock>'),
    "clock within JSON within JSON": (r"\\\"began\\\":1763.5,", r"\\\"began\\\":<clock>,"),
    "seconds of a wait": ('"waited_seconds": 42}', '"waited_seconds": <seconds>}'),
    "port": ("http://127.0.0.1:40001/x", "http://127.0.0.1:<port>/x"),
    "folder": ("/tmp/soar-run-a_b12/script.log", "/tmp/<folder>/script.log"),
    "frames": (
        FRAMES,
        "[<moment> ERROR] no\nTraceback (most recent call last):\n  <frames>\nValueError: no\n",
    ),
}
LEFT_IN = (
    "+15551230001", "+15005550006", f"{CODE}7", f"1{CODE}", "482138", "until: never",
    '"until":null', '"segments": 1', '"error_code": 30003', "30003", "2026-11-21", "SM12",
    f"{SID}0", "AC" + "5a" * 16, "in 42 seconds", "127.0.0.2:80", "  File, indented\n    x\n",
    "</script>&\u202e", '"waited": 42',
)  # fmt: skip


@pytest.mark.parametrize(("text", "normalized"), TAKEN_OUT.values(), ids=TAKEN_OUT)
def test_normalizer_takes_out_what_chance_put_in(text: str, normalized: str) -> None:
    assert Normalizer([CODE]).normalize(text) == normalized


@pytest.mark.parametrize("text", LEFT_IN)
def test_normalizer_leaves_all_else(text: str) -> None:
    assert Normalizer([CODE]).normalize(text) == text


@pytest.mark.parametrize("value", [None, True, 0, 42, 1.5])
def test_normalizer_leaves_values_that_are_no_texts(value: object) -> None:
    assert Normalizer([CODE]).normalize({"a": [value]}) == {"a": [value]}


def test_normalizer_reaches_keys_and_values_at_every_depth() -> None:
    normalizer = Normalizer([])

    assert normalizer.normalize({SID: [(OTHER, {"b": SID})]}) == {
        "<SM 1>": [["<MM 2>", {"b": "<SM 1>"}]]
    }


def test_normalizer_tells_one_sid_in_place_of_another() -> None:
    right, wrong = [SID, OTHER, SID], [SID, OTHER, OTHER]

    assert Normalizer([]).normalize(right) != Normalizer([]).normalize(wrong)


def test_normalizer_reaches_into_json_within_json() -> None:
    text = json.dumps(json.dumps(json.dumps({"sid": SID, "waited_seconds": 3})))

    assert SID not in Normalizer([]).normalize(text)
    assert "<seconds>" in Normalizer([]).normalize(text)

from __future__ import annotations

import json

import pytest

from devkit.fault_matrix.assertions import Findings, check
from devkit.fault_matrix.observations import RecipientRow, WaitAnswer
from devkit.soar import FAILED
from tests.devkit.fault_matrix.samples import OTHER, SID, TO, a_case, a_run

NOUGHT = {"doubled": 0, "lost": 0, "answers_lost": 0, "crashes": 0, "leaks": 0, "failed": 0}
ROW_NOT_SENT = {TO: RecipientRow("not_sent")}


def counted(findings: Findings) -> dict[str, int]:
    return {name: getattr(findings, name) for name in NOUGHT if getattr(findings, name)}


def test_check_takes_a_good_case_as_clean() -> None:
    findings = check(a_case(), [frozenset({"sent", "unknown"})])
    assert (findings.asked, findings.sent, findings.clean, findings.problems) == (1, 1, True, [])


def result_with(status: str, sid: str | None) -> dict:
    row = {"to": TO, "sid": sid, "status": status, "possible_duplicate": False}
    return {"JsonResult": {"RawJson": json.dumps([row]), "CSVLines": ""}}


def told_twice() -> RecipientRow:
    return RecipientRow("queued", OTHER, possible_duplicate=True)


BAD = {
    "a second message": ({"messages": {TO: [SID, OTHER]}}, {"doubled": 1}),
    "a third message": ({"messages": {TO: [SID, OTHER, SID]}}, {"doubled": 2}),
    "a second message, told": (
        {
            "messages": {TO: [SID, OTHER]},
            "rows": {TO: told_twice()},
            "resent": frozenset({TO}),
        },
        {"doubled": 1},
    ),
    "told as sent, not there": ({"messages": {}}, {"lost": 1}),
    "told under a SID that is not there": ({"messages": {TO: [OTHER]}}, {"lost": 1}),
    "told as not sent, but there": ({"rows": ROW_NOT_SENT}, {"lost": 1}),
    "there, and not told of": ({"rows": {}}, {"lost": 1}),
    "a blind second create, not told": ({"resent": frozenset({TO})}, {"failed": 1}),
    "a duplicate told for nothing": (
        {"rows": {TO: RecipientRow("queued", SID, True)}},
        {"failed": 1},
    ),
    "no answer found": ({"answer": WaitAnswer(True, "Yes", None)}, {"answers_lost": 1}),
    "another answer than its own": ({"answer": WaitAnswer(True, "Yes", "No")}, {"answers_lost": 1}),
    "another answer where it might end": (
        {"answer": WaitAnswer(True, "Yes", "No", may_end=True)},
        {"answers_lost": 1},
    ),
    "no result": ({"runs": (a_run(error="The action printed no result."),)}, {"crashes": 1}),
    "a traceback": ({"runs": (a_run(stderr="Traceback (most recent"),)}, {"crashes": 1}),
    "a defect told": (
        {"runs": (a_run(state=FAILED, message="The integration hit an unexpected error."),)},
        {"crashes": 1},
    ),
    "a run too long": ({"runs": (a_run(seconds=10.5),)}, {"failed": 1}),
    "another end than expected": ({"outcomes": ("not sent",)}, {"failed": 1}),
    "more ends than expected": ({"outcomes": ("sent", "sent")}, {"failed": 1}),
    "a failed run whose message may have left": (
        {"runs": (a_run(state=FAILED, blocks=result_with(status="unknown", sid=None)),)},
        {"failed": 1},
    ),
    "a fault that no request met": ({"idle_faults": ("cut in list",)}, {"failed": 1}),
}


@pytest.mark.parametrize(("values", "found"), BAD.values(), ids=BAD)
def test_check_counts_what_went_wrong(values: dict, found: dict[str, int]) -> None:
    findings = check(a_case(**values), [frozenset({"sent"})])
    assert counted(findings) == found
    assert not findings.clean
    assert findings.problems


ALLOWED = {
    "not sent, and told": {"rows": ROW_NOT_SENT, "messages": {}},
    "unknown, and there": {"rows": {TO: RecipientRow("unknown")}},
    "unknown, and not there": {"rows": {TO: RecipientRow("unknown")}, "messages": {}},
    "a second create, told, one message": {
        "rows": {TO: RecipientRow("queued", SID, True)},
        "resent": frozenset({TO}),
    },
    "a failed run whose message was refused": {
        "runs": (a_run(state=FAILED, blocks=result_with(status="not_sent", sid=None)),)
    },
    "a failed run whose message was not delivered": {
        "runs": (a_run(state=FAILED, blocks=result_with(status="undelivered", sid=SID)),)
    },
    "a question that never arrived": {"answer": WaitAnswer(False, "Yes", None)},
    "its own answer": {"answer": WaitAnswer(True, "Yes", "Yes")},
    "a wait that the credentials ended": {"answer": WaitAnswer(True, "Yes", None, may_end=True)},
}


@pytest.mark.parametrize("values", ALLOWED.values(), ids=ALLOWED)
def test_check_allows_what_is_told_honestly(values: dict) -> None:
    assert counted(check(a_case(**values))) == {}


def test_check_counts_what_is_unknown_apart() -> None:
    findings = check(a_case(rows={TO: RecipientRow("unknown")}))
    assert (findings.unknown, findings.clean) == (1, True)


def test_tally_adds_up_all_its_parts() -> None:
    total = Findings.of([check(a_case()), check(a_case(messages={TO: [SID, OTHER]}))])
    assert (total.asked, total.sent, total.doubled) == (2, 3, 1)
    assert total.problems == ["2 messages for one"]


LEAKS = {
    "the secret in the debug output": {"debug_output": "key sesam-oeffne-dich"},
    "the secret in the message": {"message": "Refused: sesam-oeffne-dich"},
    "the secret in the saved state": {"value": '["sesam-oeffne-dich"]'},
    "the text on standard error": {"stderr": "sent wolpertinger"},
    "the code in the log": {"log": "code 482139"},
    "five digits of the number": {"log": "asked 45678"},
    "all of the number": {"stderr": "GET ?To=%2B15552345678"},
    "the number's beginning": {"debug_output": "1555234XXXX"},
}


@pytest.mark.parametrize("values", LEAKS.values(), ids=LEAKS)
def test_check_counts_a_leak(values: dict[str, str]) -> None:
    findings = check(a_case(runs=(a_run(), a_run(**values))))
    assert findings.leaks >= 1
    assert not findings.clean


def test_check_lets_the_result_hold_what_belongs_there() -> None:
    told = {"message": f"{TO} answered: wolpertinger", "value": "482139", "log": "asked …5678"}
    assert check(a_case(runs=(a_run(**told),))).clean


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (RecipientRow("queued", SID), "sent"),
        (RecipientRow("queued", SID, possible_duplicate=True), "sent again"),
        (RecipientRow("not_sent"), "not sent"),
        (RecipientRow("unknown"), "unknown"),
    ],
    ids=["sent", "again", "not sent", "unknown"],
)
def test_row_is_told_in_a_word(row: RecipientRow, word: str) -> None:
    assert row.word == word

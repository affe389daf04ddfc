from __future__ import annotations

import json
import random
from dataclasses import dataclass, field

import pytest

from devkit.fault_matrix.assertions import check
from devkit.soak.phone_users import hostile_texts
from devkit.soak.questions import OPTIONS, Kind, Question
from devkit.soak.soak import Wait, doubled_texts, observation_of
from devkit.soar import COMPLETED, FAILED, IN_PROGRESS
from tests.devkit.fault_matrix.samples import PRIVATE_VALUES, SID, TO, a_run

TEXT = "soak question 7.0: may wolpertinger-7 be isolated?"
ROW = '{"to": "%s", "sid": "%s", "status": "queued", "possible_duplicate": %s}'


@dataclass
class Create:
    """A create request as the stand-in records it."""

    form: dict[str, str] = field(default_factory=lambda: {"Body": TEXT, "To": TO})
    fault: str | None = "cut"
    status: int | None = None


@dataclass
class Sent:
    """A message as the stand-in keeps it."""

    body: str = TEXT
    sid: str = SID
    to: str = TO


SENT = (Sent(),)


def a_question(kind: Kind = Kind.PLAIN, answer: str | None = "Yes") -> Question:
    return Question(7, kind, TO, "", (), answer, ())


def a_wait(*, told: bool = False, got: str | None = "Yes") -> Wait:
    state = f'{{"recipients": [{ROW % (TO, SID, str(told).lower())}]}}'
    first = a_run(action="Send SMS And Wait", state=IN_PROGRESS, value=state)
    last = a_run(state=COMPLETED if got else FAILED, value=got or False)
    return Wait(a_question(), 0, 10.0, [first, last], reached=True)


def checked(wait: Wait, sent=SENT, creates=()):
    return check(observation_of(wait, sent, creates, PRIVATE_VALUES))


def test_soak_takes_a_wait_with_its_own_answer_as_clean() -> None:
    wait = a_wait()

    assert checked(wait, creates=[Create(fault=None, status=201)]).clean
    assert wait.is_right


@pytest.mark.parametrize(
    ("wait", "sent", "creates", "counted"),
    [
        (a_wait(got="No"), [Sent()], [], "answers_lost"),
        (a_wait(got=None), [Sent()], [], "answers_lost"),
        (a_wait(), [Sent(), Sent(sid="SM2")], [], "doubled"),
        (a_wait(), [], [], "lost"),
        (a_wait(), [Sent()], [Create(), Create(fault=None, status=201)], "failed"),
        (a_wait(told=True), [Sent()], [Create(status=429), Create()], "failed"),
    ],
    ids=["another's answer", "none", "doubled", "not there", "not told", "told for nothing"],
)
def test_soak_counts(wait: Wait, sent, creates, counted: str) -> None:
    findings = checked(wait, sent, creates)
    assert getattr(findings, counted) == 1
    assert not findings.clean


def test_soak_keeps_questions_apart() -> None:
    others = [Sent(TEXT.replace("7", "70"), "SM3"), Sent(TEXT.replace("7.0", "7.1"), "SM4")]
    assert checked(a_wait(), [Sent(), *others]).clean


@pytest.mark.parametrize(
    ("texts", "doubled"),
    [
        (["soak hint 7.0: add 482139"], 0),
        (["soak hint 7.0: add 482139"] * 3, 2),
        (["soak confirmation 7.0: Yes"] * 2, 1),
        (["soak hint 7.1: add 482139", "soak hint 70.0: add 482139"] * 2, 0),
        ([TEXT, TEXT], 0),  # counted where the first question is checked
    ],
    ids=["once", "three hints", "two confirmations", "of other waits", "the first question"],
)
def test_soak_counts_doubled_follow_ups(texts: list[str], doubled: int) -> None:
    assert doubled_texts(a_wait(), [Sent(text) for text in texts]) == doubled


@pytest.mark.parametrize(("status", "right"), [("undelivered", True), ("timed_out", False)])
def test_undelivered_question_must_end_as_undelivered(status: str, right: bool) -> None:
    blocks = {"JsonResult": {"RawJson": json.dumps({"status": status}), "CSVLines": ""}}
    last = a_run(state=FAILED, value=False, blocks=blocks)
    wait = Wait(a_question(Kind.UNDELIVERED, None), 0, 10.0, [last], left=True)

    assert wait.is_right is right


def test_question_is_the_same_for_the_same_seed() -> None:
    def questions(seed: int) -> list[Question]:
        return [Question.of(seed, number, 20) for number in range(48)]

    assert questions(3) == questions(3)
    assert questions(3) != questions(4)
    assert {question.kind for question in questions(3)} == set(Kind)


def test_plain_question_is_answered_behind_noise_and_before_a_change_of_mind() -> None:
    plain = [one for n in range(96) if (one := Question.of(1, n, 20)).kind is Kind.PLAIN]
    for question in plain:
        *noise, answer, change = question.replies
        assert question.answer.lower() in answer.lower()
        assert "{code}" in answer or "{spaced}" in answer
        assert question.answer.lower() not in change.lower()
        assert question.answer in question.options or question.options == ()
        assert len(noise) < 4
    assert {question.options for question in plain} == {(), OPTIONS}


def test_hostile_texts_hold_the_code_and_many_guesses() -> None:
    texts = hostile_texts("482139", random.Random(1))

    assert any("482139" in text and "Approve" in text for text in texts)
    assert max(map(len, texts)) > 100_000
    assert len(texts) > 90

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from devkit.fault_matrix.assertions import check
from devkit.soak.phone_users import OPTIONS, ReplyScript
from devkit.soak.soak import Wait, observation_of
from devkit.soar import IN_PROGRESS
from tests.devkit.fault_matrix.samples import PRIVATE_VALUES, SID, TO, a_run

QUESTION = "soak question 7.0\nTo respond, type your reply followed by 482139\nSiemplifyID: 482139"
STATE = '{"recipients": [{"to": "%s", "sid": "%s", "status": "queued", "possible_duplicate": %s}]}'


@dataclass
class Create:
    """A create request as the stand-in records it."""

    form: dict[str, str] = field(default_factory=lambda: {"Body": "soak question 7.0"})
    fault: str | None = "cut"
    status: int | None = None


def a_wait(*, told: bool = False, got: str | None = "Yes") -> Wait:
    state = STATE % (TO, SID, str(told).lower())
    first = a_run(action="Send SMS And Wait", state=IN_PROGRESS, value=state)
    return Wait(7, "soak question 7.0", TO, "Yes", {}, [first], got, reached=True)


def judged(wait: Wait, sent=((SID, QUESTION),), creates=()):
    return check(observation_of(wait, sent, creates, PRIVATE_VALUES))


def test_soak_takes_a_wait_with_its_own_answer_as_clean() -> None:
    assert judged(a_wait(), creates=[Create(fault=None, status=201)]).clean


@pytest.mark.parametrize(
    ("wait", "sent", "creates", "counted"),
    [
        (a_wait(got="No"), [(SID, QUESTION)], [], "answers_lost"),
        (a_wait(got=None), [(SID, QUESTION)], [], "answers_lost"),
        (a_wait(), [(SID, QUESTION), ("SM2", QUESTION)], [], "doubled"),
        (a_wait(), [], [], "lost"),
        (a_wait(), [(SID, QUESTION)], [Create(), Create(fault=None, status=201)], "failed"),
        (a_wait(told=True), [(SID, QUESTION)], [Create(status=429), Create()], "failed"),
    ],
    ids=["another's answer", "none", "doubled", "not there", "not told", "told for nothing"],
)
def test_soak_counts(wait: Wait, sent, creates, counted: str) -> None:
    findings = judged(wait, sent, creates)
    assert getattr(findings, counted) == 1
    assert not findings.clean


def test_soak_keeps_questions_apart() -> None:
    others = [("SM3", "soak question 70.0"), ("SM4", "soak question 7.1")]
    assert judged(a_wait(), [(SID, QUESTION), *others]).clean


def test_script_is_the_same_for_the_same_seed() -> None:
    def written(seed: int) -> list[list[str]]:
        return [
            ReplyScript.of(seed, number).replies(QUESTION, "482139", []) for number in range(20)
        ]

    assert written(3) == written(3)
    assert written(3) != written(4)


def test_script_writes_noise_before_the_answer_and_a_change_of_mind_after_it() -> None:
    for number in range(50):
        script = ReplyScript.of(1, number)
        *noise, answer, change = script.replies(QUESTION, "482139", ["111111"])
        assert len(noise) == script.noise
        assert script.answer.lower() in answer.lower()
        assert script.answer.lower() not in change.lower()
        assert script.answer in script.options or script.options == ()
        assert set(script.options) <= set(OPTIONS)

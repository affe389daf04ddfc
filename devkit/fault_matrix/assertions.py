"""Count what went wrong in a case: messages doubled or lost, crashes, leaks."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from devkit.fault_matrix.observations import NOT_SENT, rows_of
from devkit.lab import SEND
from devkit.soar import FAILED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from devkit.fault_matrix.observations import Observation, RecipientRow
    from devkit.soar import RunResult

WANTED_NONE = ("doubled", "lost", "answers_lost", "crashes", "leaks", "failed")
# What the package tells when it meets an error that it did not foresee.
_DEFECT = "hit an unexpected error"


@dataclass(slots=True)
class Findings:
    """Totals, and a sentence for each fault found.

    `doubled` counts every second message to a recipient, whether or not it was told;
    `possible_duplicates` counts the recipients told as possible duplicates, `unknown` the messages
    told as perhaps sent, and `failed` all other promises that did not hold: a repeated create
    that was not told, a process that outlived its deadline, an unexpected end.
    """

    asked: int = 0
    sent: int = 0
    unknown: int = 0
    possible_duplicates: int = 0
    doubled: int = 0
    lost: int = 0
    answers_lost: int = 0
    crashes: int = 0
    leaks: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, parts: Iterable[Findings]) -> Findings:
        """Return the sum."""
        total = cls()
        for findings in parts:
            total.add(findings)
        return total

    def add(self, other: Findings) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def clean(self) -> bool:
        return not any(getattr(self, name) for name in WANTED_NONE)


def check(observation: Observation, expected: Iterable[frozenset[str]] | None = None) -> Findings:
    """Judge one case.

    Args:
        observation: what it left behind.
        expected: for each of its words, those that are right; None to take any.
    """
    findings = Findings()
    _check_messages(findings, observation)
    _check_wait(findings, observation)
    for run in observation.runs:
        _check_run(findings, run, observation)
    if expected is not None:
        _check_outcomes(findings, observation.outcomes, tuple(expected))
    for fault in observation.idle_faults:
        _failed(findings, f"a fault that no request met: {fault}")
    return findings


def _check_messages(findings: Findings, observation: Observation) -> None:
    for to in dict.fromkeys(observation.recipients):
        row, sids = observation.rows.get(to), observation.messages.get(to, [])
        findings.asked += 1
        findings.sent += len(sids)
        if len(sids) > 1:
            findings.doubled += len(sids) - 1
            findings.problems.append(f"{len(sids)} messages for one")
        if row is None:
            if sids:
                _lost(findings, "a message left that the action does not tell of")
            continue
        findings.unknown += not row.sid and row.status != NOT_SENT
        findings.possible_duplicates += row.possible_duplicate
        if row.sid and row.sid not in sids:
            _lost(findings, "told as sent, but it is not there")
        if row.status == NOT_SENT and sids:
            _lost(findings, "told as not sent, but it is there")
        if (to in observation.resent) != row.possible_duplicate:
            told = "told" if row.possible_duplicate else "not told"
            _failed(findings, f"possible duplicate is {told}, wrongly")


def _check_wait(findings: Findings, observation: Observation) -> None:
    answer = observation.answer
    if answer is None or not answer.reached or answer.got == answer.expected:
        return
    if answer.got is None and answer.may_end:
        return
    findings.answers_lost += 1
    findings.problems.append(
        "the question arrived, but its answer was not found"
        if answer.got is None
        else "the wait ended with another answer than its own"
    )


def _check_run(findings: Findings, run: RunResult, observation: Observation) -> None:
    crash = run.error or ("Traceback" in run.stderr + run.message and "a traceback")
    if crash or _DEFECT in run.message:
        findings.crashes += 1
        findings.problems.append(f"crash: {crash or run.message}")
    if run.seconds > observation.run_seconds:
        _failed(findings, f"ran {run.seconds:.1f} s of {observation.run_seconds:g}")
    if (
        run.action == SEND
        and run.state == FAILED
        and any(map(_may_have_left, rows_of(run).values()))
    ):
        _failed(findings, "failed, so that it may be repeated, though a message may have left")
    leaks = observation.private_values.found_in(run)
    findings.leaks += len(leaks)
    findings.problems += leaks


def _may_have_left(row: RecipientRow) -> bool:
    return row.status not in {NOT_SENT, "failed", "undelivered"}


def _check_outcomes(
    findings: Findings, outcomes: tuple[str, ...], expected: tuple[frozenset[str], ...]
) -> None:
    fits = len(outcomes) == len(expected) and all(
        word in right for word, right in zip(outcomes, expected, strict=True)
    )
    if not fits:
        wanted = ", ".join("/".join(sorted(right)) for right in expected)
        _failed(findings, f"ended as {', '.join(outcomes) or 'nothing'}; expected {wanted}")


def _lost(findings: Findings, why: str) -> None:
    findings.lost += 1
    findings.problems.append(f"lost: {why}")


def _failed(findings: Findings, why: str) -> None:
    findings.failed += 1
    findings.problems.append(why)

"""Count what went wrong in a case: doubled, lost, crashed, leaked."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from devkit.proof.evidence import NOT_SENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from devkit.proof.evidence import Evidence
    from devkit.soar import RunResult

# What the package tells when it meets an error that it did not foresee.
_DEFECT = "hit an unexpected error"


@dataclass(slots=True)
class Tally:
    """Totals, and a sentence for each fault found.

    `doubled` counts every second message to a recipient, whether or not it was told;
    `told_doubles` the recipients told as possible duplicates; `unknown` the messages that are
    told as perhaps sent. `broken` counts other promises that did not hold: a blind second
    create that was not told, a process that outlived its deadline, an unexpected end.
    """

    asked: int = 0
    sent: int = 0
    unknown: int = 0
    told_doubles: int = 0
    doubled: int = 0
    lost: int = 0
    waits_lost: int = 0
    crashes: int = 0
    leaks: int = 0
    broken: int = 0
    problems: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, tallies: Iterable[Tally]) -> Tally:
        """Return the sum."""
        total = cls()
        for tally in tallies:
            total.add(tally)
        return total

    def add(self, other: Tally) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def clean(self) -> bool:
        return not any(
            (self.doubled, self.lost, self.waits_lost, self.crashes, self.leaks, self.broken)
        )


def judge(evidence: Evidence, expected: Iterable[frozenset[str]] | None = None) -> Tally:
    """Judge one case.

    Args:
        evidence: what it left behind.
        expected: for each of its words, those that are right; None to take any.
    """
    tally = Tally()
    _judge_messages(tally, evidence)
    _judge_wait(tally, evidence)
    for run in evidence.runs:
        _judge_run(tally, run, evidence)
    if expected is not None:
        _judge_words(tally, evidence.words, tuple(expected))
    return tally


def _judge_messages(tally: Tally, evidence: Evidence) -> None:
    for to in dict.fromkeys(evidence.asked):
        row, sids = evidence.rows.get(to), evidence.messages.get(to, [])
        tally.asked += 1
        tally.sent += len(sids)
        if len(sids) > 1:
            tally.doubled += len(sids) - 1
            tally.problems.append(f"{len(sids)} messages for one")
        if row is None:
            if sids:
                _lost(tally, "a message left that the action does not tell of")
            continue
        tally.unknown += not row.sid and row.status != NOT_SENT
        tally.told_doubles += row.possible_duplicate
        if row.sid and row.sid not in sids:
            _lost(tally, "told as sent, but it is not there")
        if row.status == NOT_SENT and sids:
            _lost(tally, "told as not sent, but it is there")
        if (to in evidence.resent) != row.possible_duplicate:
            told = "told" if row.possible_duplicate else "not told"
            _broken(tally, f"possible duplicate is {told}, wrongly")


def _judge_wait(tally: Tally, evidence: Evidence) -> None:
    answer = evidence.answer
    if answer is None or not answer.reached or answer.got == answer.expected:
        return
    if answer.got is None and answer.may_end:
        return
    tally.waits_lost += 1
    tally.problems.append(
        "the question arrived, but its answer was not found"
        if answer.got is None
        else "the wait ended with another answer than its own"
    )


def _judge_run(tally: Tally, run: RunResult, evidence: Evidence) -> None:
    crash = run.error or ("Traceback" in run.stderr + run.message and "a traceback")
    if crash or _DEFECT in run.message:
        tally.crashes += 1
        tally.problems.append(f"crash: {crash or run.message}")
    if run.seconds > evidence.run_seconds:
        _broken(tally, f"ran {run.seconds:.1f} s of {evidence.run_seconds:g}")
    leaks = evidence.markers.found_in(run)
    tally.leaks += len(leaks)
    tally.problems += leaks


def _judge_words(
    tally: Tally, words: tuple[str, ...], expected: tuple[frozenset[str], ...]
) -> None:
    fits = len(words) == len(expected) and all(
        word in right for word, right in zip(words, expected, strict=True)
    )
    if not fits:
        wanted = ", ".join("/".join(sorted(right)) for right in expected)
        _broken(tally, f"ended as {', '.join(words) or 'nothing'}; expected {wanted}")


def _lost(tally: Tally, why: str) -> None:
    tally.lost += 1
    tally.problems.append(f"lost: {why}")


def _broken(tally: Tally, why: str) -> None:
    tally.broken += 1
    tally.problems.append(why)

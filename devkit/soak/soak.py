"""Hundreds of waits at once on a bad line: every one must end as its question says."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from devkit.fault_matrix.assertions import Findings, check
from devkit.fault_matrix.fault_kinds import FAULTS, Effect
from devkit.fault_matrix.fault_lab import is_open
from devkit.fault_matrix.observations import Observation, PrivateValues, WaitAnswer, rows_of
from devkit.interrupt import run_in_threads
from devkit.lab import WAIT, Lab, open_lab
from devkit.soak.phone_users import PhoneUsers
from devkit.soak.questions import Kind, Question
from devkit.soar import COMPLETED, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from devkit.soar import RunResult
    from devkit.standin import Message, State
    from devkit.standin.request_log import RecordedRequest

FAULTY = 0.2  # of all requests
LIST_DELAY = 0.5  # seconds until a list shows a new message
RUN_SECONDS = 25.0
BURST_RUN_SECONDS = 90.0  # of each of the polls that begin in the same second
BURST_REQUESTS = 20  # that Twilio takes at once while they run
POLL_SECONDS = 0.7
WAIT_SECONDS = 120.0  # until a wait counts as lost
ATTEMPTS = 5  # to ask, until a question has left
_HIDDEN = {Effect.BUSY, Effect.NOT_PROCESSED, Effect.PROCESSED}


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to do. The same seed asks and answers the same, with the same faults.

    Attributes:
        waits: how many questions are asked one after the other by a few workers.
        burst: how many more are asked, and then polled in the same second.
        phones: how many phones the plain questions share.
    """

    seed: int
    waits: int = 300
    burst: int = 200
    phones: int = 20
    workers: int = 8


@dataclass(slots=True)
class Wait:
    """One attempt at a question, from its first run to its end; each run has `run_seconds`."""

    question: Question
    attempt: int
    run_seconds: float
    runs: list[RunResult] = field(default_factory=list)
    left: bool = False  # whether the first question is at Twilio
    reached: bool = False  # whether the question is at Twilio for the phone that answers

    @property
    def text(self) -> str:
        return self.question.text(self.attempt)

    @property
    def answer(self) -> str | None:
        """The answer with which it completed."""
        last = self.runs[-1]
        return str(last.value) if last.state == COMPLETED else None

    @property
    def is_right(self) -> bool:
        if self.question.kind is Kind.UNDELIVERED:
            return (self.runs[-1].json or {}).get("status") == "undelivered"
        return self.answer == (self.question.answer if self.reached else None)


class Soak:
    """One soak, to be run once."""

    def __init__(self, plan: Plan, sdk: Path | None = None) -> None:
        self.plan = plan
        self.total = Findings()
        self.waits: list[Wait] = []
        self.requests = self.faulty = self.processes = self.right = 0
        self._sdk = sdk
        self._lock = threading.Lock()
        numbers = range(plan.waits + plan.burst)
        self._questions = {n: Question.of(plan.seed, n, plan.phones) for n in numbers}

    def run(self, tell: Callable[[str], object] = lambda _: None) -> Findings:
        """Do it; `tell` is called with what has been done."""
        with open_lab(self._sdk) as lab:
            self._prepare(lab.state)
            with PhoneUsers(lab.state, self._questions, self.plan.seed) as users:
                self._ask_and_poll(lab, tell)
                self._burst(lab, tell)
            lab.twilio.check()
            self._check(lab.state, users)
        return self.total

    def _prepare(self, state: State) -> None:
        state.delivery.pick = state.delivery.step = 0.05
        state.assumptions.list_delay = LIST_DELAY
        state.faults.seed(self.plan.seed)
        kinds = [kind for kind in FAULTS if kind.effect in _HIDDEN and not kind.slow]
        each = 1 - (1 - FAULTY) ** (1 / len(kinds))
        random.Random(self.plan.seed).shuffle(kinds)
        state.faults.add(*(kind.make(times=None, probability=each) for kind in kinds))
        for question in self._questions.values():
            if not question.is_delivered:
                state.deliver(question.to, "undelivered", 30003)

    def _ask_and_poll(self, lab: Lab, tell: Callable[[str], object]) -> None:
        def ask_and_poll(number: int) -> None:
            wait = self._ask(lab, number, RUN_SECONDS)
            if wait:
                _poll_to_the_end(lab, wait)

        run_in_threads(
            ask_and_poll,
            range(self.plan.waits),
            workers=self.plan.workers,
            stop=lab.runner.stop,
            tell=lambda ended: tell(f"{ended} of {self.plan.waits} waits"),
        )

    def _burst(self, lab: Lab, tell: Callable[[str], object]) -> None:
        """Ask, and then let all polls begin in the same second; few requests are taken at once."""
        asked = run_in_threads(
            lambda number: self._ask(lab, number, BURST_RUN_SECONDS),
            range(self.plan.waits, self.plan.waits + self.plan.burst),
            workers=self.plan.workers,
            stop=lab.runner.stop,
            tell=lambda count: tell(f"{count} of {self.plan.burst} questions to be polled at once"),
        )
        waits = [wait for wait in asked if wait]
        lab.state.concurrent_requests = BURST_REQUESTS
        run_in_threads(
            lambda wait: _poll_to_the_end(lab, wait),
            waits,
            workers=max(1, len(waits)),
            stop=lab.runner.stop,
            tell=lambda ended: tell(f"{ended} of {len(waits)} waits polled at once"),
        )

    def _ask(self, lab: Lab, number: int, run_seconds: float) -> Wait | None:
        """Ask until a question has left; None where none did."""
        question = self._questions[number]
        for attempt in range(ATTEMPTS):
            wait = Wait(question, attempt, run_seconds)
            with self._lock:
                self.waits.append(wait)
            _run(lab, wait, first=True)
            sent = [message.body for message in lab.account.outbound(question.to)]
            if any(wait.text in body for body in sent):
                wait.left = True
                return wait
            time.sleep(POLL_SECONDS)
        return None

    def _check(self, state: State, users: PhoneUsers) -> None:
        requests = list(state.requests)
        self.requests, self.faulty = len(requests), sum(one.fault is not None for one in requests)
        self.processes = sum(len(wait.runs) for wait in self.waits)
        private_values = PrivateValues(
            secrets=(state.account.auth_token,),
            texts=("wolpertinger", "nebelhorn"),
            codes=users.codes,
            numbers=(state.account.number,),
        )
        creates = [one for one in requests if one.operation == "create"]
        sent = [one for one in state.account.outbound() if one.direction == "outbound-api"]
        for wait in self.waits:
            asked = wait.question.answering_phone
            # The question to the next phone may have been lost: nothing unclear is sent again.
            wait.reached = any(wait.text in one.body and one.to == asked for one in sent)
            findings = check(observation_of(wait, sent, creates, private_values))
            findings.doubled += doubled_texts(wait, sent)
            findings.problems = [f"wait {wait.question.number}: {one}" for one in findings.problems]
            self.total.add(findings)
        self.total.failed += len(users.problems)
        self.total.problems += users.problems
        self._check_ends()

    def _check_ends(self) -> None:
        ended = {wait.question.number: wait for wait in self.waits if wait.left}
        for number, question in self._questions.items():
            if number in ended and ended[number].is_right:
                self.right += 1
                continue
            last = ended[number].runs[-1].message if number in ended else "the question never left"
            self.total.failed += 1
            self.total.problems.append(
                f"wait {number} ({question.kind.value}) ended otherwise: {last}"
            )


def _poll_to_the_end(lab: Lab, wait: Wait) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while wait.runs[-1].in_progress and time.monotonic() < end:
        time.sleep(POLL_SECONDS)
        _run(lab, wait, first=False, state=wait.runs[-1].value)


def _run(lab: Lab, wait: Wait, **options: Any) -> None:  # noqa: ANN401 - the fields of RunOptions
    limits = Limits(wait.run_seconds, interval_seconds=POLL_SECONDS)
    params = wait.question.parameters(wait.attempt)
    wait.runs.append(lab.run(WAIT, params, limits=limits, **options))


def doubled_texts(wait: Wait, sent: Sequence[Message]) -> int:
    """Count the texts of a wait, but its first question, that went to one phone more than once."""
    name = f" {wait.question.number}.{wait.attempt}"
    beginnings = ((message.to, message.body.partition(":")[0]) for message in sent)
    texts = Counter((to, beginning) for to, beginning in beginnings if beginning.endswith(name))
    first = (wait.question.to, f"soak question{name}")
    return sum(count - 1 for text, count in texts.items() if text != first)


def observation_of(
    wait: Wait,
    sent: Sequence[Message],
    creates: Sequence[RecordedRequest],
    private_values: PrivateValues,
) -> Observation:
    """Gather what the first question of a wait left.

    Args:
        wait: the wait.
        sent: all messages at the stand-in.
        creates: all create requests there, in order.
        private_values: what must not be written down.
    """
    to = wait.question.to
    tries = [
        one for one in creates if wait.text in one.form.get("Body", "") and one.form["To"] == to
    ]
    numbers = (*private_values.numbers, *filter(None, (to, wait.question.second)))
    expected = wait.question.answer
    return Observation(
        recipients=(to,),
        rows=rows_of(wait.runs[0]),
        messages={to: [one.sid for one in sent if wait.text in one.body and one.to == to]},
        resent=frozenset({to} if any(map(is_open, tries[:-1])) else ()),
        answer=WaitAnswer(wait.reached, expected, wait.answer) if expected else None,
        runs=tuple(wait.runs),
        private_values=replace(private_values, numbers=numbers),
        run_seconds=wait.run_seconds,
    )

"""Hundreds of waits at once on a bad line: every one must get its own answer."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from devkit.fault_matrix.assertions import Findings, check
from devkit.fault_matrix.fault_kinds import FAULTS, Effect
from devkit.fault_matrix.fault_lab import is_open
from devkit.fault_matrix.observations import Observation, PrivateValues, WaitAnswer, rows_of
from devkit.interrupt import run_in_threads
from devkit.soak.phone_users import PhoneUsers, ReplyScript
from devkit.soar import COMPLETED, IN_PROGRESS, Limits, Runner
from devkit.standin import StandIn
from devkit.twilio_settings import settings_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from devkit.soar import RunResult
    from devkit.standin import State
    from devkit.standin.request_log import RecordedRequest

ACTION = "Send SMS And Wait"
FAULTY = 0.2  # of all requests
LIST_DELAY = 0.5  # seconds until a list shows a new message
RUN_SECONDS = 25.0
POLL_SECONDS = 0.7
WAIT_SECONDS = 120.0  # until a wait counts as lost
TRIES = 5  # questions, until one has left
_PASSING = {Effect.BUSY, Effect.NOT_PROCESSED, Effect.PROCESSED}


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to do. The same seed asks and answers the same, and rolls the same dice."""

    seed: int
    waits: int = 300
    phones: int = 20
    workers: int = 8


@dataclass(slots=True)
class Wait:
    """One question, from its first run to its end."""

    number: int
    text: str
    to: str
    expected: str
    params: dict[str, str]
    runs: list[RunResult] = field(default_factory=list)
    got: str | None = None
    reached: bool = False


class Soak:
    """One soak, to be run once."""

    def __init__(self, plan: Plan, sdk: Path | None = None) -> None:
        self.plan = plan
        self.total = Findings()
        self.waits: list[Wait] = []
        self.requests = self.faulty = 0
        self.processes = self.answered = 0
        self._sdk = sdk
        self._lock = threading.Lock()

    def run(self, tell: Callable[[int], object] = lambda _: None) -> Findings:
        """Do it; `tell` is called with the number of waits that have ended."""
        with StandIn() as twilio:
            self._prepare(twilio.state)
            settings = settings_for(twilio.state.account, twilio.url)
            phone_users = PhoneUsers(twilio.state, self.plan.seed)
            with Runner(settings, sdk=self._sdk) as runner, phone_users:
                self._wait_all(runner, twilio.state, tell)
            self._check(twilio.state, phone_users)
        return self.total

    def _prepare(self, state: State) -> None:
        state.delivery.pick = state.delivery.step = 0.05
        state.assumptions.list_delay = LIST_DELAY
        state.faults.seed(self.plan.seed)
        kinds = [kind for kind in FAULTS if kind.effect in _PASSING and not kind.slow]
        each = 1 - (1 - FAULTY) ** (1 / len(kinds))
        random.Random(self.plan.seed).shuffle(kinds)
        for kind in kinds:
            state.faults.add(kind.make(times=None, probability=each))

    def _wait_all(self, runner: Runner, state: State, tell: Callable[[int], object]) -> None:
        run_in_threads(
            lambda number: self._one(runner, state, number),
            range(self.plan.waits),
            workers=self.plan.workers,
            stop=runner.stop,
            tell=tell,
        )

    def _one(self, runner: Runner, state: State, number: int) -> None:
        """Ask until a question has left, and wait for its answer."""
        for attempt in range(TRIES):
            wait = self._question(number, attempt)
            with self._lock:
                self.waits.append(wait)
            result = self._run(runner, wait, first=True)
            left = any(wait.text in message.body for message in state.account.outbound(wait.to))
            if left:
                wait.reached = True
                self._poll(runner, wait, result)
                return
            time.sleep(POLL_SECONDS)

    def _question(self, number: int, attempt: int) -> Wait:
        to = f"+1555{5_550_000 + 7_919 * (number % self.plan.phones) % 1_000_000:07d}"
        text = f"soak question {number}.{attempt}: may wolpertinger-{number} be isolated?"
        script = ReplyScript.of(self.plan.seed, number)
        params = {"Phone Number": to, "Message": text, "Reply Options": ", ".join(script.options)}
        return Wait(number, text, to, script.answer, params)

    def _poll(self, runner: Runner, wait: Wait, result: RunResult) -> None:
        end = time.monotonic() + WAIT_SECONDS
        while result.state == IN_PROGRESS and time.monotonic() < end:
            time.sleep(POLL_SECONDS)
            result = self._run(runner, wait, first=False, state=result.value)
        if result.state == COMPLETED:
            wait.got = str(result.value)

    def _run(self, runner: Runner, wait: Wait, **options: Any) -> RunResult:  # noqa: ANN401
        limits = Limits(RUN_SECONDS, interval_seconds=POLL_SECONDS)
        result = runner.run(ACTION, wait.params, limits=limits, **options)
        wait.runs.append(result)
        return result

    def _check(self, state: State, phone_users: PhoneUsers) -> None:
        requests = list(state.requests)
        self.requests, self.faulty = len(requests), sum(one.fault is not None for one in requests)
        self.processes = sum(len(wait.runs) for wait in self.waits)
        private_values = PrivateValues(
            secrets=(state.account.auth_token,),
            texts=("wolpertinger", "nebelhorn"),
            codes=phone_users.codes,
            numbers=(state.account.number,),
        )
        creates = [one for one in requests if one.operation == "create"]
        sent = [(message.sid, message.body) for message in state.account.outbound()]
        for wait in self.waits:
            findings = check(observation_of(wait, sent, creates, private_values))
            findings.problems = [f"wait {wait.number}: {one}" for one in findings.problems]
            self.total.add(findings)
        self.total.failed += len(phone_users.problems)
        self.total.problems += phone_users.problems
        self.answered = sum(wait.got == wait.expected for wait in self.waits)
        if missing := self.plan.waits - self.answered:
            self.total.problems.append(f"{missing} of {self.plan.waits} waits lack their answer")
            self.total.failed += missing


def observation_of(
    wait: Wait,
    sent: Iterable[tuple[str, str]],
    creates: Iterable[RecordedRequest],
    private_values: PrivateValues,
) -> Observation:
    """Gather what one question left.

    Args:
        wait: the question.
        sent: SID and text of all messages at the stand-in.
        creates: all create requests there, in order.
        private_values: what must not be written down.
    """
    tries = [one for one in creates if wait.text in one.form.get("Body", "")]
    return Observation(
        recipients=(wait.to,),
        rows=rows_of(wait.runs[0]),
        messages={wait.to: [sid for sid, body in sent if wait.text in body]},
        resent=frozenset({wait.to} if any(map(is_open, tries[:-1])) else ()),
        answer=WaitAnswer(wait.reached, wait.expected, wait.got),
        runs=tuple(wait.runs),
        private_values=replace(private_values, numbers=(*private_values.numbers, wait.to)),
        run_seconds=RUN_SECONDS,
    )

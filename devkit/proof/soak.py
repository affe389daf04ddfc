"""Hundreds of waits at once on a bad line: every one must get its own answer."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from devkit.proof.crowd import Crowd, Script
from devkit.proof.evidence import Answer, Evidence, Markers
from devkit.proof.judge import Tally, judge
from devkit.proof.kinds import FAULTS, Effect
from devkit.proof.stage import is_open, rows_of
from devkit.soar import COMPLETED, IN_PROGRESS, Limits, Runner
from devkit.standin import StandIn
from devkit.twilio_settings import settings_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from devkit.soar import RunResult
    from devkit.standin import State
    from devkit.standin.record import RecordedRequest

ACTION = "Send SMS And Wait"
FAULTY = 0.2  # of all requests
LIST_DELAY = 0.5  # seconds until a list shows a new message
RUN_SECONDS = 25.0
POLL_SECONDS = 0.7
WAIT_SECONDS = 120.0  # until a wait counts as lost
TRIES = 5  # questions, until one has left
_PASSING = {Effect.BUSY, Effect.LOST, Effect.ACTED}


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
        self.total = Tally()
        self.waits: list[Wait] = []
        self.requests = self.faulty = 0
        self.processes = self.answered = 0
        self._sdk = sdk
        self._lock = threading.Lock()

    def run(self, tell: Callable[[int], object] = lambda _: None) -> Tally:
        """Do it; `tell` is called with the number of waits that have ended."""
        with StandIn() as twilio:
            self._prepare(twilio.state)
            settings = settings_for(twilio.state.account, twilio.url)
            crowd = Crowd(twilio.state, self.plan.seed)
            with Runner(settings, sdk=self._sdk) as host, crowd:
                self._wait_all(host, twilio.state, tell)
            self._judge(twilio.state, crowd)
        return self.total

    def _prepare(self, state: State) -> None:
        state.delivery.pick = state.delivery.step = 0.05
        state.list_delay = LIST_DELAY
        state.faults.seed(self.plan.seed)
        kinds = [kind for kind in FAULTS if kind.effect in _PASSING and not kind.slow]
        each = 1 - (1 - FAULTY) ** (1 / len(kinds))
        random.Random(self.plan.seed).shuffle(kinds)
        for kind in kinds:
            state.faults.add(kind.make(times=None, probability=each))

    def _wait_all(self, host: Runner, state: State, tell: Callable[[int], object]) -> None:
        with ThreadPoolExecutor(self.plan.workers) as pool:
            numbers = range(self.plan.waits)
            for done, _ in enumerate(pool.map(lambda n: self._one(host, state, n), numbers), 1):
                tell(done)

    def _one(self, host: Runner, state: State, number: int) -> None:
        """Ask until a question has left, and wait for its answer."""
        for attempt in range(TRIES):
            wait = self._question(number, attempt)
            with self._lock:
                self.waits.append(wait)
            result = self._run(host, wait, first=True)
            left = any(wait.text in message.body for message in state.account.outbound(wait.to))
            if left:
                wait.reached = True
                self._poll(host, wait, result)
                return
            time.sleep(POLL_SECONDS)

    def _question(self, number: int, attempt: int) -> Wait:
        to = f"+1555{5_550_000 + 7_919 * (number % self.plan.phones) % 1_000_000:07d}"
        text = f"soak question {number}.{attempt}: may wolpertinger-{number} be isolated?"
        script = Script.of(self.plan.seed, number)
        params = {"Phone Number": to, "Message": text, "Reply Options": ", ".join(script.options)}
        return Wait(number, text, to, script.answer, params)

    def _poll(self, host: Runner, wait: Wait, result: RunResult) -> None:
        end = time.monotonic() + WAIT_SECONDS
        while result.state == IN_PROGRESS and time.monotonic() < end:
            time.sleep(POLL_SECONDS)
            result = self._run(host, wait, first=False, state=result.value)
        if result.state == COMPLETED:
            wait.got = str(result.value)

    def _run(self, host: Runner, wait: Wait, **options: Any) -> RunResult:  # noqa: ANN401
        limits = Limits(RUN_SECONDS, interval_seconds=POLL_SECONDS)
        result = host.run(ACTION, wait.params, limits=limits, **options)
        wait.runs.append(result)
        return result

    def _judge(self, state: State, crowd: Crowd) -> None:
        requests = list(state.requests)
        self.requests, self.faulty = len(requests), sum(one.fault is not None for one in requests)
        self.processes = sum(len(wait.runs) for wait in self.waits)
        markers = Markers(
            secrets=(state.account.auth_token,),
            texts=("wolpertinger", "nebelhorn"),
            codes=crowd.codes,
            numbers=(state.account.number,),
        )
        creates = [one for one in requests if one.operation == "create"]
        sent = [(message.sid, message.body) for message in state.account.outbound()]
        for wait in self.waits:
            tally = judge(evidence_of(wait, sent, creates, markers))
            tally.problems = [f"wait {wait.number}: {one}" for one in tally.problems]
            self.total.add(tally)
        self.total.broken += len(crowd.problems)
        self.total.problems += crowd.problems
        self.answered = sum(wait.got == wait.expected for wait in self.waits)
        if missing := self.plan.waits - self.answered:
            self.total.problems.append(f"{missing} of {self.plan.waits} waits lack their answer")
            self.total.broken += missing


def evidence_of(
    wait: Wait,
    sent: Iterable[tuple[str, str]],
    creates: Iterable[RecordedRequest],
    markers: Markers,
) -> Evidence:
    """Gather what one question left.

    Args:
        wait: the question.
        sent: SID and text of all messages at the stand-in.
        creates: all create requests there, in order.
        markers: what must not be written down.
    """
    tries = [one for one in creates if wait.text in one.form.get("Body", "")]
    return Evidence(
        asked=(wait.to,),
        rows=rows_of(wait.runs[0]),
        messages={wait.to: [sid for sid, body in sent if wait.text in body]},
        resent=frozenset({wait.to} if any(map(is_open, tries[:-1])) else ()),
        answer=Answer(wait.reached, wait.expected, wait.got),
        runs=tuple(wait.runs),
        markers=replace(markers, numbers=(*markers.numbers, wait.to)),
        run_seconds=RUN_SECONDS,
    )

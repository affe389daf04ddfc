"""Each action with a fault in one of its requests: the columns of the matrix.

The function of a scenario takes a lab, a kind of fault, and how often it strikes (None: always).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from devkit.fault_matrix import expectations
from devkit.fault_matrix.expectations import ANSWERED, FAILED, WAITING
from devkit.fault_matrix.fault_kinds import CUT_PROCESSED, Effect, FaultKind
from devkit.fault_matrix.fault_lab import GRACE_SECONDS, RUN_SECONDS, SETTLED_SECONDS, FaultLab
from devkit.fault_matrix.observations import Observation, WaitAnswer, rows_of
from devkit.lab import WAIT
from devkit.soar import COMPLETED, IN_PROGRESS, Limits

if TYPE_CHECKING:
    from devkit.fault_matrix.expectations import Outcomes
    from devkit.soar import RunResult

Run = Callable[[FaultLab, FaultKind, "int | None"], Observation]

AFTER_LOST_CREATE = "list after a lost create"
STATES = (ANSWERED, WAITING, FAILED, "stopped")


@dataclass(frozen=True, slots=True)
class Scenario:
    """An action and the point at which a request of it fails.

    Attributes:
        run: does it.
        expected: the right outcomes for a kind and how often it strikes.
        connections: whether a connection can fail at that point alone.
    """

    action: str
    point: str
    run: Run
    expected: Callable[[FaultKind, int | None], Outcomes]
    connections: bool = False

    @property
    def reads(self) -> bool:
        """Whether the point is a read, for which some kinds are the same."""
        return self.point.startswith(("list", "fetch"))


def observe(lab: FaultLab, result: RunResult, recipients: tuple[str, ...]) -> Observation:
    """Gather what a run left of its recipients."""
    rows = rows_of(result)
    return Observation(
        recipients=recipients,
        rows=rows,
        messages=lab.messages(),
        resent=lab.resent(),
        outcomes=tuple(rows[to].word if to in rows else "untold" for to in recipients),
        runs=tuple(lab.runs),
        private_values=lab.private_values(),
        run_seconds=RUN_SECONDS,
    )


def ping(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    lab.add_fault(kind, "list", times=times)
    result = lab.run("Ping")
    word = "connected" if result.state == COMPLETED else FAILED
    named = kind.cause in result.message or word == "connected"
    return replace(observe(lab, result, ()), outcomes=(word, "named" if named else "not named"))


def send(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    lab.add_fault(kind, "create", times=times)
    to = lab.phones[0]
    return observe(lab, lab.send_to(to), (to,))


def send_second(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    """The request for the second of three recipients fails."""
    numbers = tuple(lab.phones)
    lab.add_fault(kind, "create", times=times, to=numbers[1])
    return observe(lab, lab.send_to(*numbers), numbers)


def send_fetch(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    lab.state.delivery.step = 0.5
    lab.add_fault(kind, "fetch", times=times)
    to = lab.phones[0]
    return observe(lab, lab.send_to(to, **{"Delivery Timeout": "3"}), (to,))


def send_lists(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    """The answer to a processed create is lost, and the list requests after it fail."""
    lab.add_fault(CUT_PROCESSED, "create", times=1)
    lab.add_fault(kind, "list", times=times, connections=1)
    to = lab.phones[0]
    return observe(lab, lab.send_to(to), (to,))


def ask(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    lab.add_fault(kind, "create", times=times)
    return ask_and_poll(lab, lab.phones[0])


def ask_second(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    lab.add_fault(kind, "create", times=times, to=lab.phones[1])
    return ask_and_poll(lab, *lab.phones)


def ask_lists(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    lab.add_fault(CUT_PROCESSED, "create", times=1)
    lab.add_fault(kind, "list", times=times, connections=1)
    return ask_and_poll(lab, lab.phones[0])


def ask_and_poll(lab: FaultLab, *numbers: str) -> Observation:
    """Ask; let the phones that were reached answer; poll without faults."""
    params = lab.parameters(*numbers)
    first = lab.run(WAIT, params)
    lab.remove_faults()
    answers = [lab.answer(to) for to in numbers]
    got = None
    if first.state == IN_PROGRESS and any(answers):
        got = lab.until_answered(params, first.value)
    rows = rows_of(first)
    outcomes = (STATES[first.state], *(rows[to].word for to in numbers if to in rows))
    answer = WaitAnswer(any(answers), lab.answer_text, got)
    return replace(observe(lab, first, numbers), rows=rows, outcomes=outcomes, answer=answer)


def asked_without_faults(lab: FaultLab, **more: str) -> tuple[dict[str, str], Any]:
    """Ask; return the parameters and the saved state."""
    params = lab.parameters(lab.phones[0], **more)
    return params, lab.run(WAIT, params).value


def poll_twice(
    lab: FaultLab,
    params: dict[str, str],
    state: Any,  # noqa: ANN401 - a result value of the platform
    *,
    may_end: bool = False,
) -> Observation:
    """Poll an answered question once with the fault, then without."""
    to = lab.phones[0]
    reached = lab.answer(to)
    first = lab.poll(params, state)
    got: str | None = str(first.value)
    if first.state != COMPLETED:
        ended = first.state != IN_PROGRESS
        got = None if ended else lab.until_answered(params, first.value)
    answer = WaitAnswer(reached, lab.answer_text, got, may_end=may_end)
    observation = observe(lab, lab.runs[0], (to,))
    return replace(observation, outcomes=(STATES[first.state],), answer=answer)


def poll(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    params, state = asked_without_faults(lab)
    lab.add_fault(kind, "list", times=times)
    return poll_twice(lab, params, state, may_end=kind.effect is Effect.ACCOUNT_REFUSED)


def poll_status(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    """The fetch of the question's status fails in a poll that finds the answer."""
    params, state = asked_without_faults(lab)
    lab.add_fault(kind, "fetch", times=times)
    return poll_twice(lab, params, state, may_end=kind.effect is Effect.ACCOUNT_REFUSED)


def poll_update(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    """The update that empties the texts fails."""
    params, state = asked_without_faults(lab, **{"Redact Messages": "true"})
    lab.add_fault(kind, "update", times=times)
    observation = poll_twice(lab, params, state)
    if not any(message.body for message in lab.account.messages):
        return replace(observation, outcomes=(*observation.outcomes, "emptied"))
    told = "emptied" in lab.runs[-1].message
    return replace(observation, outcomes=(*observation.outcomes, "told" if told else "not told"))


def end_status(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    """The fetch of the status fails at the end of a wait that nobody answered."""
    params, state = asked_without_faults(lab)
    lab.add_fault(kind, "fetch", times=times)
    end = int((time.time() + 2) * 1000)
    limits = Limits(RUN_SECONDS, GRACE_SECONDS, interval_seconds=1, total_deadline_ms=end)
    return _ended(lab, lab.poll(params, state, limits=limits))


def stop(lab: FaultLab, _kind: FaultKind, _times: int | None) -> Observation:
    """The one who was asked writes STOP."""
    params, state = asked_without_faults(lab)
    lab.wait_for_text(lab.phones[0])
    lab.state.phone(lab.phones[0]).send("STOP")
    end = time.monotonic() + SETTLED_SECONDS
    result = lab.poll(params, state)
    while result.in_progress and time.monotonic() < end:
        time.sleep(0.3)
        result = lab.poll(params, result.value)
    return _ended(lab, result)


def _ended(lab: FaultLab, result: RunResult) -> Observation:
    status = str((result.json or {}).get("status"))
    observation = observe(lab, lab.runs[0], (lab.phones[0],))
    return replace(observation, outcomes=(STATES[result.state], status))


SCENARIOS = [
    Scenario("Ping", "list", ping, expectations.pinged, connections=True),
    Scenario("Send SMS", "create", send, expectations.sent, connections=True),
    Scenario("Send SMS", "create, 2nd of 3", send_second, expectations.sent_to_three),
    Scenario("Send SMS", AFTER_LOST_CREATE, send_lists, expectations.found, connections=True),
    Scenario("Send SMS", "fetch", send_fetch, expectations.followed),
    Scenario("Wait", "create", ask, expectations.asked, connections=True),
    Scenario("Wait", "create, 2nd of 3", ask_second, expectations.asked_three),
    Scenario("Wait", AFTER_LOST_CREATE, ask_lists, expectations.asked_and_found, connections=True),
    Scenario("Wait", "list (poll)", poll, expectations.polled, connections=True),
    Scenario("Wait", "fetch (poll)", poll_status, expectations.answered),
    Scenario("Wait", "update", poll_update, expectations.redacted),
    Scenario("Wait", "fetch (end)", end_status, expectations.timed_out),
]
STOP = Scenario("Wait", "STOP", stop, expectations.stopped)

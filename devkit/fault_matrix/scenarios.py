"""Each action with a fault in one of its requests: the columns of the matrix.

The function of a scenario takes a lab, a kind of fault, and how often it strikes (None: always).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from devkit.fault_matrix import expectations
from devkit.fault_matrix.fault_kinds import CUT_PROCESSED, Effect
from devkit.fault_matrix.fault_lab import GRACE_SECONDS, RUN_SECONDS, rows_of
from devkit.fault_matrix.observations import Observation, WaitAnswer
from devkit.soar import COMPLETED, IN_PROGRESS, Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from devkit.fault_matrix.expectations import Outcomes
    from devkit.fault_matrix.fault_kinds import FaultKind
    from devkit.fault_matrix.fault_lab import FaultLab
    from devkit.soar import RunResult

LOOKS = "list after a lost create"


@dataclass(frozen=True, slots=True)
class Scenario:
    """An action and the point at which it is first.

    Attributes:
        play: does it.
        expected: the right words for a kind and how often it strikes.
        reads: whether the point is a read, for which some kinds are the same.
        connections: whether a connection can fail at that point alone.
        first: whether that point is the run's first request.
    """

    action: str
    point: str
    play: Callable[[FaultLab, FaultKind, int | None], Observation]
    expected: Callable[[FaultKind, int | None], Outcomes]
    reads: bool
    connections: bool = True
    first: bool = False


STATES = (expectations.ANSWERED, expectations.WAITING, expectations.FAILED, "stopped")


def observe(lab: FaultLab, result: RunResult, asked: tuple[str, ...]) -> Observation:
    """Gather what a run of Send SMS left."""
    rows = rows_of(result)
    return Observation(
        recipients=asked,
        rows=rows,
        messages=lab.messages(),
        resent=lab.resent(),
        outcomes=tuple(rows[to].word if to in rows else "untold" for to in asked),
        runs=tuple(lab.runs),
        private_values=lab.private_values(),
        run_seconds=RUN_SECONDS,
    )


def ping(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    lab.add_fault(kind, "list", times=times)
    result = lab.run("Ping")
    word = "connected" if result.state == COMPLETED else expectations.FAILED
    named = kind.cause in result.message or word == "connected"
    return replace(observe(lab, result, ()), outcomes=(word, "named" if named else "not named"))


def send(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    lab.add_fault(kind, "create", times=times, connections=1)
    to = lab.phones[0]
    return observe(lab, lab.send_to(to), (to,))


def send_second(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    """The request for the second of three recipients fails."""
    asked = tuple(lab.phones)
    lab.add_fault(kind, "create", times=times, to=asked[1])
    return observe(lab, lab.send_to(*asked), asked)


def send_before(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    """The list request before the message fails."""
    lab.add_fault(kind, "list", times=times)
    to = lab.phones[0]
    return observe(lab, lab.send_to(to), (to,))


def send_fetch(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    lab.twilio.state.delivery.step = 0.5
    lab.add_fault(kind, "fetch", times=times, connections=2)
    to = lab.phones[0]
    params = lab.parameters(to) | {"Delivery Timeout": "3"}
    return observe(lab, lab.run("Send SMS", params), (to,))


def send_looks(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    """The answer to a processed create is lost, and the list requests after it fail."""
    lab.add_fault(CUT_PROCESSED, "create", times=1)
    lab.add_fault(kind, "list", times=times, after=1, connections=2)
    to = lab.phones[0]
    return observe(lab, lab.send_to(to), (to,))


def ask_and_poll(lab: FaultLab, params: dict[str, str], *numbers: str) -> Observation:
    """Ask; let the phones that were reached answer; poll without faults."""
    first = lab.run("Send SMS And Wait", params)
    lab.remove_faults()
    answers = [lab.answer(to) for to in numbers]
    got = None
    if first.state == IN_PROGRESS and any(answers):
        got = lab.until_answered(params, first.value)
    rows = rows_of(first)
    words = (STATES[first.state], *(rows[to].word for to in numbers if to in rows))
    answer = WaitAnswer(any(answers), lab.answer_text, got)
    return replace(observe(lab, first, numbers), rows=rows, outcomes=words, answer=answer)


def ask(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    lab.add_fault(kind, "create", times=times)
    to = lab.phones[0]
    return ask_and_poll(lab, lab.parameters(to), to)


def ask_second(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    numbers = tuple(lab.phones)
    lab.add_fault(kind, "create", times=times, to=numbers[1])
    return ask_and_poll(lab, lab.parameters(*numbers), *numbers)


def ask_looks(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    lab.add_fault(CUT_PROCESSED, "create", times=1)
    lab.add_fault(kind, "list", times=times, connections=1)
    to = lab.phones[0]
    return ask_and_poll(lab, lab.parameters(to), to)


def asked_without_faults(lab: FaultLab, **more: str) -> tuple[dict[str, str], Any]:
    """Ask without faults; return the parameters and the saved state."""
    params = lab.parameters(lab.phones[0], **more)
    return params, lab.run("Send SMS And Wait", params).value


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


def poll_update(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    """The update that empties the texts fails."""
    params, state = asked_without_faults(lab, **{"Redact Messages": "true"})
    lab.add_fault(kind, "update", times=times, connections=1)
    observation = poll_twice(lab, params, state)
    if not any(message.body for message in lab.account.messages):
        return replace(observation, outcomes=(*observation.outcomes, "emptied"))
    told = "emptied" in lab.runs[-1].message
    return replace(observation, outcomes=(*observation.outcomes, "told" if told else "not told"))


def poll_fetch(lab: FaultLab, kind: FaultKind, times: int | None) -> Observation:
    """The fetch of the status fails at the end of a wait that nobody answered."""
    params, state = asked_without_faults(lab)
    lab.add_fault(kind, "fetch", times=times, connections=1)
    end = int((time.time() + 2) * 1000)
    limits = Limits(RUN_SECONDS, GRACE_SECONDS, interval_seconds=1, total_deadline_ms=end)
    result = lab.poll(params, state, limits=limits)
    told = result.json or {}
    observation = observe(lab, lab.runs[0], (lab.phones[0],))
    return replace(observation, outcomes=(STATES[result.state], str(told.get("status"))))


SCENARIOS = [
    Scenario("Ping", "list", ping, expectations.ping_outcomes, reads=True, first=True),
    Scenario(
        "Send SMS", "list before", send_before, expectations.before_outcomes, reads=True, first=True
    ),
    Scenario("Send SMS", "create", send, expectations.create_outcomes, reads=False),
    Scenario(
        "Send SMS",
        "create, 2nd of 3",
        send_second,
        expectations.second_outcomes,
        reads=False,
        connections=False,
    ),
    Scenario("Send SMS", LOOKS, send_looks, expectations.looks_outcomes, reads=True),
    Scenario("Send SMS", "fetch", send_fetch, expectations.fetch_outcomes, reads=True),
    Scenario("Wait", "create", ask, expectations.ask_outcomes, reads=False, first=True),
    Scenario(
        "Wait",
        "create, 2nd of 3",
        ask_second,
        expectations.ask_second_outcomes,
        reads=False,
        connections=False,
    ),
    Scenario("Wait", LOOKS, ask_looks, expectations.ask_looks_outcomes, reads=True),
    Scenario("Wait", "list (poll)", poll, expectations.poll_outcomes, reads=True, first=True),
    Scenario("Wait", "update", poll_update, expectations.update_outcomes, reads=False),
    Scenario("Wait", "fetch", poll_fetch, expectations.timed_out_outcomes, reads=True),
]

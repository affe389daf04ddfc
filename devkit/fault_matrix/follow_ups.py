"""The texts that later runs of a wait send, with a fault in the run that sends them.

Whatever fails, and wherever a run is killed, no phone gets such a text twice.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from devkit.fault_matrix.expectations import one_of
from devkit.fault_matrix.fault_kinds import CUT_PROCESSED, FAULTS, Effect, FaultKind
from devkit.fault_matrix.observations import WaitAnswer
from devkit.fault_matrix.scenarios import observe
from devkit.lab import WAIT
from devkit.soar import COMPLETED

if TYPE_CHECKING:
    from devkit.fault_matrix.expectations import Outcomes
    from devkit.fault_matrix.fault_lab import FaultLab
    from devkit.fault_matrix.observations import Observation
    from devkit.soar import RunResult
    from devkit.standin.request_log import Operation

MINUTES = 5  # since the question, so that a reminder and the next question are due
KILL_SECONDS = 15.0  # until the platform kills a run whose request hangs
LATE_SECONDS = 1.0  # until the list shows a new message, where it is late; and between two polls
POLLS = 2  # without a fault, before the phone answers
LIST_OF_POLL, LISTS_BEFORE_CREATE = 1, 2  # how many list requests are made by then
ONCE, NEVER, MORE = "sent once", "not sent", "sent more than once"
_KINDS = {kind.name: kind for kind in FAULTS}
_DOWN = _KINDS["503, not processed"]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A text that a later run sends.

    Attributes:
        params: of the step; `{next}` stands for the phone to ask next.
        begins: the words that its text begins with; `{text}` stands for the question.
        phone: which gets it: 0 is asked first, 1 is asked next.
        already: how many such texts that phone has before.
        reply: what the first phone writes to cause it; `{answer}` and `{code}` are filled in.
    """

    name: str
    params: dict[str, str]
    begins: str
    phone: int = 0
    already: int = 0
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of failure, the requests it meets, how many, and how many are good before."""

    kind: FaultKind
    operation: Operation
    times: int | None = 1
    after: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to the run that sends a follow-up.

    Attributes:
        kills: whether the platform kills it while its request hangs.
        list_delay: seconds until the list shows a new message.
        outcomes: how often the text may have been sent in the end.
    """

    name: str
    faults: tuple[Fault, ...]
    kills: bool = False
    list_delay: float = 0.0
    outcomes: frozenset[str] = one_of(ONCE)


def _failing_create(name: str) -> Trouble:
    kind = _KINDS[name]
    outcomes = one_of(NEVER if kind.effect is Effect.REFUSED else ONCE)
    if kind.slow and kind.effect is Effect.NOT_PROCESSED:
        outcomes |= {NEVER}  # there may be no time to send it again
    return Trouble(name, (Fault(kind, "create"),), outcomes=outcomes)


_HANGING = (Fault(_KINDS["no answer, not processed"], "create"),)
_HANGING_PROCESSED = (Fault(_KINDS["no answer, processed"], "create"),)
FOLLOW_UPS = (
    FollowUp("confirmation", {"Confirmation Message": "Recorded: {answer}"}, "Recorded: ",
             reply="{answer} {code}"),
    FollowUp("hint", {"Hint Message": "Please add {code}"}, "Please add ", reply="Yes"),
    FollowUp("reminder", {"Reminder After": "1"}, "{text}", already=1),
    FollowUp("next question", {"Escalation Numbers": "{next}", "Escalation After": "1"}, "{text}",
             phone=1),
)  # fmt: skip
TROUBLES = (
    *map(_failing_create, (
        "400", "429", "503, not processed", "503, processed", "cut, not processed",
        "cut, processed", "no answer, not processed", "no answer, processed",
    )),
    Trouble("killed before create", _HANGING, kills=True),
    Trouble("killed after create", _HANGING_PROCESSED, kills=True),
    Trouble("killed after create, late list", _HANGING_PROCESSED, True, LATE_SECONDS),
    Trouble("list down", (Fault(_DOWN, "list", None, LIST_OF_POLL),)),
    Trouble("answer lost, then list down",
            (Fault(CUT_PROCESSED, "create"), Fault(_DOWN, "list", None, LISTS_BEFORE_CREATE))),
)  # fmt: skip


def expected(follow_up: FollowUp, trouble: Trouble) -> Outcomes:
    """Return how often the text may be sent; no run comes after the one with the answer."""
    is_last = follow_up.name == "confirmation" and trouble.name == "list down"
    return (trouble.outcomes | {NEVER} if is_last else trouble.outcomes,)


def send_follow_up(lab: FaultLab, follow_up: FollowUp, trouble: Trouble) -> Observation:
    """Begin a wait, let the run fail that sends a follow-up, poll on without faults, answer."""
    to, other = lab.phones[:2]
    lab.state.assumptions.list_delay = trouble.list_delay
    more = {name: text.replace("{next}", other) for name, text in follow_up.params.items()}
    params = lab.parameters(to, **more)
    lab.state.clock.advance(-MINUTES * 60)
    first = lab.run(WAIT, params)
    lab.wait_for_text(to)
    lab.state.clock.advance(MINUTES * 60)
    if follow_up.reply:
        reply = follow_up.reply.replace("{answer}", lab.answer_text)
        lab.state.phone(to).send(reply.replace("{code}", lab.code_on(to)))
        lab.state.clock.advance(trouble.list_delay)  # the poll finds the reply
    failed = _failing_poll(lab, params, first.value, trouble)
    got = _poll_to_the_end(lab, params, first.value, failed)
    observation = observe(lab, first, (to,))
    return replace(
        observation,
        outcomes=(_times_sent(lab, follow_up),),
        answer=WaitAnswer(True, lab.answer_text, got),
        messages={to: observation.messages[to][:1]},  # the follow-up is told by its outcome
        resent=frozenset(),
    )


def _times_sent(lab: FaultLab, follow_up: FollowUp) -> str:
    begins = follow_up.begins.replace("{text}", lab.text)
    phone = lab.phones[follow_up.phone]
    sent = [row for row in lab.account.outbound(phone) if row.body.startswith(begins)]
    return {0: NEVER, 1: ONCE}.get(len(sent) - follow_up.already, MORE)


def _failing_poll(
    lab: FaultLab,
    params: dict[str, Any],
    state: Any,  # noqa: ANN401 - a result value of the platform
    trouble: Trouble,
) -> RunResult | None:
    """Poll with the trouble; return what the run left, None where it was killed."""
    for fault in trouble.faults:
        lab.add_fault(fault.kind, fault.operation, times=fault.times, after=fault.after)
    timeout = KILL_SECONDS if trouble.kills else None
    result = lab.poll(params, state, timeout=timeout)
    lab.remove_faults()
    if not trouble.kills:
        return result
    lab.runs.remove(result)  # a killed run leaves no result, and that is no crash
    if trouble.list_delay:  # as if it had been killed as soon as its message was at Twilio
        clock = lab.state.clock
        clock.advance(lab.account.outbound()[-1].arrived - clock.instant())
    return None


def _poll_to_the_end(
    lab: FaultLab,
    params: dict[str, Any],
    state: Any,  # noqa: ANN401 - a result value of the platform
    result: RunResult | None,
) -> str | None:
    """Poll on; let the phone answer where it has not yet; return the answer that was found."""
    for _ in range(POLLS):
        if result and not result.in_progress:
            break
        state = result.value if result else state
        time.sleep(LATE_SECONDS)
        result = lab.poll(params, state)
    if result and not result.in_progress:
        return str(result.value) if result.state == COMPLETED else None
    lab.answer(lab.phones[0])
    return lab.until_answered(params, result.value if result else state)

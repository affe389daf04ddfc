"""What each action does while one of its requests is spoiled, and how that must end.

A scenario takes a stage, a kind of failure, and how often it strikes (None: always).
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from devkit.proof import expected
from devkit.proof.evidence import Answer, Evidence
from devkit.proof.kinds import LOST_ANSWER, Effect
from devkit.proof.stage import GRACE_SECONDS, RUN_SECONDS, rows_of
from devkit.soar import COMPLETED, IN_PROGRESS, Limits

if TYPE_CHECKING:
    from devkit.proof.kinds import Kind
    from devkit.proof.stage import Stage
    from devkit.soar import RunResult

STATES = (expected.ANSWERED, expected.WAITING, expected.FAILED, "stopped")


def sms(stage: Stage, *numbers: str, **more: str) -> dict[str, str]:
    return {"Phone Number": ", ".join(numbers), "Message": stage.text, **more}


def sent(stage: Stage, result: RunResult, asked: tuple[str, ...]) -> Evidence:
    """Gather what a run of Send SMS left."""
    rows = rows_of(result)
    return Evidence(
        asked=asked,
        rows=rows,
        messages=stage.messages(),
        resent=stage.resent(),
        words=tuple(rows[to].word if to in rows else "untold" for to in asked),
        runs=tuple(stage.runs),
        markers=stage.markers(),
        run_seconds=RUN_SECONDS,
    )


def ping(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    stage.spoil(kind, "list", times=times)
    result = stage.run("Ping")
    word = "connected" if result.state == COMPLETED else expected.FAILED
    named = kind.cause in result.message or word == "connected"
    return replace(sent(stage, result, ()), words=(word, "named" if named else "not named"))


def send(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    stage.spoil(kind, "create", times=times, connections=1)
    to = stage.phones[0]
    return sent(stage, stage.run("Send SMS", sms(stage, to)), (to,))


def send_second(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    """Spoil the request for the second of three recipients."""
    asked = tuple(stage.phones)
    stage.spoil(kind, "create", times=times, to=asked[1])
    return sent(stage, stage.run("Send SMS", sms(stage, *asked)), asked)


def send_before(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    """Spoil the look into the list that precedes the message."""
    stage.spoil(kind, "list", times=times)
    to = stage.phones[0]
    return sent(stage, stage.run("Send SMS", sms(stage, to)), (to,))


def send_fetch(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    stage.twilio.state.delivery.step = 0.5
    stage.spoil(kind, "fetch", times=times, connections=2)
    to = stage.phones[0]
    params = sms(stage, to) | {"Delivery Timeout": "3"}
    return sent(stage, stage.run("Send SMS", params), (to,))


def send_looks(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    """Lose the answer to a create request that was carried out, and spoil the looks for it."""
    stage.spoil(LOST_ANSWER, "create", times=1)
    stage.spoil(kind, "list", times=times, after=1, connections=2)
    to = stage.phones[0]
    return sent(stage, stage.run("Send SMS", sms(stage, to)), (to,))


def asked(stage: Stage, params: dict[str, str], *numbers: str, spare: float = 0) -> Evidence:
    """Ask; have the phones that were reached answer; look without faults."""
    first = stage.run("Send SMS And Wait", params)
    stage.heal()
    time.sleep(spare)
    answers = [stage.answer(to) for to in numbers]
    got = None
    if first.state == IN_PROGRESS and any(answers):
        got = stage.until_answered(params, first.value)
    rows = rows_of(first)
    words = (STATES[first.state], *(rows[to].word for to in numbers if to in rows))
    answer = Answer(any(answers), stage.reply, got)
    return replace(sent(stage, first, numbers), rows=rows, words=words, answer=answer)


def ask(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    stage.spoil(kind, "create", times=times)
    to = stage.phones[0]
    return asked(stage, sms(stage, to), to)


def ask_second(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    numbers = tuple(stage.phones)
    stage.spoil(kind, "create", times=times, to=numbers[1])
    return asked(stage, sms(stage, *numbers), *numbers)


def ask_looks(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    stage.spoil(LOST_ANSWER, "create", times=1)
    stage.spoil(kind, "list", times=times, connections=1)
    to = stage.phones[0]
    return asked(stage, sms(stage, to), to)


def begun(stage: Stage, **more: str) -> tuple[dict[str, str], Any]:
    """Ask without faults; return the parameters and the saved state."""
    params = sms(stage, stage.phones[0], **more)
    return params, stage.run("Send SMS And Wait", params).value


def looked(stage: Stage, params: dict[str, str], state: Any, *, may_end: bool = False) -> Evidence:  # noqa: ANN401
    """Take one spoiled look at an answered question, then look without faults."""
    to = stage.phones[0]
    reached = stage.answer(to)
    spoiled = stage.later(params, state)
    got: str | None = str(spoiled.value)
    if spoiled.state != COMPLETED:
        ended = spoiled.state != IN_PROGRESS
        got = None if ended else stage.until_answered(params, spoiled.value)
    answer = Answer(reached, stage.reply, got, may_end=may_end)
    evidence = sent(stage, stage.runs[0], (to,))
    return replace(evidence, words=(STATES[spoiled.state],), answer=answer)


def poll(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    params, state = begun(stage)
    stage.spoil(kind, "list", times=times)
    return looked(stage, params, state, may_end=kind.effect is Effect.ACCOUNT)


def poll_update(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    """Spoil the emptying of the texts, once the answer is found."""
    params, state = begun(stage, **{"Redact Messages": "true"})
    stage.spoil(kind, "update", times=times, connections=1)
    evidence = looked(stage, params, state)
    if not any(message.body for message in stage.account.messages):
        return replace(evidence, words=(*evidence.words, "emptied"))
    told = "emptied" in stage.runs[-1].message
    return replace(evidence, words=(*evidence.words, "told" if told else "not told"))


def poll_fetch(stage: Stage, kind: Kind, times: int | None) -> Evidence:
    """Spoil the last question after the message's status, when nobody has answered in time."""
    params, state = begun(stage)
    stage.spoil(kind, "fetch", times=times, connections=1)
    end = int((time.time() + 2) * 1000)
    limits = Limits(RUN_SECONDS, GRACE_SECONDS, interval_seconds=1, total_deadline_ms=end)
    result = stage.later(params, state, limits=limits)
    told = result.json or {}
    evidence = sent(stage, stage.runs[0], (stage.phones[0],))
    return replace(evidence, words=(STATES[result.state], str(told.get("status"))))

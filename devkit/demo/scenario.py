"""The scenario of the demo: which actions run, who is texted, and what is shown at the end."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.text import Text

from devkit.console import highlighted_json, visible
from devkit.demo import expectations
from devkit.demo.steps import Step, indented, shown
from devkit.soar import Case, Limits, Runner
from devkit.twilio_settings import Reply, let_phones_answer, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, RenderableType

    from devkit.soar import RunResult
    from devkit.standin import StandIn

MARY: Final = "+15551230001"
NEXT_ON_CALL: Final = "+15551230002"
ON_CALL: Final = "+15551230004"
NAMES: Final = {MARY: "Mary", ON_CALL: "On call", NEXT_ON_CALL: "Next on call"}
UNREACHABLE: Final = ("undelivered", 30003)
NOTICE: Final = {
    "Phone Number": f"{MARY}, {NEXT_ON_CALL}",
    "Message": "SOC: we are looking at a sign-in from two countries within an hour.",
    "Delivery Timeout": "10",
}
ANSWER: Final = "Block"
QUESTION: Final = {
    "Phone Number": ON_CALL,
    "Message": "SOC: Mary did not sign in from Oslo. Block her sessions?",
    "Reply Options": f"{ANSWER}, Wait",
    "Escalation Numbers": NEXT_ON_CALL,
    "Confirmation Message": "Recorded: {answer}.",
    "Include Case Reference": "true",
}
EXTRACT: Final = ("status", "answer", "code", "reply", "follow_ups", "waited_seconds")
RUN_SECONDS: Final = 30.0
TOTAL_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the scenario goes, in seconds: slow enough to be watched."""

    delivery_step: float = 0.5
    reply_after: float = 3.0
    interval: float = 1.0


@dataclass(slots=True)
class Demo:
    """A demo that is being played."""

    console: Console
    twilio: StandIn
    runner: Runner
    pace: Pace
    steps: int = 0
    outcomes: dict[str, list[RunResult]] = field(default_factory=dict)

    def run(self, action: str, params: dict[str, str]) -> None:
        """Run an action to its end and show its progress."""
        account = self.twilio.state.account
        before = {message.sid for message in account.messages}
        self.steps += 1
        step = Step(
            number=self.steps,
            action=action,
            messages=lambda: [row for row in account.messages if row.sid not in before],
            names=NAMES,
        )
        runs = self.outcomes[action] = []
        with shown(self.console, step):
            for result in self.runner.play(
                action,
                params,
                interval=self.pace.interval,
                total_seconds=TOTAL_SECONDS,
                limits=Limits(run_seconds=RUN_SECONDS),
            ):
                runs.append(result)
                step.result, step.runs = result, len(runs)
            step.done = True


def play(console: Console, twilio: StandIn, pace: Pace | None = None) -> list[str]:
    """Play the scenario and return a sentence for everything that is not as expected.

    Args:
        console: where it is shown; live if it is a terminal.
        twilio: a running stand-in whose account has sent nothing yet.
        pace: how fast it goes.
    """
    pace = pace or Pace()
    started = time.monotonic()
    state = twilio.state
    state.delivery.step = pace.delivery_step
    _introduce(console)
    state.deliver(ON_CALL, *UNREACHABLE)
    with Runner(settings_for(state.account, twilio.url), Case.sample()) as runner:
        demo = Demo(console, twilio, runner, pace)
        demo.run("Ping", {})
        demo.run("Send SMS", NOTICE)
        let_phones_answer(state, Reply(f"{ANSWER} {{code}}", pace.reply_after))
        demo.run("Send SMS And Wait", QUESTION)
    _show_result(console, demo.outcomes["Send SMS And Wait"][-1])
    problems = expectations.problems(
        demo.outcomes, state.account, (MARY, NEXT_ON_CALL), (ON_CALL, NEXT_ON_CALL), ANSWER
    )
    _conclude(console, demo, problems, time.monotonic() - started)
    return problems


def _introduce(console: Console) -> None:
    console.print()
    console.print(Text("Twilio for Google SecOps SOAR", "bold"))
    console.print(
        Text("Actions as processes; texts over HTTP to a simulated Twilio on this machine.", "dim")
    )
    console.print()


def _show_result(console: Console, result: RunResult) -> None:
    console.print(Text("What the playbook gets", "bold"))
    console.print()
    rows = (("state", result.state_name), ("value", str(result.value)))
    for name, value in rows:
        row = Text.assemble((f"{name}  ", "dim"), (visible(value), "bold"))
        console.print(indented(row))
    conversation = result.json or {}
    extract = {key: conversation[key] for key in EXTRACT if key in conversation}
    console.print(indented(Text("JSON, an extract", "dim")))
    for line in _lines(highlighted_json(extract)):
        console.print(indented(line))
    console.print()


def _lines(pretty: Text) -> Iterator[RenderableType]:
    """Yield the lines of a JSON text so that a long one goes on below its own beginning."""
    for line in pretty.split("\n"):
        depth = len(line.plain) - len(line.plain.lstrip())
        yield Padding(line[depth:], (0, 0, 0, depth))


def _conclude(console: Console, demo: Demo, problems: list[str], seconds: float) -> None:
    for problem in problems:
        console.print(Text.assemble(("✗  ", "bold red"), visible(problem)), soft_wrap=True)
    if problems:
        return
    processes = sum(map(len, demo.outcomes.values()))
    requests = len(demo.twilio.state.requests)
    console.print(
        Text.assemble(
            ("✓  ", "bold green"),
            "All as expected. ",
            (f"{processes} processes, {requests} requests, {seconds:.1f} s.", "dim"),
        )
    )

"""The demo's story: what is run, with whom, and what is shown at the end."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.text import Text

from devkit.console import highlighted_json, visible
from devkit.demo import verdict
from devkit.demo.screen import Step, indented, shown
from devkit.soar import Case, Limits, Runner
from devkit.twilio_settings import Reply, let_phones_answer, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, RenderableType

    from devkit.soar import RunResult
    from devkit.standin import StandIn

MARY: Final = "+15551230001"
ON_CALL: Final = "+15551230002"
NAMES: Final = {MARY: "Mary", ON_CALL: "On call"}
NOTICE: Final = "SOC: we are looking at a sign-in from two countries within an hour."
QUESTION: Final = "Mary, did you sign in from Oslo just now?"
ANSWER: Final = "Yes, it was me"
RUN_SECONDS: Final = 30.0
TOTAL_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the story goes, in seconds: slow enough to be watched."""

    delivery_step: float = 0.5
    reply_after: float = 3.0
    interval: float = 1.0


@dataclass(slots=True)
class Stage:
    """Where the story is played."""

    console: Console
    twilio: StandIn
    host: Runner
    pace: Pace
    steps: int = 0
    outcomes: dict[str, list[RunResult]] = field(default_factory=dict)

    def act(self, action: str, params: dict[str, str], awaited: str | None = None) -> None:
        """Run an action to its end and show it meanwhile."""
        account = self.twilio.state.account
        before = {message.sid for message in account.messages}
        self.steps += 1
        step = Step(
            number=self.steps,
            action=action,
            messages=lambda: [row for row in account.messages if row.sid not in before],
            names=NAMES,
            awaited=awaited,
        )
        runs = self.outcomes[action] = []
        with shown(self.console, step):
            for result in self.host.play(
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
    """Play the story and return what is not as it should be: nothing, if all is well.

    Args:
        console: where it is shown; live if it is a terminal.
        twilio: a running stand-in whose account has sent nothing yet.
        pace: how fast it goes.
    """
    pace = pace or Pace()
    began = time.monotonic()
    state = twilio.state
    state.delivery.step = pace.delivery_step
    _introduce(console)
    with Runner(settings_for(state.account, twilio.url), Case.sample()) as host:
        stage = Stage(console, twilio, host, pace)
        stage.act("Ping", {})
        both = {"Phone Number": f"{MARY}, {ON_CALL}", "Message": NOTICE, "Delivery Timeout": "10"}
        stage.act("Send SMS", both)
        let_phones_answer(state, Reply(f"{ANSWER} {{code}}", pace.reply_after))
        asked = {"Phone Number": MARY, "Message": QUESTION, "Include Case Reference": "true"}
        stage.act("Send SMS And Wait", asked, awaited=MARY)
    _show_result(console, stage.outcomes["Send SMS And Wait"][-1])
    problems = verdict.problems(stage.outcomes, state.account, (MARY, ON_CALL), ANSWER)
    _conclude(console, stage, problems, time.monotonic() - began)
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
        line = Text.assemble((f"{name}  ", "dim"), (visible(value), "bold"))
        console.print(indented(line))
    if result.raw_json is not None:
        console.print(indented(Text("JSON", "dim")))
        for json_line in _lines(highlighted_json(result.json)):
            console.print(indented(json_line))
    console.print()


def _lines(pretty: Text) -> Iterator[RenderableType]:
    """Yield the lines of a JSON text so that a long one goes on below its own beginning."""
    for line in pretty.split("\n"):
        depth = len(line.plain) - len(line.plain.lstrip())
        yield Padding(line[depth:], (0, 0, 0, depth))


def _conclude(console: Console, stage: Stage, problems: list[str], seconds: float) -> None:
    for problem in problems:
        console.print(Text.assemble(("✗  ", "bold red"), visible(problem)), soft_wrap=True)
    if problems:
        return
    processes = sum(map(len, stage.outcomes.values()))
    requests = len(stage.twilio.state.requests)
    console.print(
        Text.assemble(
            ("✓  ", "bold green"),
            "All as it should be. ",
            (f"{processes} processes, {requests} requests, {seconds:.1f} s.", "dim"),
        )
    )

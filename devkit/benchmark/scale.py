"""Measure runs with many recipients, many phones, and many polls at once, on several lines."""

from __future__ import annotations

import os
import resource
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devkit.benchmark.request_counts import phones, settled_wait
from devkit.interrupt import run_in_threads
from devkit.lab import TEXT, WAIT, Lab, open_lab, texting
from devkit.soar import COMPLETED, Limits
from devkit.standin import Fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZES = (1, 10, 100, 500)
POLLS_AT_ONCE = 200
CONCURRENCY_LIMITS = (100, 50, 20, 5)  # requests that Twilio takes at once
HOLD_SECONDS = 0.2  # of each request while the polls run at once
RUN_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Line:
    """A connection: what each request takes, and how many of 100 are cut."""

    name: str
    seconds: float
    cut_percent: int = 0


LINES = (Line("50 ms", 0.05), Line("1 s", 1.0), Line("50 ms, 10 % cut", 0.05, 10))
FAST, SLOW, LOSSY = LINES
_CASES = {FAST: SIZES, SLOW: (1, 10, 100), LOSSY: (1, 10, 100)}


@dataclass(frozen=True, slots=True)
class ScaleFigures:
    """One measurement.

    Attributes:
        name: what was run, and on which line.
        requests: to Twilio.
        seconds: of the process, or of all processes together.
        least_seconds: the least that the line, the requests needed and the cores allow.
        complete: how many messages were sent, phones read, or polls answered, of how many.
    """

    name: str
    requests: int
    seconds: float
    least_seconds: float
    complete: str


def measure(
    sdk: Path | None = None, tell: Callable[[str], object] = lambda _: None
) -> list[ScaleFigures]:
    """Measure all; takes some minutes."""
    figures = []
    with open_lab(sdk) as lab:
        lab.limits = Limits(run_seconds=RUN_SECONDS, interval_seconds=60)
        start_up = statistics.median(lab.ping().seconds for _ in range(3))
        for measured in (_send, _poll):
            for line, sizes in _CASES.items():
                for size in sizes:
                    tell(f"{size} numbers, {line.name}")
                    figures.append(measured(lab, line, size, start_up))
        for limit in CONCURRENCY_LIMITS:
            tell(f"{POLLS_AT_ONCE} polls at once, at most {limit} requests")
            figures.append(_polls_at_once(lab, limit))
    return figures


def _use(lab: Lab, line: Line) -> None:
    lab.state.faults.clear()
    share = line.cut_percent / 100
    lab.add_faults(Fault("cut", acting="before", times=None, probability=share))
    lab.add_faults(Fault("delay", delay=line.seconds, acting="after", times=None))


def _send(lab: Lab, line: Line, size: int, start_up: float) -> ScaleFigures:
    lab.state.reset()
    _use(lab, line)
    result = lab.send(phones(size))
    sent = sum(bool(row["sid"]) for row in result.json or [])
    return ScaleFigures(
        f"Send SMS to {size}, {line.name}",
        len(lab.requests),
        result.seconds,
        start_up + size * line.seconds,
        f"{sent} of {size} sent",
    )


def _poll(lab: Lab, line: Line, size: int, start_up: float) -> ScaleFigures:
    """Poll after all phones have written something that is no answer."""
    wait, state = settled_wait(lab, size)
    for number in phones(size).split(", "):
        lab.reply("Who is this?", sender=number)
    before = len(lab.requests)
    _use(lab, line)
    result = wait.poll(state)
    read = "all read" if f"{size} text" in result.message else "not all read"
    return ScaleFigures(
        f"poll of {size} phones, {line.name}",
        len(lab.requests) - before,
        result.seconds,
        start_up + line.seconds,
        read,
    )


def _polls_at_once(lab: Lab, limit: int) -> ScaleFigures:
    """Ask, answer, and poll every question in the same second."""
    lab.state.reset()
    first = lab.ask()
    states = {}
    for number in range(POLLS_AT_ONCE):
        phone = f"+1555{number:07d}"
        message = lab.account.outbound()[0]
        code = f"{500_000 + number}"
        states[phone] = first.state.replace(first.code, code).replace(message.to, phone)
        lab.reply(f"Yes {code}", sender=phone)
    lab.add_faults(Fault("delay", delay=HOLD_SECONDS, acting="after", times=None))
    before, cpu_before, began = len(lab.requests), _cpu(), time.monotonic()
    lab.state.concurrent_requests = limit
    results = run_in_threads(
        lambda phone: lab.runner.run(
            WAIT,
            texting(phone, TEXT),
            settings=lab.settings,
            limits=Limits(run_seconds=RUN_SECONDS, interval_seconds=60),
            first=False,
            state=states[phone],
        ),
        states,
        workers=POLLS_AT_ONCE,
        stop=lab.runner.stop,
    )
    seconds = time.monotonic() - began
    answered = sum(result.state == COMPLETED for result in results)
    cores = len(os.sched_getaffinity(0))
    least = max((_cpu() - cpu_before) / cores, POLLS_AT_ONCE * HOLD_SECONDS / limit)
    return ScaleFigures(
        f"{POLLS_AT_ONCE} polls at once, at most {limit} requests",
        len(lab.requests) - before,
        seconds,
        least,
        f"{answered} of {POLLS_AT_ONCE} answered",
    )


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime

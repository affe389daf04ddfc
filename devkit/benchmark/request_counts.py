"""Count the requests to Twilio of runs with many recipients or many messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from devkit.lab import Lab, open_lab

if TYPE_CHECKING:
    from pathlib import Path

    from devkit.lab import StartedWait

NUMBERS = (1, 10, 100)
NEWER_MESSAGES = 3_000
ARRIVAL_SECONDS = 10.0
BUSY_LIMIT = 4


@dataclass(frozen=True, slots=True)
class Count:
    """How many requests a run made, and how many it may make."""

    name: str
    requests: int
    limit: int


def count_requests(sdk: Path | None = None) -> list[Count]:
    """Run each case once."""
    with open_lab(sdk) as lab:
        return [*(_send(lab, number) for number in NUMBERS),
                *(_poll(lab, number) for number in NUMBERS), _busy_phone(lab)]  # fmt: skip


def phones(count: int) -> str:
    """Return so many numbers as a list parameter."""
    return ", ".join(f"+1555{number:07d}" for number in range(count))


def settled_state(lab: Lab, wait: StartedWait) -> str:
    """Let all questions arrive, and return the state of a poll that has learned it."""
    lab.state.clock.advance(ARRIVAL_SECONDS)
    return str(wait.poll().value)


def _send(lab: Lab, count: int) -> Count:
    lab.state.reset()
    lab.send(phones(count))
    return Count(f"Send SMS, {count} recipients", len(lab.requests), count)


def _poll(lab: Lab, count: int) -> Count:
    lab.state.reset()
    wait = lab.ask(phones(count))
    state = settled_state(lab, wait)
    before = len(lab.requests)
    wait.poll(state)
    return Count(f"poll, {count} phones", len(lab.requests) - before, min(count, 2))


def _busy_phone(lab: Lab) -> Count:
    """Poll one phone that has sent thousands of other texts since the question."""
    lab.state.reset()
    wait = lab.ask(phones(1))
    state = settled_state(lab, wait)
    end = datetime.now(UTC) + timedelta(minutes=NEWER_MESSAGES + 1)
    lab.account.add_history(NEWER_MESSAGES, phones(1), lab.account.number, older_than=end)
    before = len(lab.requests)
    wait.poll(state)
    name = f"poll, 1 phone with {NEWER_MESSAGES:,} newer messages"
    return Count(name, len(lab.requests) - before, BUSY_LIMIT)

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


def settled_wait(lab: Lab, count: int) -> tuple[StartedWait, str]:
    """Ask so many phones; return the wait, and its state after a poll once all is delivered."""
    lab.state.reset()
    wait = lab.ask(phones(count))
    lab.state.clock.advance(ARRIVAL_SECONDS)
    return wait, str(wait.poll().value)


def _send(lab: Lab, count: int) -> Count:
    lab.state.reset()
    lab.send(phones(count))
    return Count(f"Send SMS, {count} recipients", len(lab.requests), count)


def _poll(lab: Lab, count: int) -> Count:
    wait, state = settled_wait(lab, count)
    return _count_poll(lab, wait, state, f"poll, {count} phones", min(count, 2))


def _busy_phone(lab: Lab) -> Count:
    """Poll one phone that has sent thousands of other texts since the question."""
    wait, state = settled_wait(lab, 1)
    end = datetime.now(UTC) + timedelta(minutes=NEWER_MESSAGES + 1)
    lab.account.add_history(NEWER_MESSAGES, phones(1), lab.account.number, older_than=end)
    name = f"poll, 1 phone with {NEWER_MESSAGES:,} newer messages"
    return _count_poll(lab, wait, state, name, BUSY_LIMIT)


def _count_poll(lab: Lab, wait: StartedWait, state: str, name: str, limit: int) -> Count:
    before = len(lab.requests)
    wait.poll(state)
    return Count(name, len(lab.requests) - before, limit)

"""Processes that a test started, and waiting for what they do."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")

PATIENCE = 30.0


def until(condition: Callable[[], Value], seconds: float = PATIENCE) -> Value:
    """Return the first true value of a condition; fail where there is none in time."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return value


def is_alive(pid: int) -> bool:
    """Whether a process runs. One that has ended may wait, a zombie, for its parent."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def children_of(pid: int) -> set[int]:
    """Return the processes that a process has started, from all of its threads."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            found |= {int(number) for number in (task / "children").read_text().split()}
        except (FileNotFoundError, ProcessLookupError):  # the thread has ended
            continue
    return found


def wait_for_pid(path: Path) -> int:
    """Return the number that a process writes into a file."""
    return int(until(lambda: path.read_text() if path.exists() else ""))

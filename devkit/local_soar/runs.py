"""The actions that were started: each in a thread of its own, each remembered."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from devkit.local_soar import defaults
from devkit.local_soar.reading import read_json
from devkit.soar import COMPLETED, FAILED, IN_PROGRESS, TIMED_OUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from devkit.local_soar.manual_action import Order
    from devkit.soar import Runner, RunResult

KEPT = 200
STARTING, ENDED_EARLY = "Starting", "The local SOAR was stopped before the action had ended."
STATUSES = {
    COMPLETED: "Completed",
    IN_PROGRESS: "In progress",
    FAILED: "Failed",
    TIMED_OUT: "Timed out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How an async action is polled, in seconds: the pause between runs, the end of them all."""

    interval: float = defaults.INTERVAL_SECONDS
    total: float = defaults.ASYNC_MINUTES * 60.0


@dataclass(slots=True)
class Run:
    """An action from its start to its end.

    Times are epoch seconds. `code` is what answers to its question must hold, once it is known.
    """

    number: int
    order: Order
    origin: str
    started: float = field(default_factory=time.time)
    ended: float | None = None
    polls: int = 0
    status: str = STARTING
    result: RunResult | None = None
    code: str | None = None
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def message(self) -> str:
        """What the action says, or what kept it from saying anything."""
        if self.result is None:
            return ENDED_EARLY if self.done.is_set() else ""
        return self.result.error or self.result.message

    @property
    def value(self) -> Any:  # noqa: ANN401 - any JSON value
        return self.result.value if self.result else None

    @property
    def raw_json(self) -> str | None:
        return self.result.raw_json if self.result else None


class Desk:
    """Starts actions and keeps the newest of them.

    Args:
        host: runs the processes.
        pace: how async actions are polled.
        tell: called, from any thread, whenever something about a run has changed.
    """

    def __init__(self, host: Runner, pace: Pace, tell: Callable[[Run], None]) -> None:
        self._host = host
        self._pace = pace
        self._tell = tell
        self._runs: dict[int, Run] = {}
        self._threads: set[threading.Thread] = set()
        self._numbers = count(1)
        self._lock = threading.Lock()

    def start(self, order: Order, origin: str) -> Run:
        """Start an action; return at once."""
        with self._lock:
            run = Run(next(self._numbers), order, origin)
            self._runs[run.number] = run
            self._forget()
            thread = threading.Thread(target=self._play, args=(run,), daemon=True)
            self._threads.add(thread)
        self._tell(run)
        thread.start()
        return run

    def find(self, number: int) -> Run | None:
        with self._lock:
            return self._runs.get(number)

    @property
    def runs(self) -> list[Run]:
        """All that are remembered, oldest first."""
        with self._lock:
            return list(self._runs.values())

    def join(self, seconds: float) -> None:
        """Wait for the threads to end, each so long at most; the host must be stopping."""
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(seconds)

    def _forget(self) -> None:
        ended = [run.number for run in self._runs.values() if run.done.is_set()]
        for number in ended[: max(0, len(self._runs) - KEPT)]:
            del self._runs[number]

    def _play(self, run: Run) -> None:
        try:
            for result in self._results(run.order):
                run.polls += 1
                run.result = result
                run.code = _code_in(result) or run.code
                if result.in_progress:
                    run.status = STATUSES[IN_PROGRESS]
                    self._tell(run)
        except RuntimeError:
            run.result = None  # the host is stopping; that is said by the absence of a result
        finally:
            self._end(run)

    def _results(self, order: Order) -> Any:  # noqa: ANN401 - the host's iterator
        return self._host.play(
            order.action.name,
            order.params,
            case=order.case,
            alert=order.alert,
            entities=order.entities,
            interval=self._pace.interval,
            total_seconds=self._pace.total,
        )

    def _end(self, run: Run) -> None:
        if run.result is not None and run.result.in_progress:
            run.result = None  # stopped between two polls
        run.status = STATUSES[run.result.state if run.result else FAILED]
        run.ended = time.time()
        run.done.set()
        self._tell(run)
        with self._lock:
            self._threads.discard(threading.current_thread())


def _code_in(result: RunResult) -> str | None:
    """Return the code of the question that a run asked: it is saved, and in the JSON result."""
    text = result.value if result.in_progress else result.raw_json
    try:
        kept = read_json(text) if isinstance(text, str) else text
    except ValueError:
        return None
    code = kept.get("code") if isinstance(kept, dict) else None
    return code if isinstance(code, str) else None
